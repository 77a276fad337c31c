"""The figures of a line over the periods: what is written, times what it is worked out from, moved and converted."""

from __future__ import annotations

from dataclasses import dataclass

from steering.cases.line import Line
from steering.exports.workbook.formulas import (
    ONE,
    ZERO,
    Call,
    Formula,
    add_up,
    choose_if,
    given_or,
    multiply,
)
from steering.exports.workbook.grids import ModelRow, ModelSheet
from steering.exports.workbook.inputs import InputSheets
from steering.exports.workbook.layout import ANY
from steering.exports.workbook.single_inputs import constant, money_unit
from steering.exports.workbook.timing import TimingRows, timing_of


@dataclass(frozen=True, kw_only=True)
class LineRows:
    """The rows of a line in one block: its figures, its flows, and what is due today where it starts later."""

    line: Line
    figures: ModelRow
    flows: ModelRow
    lump: ModelRow | None = None


class LineFigures:
    """The sheet of lines, on which the figures of each are worked out."""

    def __init__(self, sheets: InputSheets, timing: TimingRows, sheet: ModelSheet) -> None:
        self.sheets, self.timing, self.sheet = sheets, timing, sheet
        self._figures: dict[str, ModelRow] = {}

    def write(self, line: Line, option: int) -> LineRows:
        """Return the figures and flows of a line, in the option of a number where that starts later."""
        figures = self._write_figures(line)
        if not option:
            return LineRows(line=line, figures=figures, flows=self._convert(line, figures, timing_of_line(line, self)))
        later = self.sheets.rows[f"options/{ANY}/starts_after"].at(option - 1)
        timing, period = timing_of_line(line, self), self.timing.period.here()
        moved: Formula = choose_if(period > later, Call("INDEX", figures.span(), period - later + ONE), ZERO)
        first: Formula = choose_if(period.equals(later), figures.at(0), ZERO)
        if timing == "start":
            shift = later + choose_if(later > ZERO, ONE, ZERO)
            first = choose_if(period.equals(shift), figures.at(0), ZERO)
        label, unit = f"{line.name}, as option {option} starts", self._unit(line)
        row = self.sheet.formulas(label, unit, moved if timing == "mid" else moved + first, "money")
        flows = self._convert(line, row, timing)
        if timing != "mid":
            return LineRows(line=line, figures=figures, flows=flows)
        today = self.sheet.formulas(f"{label}: due today", unit, first, "money")
        return LineRows(line=line, figures=figures, flows=flows, lump=self._convert(line, today, "end"))

    def amount(self, rows: LineRows, kind: str) -> Formula:
        """Return the formula of the amounts of a part."""
        if kind == "flows":
            return rows.flows.here()
        if kind == "lump":
            assert rows.lump is not None  # such a part has one
            return rows.lump.here()
        at_end = self.timing.period.here().equals(constant(self.sheets, "last"))
        return choose_if(at_end, rows.flows.here() if kind == "growth" else self._worth(rows), ZERO)

    def _worth(self, rows: LineRows) -> Formula:
        """Return what is there at the end: it lowers the costs or adds to the benefits."""
        line, sheets = rows.line, self.sheets
        key, end = f"lines/{line.id}/end_value", line.end_value
        assert end is not None  # such a part has one
        if end.share is not None:
            paid = [(rows.flows, timing_of_line(line, self)), *([(rows.lump, "end")] if rows.lump else [])]
            worth = sheets.cells[f"{key}/share"] * add_up([self._worth_of(row, timing) for row, timing in paid])
        else:
            figure: Formula = sheets.cells[f"{key}/amount"]
            if self._has_other_prices(line):
                figure = figure * self.timing.levels["end"].at(sheets.case.last)
            worth = self._in_money(line, figure) * self._is_there(rows)
        return -worth if line.kind == "cost" else worth

    def _worth_of(self, row: ModelRow, timing: str) -> Formula:
        """Return all that was paid, as money at the end; at real prices inflation has eaten of it since."""
        if self.sheets.case.prices == "nominal" or self.sheets.case.inflation is None:
            return Call("SUM", row.span())
        level = self.timing.levels[timing]
        end = self.timing.levels["end"].at(self.sheets.case.last)
        return Call("SUMPRODUCT", row.span() * end / level.span())

    def _is_there(self, rows: LineRows) -> Formula:
        """Return 1, or 0 where all of the line is beyond the end."""
        flows = [rows.flows, *([rows.lump] if rows.lump else [])]
        total = add_up([Call("SUMPRODUCT", Call("ABS", row.span())) for row in flows])
        written = Call("SUMPRODUCT", Call("ABS", rows.figures.span()))
        return choose_if(Call("AND", written > ZERO, total.equals(ZERO)), ZERO, ONE)

    def _write_figures(self, line: Line) -> ModelRow:
        if line.id not in self._figures:
            row = self._written(line)
            factors = self._factors(line)
            if factors or not isinstance(row, ModelRow):
                start = row.here() if isinstance(row, ModelRow) else row
                label = f"{line.name}: figures"
                row = self.sheet.formulas(label, self._unit(line), multiply([start, *factors]), "money")
            self._figures[line.id] = row
        return self._figures[line.id]

    def _written(self, line: Line) -> ModelRow | Formula:
        sheets, key = self.sheets, f"lines/{line.id}"
        if sheets.case.cashflows:
            return sheets.rows[f"cashflows/{line.id}/{ANY}"]
        if line.values:
            return sheets.rows[f"{key}/values/{ANY}"]
        amount: Formula = ONE if line.amount is None else sheets.cells[f"{key}/amount"]
        period = self.timing.period.here()
        begins = given_or(sheets.cells[f"{key}/begins"], ONE)
        ends = given_or(sheets.cells[f"{key}/ends"], constant(sheets, "last"))
        return choose_if(Call("AND", period >= begins, period <= ends), amount, ZERO)

    def _factors(self, line: Line) -> list[Formula]:
        """Return what the figures are multiplied by: terms, and the rise of prices."""
        sheets, factors = self.sheets, []
        for name in ("quantity", "price", "share"):
            for place, term in enumerate(getattr(line, name)):
                factors.append(self._term(f"lines/{line.id}/{name}/{place}", term))
        if isinstance(line.growth, str):
            factors.append(self.timing.indexes[line.growth].here())
        elif line.growth is not None:
            assert self.timing.rises is not None  # it is there as soon as a line grows
            factors.append((ONE + sheets.cells[f"lines/{line.id}/growth"]) ** self.timing.rises.here())
        return factors

    def _term(self, key: str, term: object) -> Formula:
        if not isinstance(term, str):
            return self.sheets.cells[key]
        row = self.sheets.rows.get(f"inputs/{term}/values/{ANY}")
        return row.here() if row else self.sheets.cells[f"inputs/{term}/value"]

    def _convert(self, line: Line, row: ModelRow, timing: str) -> ModelRow:
        """Return a row in the money and at the prices of the case."""
        amount: Formula = row.here()
        if self._has_other_prices(line):
            amount = amount * self.timing.levels[timing].here()
        amount = self._in_money(line, amount)
        case = self.sheets.case
        if not self._has_other_prices(line) and line.currency in (None, case.currency):
            return row
        label = f"{line.name}, in money and prices of the case"
        return self.sheet.formulas(label, money_unit(case), amount, "money")

    def _in_money(self, line: Line, amount: Formula) -> Formula:
        if line.currency in (None, self.sheets.case.currency):
            return amount
        return amount * self.sheets.cells[f"exchange_rates/{line.currency}/rate"]

    def _has_other_prices(self, line: Line) -> bool:
        case = self.sheets.case
        return line.prices not in (None, case.prices) and case.inflation is not None

    def _unit(self, line: Line) -> str:
        return money_unit(self.sheets.case) if line.currency is None else line.currency


def timing_of_line(line: Line, figures: LineFigures) -> str:
    """Return when the flows of a line fall; dated ones on their dates."""
    return "end" if figures.sheets.case.days else timing_of(line, figures.sheets.case)
