"""The catalogues of controls: every criterion of SOC 2, and the Security Rule as its public table has it."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError

from steering.catalog.contracts import contract
from steering.catalog.frameworks import CatalogControl, Framework, FrameworkSection, controls_by_id, frameworks

Row = dict[str, str]


@pytest.fixture(scope="module")
def rule(shared_data: Path) -> list[Row]:
    with (shared_data / "compliance" / "hipaa_security_rule.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_frameworks_are_those_that_evidence_may_name() -> None:
    assert tuple(frameworks()) == contract("evidence").column("framework").choices


def test_soc_2_has_every_criterion() -> None:
    counts = {section.id: len(section.controls) for section in frameworks()["soc2"].sections}
    common = {"CC1": 5, "CC2": 3, "CC3": 4, "CC4": 2, "CC5": 3, "CC6": 8, "CC7": 5, "CC8": 1, "CC9": 2}
    privacy = {"P1": 1, "P2": 1, "P3": 2, "P4": 3, "P5": 2, "P6": 7, "P7": 1, "P8": 1}
    assert counts == {**common, "A1": 3, "C1": 2, "PI1": 5, **privacy}
    assert all(id.startswith(section.id + ".") for id, (section, _) in controls_by_id("soc2").items())


def test_titles_are_short_because_they_are_our_own() -> None:
    assert max(len(control.title.split()) for control in frameworks()["soc2"].controls) <= 7


def test_the_security_rule_is_that_of_the_public_table(rule: list[Row]) -> None:
    obligations = {"R": "required", "A": "addressable"}
    stated = [
        (row["spec_citation"], row["citation"], obligations[row["required_or_addressable"]])
        for row in rule
        if row["implementation_specification"]
    ]
    ours = [
        (control.id, control.standard, control.obligation)
        for control in frameworks()["hipaa"].controls
        if control.standard
    ]
    assert len(rule) == 50 and ours == stated
    alone = {row["citation"] for row in rule if not row["implementation_specification"]}
    assert alone == {c.id for c in frameworks()["hipaa"].controls if not c.standard and c.obligation == "required"}
    assert {row["citation"] for row in rule} == {c.id for c in frameworks()["hipaa"].controls if not c.standard}


def test_14_specifications_are_required_and_22_addressable_in_sections_308_to_312() -> None:
    sections = [part for part in frameworks()["hipaa"].sections if part.id in ("164.308", "164.310", "164.312")]
    specifications = [control for part in sections for control in part.controls if control.standard]
    assert Counter(control.obligation for control in specifications) == {"required": 14, "addressable": 22}


def test_a_control_is_found_by_the_paragraph_that_states_it() -> None:
    known = controls_by_id("hipaa")
    assert known["164.308(a)(3)(i)"] == known["164.308(a)(3)"]


def test_an_unknown_framework_has_no_controls() -> None:
    assert controls_by_id("iso27001") == {}


@pytest.mark.parametrize(
    ("controls", "complaint"),
    [
        ((CatalogControl(id="A", title="One"), CatalogControl(id="A", title="Two")), "an id is used twice"),
        ((CatalogControl(id="A", title="One", standard="B"),), "no control is named B"),
    ],
)
def test_a_catalogue_that_contradicts_itself_is_refused(controls: tuple[CatalogControl, ...], complaint: str) -> None:
    section = FrameworkSection(id="S", title="Section", controls=controls)
    with pytest.raises(ValidationError, match=complaint):
        Framework(id="x", title="X", order=1, source="A test", sections=(section,))
