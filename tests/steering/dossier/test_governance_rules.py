"""The rules of governance: each finds what is planted, with its place, and leaves a clean file alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steering.cases.dossier.governance import Workflow
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import parse_yaml
from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.dossier import governance, raci
from steering.dossier.governance_file import governance_of
from steering.dossier.workflows import trace_workflow
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.dossier.planting import NOW, change_file, find, replace_file, text_of, texts

FILE = "governance"
TWO_A = "clinical-approval, activity: Approve a model for clinical use, roles: {model-risk: A, cto: A,"
ONE_A = TWO_A.replace("cto: A", "cto: C")
# What each rule finds in the example: two troubles are planted there.
PLANTED = {
    "raci-accountable": [
        "“Approve a model for clinical use” has 2 accountable roles: Head of model risk and Chief technology officer"
    ],
    "exception-expired": [
        "The exception 'imaging-cards' from “Models have a card and an owner” expired 23 days ago, on 8 Oct 2026"
    ],
}
REVIEW = "FREQ=MONTHLY;BYDAY=2TU"


@pytest.fixture(scope="module")
def context(example: CaseSnapshot) -> CaseContext:
    return example.context


@pytest.mark.parametrize("rule", [rule.id for rule in governance.RULES])
def test_the_example_has_what_is_planted_and_nothing_else(context: CaseContext, rule: str) -> None:
    assert texts(find(context, rule)) == PLANTED.get(rule, [])


@pytest.mark.parametrize("rule", [rule.id for rule in governance.RULES])
def test_a_case_without_the_file_has_no_findings_of_it(context: CaseContext, rule: str) -> None:
    case = replace(context.case, dossier=replace(context.case.dossier, governance=None))
    assert find(replace(context, case=case), rule) == []


# (rule, what is written, what is changed to, the sentence, its status, the path of its place)
CHANGES = [
    ("raci-accountable", TWO_A, TWO_A.replace("model-risk: A, cto: A", "cto: R"),
     "Nobody is accountable for “Approve a model for clinical use”", Status.AT_RISK, "raci[5].roles"),
    ("raci-responsible", "roles: {finops: A, procurement: R,", "roles: {finops: A,",
     "Nobody is responsible for doing “Retire duplicated tools”", Status.AT_RISK, "raci[11].roles"),
    ("raci-contradictions", "data-science: A/R, platform: C, units: C, cfo: I", "data-science: A/I, platform: R",
     "“Train data scientists”: Head of data science is accountable and informed at once", Status.BREACHED,
     "raci[8].roles.data-science"),
    ("raci-contradictions", "procurement: R, units: C", "procurement: R, units: CI",
     "“Retire duplicated tools”: Heads of the business units is consulted and informed at once", Status.BREACHED,
     "raci[11].roles.units"),
    ("raci-contradictions", "procurement: R, units: C", "procurement: r/c, units: C",
     "“Retire duplicated tools”: Head of procurement is consulted and responsible at once", Status.BREACHED,
     "raci[11].roles.procurement"),
    ("raci-roles", "procurement: R, units: C", "procurment: R, units: C",
     "“Retire duplicated tools” names the role 'procurment', which is not there", Status.BREACHED,
     "raci[11].roles.procurment"),
    ("raci-gates", "{cfo: A, data-science: R, cto: C", "{cto: A, data-science: R, cfo: C",
     "“Gate 3” belongs to Chief financial officer in the roadmap, but Chief technology officer is accountable for it",
     Status.BREACHED, "raci[0].roles"),
    ("raci-gates", "gate: gate-3", "gate: gate-33",
     "“Release tranche 3 at gate 3” names the gate 'gate-33', which is not there", Status.BREACHED, "raci[0].gate"),
    ("raci-gates", "gate: gate-4, ", "",
     "Nobody is accountable for “Gate 4”: no activity is about it", Status.AT_RISK, "raci"),
    ("raci-adrs", "adr: 0006-one-feature-store, roles: {data-science: A, platform: R",
     "adr: 0006-one-feature-store, roles: {data-science: A, finops: R, platform: C",
     "ADR 6, One feature store for all units was decided by Head of ML platform, who is neither accountable nor "
     "responsible for “Decide on the feature store”", Status.BREACHED, "raci[3].roles"),
    ("raci-adrs", "adr: 0006-one-feature-store", "adr: 0006-one-store",
     "“Decide on the feature store” names the ADR '0006-one-store', which is not there", Status.BREACHED,
     "raci[3].adr"),
    ("role-held", "short: CTO, held_by: Group technology,", "short: CTO,",
     "Nobody holds the role “Chief technology officer”", Status.AT_RISK, "roles[1]"),
    ("policy-owner", "    owner: Head of procurement\n", "",
     "Nobody answers for the policy “One tool for one job”", Status.AT_RISK, "policies[5]"),
    ("policy-review", "    review_by: 2027-06-30\n", "",
     "The policy “One tool for one job” has no day of review", Status.AT_RISK, "policies[5]"),
    ("policy-review", "review_by: 2027-06-30", "review_by: 2026-10-01",
     "The policy “One tool for one job” was due for review 30 days ago, on 1 Oct 2026", Status.OVERDUE,
     "policies[5].review_by"),
    ("owner-role", "    owner: Head of procurement\n", "    owner: Head of purchasing\n",
     "The owner of the policy 'one-tool' is none of the roles: 'Head of purchasing'", Status.AT_RISK,
     "policies[5].owner"),
    ("exception-expired", "    expires: 2026-10-08\n", "",
     "The exception 'imaging-cards' from “Models have a card and an owner” never expires", Status.AT_RISK,
     "exceptions[0]"),
    ("exception-control", "    control: Each release of an imaging model is reviewed by hand by two people.\n", "",
     "The exception 'imaging-cards' from “Models have a card and an owner” is open and nothing makes up for it",
     Status.AT_RISK, "exceptions[0]"),
    ("exception-policy", "policy: access-by-purpose", "policy: access",
     "The exception 'third-cloud-sign-on' names the policy 'access', which is not there", Status.BREACHED,
     "exceptions[1].policy"),
    ("workflow-ways", "{from: canary, to: in-production,", "{from: canary, to: approved,",
     "In “Release of a model” nothing ever comes to “In production”", Status.AT_RISK, "workflows[0].states[4]"),
    ("workflow-ways", "name: Refused, end: true", "name: Refused",
     "In “Exception from a policy” nothing ever leaves “Refused”", Status.AT_RISK, "workflows[1].states[3]"),
    ("workflow-ways", "id: in-production, name: In production, days: 365",
     "id: in-production, name: In production, end: true",
     "In “Release of a model” a move leaves the end “In production”", Status.BREACHED, "workflows[0].states[4]"),
    ("workflow-roles", "{from: approved, to: canary, by: [platform]}", "{from: approved, to: canary, by: [plattform]}",
     "The move from “Approved” to “For a small share” of “Release of a model” names the role 'plattform', which is not "
     "there", Status.BREACHED, "workflows[0].moves[4].by[0]"),
    ("workflow-times", "id: in-pilot, name: In pilot, days: 60", "id: in-pilot, name: In pilot",
     "In “A team moves onto the platform” something may stay for ever in “In pilot”", Status.AT_RISK,
     "workflows[2].states[2]"),
    ("board-dates", REVIEW, "FREQ=YEARLY;BYMONTH=6;BYDAY=2TU",
     "Platform review board has no date in the 90 days after 31 Oct 2026: the next is on 8 Jun 2027", Status.AT_RISK,
     "review_board.rule"),
    ("board-dates", REVIEW, f"{REVIEW};UNTIL=20261031",
     "Platform review board has no date in the 90 days after 31 Oct 2026: its rule has ended", Status.AT_RISK,
     "review_board.rule"),
    ("board-dates", REVIEW, f"{REVIEW};COUNT=3",
     "Platform review board has no date in the 90 days after 31 Oct 2026: its rule has ended", Status.AT_RISK,
     "review_board.rule"),
    ("board-dates", REVIEW, "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
     "Platform review board has no date in the 90 days after 31 Oct 2026: no date in the next five years",
     Status.AT_RISK, "review_board.rule"),
    ("board-dates", "start: 2026-04-01", "start: 2199-01-01",
     "Platform review board has no date in the 90 days after 31 Oct 2026: no date in the next five years",
     Status.AT_RISK, "review_board.rule"),
    ("board-often", REVIEW, "FREQ=DAILY",
     "Platform review board meets 90 times in 90 days by its rule", Status.AT_RISK, "review_board.rule"),
    ("board-charter", "[cto, ciso, data-science,", "[cto, cio, data-science,",
     "The charter names the role 'cio', which is not there", Status.BREACHED, "charter.members[1]"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "old", "new", "text", "status", "place"), CHANGES)
def test_what_is_planted_is_found_with_its_place(
    context: CaseContext, rule: str, old: str, new: str, text: str, status: Status, place: str
) -> None:
    found = find(change_file(context, FILE, (old, new)), rule)
    (finding,) = [finding for finding in found if finding.text == text] or [found]
    assert (finding.text, finding.status) == (text, status)
    (spot,) = finding.places
    assert (spot.file, spot.column) == ("dossier/governance.yaml", place)
    assert spot.row is not None and spot.remedy


@pytest.mark.parametrize(("old", "rule"), [(TWO_A, "raci-accountable"), ("expires: 2026-10-08", "exception-expired")])
def test_what_is_put_right_is_no_longer_found(context: CaseContext, old: str, rule: str) -> None:
    right = change_file(context, FILE, (old, {TWO_A: ONE_A}.get(old, "expires: 2026-10-31")))
    assert find(right, rule) == []


def test_a_closed_exception_is_no_longer_overdue_and_one_to_come_is_not_yet_there(context: CaseContext) -> None:
    last_day = "expires: 2026-10-08"
    assert (
        find(change_file(context, FILE, (last_day, f"{last_day}\n    closed: 2026-10-31")), "exception-expired") == []
    )
    (late,) = find(change_file(context, FILE, (last_day, f"{last_day}\n    closed: 2026-11-01")), "exception-expired")
    assert "expired 23 days ago" in late.text
    then = replace(NOW, as_of="2026-06")
    bare = change_file(
        context, FILE, ("    control: Each release of an imaging model is reviewed by hand by two people.\n", "")
    )
    assert find(bare, "exception-control", then) == []


def test_a_role_that_carries_most_is_a_hint(context: CaseContext) -> None:
    assert find(context, "role-load") == []
    rows = "\n".join(
        f"  - {{id: more-{number}, activity: More {number}, roles: {{platform: A/R, cto: I}}}}" for number in range(6)
    )
    heavy = change_file(context, FILE, ("\n# The second Tuesday", f"{rows}\n\n# The second Tuesday"))
    assert texts(find(heavy, "role-load")) == ["Head of ML platform answers for or does 13 of 21 activities"]
    load = raci.measure_loads(governance_of(DatedCase(context=heavy, filters=NOW)))[0]
    assert (load.role.id, load.accountable, load.responsible, load.work) == ("platform", 7, 12, 13)


def test_a_gate_without_an_owner_is_a_gap(context: CaseContext) -> None:
    roadmap = context.case.roadmap
    assert roadmap is not None
    gates = tuple(replace(gate, owner=None) for gate in roadmap.gates)
    bare = replace(context, case=replace(context.case, roadmap=replace(roadmap, gates=gates)))
    assert texts(find(bare, "raci-gates"))[0] == (
        "“Gate 3” has no owner in the roadmap, though Chief financial officer is accountable for it"
    )
    assert find(replace(context, case=replace(context.case, roadmap=None)), "raci-gates")[0].status is Status.BREACHED


def test_deciders_of_an_adr_without_an_activity_have_a_part_somewhere(context: CaseContext) -> None:
    dated = DatedCase(context=context, filters=NOW)
    decided = [("0009-x", "ADR 9, Something", ("Head of FinOps", "head of ml platform", "Head of sales"))]
    (finding,) = raci.find_outside_deciders(dated, governance_of(dated), decided)
    assert finding.text == (
        "ADR 9, Something was decided by Head of sales, who is neither accountable nor responsible for any activity"
    )


def test_a_charter_says_who_decides_and_by_which_right(context: CaseContext) -> None:
    text = text_of(context, FILE)
    start, end = text.index("charter:"), text.index("# `name` is what")
    bare = replace_file(context, FILE, text[:start] + "charter: {purpose: A, scope: B}\n" + text[end:])
    assert texts(find(bare, "board-charter")) == [
        "Nothing gives the review board the right to decide: its charter has no mandate",
        "Nothing says who sits on the review board: its charter has no members",
        "Nothing says how the review board decides: its charter has no decision rule",
    ]
    without = replace_file(context, FILE, text[:start] + text[end:])
    assert texts(find(without, "board-charter")) == ["The review board has no charter"]


def test_a_board_without_a_rule_has_no_dates(context: CaseContext) -> None:
    bare = replace_file(context, FILE, "roles: [{id: a, name: A, held_by: B}]\n")
    assert texts(find(bare, "board-dates")) == ["Nothing says when the review board meets"]


def test_a_day_that_is_skipped_is_no_date(context: CaseContext) -> None:
    days = "skips: [2026-11-10, 2026-12-08, 2027-01-12]"
    assert texts(find(change_file(context, FILE, ("skips: [2026-08-11]", days)), "board-dates")) == [
        "Platform review board has no date in the 90 days after 31 Oct 2026: the next is on 9 Feb 2027"
    ]


def read_workflow(states: str, moves: str) -> Workflow:
    document = parse_yaml(f"id: w\ntitle: W\nstates: [{states}]\nmoves: [{moves}]\n", "w.yaml")
    workflow, problems = validate_as(document, Workflow)
    assert workflow is not None, problems
    return workflow


def test_a_circle_without_a_way_out_never_ends() -> None:
    states = "{id: a, name: A}, {id: b, name: B}, {id: c, name: C}, {id: e, name: E, end: true}"
    moves = "{from: a, to: b, by: [x]}, {from: b, to: c, by: [x]}, {from: c, to: b, by: [x]}, {from: c, to: c, by: [x]}"
    reach = trace_workflow(read_workflow(states, moves))
    assert (reach.unreachable, reach.endless, reach.dead_ends) == (("e",), ("a", "b", "c"), ())
    out = trace_workflow(read_workflow(states, moves + ", {from: b, to: e, by: [x]}"))
    assert (out.unreachable, out.endless, out.dead_ends, out.left_ends) == ((), (), (), ())


def test_a_state_that_only_leads_to_itself_is_never_left() -> None:
    reach = trace_workflow(read_workflow("{id: a, name: A}", "{from: a, to: a, by: [x]}"))
    assert (reach.dead_ends, reach.endless) == (("a",), ())


def test_300_activities_and_a_circle_of_300_states_are_gone_through(context: CaseContext) -> None:
    rows = "".join(f"  - {{id: a{n}, activity: A{n}, roles: {{r: A, s: R}}}}\n" for n in range(300))
    states = "".join(f"      - {{id: s{n}, name: S{n}, days: 1}}\n" for n in range(300))
    moves = "".join(f"      - {{from: s{n}, to: s{(n + 1) % 300}, by: [r]}}\n" for n in range(300))
    text = (
        "roles: [{id: r, name: R, held_by: X}, {id: s, name: S, held_by: X}]\n"
        f"raci:\n{rows}workflows:\n  - id: w\n    title: W\n    states:\n{states}    moves:\n{moves}"
    )
    large = replace_file(context, FILE, text)
    assert find(large, "raci-accountable") == []
    assert texts(find(large, "role-load")) == [f"{name} answers for or does 300 of 300 activities" for name in "RS"]
    (endless,) = find(large, "workflow-ways")
    assert len(endless.places) == 300
    assert endless.text == "In “W” nothing comes to an end from “S0”, “S1”, “S2”, “S3” and 296 more"
