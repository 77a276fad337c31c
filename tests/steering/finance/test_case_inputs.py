"""Inputs of a case's own as figures that are uncertain: their bars, break-evens, strands and draws follow the file."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from steering.cases.business import Scenario
from steering.finance.audit import flatten_change
from steering.finance.cash_flows import AS_PLANNED
from steering.finance.model import assumptions_of, compute_npv
from steering.finance.sampling import draw_points
from steering.finance.sensitivity import compute_breakevens, compute_tornado
from steering.finance.simulation import correlation_matrix, simulate, uncertain_inputs, variance_shares
from steering.finance.two_way import compute_spider, two_way_grid
from steering.roi.comparison import bridge_steps
from tests.steering.finance.business_cases import business, problems_of, values

CASE = """\
currency: USD
discount_rate: 10%
periods: 3
timing: mid
inputs:
  people: {value: 12, low: 9, high: 20, unit: people}
  hours: {value: 30, low: 28}
  size: {value: 2, low: 1.5, high: 2.5}
  fixed: {value: 4}
  unused: {value: 5, low: 1, high: 9}
lines:
  - {id: team, kind: cost, quantity: [people, hours], price: 0.11, growth: 3%}
  - {id: area, kind: cost, quantity: [size, size, people], price: fixed, timing: start, end_value: {share: 20%}}
  - {id: gain, kind: benefit, amount: 260, low: 0.8, high: 1.1}
scenarios:
  more: {inputs.people: 15}
"""


def at(name: str, value: float, scenario: str | None = None) -> float:
    """NPV of the file with another figure in its place, without a range, read anew."""
    lines = [f"  {name}: {{value: {value!r}}}" if row.startswith(f"  {name}: ") else row for row in CASE.splitlines()]
    npv = compute_npv(business("\n".join(lines) + "\n"), scenario)
    assert npv is not None
    return npv


def test_each_end_of_a_range_is_the_npv_of_a_file_with_that_figure() -> None:
    bars = {bar.id: bar for bar in compute_tornado(business(CASE)) if bar.cause == "input"}
    assert {name: (bar.low, bar.high) for name, bar in bars.items()} == {
        "people": (9, 20),
        "hours": (28, 30),
        "size": (1.5, 2.5),
    }
    for name, bar in bars.items():
        assert (bar.npv_low, bar.npv_high) == (pytest.approx(at(name, bar.low)), pytest.approx(at(name, bar.high)))


def test_a_scenario_that_moves_an_input_moves_where_its_range_stands() -> None:
    case = business(CASE)
    bar = next(bar for bar in compute_tornado(case, "more") if bar.id == "size")
    moved = business(CASE.replace("people: {value: 12", "people: {value: 15"))
    expected = next(bar for bar in compute_tornado(moved) if bar.id == "size")
    assert (bar.npv_low, bar.npv_high) == (pytest.approx(expected.npv_low), pytest.approx(expected.npv_high))
    spread = next(item for item in uncertain_inputs(case, "more") if item.id == "people").distribution
    assert (spread.low, spread.likely, spread.high) == (9 * 15 / 12, 15, 20 * 15 / 12)


def test_of_several_changes_of_an_input_the_last_one_counts() -> None:
    case = business(CASE)
    twice = compute_npv(case, "more", Scenario(inputs={"people": Decimal(18)}))
    assert twice == pytest.approx(at("people", 18))
    assert assumptions_of(case, "more").inputs["people"] == 15
    assert flatten_change(case.scenarios["more"]) == {"inputs.people": 15}


def test_the_break_even_of_an_input_is_where_npv_of_the_file_is_nothing() -> None:
    turns = {turn.id: turn for turn in compute_breakevens(business(CASE)) if turn.cause == "input"}
    assert list(turns) == ["people", "hours", "size", "fixed"]
    for name, turn in turns.items():
        assert turn.value is not None
        assert at(name, turn.value) == pytest.approx(0, abs=1e-8)
        assert turn.low <= turn.value <= turn.high


def test_an_input_without_a_zero_has_no_break_even() -> None:
    cost = CASE.replace("amount: 260", "amount: 0")
    turn = next(turn for turn in compute_breakevens(business(cost)) if turn.id == "people")
    # Without people nothing is spent, and nothing is won either.
    assert turn.value == pytest.approx(0)
    more = CASE.replace("amount: 260", "amount: 26000")
    assert next(turn for turn in compute_breakevens(business(more)) if turn.id == "people").value is None


def test_every_draw_of_the_simulation_is_the_npv_of_its_figures() -> None:
    case = business(CASE)
    inputs = uncertain_inputs(case)
    assert [(item.id, item.cause) for item in inputs] == [
        ("people", "input"),
        ("hours", "input"),
        ("size", "input"),
        ("gain", "line"),
    ]
    outcome = simulate(case, at=draw_points(len(inputs), 6))
    drawn = [values(outcome, row) for row in range(len(inputs))]
    for row, npv in enumerate(outcome.npv):
        people, hours, size, gain = (Decimal(repr(float(column[row]))) for column in drawn)
        change = Scenario(inputs={"people": people, "hours": hours, "size": size}, lines={"gain": gain})
        assert npv == pytest.approx(compute_npv(case, None, change))
    assert 9 <= drawn[0].min() < 12 < drawn[0].max() <= 20


def test_inputs_are_correlated_by_their_names() -> None:
    text = f"{CASE}correlations: [{{between: [people, gain], rank: 0.8}}]\n"
    case = business(text)
    inputs = uncertain_inputs(case)
    matrix = correlation_matrix(case, inputs)
    assert matrix is not None and matrix[0, 3] == 0.8
    outcome = simulate(case, at=draw_points(len(inputs), 12, correlation=matrix))
    ranks = [np.argsort(np.argsort(values(outcome, row))) for row in (0, 3)]
    assert np.corrcoef(*ranks)[0, 1] == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("fixed", "'fixed', which does not vary"),
        ("peeple", "Did you mean"),
        ("gain, people", ""),
    ],
)
def test_a_correlation_of_an_input_that_can_not_be(name: str, said: str) -> None:
    between = name if "," in name else f"{name}, gain"
    found = [str(one) for one in problems_of(f"{CASE}correlations: [{{between: [{between}], rank: 0.5}}]\n")]
    found = [one for one in found if "correlations" in one]
    assert (said in "".join(found)) if said else not found


def test_a_name_of_a_line_and_an_input_can_not_be_correlated() -> None:
    text = CASE.replace("id: gain", "id: people") + "correlations: [{between: [people, hours], rank: 0.5}]\n"
    assert any("'people', a line and an input" in str(one) for one in problems_of(text))


def test_inputs_have_strands_pairs_and_shares() -> None:
    case = business(CASE)
    bars = {bar.id: bar for bar in compute_tornado(case)}
    strand = next(strand for strand in compute_spider(case, [bars["people"]]))
    assert (strand.npv[0], strand.npv[-1]) == (pytest.approx(at("people", 9)), pytest.approx(at("people", 20)))
    grid = two_way_grid(case, bars["people"], bars["size"])
    assert grid is not None
    assert grid.across.base == 12
    change = Scenario(inputs={"people": Decimal(20), "size": Decimal("2.5")})
    assert grid.npv[-1][-1] == pytest.approx(compute_npv(case, None, change))
    items, shares = variance_shares(case, exponent=8)
    assert {item.id for item in items} == {"people", "hours", "size", "gain"}
    assert sum(shares.total) >= 0.9


def test_the_bridge_between_scenarios_has_a_step_for_an_input() -> None:
    case = business(CASE)
    steps = bridge_steps(case, Scenario(), case.scenarios["more"], links=AS_PLANNED)
    assert steps is not None
    assert [(step.id, step.cause, step.before, step.after) for step in steps] == [("people", "input", 12, 15)]
    assert steps[0].npv == pytest.approx(at("people", 15) - at("people", 12))
