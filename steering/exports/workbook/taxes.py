"""Tax as formulas: taxable profit, what is due on it, and what is left after tax when it is paid."""

from __future__ import annotations

from dataclasses import dataclass

from steering.exports.workbook.flows import FlowBlocks, discount_factor, total_of
from steering.exports.workbook.formulas import ONE, ZERO, Call, Formula, add_up, choose_if
from steering.exports.workbook.grids import ModelBlock, ModelRow, ModelSheet
from steering.exports.workbook.layout import TAX
from steering.exports.workbook.rates import RateSheets
from steering.exports.workbook.run_blocks import RunSheet
from steering.exports.workbook.single_inputs import constant, money_unit
from steering.exports.workbook.timing import TimingRows, add_later
from steering.exports.workbook.write_offs import WriteOffTable
from steering.finance.accounts import erosion_of

PAYMENT = "tax"


@dataclass(frozen=True, eq=False)
class TaxBlocks:
    """Tax by run: what is due by period, in all, and what it is worth today; net flows after it by moment."""

    sheet: RunSheet
    due: ModelBlock
    worth: ModelBlock
    net: ModelBlock


def write_tax(blocks: FlowBlocks, tables: list[WriteOffTable], rates: RateSheets) -> TaxBlocks:
    """Return the tax of all runs, written on a sheet of its own."""
    case, unit = blocks.sheets.case, money_unit(blocks.sheets.case)
    sheet = ModelSheet(name=TAX, title="Workings: tax on the profit of each run")
    sheet.head(range(case.last + 1), key="Run", kind="count")
    runs = RunSheet(sheet, blocks.sheet.columns)
    years, steps = _payment_moments(blocks, sheet)
    left = _left(blocks, runs)
    profit = _profit(blocks, runs, tables)
    assert case.tax is not None  # the caller looked
    if case.tax.losses == "carried_forward":
        due = _carry_forward(blocks, runs, profit)
    else:
        due = runs.block("Tax due", unit, "money", blocks.sheets.cells["tax/rate"] * profit.here(), total_of)
    rows = blocks.timing.within.get(PAYMENT), blocks.timing.leave.get(PAYMENT)
    within, leave = (row.here() if row else None for row in rows)
    factor = runs.block(
        "Discount factor when it is paid", "factor", "exact",
        lambda block: discount_factor(runs, block, years.here(), within, leave),
    )  # fmt: skip
    paid = runs.block("Tax as it is worth when paid", unit, "money", due.here() * left, total_of)
    worth = runs.block("Tax worth today", unit, "money", paid.here() * factor.here(), total_of)
    number = ModelRow(sheet=rates.moments.sheet, row=rates.years.row - 1).here()
    if case.days:
        by_moment: Formula = paid.here()
    else:
        by_moment = Call("SUMIF", steps.span(), number, paid.span())
    before = blocks.named["net by moment"]
    net = rates.moments.block("Net flow after tax", unit, "money", before.here() - by_moment)
    return TaxBlocks(sheet=runs, due=due, worth=worth, net=net)


def _payment_moments(blocks: FlowBlocks, sheet: ModelSheet) -> tuple[ModelRow, ModelRow]:
    """Write when the tax of each period is paid: at its end, or so many periods later."""
    sheet.section("When the tax of a period is paid")
    if blocks.sheets.case.days:
        years = blocks.timing.years["end"]
        row = sheet.formulas("Years from today", "years", years.here(), "exact")
        steps = blocks.timing.steps["end"]
    else:
        period = blocks.timing.period.here() + blocks.sheets.cells["tax/paid_after"]
        row = sheet.formulas("Years from today", "years", period / constant(blocks.sheets, "periods_a_year"), "exact")
        assert blocks.timing.step_length is not None  # there are periods
        steps = sheet.formulas("Moment", "moment", period * blocks.timing.step_length, "count")
    if blocks.sheets.case.later_rates:
        cells, count = blocks.sheets.cells, len(blocks.sheets.case.later_rates)
        after = [cells[f"later_rates/{index}/after_year"] for index in range(count)]
        rates = [cells[f"later_rates/{index}/rate"] for index in range(count)]
        own = TimingRows(sheet=sheet, period=blocks.timing.period, ends=blocks.timing.ends)
        add_later(own, PAYMENT, row, after, rates)
        blocks.timing.within |= own.within
        blocks.timing.leave |= own.leave
    return row, steps


def _left(blocks: FlowBlocks, runs: RunSheet) -> Formula:
    """Return what is left of what was due by the time that it is paid, in the prices of the case."""
    if not erosion_of(blocks.sheets.case).inflation:
        return ONE
    later = blocks.sheets.cells["tax/paid_after"] / constant(blocks.sheets, "periods_a_year")
    level = (ONE + blocks.sheets.cells["inflation"]) ** -later
    return runs.sheet.scalar("Worth of what is due when it is paid", "factor", level, "exact").total


def _profit(blocks: FlowBlocks, runs: RunSheet, tables: list[WriteOffTable]) -> ModelBlock:
    """Write taxable profit: benefits less running costs and depreciation, with gains on what is sold."""
    unit, last = money_unit(blocks.sheets.case), constant(blocks.sheets, "last")
    at_end = blocks.timing.period.here().equals(last)
    parts: list[Formula] = []
    for stream, block in blocks.streams.items():
        if stream.is_taxed and stream.use in ("benefit", "benefit_without_cash", "running_cost"):
            parts.append(-block.here() if stream.use == "running_cost" else block.here())
        elif stream.is_taxed and stream.use == "sale":
            # A sale is a cost below zero.
            sold = runs.block(f"Proceeds, {stream.asset}", unit, "money", total=-Call("SUM", block.span()))
            parts.append(choose_if(at_end, sold.total, ZERO))
    for table in tables:
        if not table.stream.is_taxed:
            continue
        spend, name = blocks.streams[table.stream], f"{table.stream.asset}, paid {table.stream.timing}"
        written = runs.block(
            f"Depreciation: {name}", unit, "money",
            Call("SUMPRODUCT", Call("MMULT", spend.span(), table.shares.column)), total_of,
        )  # fmt: skip
        parts.append(-written.here())
        line = next(part.line for part in blocks.parts.parts if part.stream == table.stream)
        if line.end_value is not None:
            book = runs.block(
                f"Book value at the end: {name}", unit, "money",
                total=Call("SUMPRODUCT", Call("MMULT", spend.span(), table.shares.totals)),
            )  # fmt: skip
            parts.append(choose_if(at_end, -book.total, ZERO))
    return runs.block("Taxable profit", unit, "money", add_up(parts), total_of)


def _carry_forward(blocks: FlowBlocks, runs: RunSheet, profit: ModelBlock) -> ModelBlock:
    """Write the tax on profits less earlier losses: of an option by itself, less that of what it is held against."""
    unit, cells = money_unit(blocks.sheets.case), blocks.sheets.cells
    kept: Formula = ONE
    if erosion_of(blocks.sheets.case).inflation:
        kept = (ONE + cells["inflation"]) ** -(ONE / constant(blocks.sheets, "periods_a_year"))
    loss = runs.block(
        "Losses carried forward", unit, "money",
        lambda block: Call("MAX", block.here(-1) * kept - profit.here(), ZERO),
    )  # fmt: skip
    above = Call("MAX", profit.here() - loss.here(-1) * kept, ZERO)
    alone = runs.block("Tax due of the run by itself", unit, "money", cells["tax/rate"] * above, total_of)
    if "own run" not in runs.columns.rows:
        return alone

    def less(block: ModelBlock) -> Formula:
        own, other = (runs.pick(name, block) for name in ("own run", "other run"))
        by_itself = choose_if(own.equals(ZERO), alone.here(), Call("INDEX", alone.column, Call("MAX", own, ONE)))
        return by_itself - choose_if(other.equals(ZERO), ZERO, Call("INDEX", alone.column, Call("MAX", other, ONE)))

    return runs.block("Tax due: of the option less of what it is held against", unit, "money", less, total_of)
