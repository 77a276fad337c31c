"""The rules of compliance: each finds what is planted, with its place, and leaves the rest alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.dossier.compliance import RULES
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.dossier.planting import change_file, find, text_of, texts

FILE = "compliance"
CC8 = "{id: CC8.1, framework: soc2, "


@pytest.fixture(scope="module")
def context(whole_example: CaseSnapshot) -> CaseContext:
    return whole_example.context


def told(context: CaseContext, rule: str) -> list[str]:
    return texts(find(context, f"controls-{rule}"))


def test_the_example_has_what_its_data_has(context: CaseContext) -> None:
    assert {rule.id.removeprefix("controls-"): told(context, rule.id.removeprefix("controls-")) for rule in RULES} == {
        "dataset": [],
        "evidence": [
            "CC1.5 has no evidence",
            "CC9.2 has no evidence",
            "164.308(a)(7)(ii)(E) has no evidence",
            "164.314(a)(2)(iii) has no evidence",
        ],
        "expired": [
            "CC6.2, 164.308(a)(3)(ii)(B), 164.308(a)(3)(ii)(C) and 164.312(d) rest on expired evidence only",
        ],
        "rejected": ["164.310(d)(2)(i) rests on rejected evidence only"],
        "waiting": ["CC3.3 waits for its reviewer"],
        "strangers": [],
        "excluded": [],
        "ids": [],
        "owners": [],
        "automation": ["Evidence for CC6.1 and CC6.3 is to be collected automatically, and is collected by hand"],
        "crosswalk": [],
        "expiring": [],
    }


def test_expired_evidence_names_the_line_of_each_control(context: CaseContext) -> None:
    (finding,) = find(context, "controls-expired")
    assert finding.status is Status.OVERDUE
    assert finding.owner == "Chief information security officer"
    lines = Path("data/cases/halden/dossier/compliance.yaml").read_text("utf-8").splitlines()
    for place, id in zip(finding.places, ("CC6.2", "(3)(ii)(B)", "(3)(ii)(C)", "312(d)"), strict=True):
        assert place.row is not None and id in lines[place.row - 1]


def test_what_a_crosswalk_covers_is_no_gap(context: CaseContext) -> None:
    id = "id: 164.312(d), framework: hipaa, "
    lent = change_file(context, FILE, (id, f"{id}crosswalk: [CC6.1], "))
    assert "164.312(d)" not in told(lent, "expired")[0]


def test_a_control_without_an_owner(context: CaseContext) -> None:
    bare = change_file(context, FILE, (f"{CC8}owner: Head of ML platform, ", CC8))
    assert told(bare, "owners") == ["Nobody answers for CC8.1"]


def test_evidence_for_what_is_not_in_scope(context: CaseContext) -> None:
    line = next(line for line in text_of(context, FILE).splitlines(True) if "id: CC8.1" in line)
    (finding,) = find(change_file(context, FILE, (line, "")), "controls-strangers")
    assert finding.text == "There is evidence for CC8.1, which is not in scope"
    assert finding.places[0].file == "datasets/evidence"


def test_evidence_for_what_does_not_apply(context: CaseContext) -> None:
    none = change_file(context, FILE, (CC8, f"{CC8}not_applicable: None, "))
    assert told(none, "excluded") == ["CC8.1 does not apply, but there is evidence for it"]


def test_an_id_that_no_catalogue_has(context: CaseContext) -> None:
    wrong = change_file(context, FILE, ("{id: CC8.1,", "{id: CC81,"))
    assert told(wrong, "ids") == ["CC81 is not among the controls of SOC 2, and it has no title of its own"]
    assert told(wrong, "strangers") == ["There is evidence for CC8.1, which is not in scope"]
    own = change_file(context, FILE, ("{id: CC8.1,", "{id: CC81, title: Our own,"))
    assert told(own, "ids") == []


def test_a_crosswalk_that_leads_nowhere(context: CaseContext) -> None:
    wrong = change_file(context, FILE, ("crosswalk: [CC7.2]", "crosswalk: [CC3.9]"))
    (finding,) = find(wrong, "controls-crosswalk")
    assert finding.text == "The evidence for 164.308(a)(1)(ii)(D) is to come from CC3.9 as well, which is not in scope"
    assert finding.places[0].column == "controls[36].crosswalk[0]"
    away = change_file(context, FILE, ("crosswalk: [CC7.2]", "crosswalk: [A1.1]"))
    assert len(find(away, "controls-crosswalk")) == 1


def test_automation_that_is_not_wanted_is_no_gap(context: CaseContext) -> None:
    id = "id: CC6.1, framework: soc2, owner: Chief information security officer, component: identity, method: "
    assert "CC6.1" not in str(told(change_file(context, FILE, (f"{id}automated", f"{id}manual")), "automation"))


def test_evidence_that_expires_soon_is_a_hint_where_nothing_follows(context: CaseContext) -> None:
    findings = [
        text
        for month in ("2026-03", "2026-05", "2026-06")
        for text in texts(find(context, "controls-expiring", Filters(as_of=month)))
    ]
    assert findings
    assert all("within 30 days, the first on " in text for text in findings)


def test_a_case_without_evidence_says_so_once(example: CaseSnapshot) -> None:
    assert told(example.context, "dataset") == ["The case has no evidence for its 83 controls in scope"]
    assert told(example.context, "evidence") == []
    assert told(example.context, "expired") == []


def test_a_case_without_the_file_has_no_findings(example: CaseSnapshot) -> None:
    from dataclasses import replace

    from steering.cases.dossier.dossier import NO_DOSSIER

    bare = replace(example.context, case=replace(example.context.case, dossier=NO_DOSSIER))
    assert [told(bare, rule.id.removeprefix("controls-")) for rule in RULES] == [[]] * len(RULES)


def test_hints_are_for_a_person_to_judge() -> None:
    assert {rule.id for rule in RULES if rule.is_hint} == {"controls-waiting", "controls-expiring"}
