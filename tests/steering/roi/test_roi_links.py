"""Adoption and ROI are one model: the lines that follow the data are the Adoption and Costs pages' own forecasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import fmean

import pytest

from steering import months
from steering.adoption.outlook import outlook, teams_by_month
from steering.context.case_context import Filters
from steering.costs import budget
from steering.costs.report import picture as spending
from steering.finance.model import AS_PLANNED, evaluate
from steering.roi.actuals import followed, today
from steering.roi.calendar import first_month, months_of, named
from steering.roi.report import links, picture
from steering.state.app_state import Table
from tests.steering.finance.business_cases import KNOWN, business
from tests.steering.small_cases import small

NOW = Filters(as_of="2026-10")
CASE = """\
discount_rate: 0.10
period: quarter
periods: 4
start: 2026-03
lines:
  - {id: run, kind: cost, values: [1, 3, 3, 3, 3], follows_cost: {above: 1}}
  - {id: gains, kind: benefit, values: [0, 4, 8, 8, 8], scales_with: adoption}
"""
TEAMS = [
    f"{month},t{number},Team {number},Unit,1,{'production' if number <= adopted else 'pilot'},1,1"
    for month, adopted in (("2026-01", 0), ("2026-02", 1), ("2026-03", 1), ("2026-04", 2))
    for number in (1, 2, 3)
]


def quarterly(folder: Path, counts_from: str | None = "production") -> Path:
    """Three teams, of which the plan has 1 from February and 3 from April; 2 have adopted."""
    case = small(folder, counts_from=counts_from, teams=TEAMS)
    (case / "business_case.yaml").write_text(CASE, encoding="utf-8")
    return case


class TestCalendar:
    def test_periods_are_months(self, whole_example: Table) -> None:
        case = whole_example.room.case
        assert case.business is not None
        assert first_month(case.business, case.charter) == "2026-11"
        assert months_of(case.business, case.charter, 1) == ("2026-11", "2026-12", "2027-01")
        assert named(case.business, case.charter, 0) == "Today"
        assert named(case.business, case.charter, 12) == "Oct 2029"

    def test_without_a_start_it_is_the_month_after_the_data(self, whole_example: Table) -> None:
        charter = whole_example.room.case.charter
        assert first_month(business(KNOWN), charter) == "2026-11"

    def test_dated_flows_are_named_by_their_date(self, whole_example: Table) -> None:
        dated = business("discount_rate: 0.1\ncashflows: {net: [-1, 2]}\ndates: [2026-01-31, 2027-03-01]\n")
        assert named(dated, whole_example.room.case.charter, 1) == "1 Mar 2027"


class TestAdoption:
    def test_a_ratio_is_the_mean_of_the_period_against_the_plan(
        self, tmp_path: Path, lay: Callable[[Path], Table]
    ) -> None:
        room = lay(quarterly(tmp_path / "case")).room
        now = Filters(as_of="2026-04")
        assert room.case.business is not None
        found = today(room, now, room.case.business).adoption
        assert found is not None
        teams = teams_by_month(room, now, "2027-02")
        # March as counted (1 of 1), April as counted (2 of 3), May as forecast (of 3).
        assert found[0] == pytest.approx(fmean([1, 2, teams["2026-05"]]) / fmean([1, 3, 3]))
        assert found[1] == pytest.approx(fmean(teams[month] for month in ("2026-06", "2026-07", "2026-08")) / 3)

    def test_within_the_horizon_it_is_the_adoption_page(self, whole_example: Table) -> None:
        room = whole_example.room
        ahead = outlook(room, NOW)
        assert ahead is not None
        teams = teams_by_month(room, NOW, "2029-10")
        assert [teams[months.after("2026-10", step + 1)] for step in range(9)] == pytest.approx(list(ahead.point))
        later = [teams[month] for month in months.between("2026-10", "2029-10")]
        assert later == sorted(later)
        assert max(later) <= ahead.ceiling

    def test_a_line_moves_with_the_ratio(self, whole_example: Table) -> None:
        room = whole_example.room
        case = room.case.business
        assert case is not None
        ratios = today(room, NOW, case).adoption
        assert ratios is not None
        found = picture(room, NOW)
        line = next(one for one in found.lines if one.line.id == "time_saved")
        values = [float(figure.value) for figure in line.line.values]
        assert line.planned == pytest.approx(sum(values))
        assert line.now == pytest.approx(sum(v * r for v, r in zip(values[1:], ratios, strict=True)))

    def test_without_a_plan_it_is_as_planned_and_says_so(self, tmp_path: Path, lay: Callable[[Path], Table]) -> None:
        room = lay(quarterly(tmp_path / "case", counts_from=None)).room
        found = picture(room, Filters(as_of="2026-04"))
        assert found.now == found.planned
        assert not found.on_today
        assert any("case.yaml has no adoption plan" in text for text in found.missing)
        assert any("no budget envelope" in text for text in found.missing)


class TestSpend:
    def test_a_followed_line_is_spend_less_what_would_be_spent_anyway(self) -> None:
        run = business(CASE).lines[0]
        assert followed(run, (1.0, 1.5, 1.5, 2.0)) == pytest.approx((1, 3, 5, 5, 7))

    def test_within_the_forecast_it_is_the_costs_page(self, whole_example: Table) -> None:
        room = whole_example.room
        case = room.case.business
        assert case is not None
        ratios = today(room, NOW, case).spend
        costs, planned = spending(room, NOW), budget.by_month(room.case.charter.budget)
        assert ratios is not None
        assert costs.ahead is not None
        for quarter in range(3):
            spent = sum(costs.ahead.point[3 * quarter : 3 * quarter + 3])
            envelope = sum(planned[month] for month in months_of(case, room.case.charter, quarter + 1))
            assert ratios[quarter] == pytest.approx(spent / envelope)
        assert set(ratios[3:]) == {ratios[2]}

    def test_the_line_is_the_forecast_in_money(self, whole_example: Table) -> None:
        """The example's run cost is all of the spend: in the first quarter, the Costs page's own three months."""
        room = whole_example.room
        case, costs = room.case.business, spending(room, NOW)
        assert case is not None
        assert costs.ahead is not None
        run = links(room, NOW).replaced["platform_run"]
        assert run[1] is not None
        assert float(run[1]) * float(case.unit) == pytest.approx(sum(costs.ahead.point[:3]))


class TestOneModel:
    def test_the_plan_is_the_file_alone(self, whole_example: Table) -> None:
        room = whole_example.room
        assert room.case.business is not None
        assert links(room, replace(NOW, basis="plan")) == AS_PLANNED
        assert picture(room, replace(NOW, basis="plan")).now == evaluate(room.case.business)

    def test_what_moved_adds_up(self, whole_example: Table) -> None:
        found = picture(whole_example.room, NOW)
        assert found.planned.npv is not None
        assert found.planned.npv + sum(step for _, step in found.moves) == pytest.approx(found.now.npv)
        assert [name for name, _ in found.moves] == ["adoption", "spend"]

    def test_an_earlier_month_knows_only_what_was_known(self, whole_example: Table) -> None:
        early = picture(whole_example.room, replace(NOW, as_of="2026-06"))
        assert early.planned.npv == pytest.approx(picture(whole_example.room, NOW).planned.npv)
        assert early.now.npv != pytest.approx(picture(whole_example.room, NOW).now.npv)

    def test_a_business_unit_changes_nothing(self, whole_example: Table) -> None:
        room = whole_example.room
        assert picture(room, replace(NOW, unit="Claims")).now == picture(room, NOW).now
