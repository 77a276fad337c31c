"""The rules of change: each finds what is planted, with its place, and leaves the rest alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.dossier import adkar, change, resistance
from steering.dossier.adkar import Reach
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.dossier.planting import NOW, change_file, find, texts

FILE = "change"
# What each rule finds in the example: two troubles are planted there, the others follow from its data.
PLANTED = {
    "stakeholder-won": ["Nobody wins over Head of provider network, who is opposed and has to be neutral"],
    "communication-dates": [
        "The communication 'success-stories' never comes again after 31 Oct 2026: its rule has ended"
    ],
    "plan-kept": [
        "Knowledge: 8 groups are short of the 60% planned for Oct 2026: Waves 5 and 6 (5%), Provider network (30%), "
        "Digital (36%) and 5 more",
        "Ability: 4 groups are short of the 70% planned for Oct 2026: Digital (40%), Payment integrity (60%), "
        "Member services (60%) and 1 more",
    ],
    "pilot-met": [
        "The pilot fell short of “A quarter of the data scientists are trained” at the end of Jul 2026: "
        "Data scientists trained: 23%, required at least 25%"
    ],
}


@pytest.fixture(scope="module")
def context(example: CaseSnapshot) -> CaseContext:
    return example.context


def bare(context: CaseContext) -> CaseContext:
    case = replace(context.case, dossier=replace(context.case.dossier, change=None))
    return replace(context, case=case, results=type(context.results)(50))


@pytest.mark.parametrize("rule", [rule.id for rule in change.RULES])
def test_the_example_has_what_is_planted_and_nothing_else(context: CaseContext, rule: str) -> None:
    assert texts(find(context, rule)) == PLANTED.get(rule, [])


@pytest.mark.parametrize("rule", [rule.id for rule in change.RULES])
def test_a_case_without_the_file_has_no_findings_of_it(context: CaseContext, rule: str) -> None:
    assert find(bare(context), rule) == []


# (rule, what is written, what is changed to, the sentence, its status, the path of its place)
CHANGES = [
    ("stakeholder-won", "    won_by: Head of FinOps\n    until: 2026-11-27\n", "",
     "Nobody wins over Chief financial officer, who is neutral and has to be supportive", Status.AT_RISK,
     "stakeholders[0]"),
    ("stakeholder-late", "until: 2026-11-27", "until: 2026-10-30",
     "Chief financial officer was to be supportive by 30 Oct 2026 and is neutral", Status.OVERDUE,
     "stakeholders[0].until"),
    ("stakeholder-winner", "won_by: Head of FinOps\n    until: 2026-11-27", "won_by: Head of procurement",
     "Chief financial officer is to be won over by Head of procurement, who is sceptical as well", Status.BREACHED,
     "stakeholders[0].won_by"),
    ("stakeholder-winner", "won_by: Head of FinOps\n    until: 2026-11-27", "won_by: chief financial officer",
     "Chief financial officer is to win over themselves", Status.BREACHED, "stakeholders[0].won_by"),
    ("stakeholder-told", "audience: [cfo, cto, ciso, medical]", "audience: [cto, ciso, medical]",
     "No communication speaks to Chief financial officer, whose influence is high", Status.AT_RISK,
     "stakeholders[0]"),
    ("stakeholder-stance", "id: network, name: Provider network, business_units: [Provider network]",
     "id: network, name: Provider network, teams: [T12, T14, T13]", None, None, None),
    ("change-roles", "won_by: Head of FinOps\n    until: 2026-11-27", "won_by: Head of sales",
     "'Head of sales', named for 'cfo', is none of the roles", Status.AT_RISK, "stakeholders[0].won_by"),
    ("group-answered", "    groups: [claims]\n", "",
     "No stakeholder answers for “Claims”", Status.AT_RISK, "groups[0]"),
    ("group-data", "business_units: [Claims]", "business_units: [Claim]",
     "“Claims” names the business unit 'Claim', which the adoption data does not have", Status.BREACHED,
     "groups[0].business_units[0]"),
    ("group-data", 'waves: ["5", "6"]', 'waves: ["5", "7"]',
     "“Waves 5 and 6” names the wave '7', which the adoption data does not have", Status.BREACHED,
     "groups[8].waves[1]"),
    ("group-data", "business_units: [Claims]", "teams: []",
     "No team of the adoption data belongs to “Claims”", Status.BREACHED, "groups[0]"),
    ("group-data", "business_units: [Claims]", 'business_units: [Claims], teams: [T02]',
     "No team of the adoption data belongs to “Claims”", Status.BREACHED, "groups[0]"),
    ("group-teams", "business_units: [Claims]", "teams: [T01, T12, T19, T20, T29, T30]",
     "1 team belongs to no group: Auto-adjudication", Status.AT_RISK, "groups"),
    ("plan-stages", "stage: desire", "stage: awareness",
     "The change plan has no step for desire", Status.AT_RISK, "plan"),
    ("plan-owner", "    owner: Heads of the business units\n    actions: [Each unit", "    actions: [Each unit",
     "Nobody answers for the step 'begun' of the change plan", Status.AT_RISK, "plan[1]"),
    ("plan-kept", "target: 95%\n    by: 2026-12\n    owner: Head of ML platform",
     "target: 95%\n    by: 2026-10\n    owner: Head of ML platform",
     "Reinforcement: 1 group is short of the 95% planned for Oct 2026: Digital (80%)", Status.OVERDUE, "plan[4]"),
    ("communication-dates", "FREQ=MONTHLY;BYDAY=3TH", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
     "The communication 'contract-talk' never comes again after 31 Oct 2026: its rule has no date in the next five "
     "years", Status.AT_RISK, "communications[6].rule"),
    ("communication-owner", "    owner: Head of compliance\n", "",
     "Nobody sends the communication 'assurance-digest'", Status.AT_RISK, "communications[5]"),
    ("communication-audience", "audience: [procurement, finops]", "audience: []",
     "The communication 'contract-talk' speaks to nobody", Status.AT_RISK, "communications[6]"),
    ("communication-often", "FREQ=WEEKLY;BYDAY=WE", "FREQ=DAILY",
     "The communication 'office-hours' goes out 88 times in 90 days by its rule", Status.AT_RISK,
     "communications[3].rule"),
    ("group-told", "actuarial, digital, network, next-waves, platform]", "actuarial, digital, network, platform]",
     None, None, None),
    ("pilot-met", "op: \">=\", value: 10", "op: \">=\", value: 12",
     "The pilot fell short of “Ten teams in production” at the end of Jul 2026: Teams in production: 11, required at "
     "least 12", Status.BREACHED, "pilot[0].condition"),
    ("pilot-told", "metric: lead_time", "metric: led_time",
     "Nobody can tell whether the pilot reached “Releases are faster by a quarter”: led_time: there is no metric named "
     "'led_time'", Status.AT_RISK, "pilot[1].condition"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "old", "new", "text", "status", "place"), CHANGES)
def test_what_is_planted_is_found_with_its_place(
    context: CaseContext, rule: str, old: str, new: str, text: str | None, status: Status | None, place: str | None
) -> None:
    found = find(change_file(context, FILE, (old, new)), rule)
    if text is None:
        assert texts(found) == PLANTED.get(rule, [])
        return
    (finding,) = [finding for finding in found if finding.text == text] or [found]
    assert (finding.text, finding.status) == (text, status)
    (spot,) = finding.places
    assert (spot.file, spot.column) == ("dossier/change.yaml", place)
    assert spot.row is not None and spot.remedy


def test_a_group_that_only_a_message_of_the_past_spoke_to_is_told_nothing(context: CaseContext) -> None:
    silent = change_file(
        context,
        FILE,
        ("members, actuarial, digital, network]\n    message: Bring", "actuarial]\n    message: Bring"),
        ("actuarial, digital, network, next-waves, platform]", "actuarial, next-waves, platform]"),
    )
    assert texts(find(silent, "group-told")) == [
        "No communication to come speaks to “Digital”",
        "No communication to come speaks to “Provider network”",
    ]


def test_a_champion_whose_teams_stall_is_a_hint(context: CaseContext) -> None:
    shaken = change_file(context, FILE, ("business_units: [Claims]", "teams: [T12, T14, T13]"))
    (finding,) = find(shaken, "stakeholder-stance")
    assert finding.text == "Head of claims counts as champion, but 2 of 3 teams of “Claims” stall or are less content"


def test_without_adoption_data_nothing_is_told_of_groups(context: CaseContext) -> None:
    releases = {name: id for name, id in context.releases.items() if name != "adoption"}
    empty = replace(context, releases=releases, results=type(context.results)(50))
    for rule in ("group-data", "group-teams", "plan-kept", "stakeholder-stance"):
        assert find(empty, rule) == []


def test_a_metric_of_a_later_month_is_not_yet_due(context: CaseContext) -> None:
    then = replace(NOW, as_of="2026-06")
    assert find(context, "pilot-met", then) == find(context, "pilot-told", then) == []
    assert find(context, "plan-kept", then) == []


class TestAdkar:
    @pytest.fixture
    def dated(self, context: CaseContext) -> DatedCase:
        return DatedCase(context=context, filters=NOW)

    def test_all_teams_agree_with_the_kpis(self, dated: DatedCase) -> None:
        reaches = {entry.step.id: entry.reach for entry in adkar.measure_all(dated).steps}
        assert reaches == {
            "invited": Reach(count=42, total=70, at_least=True),
            "begun": Reach(count=42, total=42),
            "trained": Reach(count=222, total=479),
            "deployed": Reach(count=28, total=42),
            "active": Reach(count=41, total=42),
            "stayed": Reach(count=27, total=28),
        }

    def test_what_the_data_cannot_tell_is_not_rated(self, dated: DatedCase) -> None:
        states = {entry.group.id: entry.steps for entry in adkar.measure_groups(dated) if entry.group}
        assert states["claims"][0].status is Status.UNKNOWN
        assert [step.status for step in states["next-waves"]] == [
            Status.UNKNOWN, Status.UNKNOWN, Status.OFF_TRACK, Status.UNKNOWN, Status.UNKNOWN, Status.UNKNOWN,
        ]  # fmt: skip

    def test_a_target_of_a_later_month_holds_nobody_back(self, dated: DatedCase) -> None:
        digital = next(entry for entry in adkar.measure_groups(dated) if entry.group and entry.group.id == "digital")
        assert [step.status for step in digital.steps[-2:]] == [Status.NOT_DUE, Status.NOT_DUE]
        assert digital.barrier is not None and digital.barrier.step.stage == "knowledge"

    def test_resistance_stands_beside_who_answers_for_it(self, dated: DatedCase) -> None:
        first, second, *_ = resistance.find_resistance(dated)
        assert [entry.owners[0].name for entry in (first, second)] == [
            "Chief digital officer",
            "Head of provider network",
        ]
        team = resistance.list_teams(dated)[0]
        assert (team.team.team, team.signs) == (
            "Prior authorisation",
            ("5 months in pilot", "5 of 9 trained", "2.6, was 3.6 3 months before"),
        )
