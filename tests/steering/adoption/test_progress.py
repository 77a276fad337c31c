"""Adoption by month, stage, wave, team and unit, on real rows in a real DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import pytest

from steering.adoption import progress
from steering.adoption.progress import TeamProgress
from steering.context.filters import Filters
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.small_cases import change, small

Lay = Callable[[Path], CaseSnapshot]
NOW = Filters(as_of="2026-04")


def history(team: str, stages: str, *, wave: str = "1", unit: str = "North", users: Iterable[int] = ()) -> list[str]:
    """Rows of one team from January on, a letter for each month's stage: n, o, p, d (production), s; - for no row."""
    names = {"n": "not_started", "o": "onboarding", "p": "pilot", "d": "production", "s": "scaled"}
    active = [*users, *[3] * len(stages)]
    return [
        f"2026-{month:02d},{team},Team {team},{unit},{wave},{names[stage]},{0 if stage == 'n' else active[month - 1]},0"
        for month, stage in enumerate(stages, start=1)
        if stage != "-"
    ]


@pytest.fixture
def teams_of(tmp_path: Path, lay: Lay) -> Callable[..., tuple[CaseSnapshot, tuple[TeamProgress, ...]]]:
    def begin(*histories: list[str], **more: str) -> tuple[CaseSnapshot, tuple[TeamProgress, ...]]:
        table = lay(small(tmp_path / "c", teams=[row for rows in histories for row in rows], **more))
        return table, progress.query_teams(table.context, NOW)

    return begin


class TestStalled:
    @pytest.mark.parametrize(
        ("stages", "months"),
        [
            ("nnop", 0),
            ("nooo", 3),
            ("oooo", 4),
            ("oppp", 3),
            ("opop", 0),
            ("pppd", 0),
            ("dddd", 0),
            ("dppp", 3),
            ("ssss", 0),
        ],
    )
    def test_three_months_at_one_stage_below_production(self, teams_of, stages: str, months: int) -> None:
        table, found = teams_of(history("A", stages))
        stalled = progress.find_stalled_teams(found, table.context.case.charter.adoption, NOW.as_of)
        assert [one.months for one in stalled] == ([months] if months else [])

    @pytest.mark.parametrize(("wave_start", "months"), [("2026-01", 4), ("2026-02", 3), ("2026-03", 0), ("2026-06", 0)])
    def test_a_team_that_has_not_started_waits_from_the_start_of_its_wave(
        self, tmp_path: Path, lay: Lay, wave_start: str, months: int
    ) -> None:
        case = small(tmp_path / "c", counts_from="production", teams=history("A", "nnnn"))
        table = lay(
            change(
                case,
                "start: 2026-01, teams: 3, plan: {2026-02: 1, 2026-04: 3}",
                f"start: {wave_start}, teams: 3, plan: {{}}",
            )
        )
        stalled = progress.find_stalled_teams(
            progress.query_teams(table.context, NOW), table.context.case.charter.adoption, NOW.as_of
        )
        assert [one.months for one in stalled] == ([months] if months else [])
        assert [one.text for one in stalled] == ([f"{months} months without a start"] if months else [])

    def test_without_a_plan_nobody_is_late_to_start(self, teams_of) -> None:
        _, found = teams_of(history("A", "nnnn"))
        assert progress.find_stalled_teams(found, None, NOW.as_of) == ()

    def test_the_longest_comes_first(self, teams_of) -> None:
        _, found = teams_of(history("A", "nooo"), history("B", "pppp"), history("C", "nppp"))
        stalled = progress.find_stalled_teams(found, None, NOW.as_of)
        assert [(one.team.team_id, one.text) for one in stalled] == [
            ("B", "4 months in pilot"),
            ("A", "3 months in onboarding"),
            ("C", "3 months in pilot"),
        ]


class TestFunnel:
    def test_it_tells_who_was_there_from_who_is(self, teams_of) -> None:
        _, found = teams_of(history("A", "opdp"), history("B", "odds"), history("C", "nnoo"), history("D", "nnnn"))
        assert [(step.stage, step.reached, step.today) for step in progress.count_funnel(found)] == [
            ("onboarding", 3, 3),
            ("pilot", 2, 2),
            ("production", 2, 1),
            ("scaled", 1, 1),
        ]
        assert [team.team_id for team in progress.find_regressed_teams(found)] == ["A"]
        assert {team.team_id: team.adopted for team in found} == {"A": "2026-03", "B": "2026-02", "C": None, "D": None}

    @pytest.mark.parametrize("unit", [None, "Claims", "Digital"])
    def test_it_never_widens(self, example: CaseSnapshot, unit: str | None) -> None:
        for month in sorted(example.months)[1:]:
            found = progress.query_teams(example.context, Filters(as_of=month, unit=unit))
            steps = progress.count_funnel(found)
            assert all(step.today <= step.reached <= len(found) for step in steps)
            assert all(later.reached <= step.reached and later.today <= step.today for step, later in pairwise(steps))


class TestRetention:
    def test_it_starts_at_all_of_them(self, example: CaseSnapshot) -> None:
        found = progress.query_retention(example.context, Filters(as_of="2026-10"))
        assert {one.share for one in found if one.months_since == 0} == {1.0}
        assert all(0 <= one.active <= one.teams for one in found)

    def test_a_month_without_users_shows(self, teams_of) -> None:
        table, _ = teams_of(history("A", "oooo", users=[3, 0, 2, 0]), history("B", "nnoo"))
        found = progress.query_retention(table.context, NOW)
        assert [(one.months_since, one.active, one.teams) for one in found] == [
            (0, 2, 2),
            (1, 1, 2),
            (2, 1, 1),
            (3, 0, 1),
        ]

    def test_nobody_active_yet_is_no_row(self, teams_of) -> None:
        table, _ = teams_of(history("A", "nnnn"))
        assert progress.query_retention(table.context, NOW) == ()


class TestWaves:
    def test_wave_ten_comes_after_wave_two(self, teams_of) -> None:
        waves = ("10", "2", "1", "West 3", "West 20")
        table, _ = teams_of(*(history(f"T{number}", "oooo", wave=wave) for number, wave in enumerate(waves)))
        assert [one.wave for one in progress.query_waves(table.context, NOW)] == ["1", "2", "10", "West 3", "West 20"]
        assert list(dict.fromkeys(one.wave for one in progress.query_retention(table.context, NOW)))[:3] == [
            "1",
            "2",
            "10",
        ]

    def test_without_waves_the_month_of_the_start_is_one(self, teams_of) -> None:
        table, _ = teams_of(history("A", "oooo", wave=""), history("B", "nnoo", wave=""), history("C", "nnnn", wave=""))
        found = progress.query_waves(table.context, NOW)
        assert [(one.label, one.teams) for one in found] == [
            ("not started", 1),
            ("started 2026-01", 1),
            ("started 2026-03", 1),
        ]

    def test_the_plan_is_for_the_whole_organisation(self, tmp_path: Path, lay: Lay) -> None:
        table = lay(small(tmp_path / "c", counts_from="production", teams=history("A", "oopd")))
        assert [(one.label, one.adopted, one.planned) for one in progress.query_waves(table.context, NOW)] == [
            ("Wave 1 · All", 1, 3)
        ]
        unit = Filters(as_of="2026-04", unit="North")
        assert [one.planned for one in progress.query_waves(table.context, unit)] == [None]

    def test_a_plan_keeps_its_last_figure(self, example: CaseSnapshot) -> None:
        plan = example.context.case.charter.adoption
        assert plan
        assert [plan.count_planned(month) for month in ("2026-01", "2026-10", "2027-07", "2029-01")] == [0, 31, 70, 70]


@pytest.mark.parametrize(
    ("counts_from", "adopted", "words"),
    [
        ("onboarding", 4, "stage onboarding or beyond"),
        ("pilot", 3, "stage pilot or beyond"),
        ("production", 2, "stage production or beyond"),
        ("scaled", 1, "stage scaled"),
    ],
)
def test_from_where_a_team_counts(tmp_path: Path, lay: Lay, counts_from: str, adopted: int, words: str) -> None:
    teams = [row for team in "nopds" for row in history(team, team * 4)]
    table = lay(small(tmp_path / "c", counts_from=counts_from, teams=teams))
    plan = table.context.case.charter.adoption
    assert progress.query_months(table.context, NOW)[-1].adopted == adopted
    assert [one.adopted for one in progress.query_units(table.context, NOW)] == [adopted]
    assert progress.describe_adopted_stages(plan) == words
