"""Lines that fall at other moments than their case: what is out of pocket, until when, and what it is worth."""

from __future__ import annotations

import pytest

from steering.finance.model import evaluate
from tests.steering.finance.business_cases import business

CASE = """\
discount_rate: 0.1
timing: TIMING
periods: 3
lines:
  - {id: capital, kind: cost, values: [0, 600, 0, 0]CAPITAL}
  - {id: gain, kind: benefit, amount: 300GAIN}
"""


def figures(timing: str, *, capital: str = "", gain: str = "") -> tuple[float | None, ...]:
    text = CASE.replace("TIMING", timing)
    own = {"CAPITAL": capital, "GAIN": gain}
    for name, moment in own.items():
        text = text.replace(name, f", timing: {moment}" if moment else "")
    metrics = evaluate(business(text))
    return metrics.npv, metrics.peak_funding, metrics.payback_months


def test_capital_at_the_start_is_out_of_pocket_at_once() -> None:
    npv, peak, payback = figures("end", capital="start")
    assert npv == pytest.approx(-600 + 300 / 1.1 + 300 / 1.21 + 300 / 1.331)
    assert (peak, payback) == (600, 24)
    assert figures("end")[1:] == (300, 24)


@pytest.mark.parametrize("timing", ["end", "mid", "start"])
def test_a_timing_that_is_the_case_s_own_changes_nothing(timing: str) -> None:
    assert figures(timing, capital=timing, gain=timing) == pytest.approx(figures(timing))


def test_split_is_costs_at_the_start_and_benefits_at_the_end() -> None:
    assert figures("end", capital="start") == pytest.approx(figures("split"))


def test_a_cost_at_the_end_beside_costs_at_the_start_is_paid_as_it_comes() -> None:
    assert figures("split", capital="end") == pytest.approx(figures("end"))


def test_an_income_at_the_start_is_there_at_once() -> None:
    npv, peak, payback = figures("end", gain="start")
    assert npv == pytest.approx(-600 / 1.1 + 300 + 300 / 1.1 + 300 / 1.21)
    # 300 comes on the first day and 600 goes over the year; 300 more on the day on which it ends.
    assert (peak, payback) == (300, 12)
