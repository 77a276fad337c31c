"""Tornado and break-evens at the edges: where a scenario stands outside a range, where NPV stays 0, and rounding."""

from __future__ import annotations

import pytest

from steering.finance.model import compute_npv, with_drivers
from steering.finance.sensitivity import compute_breakevens, compute_tornado
from steering.finance.two_way import compute_spider
from tests.steering.finance.business_cases import business

CASE = """\
discount_rate: 0.1
lines:
  - {id: a, kind: cost, values: [5, 1, 1, 1], low: 0.8, high: 1.3}
  - {id: b, kind: benefit, values: [0, 4, 4, 4], low: 1.1, high: 1.2, distribution: uniform}
drivers:
  benefit_factor: {low: 0.8, high: 1.2}
  benefit_delay_months: {low: 0, high: 6}
"""
BENEFITS = "discount_rate: 0.1\nlines: [{id: b, kind: benefit, values: [0, 4, 4, 4]%s}]\n"


@pytest.mark.parametrize(("factor", "low", "high"), [(0.5, 0.5, 1.2), (1.4, 0.8, 1.4), (1, 0.8, 1.2)])
def test_a_bar_holds_where_the_scenario_stands(factor: float, low: float, high: float) -> None:
    case, change = business(CASE), with_drivers(benefit_factor=factor)
    bar = next(bar for bar in compute_tornado(case, None, change) if bar.id == "benefit_factor")
    assert (bar.low, bar.high) == (low, high)
    assert (bar.npv_low, bar.npv_high) == tuple(
        compute_npv(case, None, with_drivers(benefit_factor=end)) for end in (low, high)
    )
    (strand,) = compute_spider(case, [bar], None, change)
    assert strand.npv[strand.places.index(0)] == pytest.approx(compute_npv(case, None, change))
    assert list(strand.values) == sorted(strand.values)


def test_a_bar_of_a_line_holds_its_values() -> None:
    bar = next(bar for bar in compute_tornado(business(CASE)) if bar.id == "b")
    assert (bar.low, bar.high) == (1, 1.2)
    assert bar.npv_low == pytest.approx(compute_npv(business(CASE)))


def delay(text: str, stands: float = 0) -> float | None:
    return next(
        one.value
        for one in compute_breakevens(business(text), None, with_drivers(benefit_delay_months=stands))
        if one.id == "benefit_delay_months"
    )


@pytest.mark.parametrize(("stands", "expected"), [(0, 36), (20, 36), (36, 36), (50, 50)])
def test_where_npv_becomes_0_and_stays_so(stands: float, expected: float) -> None:
    # The benefits of the first year leave the horizon of three years when they come three years later.
    assert delay(BENEFITS % "", stands) == pytest.approx(expected, abs=1e-6)


def test_where_npv_changes_its_sign_at_a_place_that_is_looked_at() -> None:
    # Half of the last year's benefit is lost at 30 months: 4 x 1/2 = 2, which is what it costs.
    text = "discount_rate: 0\nlines:\n  - {id: a, kind: cost, values: [2, 0, 0, 0]}\n"
    assert delay(text + "  - {id: b, kind: benefit, values: [0, 4, 4, 4]}\n") == 30


def test_rounding_alone_does_not_swing() -> None:
    text = "discount_rate: 0\nlines:\n  - {id: a, kind: cost, values: [5.1, 1, 1, 1]}\n"
    text += "  - {id: b, kind: benefit, values: [0, 4.1, 4.1, 4.1], scales_with: adoption}\n"
    (bar,) = compute_tornado(business(text + "drivers: {adoption_speed: {low: 0.7, high: 1.3}}\n"))
    assert bar.swing == 0
