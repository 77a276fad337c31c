"""Ledgers of dated flows: sorted and added up by day, and told."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from steering.finance.model import evaluate
from tests.steering.finance.business_cases import business, problems_of

LEDGER = """\
discount_rate: 0.1
dates: [2026-06-01, 2026-01-01, 2026-06-01, 2027-01-01]
lines:
  - {id: c, kind: cost, values: [0, 1000, 20, 0]}
  - {id: b, kind: benefit, values: [500, 0, 100, {value: 700, source: Contract}]}
"""


def test_flows_come_in_the_order_of_their_dates() -> None:
    case = business(LEDGER)
    assert case.days == (date(2026, 1, 1), date(2026, 6, 1), date(2027, 1, 1))
    rows = ((1000, 20, 0), (0, 600, 700))
    assert [line.amounts for line in case.lines] == [tuple(map(Fraction, row)) for row in rows]
    assert case.lines[1].values[2].source == "Contract"


def test_it_is_worth_what_the_same_flows_in_order_are() -> None:
    ordered = """\
discount_rate: 0.1
cashflows: {costs: [1000, 20, 0], benefits: [0, 600, 700], dates: [2026-01-01, 2026-06-01, 2027-01-01]}
"""
    assert evaluate(business(LEDGER)).npv == evaluate(business(ordered)).npv
    net = "discount_rate: 0.1\nperiods: 3\ncashflows: {net: [580, -1000, 700, 0], dates: DATES}\n"
    shuffled = net.replace("DATES", "[2026-06-01, 2026-01-01, 2027-01-01, 2027-01-01]")
    assert evaluate(business(shuffled)).npv == pytest.approx(evaluate(business(ordered)).npv, rel=1e-12)


def test_what_is_done_is_told() -> None:
    (problem,) = problems_of(LEDGER)
    assert (problem.severity, problem.column) == ("warning", "dates")
    assert problem.remedy == (
        "Nothing has to be done: they are sorted, so that today is 2026-01-01, and flows of the same day are added up "
        "(2026-06-01)."
    )


def test_keys_that_count_for_nothing_beside_dates_are_told() -> None:
    text = (
        "discount_rate: 0.1\nperiod: month\ntiming: mid\ncashflows: {net: [-9, 10], dates: [2026-01-01, 2026-02-01]}\n"
    )
    assert [(problem.severity, problem.column) for problem in problems_of(text)] == [
        ("warning", "period"),
        ("warning", "timing"),
    ]
