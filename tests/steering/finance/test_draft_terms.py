"""The tables of what lines are worked out from: drawn, typed into, and read again as the same business case."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from steering.finance.draft import tables
from steering.finance.draft.grids import Edits
from steering.finance.draft.history import BusinessDraft, start_draft
from steering.finance.draft.terms import TERM_TABLES

RICH = """\
currency: USD
discount_rate: 0.09
inflation: 3%
period: year
periods: 3
tax: {rate: 25%, losses: carried_forward, paid_after: 1}
cost_of_capital: {equity_share: 50%, cost_of_equity: 12%, cost_of_debt: 8%, tax_rate: 25%, source: Treasury}
later_rates:
  - {after_year: 2, rate: 8%}
indexes: {wages: 4%, energy: {rates: [5%, 2%], source: Price forecast}}
exchange_rates: {EUR: {rate: 1.10, date: 2026-11-02, source: Central bank}}
inputs: {people: 40, hours: {values: [0, 2, 2.5, 3], source: Time study}}
options:
  - {id: nothing, label: Do nothing, baseline: true}
  - {id: buy, label: Buy, starts_after: 1}
  - {id: build, label: Build}
option: build
lines:
  - {id: tools, kind: cost, amount: 9, growth: wages, options: [nothing]}
  - id: platform
    kind: cost
    values: [50, 5, 0, 0]
    timing: start
    end_value: {share: 20%}
    depreciation: {method: straight_line, years: 3}
    options: [build]
  - {id: licence, kind: cost, amount: 20, begins: 1, ends: 3, currency: EUR, options: [buy]}
  - id: time
    kind: benefit
    quantity: [people, hours]
    price: 0.5
    prices: real
    options: {buy: 0.8, build: 1}
    cashable: false
    owner: Head of data science
optimism_bias:
  - {lines: [platform], share: 24%, reference_class: Software, source: Reference classes}
scenarios:
  few: {inputs.people: 30}
"""


def draft() -> BusinessDraft:
    begun = start_draft(RICH.encode())
    assert begun is not None
    assert [str(problem) for problem in begun.state.problems] == []
    return begun


def change(before: BusinessDraft, table: str, row: int, **cells: str) -> BusinessDraft:
    return tables.edit_table(before, before.tree, table, Edits(changed={row: cells}))


def row_of(part: BusinessDraft, table: str, row: int) -> dict[str, str]:
    grid = tables.TABLES[table].grid(part.tree)
    return dict(zip(grid.by_key, grid.rows[row], strict=True))


def case_of(part: BusinessDraft) -> Any:
    assert part.state.business is not None, part.state.problems
    return part.state.business.as_written


@pytest.mark.parametrize("table", [*TERM_TABLES, "basis", "scenarios"])
def test_to_type_the_same_again_changes_nothing(table: str) -> None:
    before = draft()
    grid = tables.TABLES[table].grid(before.tree)
    assert grid.rows
    same = {index: dict(zip(grid.by_key, row, strict=True)) for index, row in enumerate(grid.rows)}
    assert tables.edit_table(before, before.tree, table, Edits(changed=same)) is before


def test_cells_with_lists_and_keys_read_as_one_would_write_them() -> None:
    assert row_of(draft(), "terms", 3) | {"quantity": "people, hours"} == row_of(draft(), "terms", 3)
    assert row_of(draft(), "terms", 3)["options"] == "buy: 0.8, build: 1"
    assert row_of(draft(), "terms", 1)["end_value"] == "share: 20%"
    assert row_of(draft(), "inputs", 0)["value"] == "40"
    assert row_of(draft(), "indexes", 1)["rates"] == "5%, 2%"


def test_what_is_typed_is_what_the_case_has() -> None:
    after = change(draft(), "terms", 3, quantity="people, 3", share="50%", options="build")
    time = case_of(after).lines[3]
    assert (time.quantity, time.share, time.options) == (("people", Decimal(3)), (Decimal("0.50"),), {"build": 1})
    after = change(after, "terms", 1, end_value="amount: 7", depreciation="method: declining_balance, rate: 40%")
    platform = case_of(after).lines[1]
    assert (platform.end_value.amount, platform.depreciation.rate) == (7, Decimal("0.40"))
    after = change(after, "basis", list(tables.other_tables.BASIS).index("tax"), value="rate: 30%")
    assert case_of(after).tax.rate == Decimal("0.30")
    after = change(after, "inputs", 0, value="45", unit="people")
    assert (case_of(after).inputs["people"].value, case_of(after).inputs["people"].unit) == (45, "people")


def test_rows_are_added_and_removed() -> None:
    added = Edits(added=({"name": "wage", "value": "70"},), removed=frozenset())
    after = tables.edit_table(draft(), draft().tree, "inputs", added)
    assert case_of(after).inputs["wage"].value == 70
    cells = {"id": "wait", "label": "Wait a year", "starts_after": "2"}
    after = tables.edit_table(after, after.tree, "options", Edits(added=(cells,)))
    assert [option.id for option in case_of(after).options] == ["nothing", "buy", "build", "wait"]
    after = tables.edit_table(after, after.tree, "optimism_bias", Edits(removed=frozenset([0])))
    assert case_of(after).optimism_bias == ()
    assert "optimism_bias" not in after.tree


@pytest.mark.parametrize(
    ("table", "row", "cells", "spot"),
    [
        ("terms", 0, {"growth": "wage"}, ("terms", "tools", "Growth a year")),
        ("terms", 2, {"currency": "CHF"}, ("terms", "licence", "Currency")),
        ("inputs", 0, {"value": "many"}, ("inputs", "people", "Value")),
        ("options", 1, {"starts_after": "soon"}, ("options", "2", "Starts after")),
        ("later_rates", 0, {"rate": "-2"}, ("later_rates", "1", "Rate")),
        ("optimism_bias", 0, {"lines": "platfrm"}, ("optimism_bias", "1", "Lines")),
        ("exchange_rates", 0, {"date": "today"}, ("exchange_rates", "EUR", "Date")),
    ],
)
def test_a_problem_is_said_where_it_was_typed(
    table: str, row: int, cells: dict[str, str], spot: tuple[str, str, str]
) -> None:
    after = change(draft(), table, row, **cells)
    spots = [tables.locate_problem(problem, after.tree) for problem in after.state.problems]
    assert spot in [(each.table, each.row, each.column) for each in spots]


def test_a_new_line_is_of_the_option_that_is_asked_for() -> None:
    cells = {"id": "support", "kind": "cost", "values.1": "4"}
    after = tables.edit_table(draft(), draft().tree, "figures", Edits(added=(cells,)))
    assert case_of(after).lines[-1].options == {"build": 1}
    business = after.state.business
    assert business is not None
    assert business.lines[-1].id != "support"  # the bias comes last
    assert "support" in [line.id for line in business.lines]
