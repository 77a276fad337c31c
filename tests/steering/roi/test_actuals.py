"""Adoption and ROI are one model: the lines that follow the data are the Adoption and Costs pages' own forecasts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import fmean

import pytest

from steering import months
from steering.adoption.outlook import forecast_outlook, teams_by_month
from steering.context.filters import Filters
from steering.costs import budget
from steering.costs.report import cost_report as spending
from steering.finance.cash_flows import AS_PLANNED
from steering.finance.model import evaluate
from steering.roi.actuals import actuals, follow_spend
from steering.roi.assumptions import resolve_assumptions
from steering.roi.calendar import first_month, months_of, period_label
from steering.roi.report import roi_report
from steering.state.case_snapshot import CaseSnapshot
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
    def test_periods_are_months(self, whole_example: CaseSnapshot) -> None:
        case = whole_example.context.case
        assert case.business is not None
        assert first_month(case.business, case.charter) == "2026-11"
        assert months_of(case.business, case.charter, 1) == ("2026-11", "2026-12", "2027-01")
        assert period_label(case.business, case.charter, 0) == "Today"
        assert period_label(case.business, case.charter, 12) == "Oct 2029"

    def test_without_a_start_it_is_the_month_after_the_data(self, whole_example: CaseSnapshot) -> None:
        charter = whole_example.context.case.charter
        assert first_month(business(KNOWN), charter) == "2026-11"

    def test_dated_flows_are_named_by_their_date(self, whole_example: CaseSnapshot) -> None:
        dated = business("discount_rate: 0.1\ncashflows: {net: [-1, 2]}\ndates: [2026-01-31, 2027-03-01]\n")
        assert period_label(dated, whole_example.context.case.charter, 1) == "1 Mar 2027"


class TestAdoption:
    def test_a_ratio_is_the_mean_of_the_period_against_the_plan(
        self, tmp_path: Path, lay: Callable[[Path], CaseSnapshot]
    ) -> None:
        context = lay(quarterly(tmp_path / "case")).context
        now = Filters(as_of="2026-04")
        assert context.case.business is not None
        found = actuals(context, now, context.case.business).adoption
        assert found is not None
        teams = teams_by_month(context, now, "2027-02")
        # March as counted (1 of 1), April as counted (2 of 3), May as forecast (of 3).
        assert found[0] == pytest.approx(fmean([1, 2, teams["2026-05"]]) / fmean([1, 3, 3]))
        assert found[1] == pytest.approx(fmean(teams[month] for month in ("2026-06", "2026-07", "2026-08")) / 3)

    def test_within_the_horizon_it_is_the_adoption_page(self, whole_example: CaseSnapshot) -> None:
        context = whole_example.context
        ahead = forecast_outlook(context, NOW)
        assert ahead is not None
        teams = teams_by_month(context, NOW, "2029-10")
        assert [teams[months.add_months("2026-10", step + 1)] for step in range(9)] == pytest.approx(list(ahead.point))
        later = [teams[month] for month in months.month_range("2026-10", "2029-10")]
        assert later == sorted(later)
        assert max(later) <= ahead.ceiling

    def test_a_line_moves_with_the_ratio(self, whole_example: CaseSnapshot) -> None:
        context = whole_example.context
        case = context.case.business
        assert case is not None
        ratios = actuals(context, NOW, case).adoption
        assert ratios is not None
        found = roi_report(context, NOW)
        line = next(one for one in found.lines if one.line.id == "time_saved")
        values = [float(figure.value) for figure in line.line.values]
        assert line.planned == pytest.approx(sum(values))
        assert line.now == pytest.approx(sum(v * r for v, r in zip(values[1:], ratios, strict=True)))

    def test_without_a_plan_it_is_as_planned_and_says_so(
        self, tmp_path: Path, lay: Callable[[Path], CaseSnapshot]
    ) -> None:
        context = lay(quarterly(tmp_path / "case", counts_from=None)).context
        found = roi_report(context, Filters(as_of="2026-04"))
        assert found.now == found.plan_metrics
        assert not found.on_today
        assert any("case.yaml has no adoption plan" in text for text in found.missing)
        assert any("no budget envelope" in text for text in found.missing)


class TestSpend:
    def test_a_followed_line_is_spend_less_what_would_be_spent_anyway(self) -> None:
        run = business(CASE).lines[0]
        assert follow_spend(run, (1.0, 1.5, 1.5, 2.0)) == pytest.approx((1, 3, 5, 5, 7))

    def test_within_the_forecast_it_is_the_costs_page(self, whole_example: CaseSnapshot) -> None:
        context = whole_example.context
        case = context.case.business
        assert case is not None
        ratios = actuals(context, NOW, case).spend
        costs, planned = spending(context, NOW), budget.spread_by_month(context.case.charter.budget)
        assert ratios is not None
        assert costs.forecast is not None
        for quarter in range(3):
            spent = sum(costs.forecast.point[3 * quarter : 3 * quarter + 3])
            envelope = sum(planned[month] for month in months_of(case, context.case.charter, quarter + 1))
            assert ratios[quarter] == pytest.approx(spent / envelope)
        assert set(ratios[3:]) == {ratios[2]}

    def test_the_line_is_the_forecast_in_money(self, whole_example: CaseSnapshot) -> None:
        """The example's run cost is all of the spend: in the first quarter, the Costs page's own three months."""
        context = whole_example.context
        case, costs = context.case.business, spending(context, NOW)
        assert case is not None
        assert costs.forecast is not None
        run = resolve_assumptions(context, NOW).links.replacements["platform_run"]
        assert run[1] is not None
        assert float(run[1]) * float(case.unit) == pytest.approx(sum(costs.forecast.point[:3]))


class TestOneModel:
    def test_the_plan_is_the_file_alone(self, whole_example: CaseSnapshot) -> None:
        context = whole_example.context
        assert context.case.business is not None
        assert resolve_assumptions(context, replace(NOW, basis="plan")).links == AS_PLANNED
        assert roi_report(context, replace(NOW, basis="plan")).now == evaluate(context.case.business)

    def test_what_moved_adds_up(self, whole_example: CaseSnapshot) -> None:
        found = roi_report(whole_example.context, NOW)
        assert found.plan_metrics.npv is not None
        assert found.plan_metrics.npv + sum(step for _, step in found.moves) == pytest.approx(found.now.npv)
        assert [name for name, _ in found.moves] == ["adoption", "spend"]

    def test_an_earlier_month_knows_only_what_was_known(self, whole_example: CaseSnapshot) -> None:
        early = roi_report(whole_example.context, replace(NOW, as_of="2026-06"))
        assert early.plan_metrics.npv == pytest.approx(roi_report(whole_example.context, NOW).plan_metrics.npv)
        assert early.now.npv != pytest.approx(roi_report(whole_example.context, NOW).now.npv)

    def test_a_business_unit_changes_nothing(self, whole_example: CaseSnapshot) -> None:
        context = whole_example.context
        assert roi_report(context, replace(NOW, unit="Claims")).now == roi_report(context, NOW).now
