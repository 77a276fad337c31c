"""When flows fall, as rows over the periods: years from today by timing, price levels, what later rates leave."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from steering.cases.business import BusinessCase
from steering.cases.line import Line, OwnTiming
from steering.exports.workbook.formulas import (
    NOTHING,
    ONE,
    ZERO,
    Call,
    CellPosition,
    CellReference,
    Formula,
    add_up,
    choose_if,
    multiply,
)
from steering.exports.workbook.grids import FIXED, ModelRow, ModelSheet
from steering.exports.workbook.inputs import InputSheets
from steering.exports.workbook.layout import ANY, TIMING, VALUE_COLUMN, escape_key
from steering.exports.workbook.single_inputs import constant

WORDS = {"end": "at the end of periods", "mid": "in the middle of periods", "start": "at the start of periods"}


@dataclass(eq=False)
class TimingRows:
    """The rows of the sheet: by timing the years from today, steps, price levels, and what later rates leave.

    `within` are the years under later rates, `leave` what these divide by.
    """

    sheet: ModelSheet
    period: ModelRow
    ends: ModelRow
    years: dict[str, ModelRow] = field(default_factory=dict)
    steps: dict[str, ModelRow] = field(default_factory=dict)
    levels: dict[str, ModelRow] = field(default_factory=dict)
    within: dict[str, ModelRow] = field(default_factory=dict)
    leave: dict[str, ModelRow] = field(default_factory=dict)
    indexes: dict[str, ModelRow] = field(default_factory=dict)
    rises: ModelRow | None = None
    rate_at_end: CellReference | None = None
    step_length: CellReference | None = None


def timing_of(line: Line, case: BusinessCase) -> OwnTiming:
    """Return when the flows of a line fall: by its own timing, or by that of the case for its kind."""
    if line.timing:
        return line.timing
    if case.timing == "split":
        return "start" if line.kind == "cost" else "end"
    return case.timing


def has_halves(case: BusinessCase) -> bool:
    """Return whether any flow falls in the middle of a period."""
    return not case.days and "mid" in (case.timing, *(line.timing for line in case.lines))


def write_timing(sheets: InputSheets, timings: Iterable[OwnTiming]) -> TimingRows:
    """Return when flows of some timings fall, written on a sheet of its own."""
    case = sheets.case
    sheet = ModelSheet(name=TIMING, title="Workings: when flows fall")
    sheet.head(range(case.last + 1), key="", kind="count")
    sheet.section("Periods")
    period = sheet.inputs("Period", "index", "", range(case.last + 1), "count", FIXED)
    if case.days:
        dates = sheets.rows[f"dates/{ANY}" if case.dates else f"cashflows/dates/{ANY}"]
        days = sheet.formulas("Days from today", "days", dates.here() - dates.at(0), "count")
        a_year = constant(sheets, "days_a_year")
        months = days.here() * constant(sheets, "months_a_year") / a_year
        ends = sheet.formulas("Months from today", "months", months, "months")
        rows = TimingRows(sheet=sheet, period=period, ends=ends)
        rows.years["end"] = sheet.formulas("Years from today", "years", days.here() / a_year, "exact")
        rows.steps["end"] = period
    else:
        months = constant(sheets, "months_a_year") / constant(sheets, "periods_a_year")
        ends = sheet.formulas("Months from today at the end of the period", "months", period.here() * months, "months")
        rows = TimingRows(sheet=sheet, period=period, ends=ends)
        _years(sheets, rows, {"end", *timings})
    if sheets.case.inflation is not None and not case.days:
        _levels(sheets, rows)
    if case.later_rates:
        _later_rates(sheets, rows)
    _indexes(sheets, rows)
    return rows


def _years(sheets: InputSheets, rows: TimingRows, timings: Iterable[str]) -> None:
    sheet, period, halves = rows.sheet, rows.period, constant(sheets, "halves")
    a_year = constant(sheets, "periods_a_year")
    before: dict[str, Formula] = {"end": ZERO, "mid": ONE / halves, "start": ONE}
    length: Formula = halves if has_halves(sheets.case) else ONE
    per_period = sheet.scalar("Moments a period at which flows may fall", "moments", length, "count")
    rows.step_length = per_period.total
    sheet.section("Years from today, and the same as a count of moments")
    for timing in sorted(timings):
        moment: Formula = period.here()
        if timing != "end":
            moment = Call("MAX", period.here() - before[timing], ZERO)
        rows.years[timing] = sheet.formulas(f"Years, {WORDS[timing]}", "years", moment / a_year, "exact")
        rows.steps[timing] = sheet.formulas(f"Moment, {WORDS[timing]}", "moment", moment * per_period.total, "count")


def _levels(sheets: InputSheets, rows: TimingRows) -> None:
    kind = "nominal into real" if sheets.case.prices == "real" else "real into nominal"
    rows.sheet.section(f"Price level: what turns {kind} amounts")
    inflation = sheets.cells["inflation"]
    for timing, years in rows.years.items():
        power = -years.here() if sheets.case.prices == "real" else years.here()
        rows.levels[timing] = rows.sheet.formulas(
            f"Price level, {WORDS[timing]}", "factor", (ONE + inflation) ** power, "exact"
        )


def _later_rates(sheets: InputSheets, rows: TimingRows) -> None:
    rows.sheet.section("Years under later discount rates, and what these leave")
    after = [sheets.cells[f"later_rates/{index}/after_year"] for index in range(len(sheets.case.later_rates))]
    rates = [sheets.cells[f"later_rates/{index}/rate"] for index in range(len(after))]
    for timing, years in tuple(rows.years.items()):
        add_later(rows, timing, years, after, rates)
    horizon: Formula = rows.years["end"].at(sheets.case.last)
    choice: Formula = NOTHING
    for start, rate in zip(after, rates, strict=True):
        choice = choose_if(horizon >= start, rate, choice)
    rows.rate_at_end = rows.sheet.scalar("Later rate in force after the horizon", "share a year", choice, "share").total


def add_later(
    rows: TimingRows, name: str, years: ModelRow, after: list[CellReference], rates: list[CellReference]
) -> None:
    """Write how many years flows are under each later rate, and what these divide them by in all."""
    sheet, parts = rows.sheet, []
    for index, start in enumerate(after):
        end: Formula = years.here()
        if index + 1 < len(after):
            end = Call("MIN", years.here(), after[index + 1])
        label = f"Years under later rate {index + 1}: {name}"
        parts.append(sheet.formulas(label, "years", Call("MAX", end - start, ZERO), "exact"))
    within = add_up([part.here() for part in parts])
    rows.within[name] = sheet.formulas(f"Years under later rates: {name}", "years", within, "exact")
    grown = multiply([(ONE + rate) ** part.here() for rate, part in zip(rates, parts, strict=True)])
    rows.leave[name] = sheet.formulas(f"What one unit grows to under them: {name}", "factor", grown, "exact")


def _indexes(sheets: InputSheets, rows: TimingRows) -> None:
    case, sheet = sheets.case, rows.sheet
    if not any(line.growth is not None for line in sheets.lines):
        return
    sheet.section("Price indexes: not risen in the first year, then once a year")
    since = Call("MAX", rows.period.here() - ONE, ZERO) / constant(sheets, "periods_a_year")
    rows.rises = rises = sheet.formulas("Rises by then", "count", Call("INT", since), "count")
    for name, index in case.indexes.items():
        keys = [f"indexes/{escape_key(name)}/rates/{place}" for place in range(len(index.rates))]
        cells = [sheets.cells[key] for key in keys]
        row = cells[0].rows[0].index, cells[-1].rows[0].index
        column = CellPosition(index=VALUE_COLUMN)
        rates = CellReference(
            sheets.scalars, (CellPosition(index=row[0]), CellPosition(index=row[1])), (column, column)
        )
        count = sheet.scalar(f"Rates of the index {name}", "count", Call("ROWS", rates), "count")
        year = Call("MAX", ONE, Call("MIN", rises.here(), count.total))
        more = (ONE + Call("INDEX", rates, year)) ** (rises.here() - rises.here(-1))
        level = choose_if(
            rows.period.here().equals(ZERO), ONE, ModelRow(sheet=sheet, row=sheet.next_row).here(-1) * more
        )
        rows.indexes[name] = sheet.formulas(f"Level of the index {name}", "factor", level, "exact")
