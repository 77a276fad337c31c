"""Profit and cash on the ROI page: the tables, what they come to, and NPV after tax beside NPV."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steering.context.filters import Filters
from steering.finance.model import evaluate
from steering.frames.blocks import Statements, TableBlock, Tiles
from steering.frames.figure_inputs import list_inputs
from steering.frames.frame import Frame
from steering.frames.roi import page as roi
from steering.metrics.lineage import definitions
from steering.roi.saved_scenarios import business_hash
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.frames.walking import blocks

CASE = """\
currency: USD
unit: 1000
discount_rate: 10%
start: 2026-04
TERMS
option: buy
options: [{id: stay, label: Stay, baseline: true}, {id: buy, label: Buy}]
scenarios: {dear: {costs: 1.5}}
lines:
  - {id: asset, kind: cost, values: [90, 0, 0], options: [buy] DEPRECIATION}
  - {id: stocks, kind: cost, values: [10, 0, 0], end_value: {share: 1}, taxable: false, options: [buy]}
  - {id: running, kind: cost, amount: 20, options: [buy]}
  - {id: sales, kind: benefit, amount: 100, options: [buy]}
  - {id: time, kind: benefit, amount: 5, cashable: false, options: [buy]}
"""
TERMS = "fiscal_year_starts: 4\ntax: {rate: 25%, paid_after: 1}"
DEPRECIATION = ", depreciation: {method: straight_line, years: 3}"
VIEW = Filters(as_of="2026-04", basis="plan")
LABELS = ["Line", "FY 2026/27", "FY 2027/28", "FY 2028/29", "Total"]


@pytest.fixture
def snapshot(lay: Callable[[Path], CaseSnapshot], new_case: Path) -> Callable[[str, str], CaseSnapshot]:
    """A new case with these terms and this depreciation."""

    def begin(terms: str, depreciation: str) -> CaseSnapshot:
        text = CASE.replace("TERMS", terms).replace("DEPRECIATION", depreciation)
        (new_case / "business_case.yaml").write_text(text, encoding="utf-8")
        return lay(new_case)

    return begin


def tables_of(frame: Frame) -> dict[str, TableBlock]:
    """The tables of a frame by id."""
    return {block.id: block for block in blocks(frame) if isinstance(block, TableBlock)}


def tile_ids(frame: Frame) -> list[str]:
    """The headline figures in their order."""
    return [tile.id for block in blocks(frame) if isinstance(block, Tiles) for tile in block.tiles]


def rows_of(table: TableBlock) -> dict[object, tuple[object, ...]]:
    """The figures of a table's rows by label."""
    return {row[0]: row[1:] for row in table.rows}


def test_profit_becomes_cash_by_fiscal_year(snapshot: Callable[[str, str], CaseSnapshot]) -> None:
    frame = roi.build_frame(snapshot(TERMS, DEPRECIATION).context, VIEW)
    found = tables_of(frame)
    assert {"profit", "cash-years", "reconciliation"} <= set(definitions()["roi"])
    profit, cash, way = (rows_of(found[id]) for id in ("profit", "cash-years", "reconciliation"))
    assert [column.label for column in found["profit"].columns] == LABELS
    assert profit["Profit before tax"] == (50000, 50000, 0, 100000)
    assert profit["Profit after tax"] == way["Profit after tax"] == (37500, 37500, 0, 75000)
    assert cash["Operating expenditure"] == (-20000, -20000, 0, -40000)
    assert cash["Capital expenditure"] == (-90000, 0, 0, -90000)
    assert cash["Tax paid"] == (0, -12500, -12500, -25000)
    assert cash["Cash after tax"] == way["Cash after tax"] == (-20000, 77500, -12500, 45000)
    assert cash["Cash and other benefits"] == (-15000, 82500, -12500, 55000)
    assert found["profit"].texts[0] == ("Benefits", "USD 100k", "USD 100k", "USD 0", "USD 200k")


def test_what_they_come_to_and_what_the_horizon_leaves_out(snapshot: Callable[[str, str], CaseSnapshot]) -> None:
    frame = roi.build_frame(snapshot(TERMS, DEPRECIATION).context, VIEW)
    (found,) = (block for block in blocks(frame) if isinstance(block, Statements) and block.id == "accounts")
    (statement,) = found.findings
    assert statement.text == (
        "From FY 2026/27 to FY 2028/29 the case makes a profit after tax of USD 75k and brings USD 45k in cash."
    )
    assert statement.detail == (
        "FY 2026/27 takes most cash, USD 20k. "
        "USD 30k of capital is still in use after the horizon and not written off within it. "
        "Tax of USD 12k is paid after the horizon and counted when it is paid."
    )


def test_losses_of_the_baseline_that_lower_no_tax_are_told(snapshot: Callable[[str, str], CaseSnapshot]) -> None:
    repairs = f"{DEPRECIATION}}}\n  - {{id: repairs, kind: cost, amount: 15, options: [stay]"
    frame = roi.build_frame(snapshot("tax: {rate: 25%, losses: carried_forward}", repairs).context, VIEW)
    (found,) = (block for block in blocks(frame) if isinstance(block, Statements) and block.id == "accounts")
    assert "Losses of USD 30k in Stay by itself find no later profit" in (found.findings[0].detail or "")


def test_only_lines_of_another_timing_fall_at_other_moments(snapshot: Callable[[str, str], CaseSnapshot]) -> None:
    # The value at the end is a line of its own, at the end of its period as all others.
    sold = f"{DEPRECIATION}, end_value: {{amount: 5}}"
    same, other = (roi.build_frame(snapshot(TERMS, how).context, VIEW) for how in (sold, f"{sold}, timing: start"))
    assert "some lines at other moments" not in repr(same)
    assert "some lines at other moments" in repr(other)


def test_each_line_by_fiscal_year(snapshot: Callable[[str, str], CaseSnapshot]) -> None:
    sold = f"{DEPRECIATION}, end_value: {{amount: 6}}"
    table = tables_of(roi.build_frame(snapshot(TERMS, sold).context, VIEW))["lines-by-year"]
    assert [column.label for column in table.columns] == ["Line", "FY 2026/27", "FY 2027/28", "Total"]
    rows = rows_of(table)
    assert rows["asset"] == (-90000, 0, -90000)
    assert rows["running"] == (-20000, -20000, -40000)
    assert rows["sales"] == (100000, 100000, 200000)
    assert rows["Benefits less costs"] == (-15000, 101000, 86000)
    assert "lines-by-year" in definitions()["roi"]


def test_a_sale_falls_where_its_year_ends(snapshot: Callable[[str, str], CaseSnapshot]) -> None:
    sold = f"{DEPRECIATION}, end_value: {{amount: 6}}"
    terms = TERMS.replace("fiscal_year_starts: 4", "fiscal_year_starts: 10")
    rows = rows_of(tables_of(roi.build_frame(snapshot(terms, sold).context, VIEW))["lines-by-year"])
    assert rows["running"] == (-10000, -20000, -10000, -40000)
    assert rows["asset: value at the end"] == (0, 0, 6000, 6000)


def test_flows_without_lines_have_no_lines_by_year(lay: Callable[[Path], CaseSnapshot], new_case: Path) -> None:
    text = "discount_rate: 10%\ncashflows: {net: [-100, 121]}\n"
    (new_case / "business_case.yaml").write_text(text, encoding="utf-8")
    assert "lines-by-year" not in tables_of(roi.build_frame(lay(new_case).context, VIEW))


def test_npv_after_tax_stands_beside_npv(snapshot: Callable[[str, str], CaseSnapshot]) -> None:
    context = snapshot(TERMS, DEPRECIATION).context
    frame = roi.build_frame(context, VIEW)
    assert tile_ids(frame)[:3] == ["npv", "npv_after_tax", "irr"]
    assert context.case.business is not None
    metrics = evaluate(context.case.business)
    assert metrics.npv_after_tax is not None
    row = rows_of(tables_of(frame)["scenarios"])["Net present value after tax"]
    assert row[0] == f"USD {metrics.npv_after_tax:.0f}k"
    inputs = dict(list_inputs(context, VIEW, "roi", "npv_after_tax"))
    assert inputs["Tax rate"] == "25%"
    assert inputs["Total tax"] == "USD 25k"


def test_a_scenario_is_in_the_accounts(snapshot: Callable[[str, str], CaseSnapshot]) -> None:
    context = snapshot(TERMS, DEPRECIATION).context
    found = tables_of(roi.build_frame(context, Filters(as_of="2026-04", basis="plan", scenario="dear")))
    assert rows_of(found["profit"])["Depreciation"] == (-45000, -45000, 0, -90000)


def test_without_tax_there_is_profit_alone(snapshot: Callable[[str, str], CaseSnapshot]) -> None:
    frame = roi.build_frame(snapshot("", DEPRECIATION).context, VIEW)
    assert "npv_after_tax" not in tile_ids(frame)
    assert rows_of(tables_of(frame)["profit"])["Profit"] == (37500, 50000, 12500, 100000)
    assert "Net present value after tax" not in rows_of(tables_of(frame)["scenarios"])


def test_without_tax_and_depreciation_there_are_no_accounts(snapshot: Callable[[str, str], CaseSnapshot]) -> None:
    frame = roi.build_frame(snapshot("", "").context, VIEW)
    assert "profit" not in tables_of(frame)


def test_a_case_of_options_has_a_hash_of_its_file(snapshot: Callable[[str, str], CaseSnapshot]) -> None:
    hashes = {business_hash(snapshot(TERMS, how).context) for how in (DEPRECIATION, "")}
    assert len(hashes) == 2
