"""KPIs on real rows in a real DuckDB: the classic reporting traps, the target path, the status rule, identities."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from steering.adoption import progress
from steering.cases.model import Kpi
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import Document
from steering.conditions import Condition, ConditionState, Observation
from steering.context.filters import Filters
from steering.kpis.scorecard import KpiResult, build_scorecard, observe, status_of, target_at
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.small_cases import kpi, small

Lay = Callable[[Path], CaseSnapshot]
TEAMS = [
    f"2026-{month:02d},{team},Team {team},{unit},1,production,{users},1"
    for month in (3, 4)
    for team, unit, users in (("A", "North", 1), ("B", "North", 9), ("C", "South", 5))
]


def seen(snapshot: CaseSnapshot, as_of: str = "2026-04", unit: str | None = None) -> dict[str, KpiResult]:
    return {one.kpi.id: one for one in build_scorecard(snapshot.context, Filters(as_of=as_of, unit=unit))}


def block(**written: object) -> Kpi:
    rule = {"green": {"op": "<=", "value": "target"}, "amber": {"op": "<=", "value": "target", "tolerance": "15%"}}
    tree: dict[str, object] = {
        **{"id": "k", "name": "K", "definition": "D", "owner": "O", "source": "S"},
        **{"unit": "days", "better": "lower", "kind": "lagging", "combine": "ratio", "status": rule},
        "targets": [{"by": "2026-10", "value": "30"}],
    }
    found, problems = validate_as(Document(file="metrics.yaml", tree=tree | written, lines={}, problems=()), Kpi)
    assert found, problems
    return found


class TestAveragedRatios:
    figures = ("2026-04,rate,A,9,10,", "2026-04,rate,B,10,90,", "2026-04,rate,C,0,100,")

    def test_a_ratio_is_divided_again_from_its_sums(self, tmp_path: Path, lay: Lay) -> None:
        one = seen(lay(small(tmp_path / "c", kpis=kpi(), teams=TEAMS, figures=self.figures)))["rate"]
        assert one.value == pytest.approx(19 / 200)  # the mean of the three ratios would be 0.337
        assert (one.series[-1].numerator, one.series[-1].denominator) == (19, 200)

    def test_of_one_business_unit_too(self, tmp_path: Path, lay: Lay) -> None:
        snapshot = lay(small(tmp_path / "c", kpis=kpi(), teams=TEAMS, figures=self.figures))
        assert seen(snapshot, unit="North")["rate"].value == pytest.approx(19 / 100)
        assert seen(snapshot, unit="South")["rate"].value == 0

    def test_a_mean_of_teams_is_weighted_by_users(self, tmp_path: Path, lay: Lay) -> None:
        case = small(
            tmp_path / "c", kpis=kpi("mood", unit="score", target="3", more="  measure: adoption.satisfaction\n")
        )
        rows = [
            "2026-04,A,A,North,1,pilot,1,0,5.0",
            "2026-04,B,B,North,1,pilot,9,0,3.0",
            "2026-04,C,C,South,1,pilot,7,0,",
        ]
        header = "month,team_id,team,business_unit,wave,stage,active_users,models_in_production,satisfaction"
        (case / "datasets" / "adoption.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        assert seen(lay(case))["mood"].value == pytest.approx(3.2)

    def test_figures_that_can_only_be_averaged_are_not(self, tmp_path: Path, lay: Lay) -> None:
        figures = ["2026-04,rate,A,,,0.9", "2026-04,rate,B,,,0.1"]
        one = seen(lay(small(tmp_path / "c", kpis=kpi(), teams=TEAMS, figures=figures)))["rate"]
        assert (one.value, one.status, one.verdict.reason) == (
            None,
            Status.UNKNOWN,
            "The rows of Apr 2026 can't be combined.",
        )

    def test_a_value_beside_its_ratio_gives_way_to_the_division(self, tmp_path: Path, lay: Lay) -> None:
        figures = ["2026-04,rate,,19,200,0.1"]
        assert seen(lay(small(tmp_path / "c", kpis=kpi(), figures=figures)))["rate"].value == pytest.approx(0.095)


class TestFanOut:
    def test_many_months_of_adoption_multiply_no_row(self, tmp_path: Path, lay: Lay) -> None:
        figures = ["2026-03,rate,A,1,2,", "2026-04,rate,A,1,2,", "2026-04,rate,B,1,2,"]
        one = seen(lay(small(tmp_path / "c", kpis=kpi(), teams=TEAMS, figures=figures)), unit="North")["rate"]
        assert [(point.numerator, point.denominator) for point in one.series] == [(1, 2), (2, 4)]

    def test_a_team_that_moves_counts_where_it_was(self, tmp_path: Path, lay: Lay) -> None:
        teams = ["2026-03,A,A,North,1,pilot,1,0", "2026-04,A,A,South,1,pilot,1,0"]
        snapshot = lay(
            small(tmp_path / "c", kpis=kpi(), teams=teams, figures=["2026-03,rate,A,1,2,", "2026-04,rate,A,2,2,"])
        )
        assert [point.month for point in seen(snapshot, unit="North")["rate"].series] == ["2026-03"]
        assert [point.month for point in seen(snapshot, unit="South")["rate"].series] == ["2026-04"]

    def test_the_whole_beside_its_parts_is_not_counted_twice(self, tmp_path: Path, lay: Lay) -> None:
        kpis = kpi() + kpi("total", unit="count", combine="sum", target="9")
        figures = ["2026-04,rate,,3,4,", "2026-04,rate,A,3,4,", "2026-04,total,,,,7", "2026-04,total,A,,,7"]
        found = seen(lay(small(tmp_path / "c", kpis=kpis, teams=TEAMS, figures=figures)))
        assert (found["rate"].value, found["total"].value) == (None, None)


class TestBusinessUnit:
    def test_rows_of_the_whole_organisation_are_left_out(self, tmp_path: Path, lay: Lay) -> None:
        snapshot = lay(small(tmp_path / "c", kpis=kpi(), teams=TEAMS, figures=["2026-04,rate,,1,2,"]))
        one = seen(snapshot, unit="North")["rate"]
        assert (one.value, one.status, one.series) == (None, Status.UNKNOWN, ())
        assert one.verdict.reason == "The KPI data has no rows of North for The rate."

    @pytest.mark.parametrize(("unit", "combine"), [("count", "sum"), ("money", "sum"), ("hours", "sum")])
    def test_the_target_of_a_total_says_nothing_of_one_unit(
        self, tmp_path: Path, lay: Lay, unit: str, combine: str
    ) -> None:
        kpis = kpi("total", unit=unit, combine=combine, target="9")
        figures = ["2026-04,total,A,,,4", "2026-04,total,C,,,6"]
        snapshot = lay(small(tmp_path / "c", kpis=kpis, teams=TEAMS, figures=figures))
        whole, part = seen(snapshot)["total"], seen(snapshot, unit="North")["total"]
        assert (whole.value, whole.target, whole.status) == (10, 9, Status.ON_TRACK)
        assert (part.value, part.target, part.status) == (4, None, Status.UNKNOWN)
        assert part.target_at("2026-03") is None and "whole organisation" in part.verdict.reason

    def test_that_of_a_ratio_does(self, tmp_path: Path, lay: Lay) -> None:
        snapshot = lay(small(tmp_path / "c", kpis=kpi(), teams=TEAMS, figures=["2026-04,rate,A,1,4,"]))
        assert (seen(snapshot, unit="North")["rate"].target, seen(snapshot, unit="North")["rate"].status) == (
            0.5,
            Status.OFF_TRACK,
        )


class TestMissing:
    def test_a_month_without_rows_is_a_hole_and_not_a_zero(self, tmp_path: Path, lay: Lay) -> None:
        snapshot = lay(small(tmp_path / "c", kpis=kpi(), figures=["2026-02,rate,,1,2,", "2026-04,rate,,1,2,"]))
        one = seen(snapshot, as_of="2026-03")["rate"]
        assert (one.value, one.status) == (None, Status.UNKNOWN)
        assert one.verdict.reason == "There is no value for Mar 2026; the last is of Feb 2026."
        assert seen(snapshot)["rate"].move_since("2026-03") is None

    def test_nothing_to_divide_by_is_no_zero_either(self, tmp_path: Path, lay: Lay) -> None:
        snapshot = lay(small(tmp_path / "c", kpis=kpi(), figures=["2026-03,rate,,1,2,", "2026-04,rate,,0,0,"]))
        one = seen(snapshot)["rate"]
        assert (one.value, one.verdict.reason) == (None, "There was nothing to divide by in Apr 2026.")

    def test_without_a_dataset_the_reason_says_so(self, tmp_path: Path, lay: Lay) -> None:
        kpis = kpi() + kpi("users", unit="count", combine="sum", more="  measure: adoption.active_users\n")
        found = seen(lay(small(tmp_path / "c", kpis=kpis)))
        assert found["rate"].verdict.reason == "This case has no KPI data yet."
        assert found["users"].verdict.reason == "This case has no adoption data yet."

    def test_later_months_are_not_seen(self, tmp_path: Path, lay: Lay) -> None:
        snapshot = lay(small(tmp_path / "c", kpis=kpi(), figures=["2026-03,rate,,1,2,", "2026-04,rate,,2,2,"]))
        assert [point.month for point in seen(snapshot, as_of="2026-03")["rate"].series] == ["2026-03"]


class TestChangedDefinition:
    def moved(self, tmp_path: Path, lay: Lay, since: str, as_of: str = "2026-04") -> float | None:
        figures = [f"2026-0{month},rate,,{month},10," for month in (1, 2, 3, 4)]
        case = small(
            tmp_path / "c", kpis=kpi(more="  changes: [{from: 2026-03, what: Counts more.}]\n"), figures=figures
        )
        return seen(lay(case), as_of=as_of)["rate"].move_since(since)

    def test_values_before_and_after_are_not_subtracted(self, tmp_path: Path, lay: Lay) -> None:
        assert self.moved(tmp_path, lay, "2026-02") is None

    def test_values_from_the_change_on_are(self, tmp_path: Path, lay: Lay) -> None:
        assert self.moved(tmp_path, lay, "2026-03") == pytest.approx(0.1)

    def test_a_change_yet_to_come_does_not_matter(self, tmp_path: Path, lay: Lay) -> None:
        assert self.moved(tmp_path, lay, "2026-01", as_of="2026-02") == pytest.approx(0.1)


class TestMoves:
    def test_one_that_cannot_be_seen_is_none_at_all(self, tmp_path: Path, lay: Lay) -> None:
        snapshot = lay(
            small(tmp_path / "c", kpis=kpi(), figures=["2026-03,rate,,500,1000,", "2026-04,rate,,501,1000,"])
        )
        one = seen(snapshot)["rate"]
        assert one.move_since("2026-03") == 0 and one.is_improvement(0.0) is None

    def test_the_future_is_nothing_to_compare_with(self, tmp_path: Path, lay: Lay) -> None:
        one = seen(lay(small(tmp_path / "c", kpis=kpi(), figures=["2026-04,rate,,1,2,"])))["rate"]
        assert one.move_since("2026-04") is None and one.move_since("2026-09") is None

    def test_which_way_is_welcome(self) -> None:
        def welcome(better: str) -> bool | None:
            measured = block(better=better)
            status, verdict = status_of(measured, Observation(value=1.0, target=1.0))
            seen_from = {"month": "2026-04", "series": (), "redefined_in": None}
            one = KpiResult(
                kpi=measured, currency="USD", value=1.0, has_target=True, status=status, verdict=verdict, **seen_from
            )  # type: ignore[arg-type]
            return one.is_improvement(1.0)

        assert (welcome("higher"), welcome("lower")) == (True, False)


BASELINE = {"value": "62", "as_of": "2026-01"}
TARGETS = [{"by": "2026-10", "value": "30"}, {"by": "2027-07", "value": "12"}]


class TestTargetPath:
    def path(self, months: list[str], **written: object) -> list[float | None]:
        return [target_at(block(targets=TARGETS, **written), month) for month in months]

    def test_a_line_leads_from_one_date_to_the_next(self) -> None:
        months = ["2025-12", "2026-01", "2026-04", "2026-10", "2027-01", "2027-07", "2029-01"]
        found = self.path(months, baseline=BASELINE)
        assert found == [None, 62, pytest.approx(62 - 32 / 3), 30, 24, 12, 12]

    def test_steps_keep_the_figure_until_the_next_date(self) -> None:
        months = ["2026-01", "2026-09", "2026-10", "2027-06", "2027-07", "2029-01"]
        assert self.path(months, baseline=BASELINE, between="step") == [62, 62, 30, 30, 12, 12]

    def test_without_a_baseline_a_line_begins_at_the_first_target(self) -> None:
        assert self.path(["2026-09", "2026-10"]) == [None, 30]
        assert self.path(["2026-09", "2026-10"], between="step") == [30, 30]
        assert self.path(["2026-09"], baseline="62") == [None]

    def test_without_targets_there_is_none(self) -> None:
        assert target_at(block(targets=[], baseline=BASELINE), "2026-05") is None

    def test_between_two_months_it_lies_between_their_targets(self) -> None:
        found = self.path([f"2026-{month:02d}" for month in range(1, 11)], baseline=BASELINE)
        steps = [later - earlier for earlier, later in pairwise(found) if earlier and later]
        assert steps == [pytest.approx(-32 / 9)] * 9


class TestStatus:
    @pytest.mark.parametrize(
        ("value", "status"),
        [(30.0, Status.ON_TRACK), (30.01, Status.AT_RISK), (34.5, Status.AT_RISK), (34.6, Status.OFF_TRACK)],
    )
    def test_the_first_condition_that_holds_gives_it(self, value: float, status: Status) -> None:
        assert status_of(block(), Observation(value=value, target=30.0))[0] is status

    def test_without_amber_what_is_not_green_is_red(self) -> None:
        only = block(status={"green": {"op": "<=", "value": "target"}})
        assert status_of(only, Observation(value=30.1, target=30.0))[0] is Status.OFF_TRACK

    @pytest.mark.parametrize("observed", [Observation(value=None), Observation(value=1.0)])
    def test_what_is_not_known_is_not_rated(self, observed: Observation) -> None:
        assert status_of(block(), observed)[0] is Status.UNKNOWN


class TestObserve:
    def test_a_condition_about_another_month(self, example: CaseSnapshot) -> None:
        asked = Condition(metric="lead_time", op="<=", value="target", as_of="2026-07")
        found = observe(seen(example, as_of="2026-10"), asked)
        assert found.value and found.target == pytest.approx(62 - 32 * 6 / 9)

    @pytest.mark.parametrize(
        ("written", "reason"),
        [
            ({"metric": "npv"}, "There is no KPI named 'npv'."),
            ({"metric": "lead_time", "scenario": "worst"}, "A KPI has no scenarios."),
            ({"metric": "lead_time", "as_of": "2027-01"}, "There is no value for Jan 2027."),
        ],
    )
    def test_what_cannot_be_known_has_a_reason(
        self, example: CaseSnapshot, written: dict[str, str], reason: str
    ) -> None:
        asked = Condition(op="<=", value=Decimal(1), **written)  # type: ignore[arg-type]
        found = observe(seen(example, as_of="2026-10"), asked)
        assert (found.value, found.reason) == (None, reason)


class TestWhereAdoptionCounts:
    def test_teams_in_production_are_in_production_whatever_the_plan_counts(self, tmp_path: Path, lay: Lay) -> None:
        kpis = "".join(
            kpi(name, unit="count", combine="sum", target="1", more=f"  measure: adoption.{name}\n")
            for name in ("teams_in_production", "teams_adopted", "teams_started")
        )
        stages = ["not_started", "onboarding", "pilot", "production", "scaled"]
        teams = [f"2026-04,{stage},{stage},North,1,{stage},1,0" for stage in stages]
        found = seen(lay(small(tmp_path / "c", counts_from="pilot", kpis=kpis, teams=teams)))
        assert [one.value for one in found.values()] == [2, 3, 4]


class TestIdentities:
    """The example's figures add up, whichever way they are cut."""

    def test_units_sum_to_the_whole_every_month(self, example: CaseSnapshot) -> None:
        for month in example.months:
            whole = seen(example, as_of=month)
            parts = [seen(example, as_of=month, unit=unit) for unit in example.units]
            for name, one in whole.items():
                if one.series and one.series[-1].month == month and any(part[name].series for part in parts):
                    self.same(one, [part[name] for part in parts], month)

    def same(self, whole: KpiResult, parts: list[KpiResult], month: str) -> None:
        points = [point for part in parts for point in part.series if point.month == month]
        now = whole.series[-1]
        if now.denominator is None:
            assert sum(point.value or 0 for point in points) == pytest.approx(now.value), (whole.kpi.id, month)
        else:
            assert sum(point.numerator or 0 for point in points) == pytest.approx(now.numerator), (whole.kpi.id, month)
            assert sum(point.denominator or 0 for point in points) == pytest.approx(now.denominator), whole.kpi.id
            assert now.value == pytest.approx(now.numerator / now.denominator) if now.numerator is not None else True

    def test_every_cut_of_the_teams_sums_to_all_of_them(self, example: CaseSnapshot) -> None:
        for month in sorted(example.months)[1:]:
            filters = Filters(as_of=month)
            now = progress.query_months(example.context, filters)[-1]
            stages = [one for one in progress.query_stages(example.context, filters) if one.month == month]
            waves, units = (
                progress.query_waves(example.context, filters),
                progress.query_units(example.context, filters),
            )
            teams = progress.query_teams(example.context, filters)
            assert now.teams == len(teams) == sum(one.teams for one in stages) == 70
            assert now.teams == sum(one.teams for one in waves) == sum(one.teams for one in units)
            assert now.adopted == sum(one.adopted for one in waves) == sum(one.adopted for one in units)
            assert now.started == sum(one.started for one in waves) == sum(one.started for one in units)
            assert now.active_users == sum(one.active_users for one in units) == sum(one.active_users for one in teams)
            assert now.models_in_production == sum(one.models_in_production for one in units)

    def test_the_example_is_rated(self, example: CaseSnapshot) -> None:
        found = seen(example, as_of="2026-10")
        assert all(one.verdict.state is not ConditionState.UNKNOWN and one.value is not None for one in found.values())
