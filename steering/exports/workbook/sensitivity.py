"""What moves NPV as chosen, as formulas: each driver, input and line at both ends of its range."""

from __future__ import annotations

from collections.abc import Callable

from steering.catalog.drivers import DRIVERS
from steering.exports.workbook.formulas import (
    ONE,
    ZERO,
    Call,
    CellPosition,
    CellReference,
    Formula,
    choose_if,
    given_or,
)
from steering.exports.workbook.grids import TEXT, ModelBlock, ModelColumn, ModelSheet
from steering.exports.workbook.inputs import drivers_of
from steering.exports.workbook.layout import FIRST_COLUMN, SENSITIVITY, VALUE_COLUMN
from steering.exports.workbook.line_worths import write_line_worths
from steering.exports.workbook.model import BusinessModel
from steering.exports.workbook.runs import ModelRun
from steering.exports.workbook.single_inputs import money_unit
from steering.exports.workbook.tables_down import Columns, TableColumnPlan, write_table

Plans = dict[str, TableColumnPlan]


def write_sensitivity(model: BusinessModel) -> list[ModelSheet]:
    """Return the sheet of what moves NPV, and the workings behind it."""
    sheet = ModelSheet(name=SENSITIVITY, title="What moves NPV: each driver, input and line alone, as chosen in Inputs")
    sheet.freeze = (0, 1)
    sheet.put(1, 0, f"NPV in {money_unit(model.inputs.case)} at the low and the high end of each range")
    worths = write_line_worths(model)
    _drivers(model, sheet)
    if not worths:
        return [sheet]
    if worths.uses is not None:
        _inputs(model, sheet, worths.contributions, worths.uses)
    _lines(model, sheet, worths.contributions)
    return [sheet, *worths.sheets]


def _write(sheet: ModelSheet, title: str, plans: Plans, count: int) -> None:
    """Write a table below its title, with the swing of NPV last."""
    sheet.put(sheet.next_row, 0, title, "section")
    sheet.next_row += 1
    swing = TableColumnPlan(
        heading="Swing",
        kind="money",
        formula=lambda columns: Call("ABS", columns["npv high"].here - columns["npv low"].here),
    )
    write_table(sheet, {**plans, "swing": swing}, count)


def _words(heading: str, contents: list[str]) -> TableColumnPlan:
    return TableColumnPlan(heading=heading, kind="text", width=44, style=TEXT, contents=contents)


def _numbers(heading: str, contents: list[int]) -> TableColumnPlan:
    return TableColumnPlan(heading=heading, kind="count", width=9, contents=contents)


def _figures(heading: str, kind: str, formula: Callable[[Columns], Formula]) -> TableColumnPlan:
    return TableColumnPlan(heading=heading, kind=kind, width=15, formula=formula)


def _both_ends(formula: Callable[[Columns, str], Formula]) -> Plans:
    """Return the columns of NPV at both ends."""
    return {f"npv {end}": _figures(f"NPV at the {end} end", "money", _at_end(formula, end)) for end in ("low", "high")}


def _at_end(formula: Callable[[Columns, str], Formula], end: str) -> Callable[[Columns], Formula]:
    return lambda columns: formula(columns, end)


def _drivers(model: BusinessModel, sheet: ModelSheet) -> None:
    labels, kinds, rows, runs = [], [], [], []
    for name, label, _, kind in drivers_of(model.inputs.case):
        number = list(DRIVERS).index(name) + 1
        ends = [model.plan.find(ModelRun(label="", driver=number, end=end)) for end in (0, 1)]
        if all(ends):
            labels.append(label)
            kinds.append(kind)
            rows.append(model.columns.rows[name].row + 1)
            runs.append(ends)
    if not labels:
        sheet.put(sheet.next_row, 0, "No driver has a range.")
        sheet.next_row += 2
        return
    npv, table = model.metrics.rows["npv"].span(), _run_table(model)
    plans = {
        "label": _words("Driver", labels),
        "row": _numbers("Row of Runs", rows),
        "low": _numbers("Run, low", [ends[0] for ends in runs]),
        "high": _numbers("Run, high", [ends[1] for ends in runs]),
    }

    def find_input(columns: Columns, end: str) -> Formula:
        return Call("INDEX", table, columns["row"].here, columns[end].here)

    for end, heading in (("low", "Low end"), ("high", "High end")):
        plans[f"at {end}"] = TableColumnPlan(
            heading=heading,
            kind="number",
            kinds=kinds,
            formula=_at_end(find_input, end),
        )
    ends_of_npv = _both_ends(lambda columns, end: Call("INDEX", npv, columns[end].here))
    _write(sheet, "Drivers", plans | ends_of_npv, len(labels))


def _run_table(model: BusinessModel) -> CellReference:
    """Return the sheet of runs from its first row on, so that a row's number finds it."""
    sheet = model.columns.sheet
    columns = CellPosition(index=FIRST_COLUMN), CellPosition(index=FIRST_COLUMN + sheet.count - 1)
    return CellReference(sheet, (CellPosition(index=0), CellPosition(index=sheet.next_row)), columns)


def _input_values(model: BusinessModel) -> CellReference:
    """Return the values of Inputs from its first row on, so that a row's number finds it."""
    sheet, column = model.inputs.scalars, CellPosition(index=VALUE_COLUMN)
    return CellReference(sheet, (CellPosition(index=0), CellPosition(index=sheet.next_row)), (column, column))


def _inputs(model: BusinessModel, sheet: ModelSheet, contributions: ModelColumn, uses: ModelBlock) -> None:
    case, values, runs = model.inputs.case, _input_values(model), _run_table(model)
    names = [name for name in case.inputs if f"input {name}" in model.columns.rows]
    npv = model.metrics.rows["npv"].at(0)

    def own(columns: Columns, *after: Formula) -> Formula:
        row: Formula = columns["row"].here
        for one in after:
            row = row + one
        return Call("INDEX", values, row)

    def end_of(name: str, *after: Formula) -> Callable[[Columns], Formula]:
        return lambda columns: Call(name, columns["here"].here, given_or(own(columns, *after), columns["here"].here))

    def moved(columns: Columns, end: str) -> Formula:
        factor = columns[f"at {end}"].here / columns["here"].here
        powers = Call("INDEX", uses.table, ZERO, columns["number"].here)
        change = Call("SUMPRODUCT", (factor**powers - ONE) * contributions.span)
        return choose_if(columns["here"].here.equals(ZERO), npv, npv + change)

    def here(columns: Columns) -> Formula:
        return own(columns) * Call("INDEX", runs, columns["move"].here, ONE)

    plans = {
        "label": _words("Input", [case.inputs[name].label or name for name in names]),
        "row": _numbers("Row of Inputs", [_row_of(model, f"inputs/{name}/value") for name in names]),
        "number": _numbers("Number", list(range(1, len(names) + 1))),
        "move": _numbers("Row of Runs", [model.columns.rows[f"input {name}"].row + 1 for name in names]),
        "here": _figures("As chosen", "number", here),
        # Low and high stand in the two rows below the value.
        "at low": _figures("Low end", "number", end_of("MIN", ONE)),
        "at high": _figures("High end", "number", end_of("MAX", ONE, ONE)),
    }
    _write(sheet, "Inputs of lines", plans | _both_ends(moved), len(names))


def _row_of(model: BusinessModel, key: str) -> int:
    """Return the number of the row of a single input."""
    return model.inputs.cells[key].rows[0].index + 1


def _lines(model: BusinessModel, sheet: ModelSheet, contributions: ModelColumn) -> None:
    lines = [line for line in model.inputs.lines if f"lines/{line.id}/low" in model.inputs.cells]
    if not lines:
        return
    values, npv = _input_values(model), model.metrics.rows["npv"].at(0)
    owners = ModelColumn(
        sheet=contributions.sheet,
        column=contributions.column + 1,
        first=contributions.first,
        height=contributions.height,
    )

    def worth(columns: Columns) -> Formula:
        return Call("SUMIF", owners.span, columns["number"].here, contributions.span)

    def moved(columns: Columns, end: str) -> Formula:
        return npv + (columns[f"at {end}"].here - ONE) * columns["worth"].here

    plans = {
        "label": _words("Line", [line.name for line in lines]),
        "row": _numbers("Row of Inputs", [_row_of(model, f"lines/{line.id}/low") for line in lines]),
        "number": _numbers("Number", [model.inputs.lines.index(line) + 1 for line in lines]),
        "worth": _figures("Part of NPV", "money", worth),
        # High stands in the row below low.
        "at low": _figures("Low end", "factor", lambda columns: Call(
            "MIN", Call("INDEX", values, columns["row"].here), ONE)),
        "at high": _figures("High end", "factor", lambda columns: Call(
            "MAX", Call("INDEX", values, columns["row"].here + ONE), ONE)),
    }  # fmt: skip
    _write(sheet, "Lines", plans | _both_ends(moved), len(lines))
