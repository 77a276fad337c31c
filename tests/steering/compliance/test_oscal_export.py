"""OSCAL documents as they are exported: valid by NIST's schemas, the same for the same facts, and true."""

from __future__ import annotations

import copy
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from steering.catalog.frameworks import frameworks
from steering.compliance.import_controls import find_control
from steering.compliance.oscal import write_document, write_token
from steering.compliance.oscal_components import build_component_definition
from steering.compliance.oscal_export import build_assessment_results
from steering.context.case_context import CaseContext
from steering.errors import SteercoError, UnknownName
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.compliance.control_cases import CONTROLS, controlled
from tests.steering.compliance.oscal_schemas import list_errors

TODAY = date(2026, 4, 30)
OF_EXAMPLE = date(2026, 10, 31)


def results_of(context: CaseContext, framework: str = "soc2", day: date = TODAY, since: date | None = None) -> Any:
    document = build_assessment_results(context, framework, day, since=since)
    assert list_errors("assessment-results", document) == []
    return document["assessment-results"]


def findings_of(results: Any) -> dict[str, Any]:
    return {prop_of(finding, "control-id"): finding for finding in results["results"][0]["findings"]}


def prop_of(item: Any, name: str) -> Any:
    return next((prop["value"] for prop in item["props"] if prop["name"] == name), None)


@pytest.mark.parametrize("framework", ["soc2", "hipaa"])
def test_the_example_is_valid_by_the_schemas_of_nist(whole_example: CaseSnapshot, framework: str) -> None:
    results = results_of(whole_example.context, framework, OF_EXAMPLE)
    definition = build_component_definition(whole_example.context, framework, OF_EXAMPLE)
    assert list_errors("component", definition) == []
    compliance = whole_example.context.case.dossier.compliance
    assert compliance is not None
    scope = {control.id for control in compliance.controls if control.framework == framework and control.in_scope}
    assert set(findings_of(results)) == scope
    components = definition["component-definition"]["components"]
    requirements = [
        prop_of(requirement, "control-id")
        for component in components
        for implementation in component["control-implementations"]
        for requirement in implementation["implemented-requirements"]
    ]
    assert sorted(requirements) == sorted(scope)


def test_the_schemas_refuse_what_is_wrong(controls_context: CaseContext) -> None:
    document = build_assessment_results(controls_context, "soc2", TODAY)
    for path, value in (("uuid", "1"), ("metadata", {}), ("results", []), ("import-ap", None), ("extra", 1)):
        wrong = copy.deepcopy(document)
        wrong["assessment-results"][path] = value
        assert list_errors("assessment-results", wrong) != []


def test_findings_and_observations_say_what_the_page_says(controls_context: CaseContext) -> None:
    results = results_of(controls_context)
    findings = findings_of(results)
    states = {id: (prop_of(entry, "state"), entry["target"]["status"]["state"]) for id, entry in findings.items()}
    assert states == {
        "CC1.1": ("automated", "satisfied"),
        "CC1.2": ("manual", "satisfied"),
        "CC1.3": ("expired", "not-satisfied"),
        "CC1.4": ("in review", "not-satisfied"),
        "CC1.5": ("rejected", "not-satisfied"),
        "CC2.1": ("not covered", "not-satisfied"),
        "CC2.2": ("not covered", "not-satisfied"),
        "CC2.3": ("manual", "satisfied"),
        "CC3.1": ("not covered", "not-satisfied"),
    }
    (selection,) = results["results"][0]["reviewed-controls"]["control-selections"]
    assert selection["exclude-controls"] == [{"control-id": "A1.1"}]
    assert "Not in the report" in selection["remarks"]
    observations = {item["uuid"]: item for item in results["results"][0]["observations"]}
    links = [link["observation-uuid"] for link in findings["CC1.1"]["related-observations"]]
    assert [prop_of(observations[link], "evidence-id") for link in links] == ["EV-00001", "EV-00002"]
    assert "related-observations" not in findings["CC3.1"]
    # Collected after the day, so that it was not there yet; and one for a control that nobody named.
    identifiers = {prop_of(item, "evidence-id") for item in observations.values()}
    assert not identifiers & {"EV-00010", "EV-00014", "EV-00015"}


def test_evidence_of_a_control_that_counts_too_is_in_the_document(controls_context: CaseContext) -> None:
    results = results_of(controls_context, "hipaa")
    finding = findings_of(results)["164.312(b)"]
    assert finding["target"]["target-id"] == "hipaa-164.312.b_smt"
    observations = {item["uuid"]: item for item in results["results"][0]["observations"]}
    pieces = [observations[link["observation-uuid"]] for link in finding["related-observations"]]
    assert [(prop_of(piece, "control-id"), prop_of(piece, "framework")) for piece in pieces] == [("CC1.1", "soc2")] * 2
    resources = {resource["uuid"]: resource for resource in results["back-matter"]["resources"]}
    for piece in pieces:
        (evidence,) = piece["relevant-evidence"]
        assert resources[evidence["href"].removeprefix("#")]["rlinks"][0]["href"].startswith(
            "https://evidence.example/"
        )


def test_a_period_leaves_out_what_had_expired_before_it(controls_context: CaseContext) -> None:
    (result,) = results_of(controls_context, day=date(2026, 6, 30), since=date(2026, 5, 10))["results"]
    identifiers = {prop_of(item, "evidence-id") for item in result["observations"]}
    assert "EV-00003" not in identifiers and {"EV-00001", "EV-00002"} <= identifiers
    assert (result["start"], result["end"]) == ("2026-05-10T00:00:00Z", "2026-06-30T23:59:59Z")


def test_the_same_facts_are_the_same_bytes(tmp_path: Path, controls_context: CaseContext) -> None:
    other = AppState(tmp_path / "home", controlled(tmp_path / controls_context.case.id))
    try:
        context = other.snapshot().context
        assert context.case.id == controls_context.case.id
        for build in (build_assessment_results, build_component_definition):
            documents = [build(entry, "soc2", TODAY) for entry in (context, controls_context)]
            assert write_document(documents[0]) == write_document(documents[1])
            assert write_document(build(context, "soc2", date(2026, 5, 31))) != write_document(documents[0])
    finally:
        other.close()


def test_identifiers_are_of_version_5_and_used_once(whole_example: CaseSnapshot) -> None:
    results = results_of(whole_example.context, "hipaa", OF_EXAMPLE)
    (result,) = results["results"]
    items = [*result["observations"], *result["findings"], *results["back-matter"]["resources"], result, results]
    identifiers = [item["uuid"] for item in items]
    assert len(set(identifiers)) == len(identifiers)
    assert {uuid.UUID(identifier).version for identifier in identifiers} == {5}


def test_what_oscal_has_no_word_for_is_said(controls_context: CaseContext) -> None:
    remarks = results_of(controls_context)["metadata"]["remarks"]
    assert "not an auditor's opinion" in remarks and "prop state" in remarks


def test_texts_of_users_stay_text(tmp_path: Path) -> None:
    title = "<b>*Access*</b> [x](javascript:alert)"
    control = f"  - {{id: CC9.9, framework: soc2, title: '{title}', not_applicable: Out}}\n"
    installation = AppState(
        tmp_path / "home", controlled(tmp_path / "case", CONTROLS + control.replace(", not_applicable: Out", ""))
    )
    try:
        finding = findings_of(results_of(installation.snapshot().context))["CC9.9"]
    finally:
        installation.close()
    assert finding["title"] == r"CC9.9 \<b\>\*Access\*\</b\> \[x\](javascript:alert)"


def test_without_evidence_and_without_controls_in_scope_documents_are_valid_too(tmp_path: Path) -> None:
    controls = "controls:\n  - {id: CC1.1, framework: soc2, not_applicable: Later}\n"
    installation = AppState(tmp_path / "home", controlled(tmp_path / "case", controls, rows=()))
    try:
        context = installation.snapshot().context
        assert "findings" not in results_of(context)["results"][0]
        assert list_errors("component", build_component_definition(context, "soc2", TODAY)) == []
        with pytest.raises(SteercoError, match="names no control of HIPAA"):
            build_assessment_results(context, "hipaa", TODAY)
        with pytest.raises(UnknownName):
            build_assessment_results(context, "soc3", TODAY)
    finally:
        installation.close()


@pytest.mark.parametrize("framework", ["soc2", "hipaa"])
def test_every_control_of_a_catalogue_has_a_token_that_leads_back_to_it(framework: str) -> None:
    ids = [id for control in frameworks()[framework].controls for id in (control.id, *control.also)]
    tokens = [write_token(framework, id) for id in ids]
    assert len(set(tokens)) == len(ids)
    controls = {id: control.id for control in frameworks()[framework].controls for id in (control.id, *control.also)}
    assert [find_control(token) for token in tokens] == [(framework, controls[id]) for id in ids]
