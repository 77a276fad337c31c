"""Business cases whose answers are known from elsewhere."""

from __future__ import annotations

import pytest

from steering.cases.business import BusinessCase
from steering.finance.model import evaluate, evaluate_all
from tests.steering.finance.business_cases import KNOWN, business, net

EXCEL = "finance_rate: 0.10\nreinvest_rate: {reinvest}\n"
DATES = "dates: [2008-01-01, 2008-03-01, 2008-10-30, 2009-02-15, 2009-04-01]"


def near(value: float, places: int = 4) -> object:
    return pytest.approx(value, abs=0.5 * 10**-places)


def split(costs: list[int], benefits: list[int]) -> BusinessCase:
    return business(f"discount_rate: 0.1\ntiming: split\ncashflows: {{costs: {costs}, benefits: {benefits}}}\n")


def test_flows_at_the_end_of_the_year() -> None:
    found = evaluate(business(KNOWN))
    assert found.npv == near(10.7663)
    assert (found.irr, found.irr_roots) == (near(1.0967), (near(1.0967),))
    assert (found.roi, found.roi_discounted) == (near(0.4286), near(0.3660))
    assert (found.payback_months, found.discounted_payback_months) == (near(22.5), near(23.55))
    assert (found.pv_costs, found.pv_benefits, found.bcr) == (near(29.4140), near(40.1803), near(1.3660))
    assert (found.breakeven_benefit_share, found.margin_of_safety) == (near(0.7320), near(0.2680))
    assert (found.peak_funding, found.total_costs, found.total_benefits) == (7, 35, 50)
    assert found.equivalent_annual == near(10.7663 * 0.1 / (1 - 1.1**-3))
    assert (found.profitability_index, found.positive_in_all_scenarios) == (None, False)


@pytest.mark.parametrize(
    ("timing", "npv", "irr", "payback"),
    [
        ("end", 10.7663, 1.0967, 22.5),
        ("mid", 11.2918, 1.0967, 22.5),
        ("start", 11.8430, 1.0967, 22.5),
        ("split", 7.8249, 0.2730, 28.5),
    ],
)
def test_the_timing_moves_what_flows_are_worth(timing: str, npv: float, irr: float, payback: float) -> None:
    found = evaluate(business(KNOWN.replace("timing: end", f"timing: {timing}")))
    assert (found.npv, found.irr) == (near(npv), near(irr))
    assert found.payback_months == near(payback)


def test_scenarios_multiply() -> None:
    found = evaluate_all(business(KNOWN))
    assert (found["worst"].npv, found["worst"].roi) == (near(-3.1525), near(-0.0476))
    assert found["best"].npv == near(21.7438)
    assert found["worst"].payback_months is None
    assert {one.positive_in_all_scenarios for one in found.values()} == {False}


def test_several_rates_are_none() -> None:
    found = evaluate(net(-4000, 25000, -25000))
    assert found.irr_roots == (0.25, 4.0)
    assert found.irr is None
    assert found.npv == near(-1933.884, 3)


def test_no_rate() -> None:
    found = evaluate(net(1000, -3000, 2500))
    assert (found.irr_roots, found.irr) == ((), None)
    assert found.npv == near(338.843, 3)


def test_a_second_rate_below_minus_99_percent_is_not_meant() -> None:
    found = evaluate(net(-1678.87, 771.96, 1814.05, 3520.30, 3552.95, 3584.99, 4789.91, "-1.0"))
    assert found.irr_roots is not None
    assert len(found.irr_roots) == 2
    assert found.irr == near(1.0042698, 7)
    assert -1 < found.irr_roots[0] < -0.99


def test_a_double_rate_is_listed_once() -> None:
    found = evaluate(net(-1000, 2200, -1210))
    assert found.irr_roots == (0.1,)
    assert found.npv == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(("reinvest", "known"), [("0.12", 0.126094), ("0.14", 0.134759)])
def test_mirr_as_spreadsheets_define_it(reinvest: str, known: float) -> None:
    found = evaluate(net(-120000, 39000, 30000, 21000, 37000, 46000, more=EXCEL.format(reinvest=reinvest)))
    assert found.mirr == near(known, 6)


def test_mirr_after_fewer_years() -> None:
    assert evaluate(net(-120000, 39000, 30000, 21000, more=EXCEL.format(reinvest="0.12"))).mirr == near(-0.048045, 6)


def test_flows_by_date() -> None:
    found = evaluate(net(-10000, 2750, 4250, 3250, 2750, rate="0.09", more=DATES))
    assert found.npv == near(2086.647602, 6)
    assert found.irr == near(0.373362535, 8)


@pytest.mark.parametrize(("period", "a_year"), [("quarter", 4), ("month", 12)])
def test_rates_are_annual_whatever_the_period(period: str, a_year: int) -> None:
    found = evaluate(net(-100, *[0] * (a_year - 1), 110, rate="0.10", more=f"period: {period}"))
    assert found.npv == pytest.approx(0, abs=1e-12)
    assert (found.irr, found.mirr) == (near(0.1, 12), near(0.1, 12))
    assert found.payback_months == near(12 - 12 / a_year + 12 / a_year * 100 / 110)


def test_what_needs_costs_and_benefits_apart_does_not_exist_for_net_flows() -> None:
    found = evaluate(net(-100, 60, 60)).as_dict()
    missing = {name for name, value in found.items() if value is None}
    assert missing == {
        "roi", "roi_discounted", "pv_costs", "pv_benefits", "bcr", "breakeven_benefit_share", "margin_of_safety",
        "total_costs", "total_benefits", "npv_cashable", "roi_cashable", "payback_cashable_months",
        "npv_after_tax", "irr_after_tax", "total_tax",
    }  # fmt: skip
    assert found["profitability_index"] == near(1 + 4.1322 / 100)


class TestPayback:
    def test_never_below_zero_is_at_once(self) -> None:
        assert evaluate(net(0, 5, -5, 3)).payback_months == 0

    def test_the_last_crossing_counts(self) -> None:
        assert evaluate(net(-10, 20, -20, 20)).payback_months == 30

    def test_ending_below_zero_is_never(self) -> None:
        assert evaluate(net(-10, 20, -20)).payback_months is None

    def test_a_dated_flow_is_a_lump_that_pays_on_its_date(self) -> None:
        found = evaluate(net(-100, 200, rate=0, more="dates: [2026-01-01, 2027-01-01]"))
        assert found.payback_months == 12
        assert found.discounted_payback_months == 12

    def test_dated_flows_pay_back_on_one_of_their_dates(self) -> None:
        dates = "dates: [2026-01-01, 2026-04-02, 2026-07-02, 2027-01-01]"
        found = evaluate(net(-100, 60, 60, 60, rate="0.9", more=dates))
        assert found.payback_months == near(12 * 182 / 365)
        assert found.discounted_payback_months == near(12)


class TestSplit:
    """Costs at the start of a period, benefits evenly within it, and each discounted so."""

    def test_the_first_period_is_paid_for_before_it_earns(self) -> None:
        found = evaluate(split([0, 100, 100], [0, 150, 150]))
        assert found.peak_funding == 100
        assert found.payback_months == near(16)
        assert found.discounted_payback_months == near(12 + 12 * (100 - 50 / 1.1) / (150 / 1.21))

    def test_two_years_of_costs_come_before_the_first_benefit(self) -> None:
        found = evaluate(split([0, 100, 100, 0], [0, 0, 120, 150]))
        assert found.peak_funding == 200
        assert found.payback_months == near(24 + 12 * 80 / 150)

    def test_a_cost_of_a_later_period_is_not_paid_before_that_begins(self) -> None:
        found = evaluate(split([50, 50, 20, 20], [0, 100, 100, 100]))
        assert (found.peak_funding, found.payback_months) == (100, near(12 + 12 * 20 / 100))

    def test_a_benefit_below_zero_deepens_it_within_its_period(self) -> None:
        assert evaluate(split([0, 10, 0], [0, -5, 40])).peak_funding == 15


def test_what_a_float_does_not_hold_does_not_exist() -> None:
    found = evaluate(net(-1, *[1] * 400, rate="-0.99999999"))
    assert found.npv is None
    assert found.equivalent_annual is None
    assert found.positive_in_all_scenarios is None
    assert found.irr is not None


def test_a_rate_of_zero() -> None:
    found = evaluate(business(KNOWN.replace("discount_rate: 0.10", "discount_rate: 0")))
    assert (found.npv, found.equivalent_annual) == (15, 5)
