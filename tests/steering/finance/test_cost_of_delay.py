"""What waiting costs: every flow later, while the horizon ends when it ends."""

from __future__ import annotations

from itertools import pairwise

import pytest

from steering.cases.business import BusinessCase
from steering.finance.cost_of_delay import Wait, compute_npv_after, compute_waits
from steering.finance.discounting import convention_of
from steering.finance.model import assumptions_of, compute_npv, evaluate, project_flows
from tests.steering.finance.business_cases import KNOWN, business, net
from tests.steering.finance.test_known_answers import near

ADJUSTED = KNOWN.replace("scales_with: adoption}", "risk_adjustment: 0.5}")
LATER = "later_rates: [{after_year: 1, rate: 0.05}]\n"


def waits(case: BusinessCase, longest: int = 12) -> tuple[Wait, ...]:
    return compute_waits(project_flows(case), convention_of(case), assumptions_of(case).rate, longest=longest)


def npv_after(case: BusinessCase, months: int) -> float:
    return compute_npv_after(project_flows(case), convention_of(case), assumptions_of(case).rate, months)


class TestByHand:
    """100 today for 60 at the end of each of two years, at 10%: NPV 4.13."""

    CASE = net(-100, 60, 60)

    def test_a_year_later_one_income_is_left(self) -> None:
        (*_, year) = waits(self.CASE)
        assert year.npv == near(-100 / 1.1 + 60 / 1.21, 10)
        assert year.lost == near((-100 + 60 / 1.1 + 60 / 1.21) - (-100 / 1.1 + 60 / 1.21), 10)

    def test_a_month_later_today_moves_by_a_month_and_income_accrues_a_month_less(self) -> None:
        """What is due today is paid at the end of the wait, and not at the end of the year in which that is."""
        (month,) = waits(self.CASE, longest=1)
        assert month.npv == near(-100 * 1.1 ** (-1 / 12) + 60 * (11 / 12) / 1.1 + 60 / 1.21, 10)
        assert evaluate(self.CASE).cost_of_delay == month.lost == near(3.7543, 4)

    def test_waiting_gains_where_less_is_lost_at_the_end_than_later_costs_save(self) -> None:
        case = net(-100, 0, 5)
        (month,) = waits(case, longest=1)
        assert month.npv == near(-100 * 1.1 ** (-1 / 12) + 5 * (11 / 12) / 1.21, 10)
        assert month.lost == near(-0.4468, 4)


@pytest.mark.parametrize("timing", ["end", "mid", "start", "split"])
@pytest.mark.parametrize("more", ["", LATER])
@pytest.mark.parametrize("own", ["", ", timing: mid", ", depreciation: {method: straight_line, years: 3}"])
@pytest.mark.parametrize("end", ["amount: 5", "share: 20%", "growth: 1%"])
def test_no_month_is_npv_with_a_value_at_the_end(timing: str, more: str, own: str, end: str) -> None:
    text = KNOWN.replace("timing: end", f"timing: {timing}").replace("category: people", f"end_value: {{{end}}}{own}")
    case = business(more + text)
    assert npv_after(case, 0) == pytest.approx(compute_npv(case), rel=1e-12)


@pytest.mark.parametrize("timing", ["end", "mid", "start", "split"])
@pytest.mark.parametrize("more", ["", LATER])
def test_no_month_is_npv(timing: str, more: str) -> None:
    case = business(more + KNOWN.replace("timing: end", f"timing: {timing}").replace("[0, 15", "[4, 15"))
    assert npv_after(case, 0) == pytest.approx(compute_npv(case), rel=1e-12)


def test_what_falls_at_the_start_of_a_year_waits_as_long_as_what_is_due_today() -> None:
    """With flows at the start of a year, the first year's fall today."""
    rest = "discount_rate: 0.1\nperiod: year\ntiming: start\nlines:\n"
    today = business(rest + "  - {id: a, kind: cost, values: [100, 0, 0, 0]}\n")
    first = business(rest + "  - {id: a, kind: cost, values: [0, 100, 0, 0]}\n")
    assert npv_after(today, 12) == near(-100 / 1.1, 10) == npv_after(first, 12)


def test_later_rates_hold_for_what_is_due_today_too() -> None:
    case = business(LATER + "discount_rate: 0.1\ncashflows: {net: [-100, 0, 0, 0]}\n")
    assert npv_after(case, 24) == near(-100 / (1.1 * 1.05), 10)


def test_nothing_is_left_after_the_horizon() -> None:
    case = business("discount_rate: 0.1\nperiod: month\ncashflows: {net: [-100, 20, 30, 90]}\n")
    assert [wait.npv for wait in waits(case)][3:] == [0] * 9
    assert waits(case)[2].npv == near(-100 * 1.1 ** (-3 / 12), 10)


def test_drivers_and_risk_adjustments_are_in_it() -> None:
    plain, adjusted = (evaluate(business(ADJUSTED), risk_adjusted=flag).cost_of_delay for flag in (False, True))
    halved = evaluate(business(KNOWN.replace("8, 18, 24", "4, 9, 12"))).cost_of_delay
    assert plain != adjusted == pytest.approx(halved)
    case = business(KNOWN)
    worst = evaluate(case, "worst")
    assert worst.cost_of_delay != evaluate(case).cost_of_delay


def test_of_scenarios_it_is_linear() -> None:
    """The cost of delay of what a part adds is that with the part, less that without it."""
    case = business(KNOWN + "  without_gains: {lines.gains: 0}\n")
    alone = business(KNOWN.replace("[0, 15, 10, 10]", "[0, 0, 0, 0]"))
    whole, without = (evaluate(case, name).cost_of_delay for name in (None, "without_gains"))
    assert whole is not None
    assert without is not None
    assert whole - without == pytest.approx(evaluate(alone).cost_of_delay)


class TestWhatComesBackAtTheEnd:
    """100 today, sold for 40 at the end of the second year, for 60 at the end of each of both."""

    TEXT = (
        "discount_rate: 0.1\nlines:\n  - {id: kit, kind: cost, values: [100, 0, 0], end_value: {END}OWN}\n"
        "  - {id: gain, kind: benefit, values: [0, 60, 60]}\n"
    )
    MONTH = -100 * 1.1 ** (-1 / 12) + 60 * (11 / 12) / 1.1 + 60 / 1.21

    @pytest.mark.parametrize("own", ["", ", timing: start", ", depreciation: {method: straight_line, years: 4}"])
    @pytest.mark.parametrize("end", ["amount: 40", "share: 40%"])
    def test_a_sale_is_not_lost_by_a_month(self, end: str, own: str) -> None:
        case = business(self.TEXT.replace("END", end).replace("OWN", own))
        (month,) = waits(case, longest=1)
        assert month.npv == near(self.MONTH + 40 / 1.21, 10)

    def test_of_what_is_paid_later_its_share_comes_back(self) -> None:
        """Working capital of the last year: a month of it is not paid in time, and not released."""
        text = self.TEXT.replace("[100, 0, 0]", "[100, 0, 24]").replace("END", "share: 1").replace("OWN", "")
        (month,) = waits(business(text), longest=1)
        assert month.npv == near(self.MONTH + (100 + 22 - 22) / 1.21, 10)

    def test_a_scenario_moves_it_as_it_moves_its_line(self) -> None:
        more = "scenarios: {dear: {lines.kit: 1.5}}\n"
        case = business(self.TEXT.replace("END", "share: 40%").replace("OWN", "") + more)
        lost = evaluate(case, "dear").cost_of_delay
        assert lost == near(-150 + 60 / 1.1 + 60 / 1.21 - (self.MONTH - 50 * 1.1 ** (-1 / 12)), 9)

    def test_nothing_is_bought_and_sold_after_the_horizon(self) -> None:
        text = self.TEXT.replace("discount_rate", "period: month\ndiscount_rate")
        case = business(text.replace("END", "amount: 40").replace("OWN", ""))
        assert waits(case)[2].npv == near(0, 12)


def test_dated_flows_have_none() -> None:
    case = net(-100, 200, more="dates: [2026-01-01, 2027-01-01]")
    assert (waits(case), evaluate(case).cost_of_delay) == ((), None)


def test_what_no_number_holds_has_none() -> None:
    case = business("discount_rate: -0.99\nperiods: 160\nlines: [{id: a, kind: benefit, amount: 1000000000}]\n")
    assert evaluate(case).npv is None
    assert waits(case) == ()


def test_a_gain_lost_grows_with_the_wait() -> None:
    every = waits(business(KNOWN))
    assert [wait.months for wait in every] == list(range(1, 13))
    assert all(before.lost < after.lost for before, after in pairwise(every))
