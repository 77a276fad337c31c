"""Who is behind plan: teams by the places of their wave's plan, and business units by what the waves ask of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from steering.adoption.lateness import find_late_teams, plan_units
from steering.adoption.progress import TeamProgress, query_teams
from steering.cases.model import AdoptionPlan, WavePlan
from steering.context.filters import Filters
from steering.frames.adoption import page
from steering.frames.blocks import Chart, TableBlock
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.frames.walking import blocks
from tests.steering.small_cases import small

STAGES = ("not_started", "onboarding", "pilot", "production", "scaled")
PLAN = AdoptionPlan(
    waves=(
        WavePlan(id="1", name="First", start="2026-01", teams=3, plan={"2026-02": 1, "2026-04": 3}),
        WavePlan(id="2", name="Second", start="2026-03", teams=3, plan={"2026-04": 1, "2026-06": 3}),
    )
)


def team(name: str, wave: str | None, stage: str, unit: str = "North", started: str | None = "2026-01") -> TeamProgress:
    rank = STAGES.index(stage) + 1
    return TeamProgress(
        team_id=name,
        team=name,
        business_unit=unit,
        wave=wave,
        stage=stage,
        rank=rank,
        furthest=rank,
        since="2026-01",
        months_in_stage=2,
        started=started if stage != "not_started" else None,
        adopted=None,
        active_users=0,
        models_in_production=0,
    )


def late(*teams: TeamProgress, as_of: str = "2026-04") -> list[tuple[str, str, int]]:
    return [(found.team.team, found.due, found.months) for found in find_late_teams(teams, PLAN, as_of)]


def test_the_teams_nearest_to_adoption_are_late_for_the_empty_places() -> None:
    wave = [team("A", "1", "production"), team("B", "1", "onboarding"), team("C", "1", "pilot")]
    assert late(*wave, as_of="2026-03") == []
    assert late(*wave) == [("B", "2026-04", 0), ("C", "2026-04", 0)]
    assert late(*wave, as_of="2026-06") == [("B", "2026-04", 2), ("C", "2026-04", 2)]


def test_a_place_goes_to_the_furthest_then_to_the_first_to_start() -> None:
    second = [
        team("A", "2", "pilot", started="2026-03"),
        team("B", "2", "pilot", started="2026-02"),
        team("C", "2", "onboarding"),
    ]
    assert late(*second) == [("B", "2026-04", 0)]


def test_where_two_are_equally_near_one_of_two_is_late() -> None:
    second = [team("A", "2", "pilot"), team("B", "2", "pilot"), team("C", "2", "onboarding")]
    found = find_late_teams(second, PLAN, "2026-05")
    assert [(late.team.team, late.places, late.rivals, late.is_certain) for late in found] == [
        ("A", 1, 2, False),
        ("B", 1, 2, False),
    ]


def test_a_wave_ahead_of_its_plan_does_not_hide_one_behind() -> None:
    ahead = [team(name, "2", "production") for name in "XYZ"]
    assert late(*ahead, team("A", "1", "not_started"), as_of="2026-02") == [("A", "2026-02", 0)]


def test_a_team_that_fell_back_is_behind_again() -> None:
    fallen = replace(team("A", "1", "pilot"), furthest=4, adopted="2026-02")
    assert late(fallen, as_of="2026-03") == [("A", "2026-02", 1)]


def test_teams_without_a_wave_of_the_plan_are_not_behind() -> None:
    assert late(team("A", None, "pilot"), team("B", "9", "pilot")) == []
    assert find_late_teams([team("A", "1", "pilot")], None, "2026-04") == ()


def test_the_plan_of_a_unit_follows_from_the_waves_where_they_leave_nothing_open() -> None:
    teams = [team("A", "1", "pilot"), team("B", "1", "pilot"), team("C", "1", "pilot", unit="South")]
    found = plan_units(teams, PLAN, "2026-04")
    assert {unit: plan.text for unit, plan in found.items()} == {"North": "2", "South": "1"}
    found = plan_units(teams, PLAN, "2026-02")
    assert {unit: plan.text for unit, plan in found.items()} == {"North": "0 to 1", "South": "0 to 1"}
    assert plan_units(teams, None, "2026-04") == {}


def test_a_unit_that_has_nearly_all_of_a_wave_has_to_take_part() -> None:
    plan = AdoptionPlan(waves=(WavePlan(id="1", name="W", start="2026-01", teams=3, plan={"2026-02": 2}),))
    teams = [team("A", "1", "pilot"), team("B", "1", "pilot"), team("C", "1", "pilot", unit="South")]
    assert plan_units(teams, plan, "2026-02")["North"].text == "1 to 2"


class TestPage:
    def test_the_example_lists_its_four_teams_behind_plan(self, example: CaseSnapshot) -> None:
        frame = page.build_frame(example.context, Filters(as_of="2026-10"))
        (table,) = [block for block in blocks(frame) if isinstance(block, TableBlock) and block.id == "behind"]
        assert [row[:5] for row in table.rows if row[4] == "yes"] == [
            ("Prior authorisation", "Pilot", "Sep 2026", 1, "yes"),
            ("Symptom checker", "Pilot", "Sep 2026", 1, "yes"),
        ]
        assert {(row[6], row[4]) for row in table.rows if row[4] != "yes"} == {("3", "1 of 2"), ("4", "1 of 4")}
        assert frame.message == "27 of 70 teams have adopted the platform, 4 behind plan"
        assert frame.detail.startswith(
            "Behind plan: Prior authorisation (in pilot, 1 month late), Symptom checker (in pilot, 1 month late), "
        )

    def test_units_have_their_plan_and_add_up_around_it(self, example: CaseSnapshot) -> None:
        filters = Filters(as_of="2026-10")
        frame = page.build_frame(example.context, filters)
        (chart,) = [block for block in blocks(frame) if isinstance(block, Chart) and block.id == "units"]
        assert "Planned" in [column.label for column in chart.table.columns]
        plans = plan_units(query_teams(example.context, filters), example.context.case.charter.adoption, "2026-10")
        assert sum(plan.least for plan in plans.values()) <= 31 <= sum(plan.most for plan in plans.values())

    def test_without_a_plan_nobody_is_behind_one(self, tmp_path: Path, lay: Callable[[Path], CaseSnapshot]) -> None:
        snapshot = lay(small(tmp_path / "case", teams=["2026-04,A,Team A,North,1,pilot,3,0"]))
        frame = page.build_frame(snapshot.context, Filters(as_of="2026-04"))
        assert "behind" not in {block.id for block in blocks(frame) if isinstance(block, TableBlock)}
