"""A terminal value by constant growth, and what becomes of it where the discount rate is moved."""

from __future__ import annotations

from decimal import Decimal

import pytest

from steering.cases.resolve import resolve
from steering.finance.lasting_flows import held_lines, revalue
from steering.finance.metrics import Metrics
from steering.finance.model import compute_npv, evaluate, with_drivers
from tests.steering.finance.business_cases import business

# Three years of 100, of which the last goes on and grows by 2% a year: worth 100 x 1.02 / (0.10 - 0.02) = 1,275 then.
CASE = """\
discount_rate: 10%
lines:
  - {id: build, kind: cost, values: [900, 0, 0, 0]}
  - {id: sales, kind: benefit, values: [0, 100, 100, 100], end_value: {growth: 2%}}
"""
OPTIONS = """\
discount_rate: 7%
option: own
options: [{id: own, label: Own, discount_rate: 10%}, {id: none, label: None, baseline: true}]
lines:
  - {id: build, kind: cost, values: [900, 0, 0, 0], options: [own]}
  - {id: sales, kind: benefit, values: [0, 100, 100, 100], end_value: {growth: 2%}, options: [own]}
"""


def npv(rate: float, terminal: float) -> float:
    """NPV by the textbook: the years and the terminal value, all at a rate."""
    return -900 + sum(100 / (1 + rate) ** year for year in (1, 2, 3)) + terminal / (1 + rate) ** 3


def test_the_value_is_that_of_the_growth_model() -> None:
    case = business(CASE)
    assert case.lines[1].amounts[-1] == 100 + 1275
    assert compute_npv(case) == pytest.approx(npv(0.10, 1275))


@pytest.mark.parametrize(("rate", "terminal"), [("0.12", 1020), ("0.08", 1700), ("0.05", 3400)])
def test_a_moved_rate_discounts_the_value_and_anew_it_is_another_one(rate: str, terminal: float) -> None:
    case, moved = business(CASE), with_drivers(discount_rate=Decimal(rate))
    assert compute_npv(case, None, moved) == pytest.approx(npv(float(rate), 1275))
    assert [line.id for line in held_lines(case, Decimal(rate))] == ["sales"]
    anew = revalue(case, Decimal(rate))
    assert anew is not None
    assert compute_npv(anew, None, moved) == pytest.approx(npv(float(rate), terminal))


def test_the_rate_of_return_is_where_npv_of_the_same_flows_is_zero() -> None:
    case = business(CASE)
    metrics: Metrics = evaluate(case)
    assert metrics.irr is not None
    assert compute_npv(case, None, with_drivers(discount_rate=metrics.irr)) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("rate", ["0.02", "0.01", "-0.5"])
def test_a_flow_that_grows_as_fast_has_no_value(rate: str) -> None:
    assert revalue(business(CASE), Decimal(rate)) is None


def test_at_its_own_rate_and_with_later_rates_nothing_is_held() -> None:
    assert held_lines(business(CASE), Decimal("0.1")) == ()
    later = business(CASE + "later_rates: [{after_year: 2, rate: 6%}]\n")
    # What goes on goes on at the rate of then, which no driver moves.
    assert held_lines(later, Decimal("0.2")) == ()
    assert later.lines[1].amounts[-1] == 100 + 100 * Decimal("1.02") / Decimal("0.04")


def test_the_rate_of_an_option_is_the_one_that_is_moved() -> None:
    case = resolve(business(OPTIONS).as_written, "own")
    assert case.discount_rate == Decimal("0.1")
    anew = revalue(case, Decimal("0.12"))
    assert anew is not None
    assert compute_npv(anew) == pytest.approx(npv(0.12, 1020))
