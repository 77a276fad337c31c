"""Figures on cashable benefits alone: all costs against what comes in as money."""

from __future__ import annotations

import pytest

from steering.finance.audit import audit_business_case
from steering.finance.model import evaluate, evaluate_all
from tests.steering.finance.business_cases import KNOWN, business
from tests.steering.finance.test_known_answers import near

NAMES = ("npv", "roi", "payback_months")
CASH = ("npv_cashable", "roi_cashable", "payback_cashable_months")
SAID = KNOWN.replace("values: [0, 8, 18, 24]", "values: [0, 8, 18, 24], cashable: CASHABLE")
# The same benefits in two lines, of which one is cash.
HALVES = KNOWN.replace(
    "  - {id: gains, kind: benefit, category: productivity, values: [0, 8, 18, 24], scales_with: adoption}\n",
    "  - {id: money, kind: benefit, values: [0, 6, 14, 20], cashable: true}\n"
    "  - {id: time, kind: benefit, values: [0, 2, 4, 4]}\n",
)


@pytest.mark.parametrize("timing", ["end", "mid", "start", "split"])
@pytest.mark.parametrize("scenario", [None, "worst", "best"])
@pytest.mark.parametrize("risk_adjusted", [False, True])
def test_where_all_is_cash_it_is_the_whole(timing: str, scenario: str | None, risk_adjusted: bool) -> None:
    text = SAID.replace("CASHABLE", "true, risk_adjustment: 0.2").replace("timing: end", f"timing: {timing}")
    found = evaluate(business(text), scenario, risk_adjusted=risk_adjusted).as_dict()
    assert [found[name] for name in CASH] == [found[name] for name in NAMES]


@pytest.mark.parametrize("own", ["end", "mid", "start"])
def test_so_it_is_where_costs_have_a_timing_of_their_own(own: str) -> None:
    text = SAID.replace("CASHABLE", "true").replace("category: people", f"category: people, timing: {own}")
    found = evaluate(business(text)).as_dict()
    assert [found[name] for name in CASH] == [found[name] for name in NAMES]


def test_where_no_line_says_so_there_is_none() -> None:
    found = evaluate(business(KNOWN)).as_dict()
    assert [found[name] for name in CASH] == [None] * 3


def test_where_nothing_is_cash_the_costs_are_left() -> None:
    found = evaluate(business(SAID.replace("CASHABLE", "false")))
    assert (found.npv_cashable, found.roi_cashable) == (near(-29.4140), -1)
    assert found.payback_cashable_months is None


def test_what_does_not_say_counts_as_none() -> None:
    found = evaluate(business(HALVES))
    expected = -9 / 1.1 + 4 / 1.1**2 + 10 / 1.1**3
    assert found.npv_cashable == near(expected, 10)
    assert found.roi_cashable == near(40 / 35 - 1, 10)
    assert found.payback_cashable_months == near(30, 10)
    assert found.npv == near(10.7663)


def test_a_benefit_that_does_not_say_is_noted_where_another_does() -> None:
    noted = [note for note in audit_business_case(business(HALVES)).notes if "cash alone" in note]
    assert noted == [
        "Nothing says whether time is cash, so on cash alone it counts as none. Add `cashable: true` or `false` to it."
    ]
    said = business(HALVES.replace("[0, 2, 4, 4]", "[0, 2, 4, 4], cashable: false"))
    for case in (said, business(KNOWN)):
        assert not any("cash alone" in note for note in audit_business_case(case).notes)


def test_the_horizon_stays_where_a_benefit_is_left_out() -> None:
    """Lists may be of several lengths where none is given; the longest may be that of a benefit that is no cash."""
    text = "discount_rate: 0.1\nperiod: month\nlines: [{id: a, kind: cost, amount: 1}, {id: b, kind: benefit, values: "
    case = business(text + "[0, 5, 5], cashable: false}, {id: c, kind: benefit, amount: 3, cashable: true}]\n")
    assert evaluate(case).npv_cashable == near(2 / 1.1 ** (1 / 12) + 2 / 1.1 ** (2 / 12), 10)


def test_every_scenario_has_its_own() -> None:
    found = evaluate_all(business(HALVES))
    assert len({metrics.npv_cashable for metrics in found.values()}) == 3
