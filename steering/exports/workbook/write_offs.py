"""Depreciation as formulas: what is written off by period of one unit that is paid in each, and of what was spent."""

from __future__ import annotations

from dataclasses import dataclass

from steering.cases.line import Line
from steering.exports.workbook.formulas import (
    NOTHING,
    ONE,
    ZERO,
    Call,
    CellReference,
    Formula,
    choose_if,
)
from steering.exports.workbook.grids import FIXED, ModelBlock, ModelRow, ModelSheet
from steering.exports.workbook.inputs import InputSheets
from steering.exports.workbook.layout import (
    FIRST_COLUMN,
    KEY_COLUMN,
    LABEL_COLUMN,
    UNIT_COLUMN,
    VALUE_COLUMN,
    WRITE_OFF,
)
from steering.exports.workbook.lines import PartRows, Stream
from steering.exports.workbook.single_inputs import constant
from steering.exports.workbook.timing import TimingRows
from steering.finance.accounts import erosion_of


@dataclass(frozen=True, eq=False)
class WriteOffTable:
    """What is written off of one unit: a row for each period in which it is paid, and its book value at the end."""

    stream: Stream
    shares: ModelBlock


def write_write_offs(
    sheets: InputSheets, timing: TimingRows, parts: PartRows
) -> tuple[ModelSheet, list[WriteOffTable]]:
    """Return the tables of all lines of capital, written on a sheet of their own."""
    sheet = ModelSheet(name=WRITE_OFF, title="Workings: what is written off of one unit that is paid in each period")
    sheet.head(range(sheets.case.last + 1), key="Paid in", total="Left at the end", kind="count")
    tables: list[WriteOffTable] = []
    for stream in parts.streams:
        if stream.use == "capital":
            line = next(part.line for part in parts.parts if part.stream == stream)
            tables.append(_WriteOffWriter(sheets, timing, sheet, line, stream).write())
    return sheet, tables


class _WriteOffWriter:
    """Writes the table of one line of capital."""

    def __init__(self, sheets: InputSheets, timing: TimingRows, sheet: ModelSheet, line: Line, stream: Stream) -> None:
        self.sheets, self.timing, self.sheet, self.line, self.stream = sheets, timing, sheet, line, stream
        self.key = f"lines/{line.id}/depreciation"

    def write(self) -> WriteOffTable:
        """Return the table."""
        years = self._by_year()
        self.sheet.section(f"{self.line.name}, paid {self.stream.timing}: written off of one unit, by period paid in")
        count, sheet = self.sheets.case.last + 1, self.sheet
        block = ModelBlock(sheet=sheet, first=sheet.next_row, height=count)
        share = self._share(block, years)
        for place in range(count):
            row = block.first + place
            sheet.put(row, KEY_COLUMN, place, FIXED, "count")
            sheet.put(row, LABEL_COLUMN, "Paid in the period")
            sheet.put(row, UNIT_COLUMN, "share")
            for column in range(count):
                sheet.put_formula(row, FIRST_COLUMN + column, share, "exact", place)
        sheet.next_row += count
        sheet.section(f"{self.line.name}, paid {self.stream.timing}: worth of it in the prices of the case")
        worn = ModelBlock(sheet=sheet, first=sheet.next_row, height=count)
        left = ONE - Call("SUM", block.span(0, count))
        for place in range(count):
            row = worn.first + place
            sheet.put(row, KEY_COLUMN, place, FIXED, "count")
            sheet.put(row, LABEL_COLUMN, "Paid in the period")
            sheet.put(row, UNIT_COLUMN, "share")
            for column in range(count):
                period = self.timing.period.here()
                worth = block.here() * self._worth(worn, period)
                sheet.put_formula(row, FIRST_COLUMN + column, worth, "exact", place)
            last = constant(self.sheets, "last")
            sheet.put_formula(row, VALUE_COLUMN, left * self._worth(worn, last), "exact", place)
        sheet.next_row += count
        return WriteOffTable(stream=self.stream, shares=worn)

    def _by_year(self) -> ModelRow:
        """Write the share of each year of use."""
        sheet, line = self.sheet, self.line
        how = line.depreciation
        assert how is not None  # it is a line of capital
        sheet.section(f"{line.name}, paid {self.stream.timing}: written off by year of use")
        year = sheet.inputs("Year of use", "year", "", range(1, sheet.count + 1), "count", FIXED)
        if how.method == "table":
            cells = [self.sheets.cells[f"{self.key}/shares/{place}"] for place in range(len(how.shares))]
            shares = CellReference(self.sheets.scalars, (cells[0].rows[0], cells[-1].rows[0]), cells[0].columns)
            count = sheet.scalar("Years in the table", "years", Call("ROWS", shares), "count")
            own = choose_if(
                year.here() <= count.total, Call("INDEX", shares, Call("MIN", year.here(), count.total)), ZERO
            )
            return sheet.formulas("Written off in the year", "share", own, "exact")
        years, salvage = self.sheets.cells[f"{self.key}/years"], self.sheets.cells[f"{self.key}/salvage"]
        if how.method == "straight_line":
            even = choose_if(year.here() <= years, (ONE - salvage) / years, ZERO)
            return sheet.formulas("Written off in the year", "share", even, "exact")
        return self._declining(year, years, salvage, switch=how.switch)

    def _declining(self, year: ModelRow, years: CellReference, salvage: CellReference, *, switch: bool) -> ModelRow:
        """Write a share of what is left, down to the salvage; in the last year all that is left."""
        sheet, rate = self.sheet, self.sheets.cells[f"{self.key}/rate"]
        written = ModelRow(sheet=sheet, row=sheet.next_row + 1)
        before = ModelRow(sheet=sheet, row=sheet.next_row)
        book: Formula = choose_if(year.here().equals(ONE), ONE, before.here(-1) - written.here(-1))
        floor = before.here() - salvage
        own: Formula = Call("MIN", before.here() * rate, floor)
        left = years - year.here() + ONE
        if switch:
            own = Call("MAX", own, floor / left)
        in_last = choose_if(left.equals(ONE), floor, choose_if(left < ONE, ZERO, own))
        unlimited = Call("MIN", before.here() * rate, floor)
        share = choose_if(years.equals(NOTHING), unlimited, in_last)
        for row, label in ((before, "Book value before"), (written, "Written off in the year")):
            sheet.start_row(label, "share")
            assert sheet.next_row == row.row + 1
        for column in range(sheet.count):
            sheet.put_formula(before.row, FIRST_COLUMN + column, book, "exact")
            sheet.put_formula(written.row, FIRST_COLUMN + column, share, "exact")
        return written

    def _share(self, block: ModelBlock, years: ModelRow) -> Formula:
        """Return the share of the period of a column that is written off of what is paid in the period of a row."""
        how = self.line.depreciation
        assert how is not None  # it is a line of capital
        at_once = self.stream.timing == "start" or how.method == "table"
        paid, period = block.number, self.timing.period.here()
        a_year = constant(self.sheets, "periods_a_year")
        first = Call("MAX", paid if at_once else paid + ONE, ONE)
        place = period - first + ONE
        year: Formula = Call("ROUNDUP", place / a_year, ZERO)
        length: Formula = a_year
        if how.method == "table":
            # Years of a table are those of the case, so that the first one may be short.
            short = a_year - Call("MOD", first - ONE, a_year)
            year = ONE + Call("ROUNDUP", Call("MAX", place - short, ZERO) / a_year, ZERO)
            length = choose_if(place <= short, short, a_year)
        return choose_if(period < first, ZERO, Call("INDEX", years.span(), year) / length)

    def _worth(self, block: ModelBlock, period: Formula) -> Formula:
        """Return what an amount that was fixed when it was paid is still worth, in the prices of the case."""
        if not erosion_of(self.sheets.case).inflation:
            return ONE
        halves, a_year = constant(self.sheets, "halves"), constant(self.sheets, "periods_a_year")
        before = {"end": ZERO, "mid": ONE, "start": halves}[self.stream.timing]
        moment = halves * block.number - choose_if(block.number > ZERO, before, ZERO)
        return (ONE + self.sheets.cells["inflation"]) ** -((halves * period - moment) / (halves * a_year))
