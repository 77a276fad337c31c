"""By how much each run of the model multiplies the amounts of each part of a line."""

from __future__ import annotations

from collections.abc import Iterator

from steering.exports.workbook.formulas import ONE, ZERO, Call, Formula, choose_if, given_or, multiply
from steering.exports.workbook.grids import FIXED, ModelBlock, ModelRow
from steering.exports.workbook.layout import ANY, FIRST_COLUMN, KEY_COLUMN, VALUE_COLUMN
from steering.exports.workbook.lines import PartRows
from steering.exports.workbook.runs import RunColumns
from steering.exports.workbook.single_inputs import constant


def write_weights(columns: RunColumns, parts: PartRows) -> None:
    """Write by how much each run multiplies the amounts of each part of a line."""
    sheet = columns.sheet
    _lasting(columns, parts)
    sheet.section("Weights: by how much the amounts of each line count; 1 in column A: it says whether it is cash")
    first = sheet.next_row
    for place, part in enumerate(parts.parts):
        row = sheet.start_row(part.label, "factor")
        sheet.put(row.row, VALUE_COLUMN, part.option, FIXED, "count")
        # Whether it is a benefit that says whether it is cash.
        says = part.line.kind == "benefit" and part.line.cashable is not None
        sheet.put(row.row, KEY_COLUMN, int(says), FIXED, "count")
        weight = multiply(list(_factors_of(columns, parts, place, row)))
        for run in range(sheet.count):
            sheet.put_formula(row.row, FIRST_COLUMN + run, weight, "exact")
    columns.weights = ModelBlock(sheet=sheet, first=first, height=len(parts.parts))


def _factors_of(columns: RunColumns, parts: PartRows, place: int, row: ModelRow) -> Iterator[Formula]:
    sheets, part = columns.sheets, parts.parts[place]
    line, rows = part.line, columns.rows
    if sheets.options:
        shares = sheets.rows[f"lines/{line.id}/options/{ANY}"].span()
        own: Formula = Call("INDEX", shares, rows["option"].here())
        other: Formula = Call("INDEX", shares, rows["against"].here())
        if sheets.later is not None:
            later = sheets.later.span()
            own = choose_if(Call("INDEX", later, rows["option"].here()).equals(row.total), own, ZERO)
            other = choose_if(Call("INDEX", later, rows["against"].here()).equals(row.total), other, ZERO)
        yield own - other
    if part.stream.is_net:
        return
    factors = sheets.rows[f"{ANY}/lines/{line.id}"].span()
    for number in ("scenario", "change"):
        yield given_or(Call("INDEX", factors, rows[number].here()), ONE)
    for term in part.terms:
        if f"input {term}" in rows:
            yield rows[f"input {term}"].here()
    if part.bias is not None:
        yield sheets.cells[f"optimism_bias/{part.bias}/share"]
    elif f"lines/{line.id}/risk_adjustment" in sheets.cells:
        risk = rows["basis"].here() * sheets.cells[f"lines/{line.id}/risk_adjustment"]
        yield ONE + risk if line.kind == "cost" else ONE - risk
    if part.kind == "growth":
        yield rows[f"lasting {line.id}"].here()


def _lasting(columns: RunColumns, parts: PartRows) -> None:
    """Write what a flow that goes on for ever is worth when one unit of it is paid last."""
    sheet, sheets, timing = columns.sheet, columns.sheets, columns.timing
    lines = {part.line.id: part.line for part in parts.parts if part.kind == "growth"}
    if not lines:
        return
    sheet.section("Flows that go on for ever: what they are worth when one unit is paid last")
    rate: Formula = columns.rows["first"].here()
    if timing.rate_at_end is not None:
        rate = given_or(timing.rate_at_end, rate)
    a_period = ONE / constant(sheets, "periods_a_year")
    rates = sheet.formulas(
        "Discount rate of a period after the horizon", "share", (ONE + rate) ** a_period - ONE, "share"
    )
    for id, line in lines.items():
        growth: Formula = ONE + sheets.cells[f"lines/{id}/end_value/growth"]
        case = sheets.case
        if line.prices not in (None, case.prices) and case.inflation is not None:
            inflation = ONE + sheets.cells["inflation"]
            growth = growth / inflation if case.prices == "real" else growth * inflation
        more = sheet.formulas(f"{line.name}: growth of a period", "share", growth**a_period - ONE, "share")
        worth = (ONE + more.here()) / (rates.here() - more.here())
        columns.rows[f"lasting {id}"] = sheet.formulas(f"{line.name}: worth", "factor", worth, "exact")
