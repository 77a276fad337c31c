"""The example's business case agrees with the rest of the example: budget, cost data, adoption, KPIs and the ask."""

from __future__ import annotations

from dataclasses import replace
from statistics import fmean

import pytest

from steering import months
from steering.cases.business import BusinessCase
from steering.cases.line import Line
from steering.context.filters import Filters
from steering.costs import budget
from steering.costs.report import cost_report as spending
from steering.finance.audit import audit_business_case
from steering.frames.blocks import FundingRequest
from steering.frames.brief import page as brief
from steering.kpis.scorecard import target_at
from steering.roi.calendar import months_of
from steering.roi.report import roi_report
from steering.roi.simulation_report import simulation_report
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.frames.walking import blocks

NOW = Filters(as_of="2026-10")
# Millions a year for a person of the teams: what the platform team costs a head, too.
HOUSE = 0.1575


@pytest.fixture
def business(whole_example: CaseSnapshot) -> BusinessCase:
    found = whole_example.context.case.business
    assert found is not None
    return found


def line(business: BusinessCase, id: str) -> Line:
    return next(one for one in business.lines if one.id == id)


def values(business: BusinessCase, id: str) -> list[float]:
    return [float(figure.value) for figure in line(business, id).values]


def quarters(snapshot: CaseSnapshot, count: int) -> list[tuple[str, ...]]:
    case = snapshot.context.case
    assert case.business is not None
    return [months_of(case.business, case.charter, period) for period in range(1, count + 1)]


def test_the_run_cost_is_the_budget(whole_example: CaseSnapshot, business: BusinessCase) -> None:
    envelope = budget.spread_by_month(whole_example.context.case.charter.budget)
    planned = values(business, "platform_run")
    for period, span in enumerate(quarters(whole_example, 3), start=1):
        assert planned[period] * float(business.unit) == pytest.approx(sum(envelope[month] for month in span))
    assert set(planned[4:]) == {planned[3]}, "after the envelope's end its last quarter is held"


def test_the_ask_is_migration_and_the_rise_of_the_run_cost(whole_example: CaseSnapshot, business: BusinessCase) -> None:
    charter = whole_example.context.case.charter
    assert charter.ask is not None
    envelope = budget.spread_by_month(charter.budget)
    now = sum(envelope[month] for month in months.month_range("2026-08", "2026-10"))
    rise = sum(values(business, "platform_run")[1:4]) * float(business.unit) - 3 * now
    migration = sum(values(business, "migration")) * float(business.unit)
    assert (round(rise), round(migration)) == (2_200_000, 2_000_000)
    assert float(charter.ask.amount.value) == pytest.approx(rise + migration)


def test_contingency_is_the_share_that_it_says(business: BusinessCase) -> None:
    assert values(business, "contingency") == pytest.approx([0.1 * value for value in values(business, "migration")])


def test_the_teams_own_tools_follow_their_spend_before_the_platform(
    whole_example: CaseSnapshot, business: BusinessCase
) -> None:
    """No more than the trend of the nine months before the platform, carried on, and no less than 90% of it."""
    spent = spending(whole_example.context, NOW).monthly
    growth = (spent["2026-01"] / spent["2025-05"]) ** (1 / 8)
    for period, span in enumerate(quarters(whole_example, 3), start=1):
        ahead = [months.month_index(month) - months.month_index("2026-01") for month in span]
        trend = sum(spent["2026-01"] * growth**step for step in ahead)
        assert 0.9 * trend <= values(business, "own_tools")[period] * float(business.unit) <= trend


def test_upkeep_is_of_the_tools_that_go(whole_example: CaseSnapshot, business: BusinessCase) -> None:
    kpi = whole_example.context.case.kpis["duplicated_tools"]
    assert kpi.baseline is not None
    gone = float(kpi.baseline.value) - float(kpi.targets[-1].value)
    assert values(business, "upkeep")[-1] == pytest.approx(gone * 0.6 * HOUSE / 4, rel=0.06)


def test_time_saved_is_of_the_planned_users(whole_example: CaseSnapshot, business: BusinessCase) -> None:
    """2.4 of 36 hours a week, of a person at 150,000 a year."""
    users = whole_example.context.case.kpis["active_users"]
    worth = 2.4 / 36 * 0.15 / 4
    for period, span in enumerate(quarters(whole_example, 4), start=1):
        planned = fmean(target_at(users, month) or 0.0 for month in span)
        assert values(business, "time_saved")[period] == pytest.approx(planned * worth, abs=0.006)


def test_every_benefit_of_the_teams_follows_adoption(business: BusinessCase) -> None:
    followed = {one.id for one in business.lines if one.scales_with}
    assert followed == {"upkeep", "time_saved", "earlier_models", "fewer_failures"}
    assert line(business, "platform_run").follows_cost is not None


def test_every_stated_figure_is_right(business: BusinessCase) -> None:
    findings = audit_business_case(business).findings
    assert len(findings) == 8
    assert {finding.verdict for finding in findings} == {"right"}


def test_the_ask_on_the_brief_shows_the_figures_of_the_base(whole_example: CaseSnapshot) -> None:
    for view in (NOW, replace(NOW, basis="plan"), replace(NOW, scenario="worst")):
        ask = next(
            block
            for block in blocks(brief.build_frame(whole_example.context, view))
            if isinstance(block, FundingRequest)
        )
        found = roi_report(whole_example.context, NOW)
        odds = simulation_report(whole_example.context, NOW)
        assert odds is not None
        low, middle, high = map(found.money, odds.outcome.percentiles)
        [whole] = [tile for tile in ask.figures if tile.label == "Middle NPV, whole case"]
        assert (whole.value, whole.note) == (middle, f"80% range {low} to {high}")
        assert f"NPV of the base {found.money(found.now.npv)}" in ask.note
        assert f"peak funding {found.money(found.now.peak_funding)}" in ask.note


def test_the_gates_see_the_verdict_of_the_page(whole_example: CaseSnapshot) -> None:
    from steering.roadmap.view import roadmap_view
    from steering.roi.verdict import judge_case

    view, verdict = roadmap_view(whole_example.context, NOW), judge_case(whole_example.context, NOW)
    assert view is not None
    assert verdict is not None
    checks = [check for gate in view.gates for check in gate.checks if check.condition.metric == "worth_funding"]
    assert checks
    assert {check.verdict.observed for check in checks} == {float(verdict.grade is Status.WORTH_FUNDING)}
