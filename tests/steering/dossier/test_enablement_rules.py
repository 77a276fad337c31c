"""The rules of enablement: each finds what is planted, with its place, and leaves a clean file alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steering.context.case_context import CaseContext
from steering.dossier import enablement
from steering.dossier.onboarding import report_onboarding
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.dossier.planting import change_file, find, texts

FILE = "enablement"
# What each rule finds in the example: two troubles are planted there.
PLANTED = {
    "toolkit-files": [
        "“Runbook of a service” of the toolkit is 'dossier/toolkit/service-runbook.md', which is not there"
    ],
    "deliverable-due": ["“Storyboard of the demo” was due 8 days ago, on 23 Oct 2026, and waits for Instructor"],
}


@pytest.fixture(scope="module")
def context(example: CaseSnapshot) -> CaseContext:
    return example.context


@pytest.mark.parametrize("rule", [rule.id for rule in enablement.RULES])
def test_the_example_has_what_is_planted_and_nothing_else(context: CaseContext, rule: str) -> None:
    assert texts(find(context, rule)) == PLANTED.get(rule, [])


@pytest.mark.parametrize("rule", [rule.id for rule in enablement.RULES])
def test_a_case_without_the_file_has_no_findings_of_it(context: CaseContext, rule: str) -> None:
    case = replace(context.case, dossier=replace(context.case.dossier, enablement=None))
    assert find(replace(context, case=case), rule) == []


# (rule, what is written, what is changed to, the sentence, its status, the path of its place)
CHANGES = [
    ("onboarding-data", "    done_when: {column: stage, at_least: pilot}\n", "",
     "Onboarding step “Pilot model”: no data tells when a team has done it", Status.AT_RISK, "onboarding[2]"),
    ("onboarding-data", "column: active_users, at_least: 1", "column: active_user, at_least: 1",
     "Onboarding step “First session”: it is to be told by 'active_user', which is not a column of the adoption data",
     Status.BREACHED, "onboarding[1].done_when.column"),
    ("onboarding-data", "column: active_users, at_least: 1", "column: team, at_least: 1",
     "Onboarding step “First session”: it is to be told by 'team', which holds no figure", Status.BREACHED,
     "onboarding[1].done_when.column"),
    ("onboarding-data", "column: stage, at_least: pilot", "column: stage, at_least: pilots",
     "Onboarding step “Pilot model”: 'pilots' says nothing of the column 'stage'", Status.BREACHED,
     "onboarding[2].done_when.at_least"),
    ("faq-current", "    owner: Head of procurement\n", "",
     "The answer to “May we keep our own tools?” has no owner", Status.AT_RISK, "faq[1]"),
    ("faq-current", "review_by: 2026-12-18", "review_by: 2026-10-30",
     "The answer to “May we keep our own tools?” was due for review 1 day ago, on 30 Oct 2026", Status.OVERDUE,
     "faq[1].review_by"),
    ("toolkit-files", '    version: "2.1"\n', "", "“Template of a model card” of the toolkit has no version",
     Status.AT_RISK, "toolkit[1]"),
    ("competency-taught", "taught_by: [Head of data science], ", "",
     "Nobody teaches the competency “Bring teams along”", Status.AT_RISK, "competencies[4]"),
    ("competency-taught", "competency: bring-along", "competency: win-the-room",
     "No objective leads to the competency “Bring teams along”", Status.AT_RISK, "competencies[4]"),
    ("objective-evidence", "    evidence:\n      - {deliverable: governance}\n", "",
     "Nothing is to show the objective “Give every activity exactly one role that answers for it”", Status.AT_RISK,
     "objectives[4]"),
    ("objective-evidence", "- {deliverable: governance}", "- {deliverable: demo}",
     "Nothing has shown the objective “Give every activity exactly one role that answers for it”, whose phase ended on "
     "23 Oct 2026", Status.OVERDUE, "objectives[4].evidence"),
    ("objective-links", "{claim: adoption}", "{claim: adopton}",
     "The objective “Say only what the data supports” is to be shown by the scene 'adopton', which is not there",
     Status.BREACHED, "objectives[6].evidence[0].claim"),
    ("objective-links", "{file: business_case.yaml}", "{file: business_cases.yaml}",
     "The objective “Give a source and a date for every figure of a business case” is to be shown by the file "
     "'business_cases.yaml', which is not there", Status.BREACHED, "objectives[1].evidence[1].file"),
    ("objective-claims", "{claim: adoption}", "{claim: releases}",
     "The objective “Say only what the data supports” rests on claims that the data does not support", Status.BREACHED,
     "objectives[6].evidence[0].claim"),
    ("phase-deliverables", "    due: 2026-10-13\n", "    due: 2026-10-26\n",
     "“Architecture and decision records” is due on 26 Oct 2026, outside its phase Design (14 Sep 2026 to 23 Oct 2026)",
     Status.BREACHED, "deliverables[2].due"),
    ("phase-deliverables", "    phase: discover\n    due", "    phase: design\n    due",
     "Nothing is handed in within the phase Discover", Status.AT_RISK, "phases[0]"),
    ("deliverable-signers", "reviewer: Chief financial officer", "reviewer: learner",
     "“Business case” is written and reviewed by the same role, Learner", Status.BREACHED, "deliverables[1].reviewer"),
    ("deliverable-signers", "    reviewer: Chief financial officer\n", "", "Nobody reviews “Business case”",
     Status.AT_RISK, "deliverables[1]"),
    ("deliverable-signers", "{author: 2026-09-30, reviewer: 2026-10-02}", "{reviewer: 2026-10-02}",
     "“Business case” was accepted on 2 Oct 2026, but its author signed never", Status.BREACHED,
     "deliverables[1].signed"),
    ("deliverable-files", "[dossier/compliance.yaml]", "[dossier/controls.yaml]",
     "“Controls and their evidence” is to be 'dossier/controls.yaml', which is not in the case", Status.BREACHED,
     "deliverables[4].files[0]"),
    ("touchpoint-outcome", "    outcome: Two pains were dropped because nobody could say what they cost.\n", "",
     "Nothing came of the talk with Instructor on 10 Sep 2026, as far as is written", Status.OVERDUE, "touchpoints[1]"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "old", "new", "text", "status", "place"), CHANGES)
def test_what_is_planted_is_found_with_its_place(
    context: CaseContext, rule: str, old: str, new: str, text: str, status: Status, place: str
) -> None:
    every = find(change_file(context, FILE, (old, new)), rule)
    (finding,) = [finding for finding in every if finding.text == text] or [every]
    assert (finding.text, finding.status) == (text, status)
    (spot,) = finding.places
    assert (spot.file, spot.column) == ("dossier/enablement.yaml", place)
    assert spot.row is not None and spot.remedy


def test_a_deliverable_is_no_longer_late_once_both_have_signed(context: CaseContext) -> None:
    right = change_file(context, FILE, ("{author: 2026-10-22}", "{author: 2026-10-22, reviewer: 2026-10-31}"))
    assert find(right, "deliverable-due") == []
    later = change_file(context, FILE, ("{author: 2026-10-22}", "{author: 2026-10-22, reviewer: 2026-11-01}"))
    assert len(find(later, "deliverable-due")) == 1


def test_teams_are_counted_by_step_as_of_the_month(context: CaseContext) -> None:
    enablement_file = context.case.dossier.enablement
    assert enablement_file is not None
    report = report_onboarding(context, enablement_file.onboarding, "2026-10")
    assert [(count.ever, count.in_order, count.today) for count in report.steps] == [
        (42, 42, 42), (42, 42, 41), (39, 39, 39), (34, 34, 34), (24, 24, 24), (28, 24, 27),
    ]  # fmt: skip
    assert (report.teams, report.through, report.silent) == (70, 24, ())
    assert sum(wave.ever[-1] for wave in report.waves) == 28
    assert report_onboarding(context, enablement_file.onboarding, "2026-02").through == 0


def test_owners_are_the_roles_of_the_governance_and_those_of_the_programme(context: CaseContext) -> None:
    renames = (
        ("owner: Head of FinOps", "owner: head of finops"),
        ("reviewer: Chief technology officer", "reviewer: Group technology"),
    )
    assert (
        find(change_file(context, FILE, *renames, ("author: Learner", "author: Learner 3")), "enablement-roles") == []
    )
    [finding] = find(change_file(context, FILE, ("owner: Head of procurement", "owner: Buyer")), "enablement-roles")
    assert finding.text == "'Buyer', named for the answer to “May we keep our own tools?”, is none of the roles"
    assert [place.column for place in finding.places] == ["faq[1].owner"]


def test_without_roles_nobody_is_none_of_them(context: CaseContext) -> None:
    changed = change_file(context, FILE, ("owner: Head of procurement", "owner: Buyer"))
    case = replace(changed.case, dossier=replace(changed.case.dossier, governance=None))
    assert find(replace(changed, case=case), "enablement-roles") == []
