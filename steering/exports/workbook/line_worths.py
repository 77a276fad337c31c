"""What each part of a line adds to NPV as chosen: its amounts by what one unit in each period is worth today.

Pace and delay move amounts from period to period in proportion, so that what a unit is worth where it is written
follows from what it is worth where it falls.
"""

from __future__ import annotations

from dataclasses import dataclass

from steering.exports.workbook.formulas import ONE, ZERO, Call, Formula, choose_if
from steering.exports.workbook.grids import FIXED, ModelBlock, ModelColumn, ModelRow, ModelSheet
from steering.exports.workbook.layout import LINE_WORTHS, OPENING_COLUMN, USES, VALUE_COLUMN
from steering.exports.workbook.lines import LinePart, Stream
from steering.exports.workbook.model import BusinessModel
from steering.exports.workbook.runs import factor_name
from steering.exports.workbook.single_inputs import constant, money_unit


@dataclass(frozen=True, eq=False)
class LineWorths:
    """The sheets, what each part adds to NPV, and how often each part is multiplied by each input."""

    sheets: tuple[ModelSheet, ...]
    contributions: ModelColumn
    uses: ModelBlock | None


def write_line_worths(model: BusinessModel) -> LineWorths | None:
    """Return what each part of a line adds to NPV, written on a sheet of its own; None of net flows alone."""
    case = model.inputs.case
    if not case.apart or case.last < 1:
        return None
    sheet = ModelSheet(name=LINE_WORTHS, title="Workings: what each line adds to NPV as chosen")
    sheet.head(range(case.last + 1), key="", total="Part of NPV", kind="count")
    units = {stream: _unit_worth(model, sheet, stream) for stream in model.lines.streams}
    sheet.section("Amounts worth today, as chosen; beside the sum the number of the line")
    first, numbers = sheet.next_row, {line.id: place for place, line in enumerate(model.inputs.lines, start=1)}
    assert model.columns.weights is not None  # it was written with the runs
    for place, part in enumerate(model.lines.parts):
        weight = ModelRow(sheet=model.columns.sheet, row=model.columns.weights.first + place).at(0)
        worth = weight * model.lines.row(place).here() * units[part.stream].here()
        row = ModelRow(sheet=sheet, row=sheet.next_row)
        total = Call("SUM", row.span())
        sheet.formulas(part.label, money_unit(case), -worth if part.line.kind == "cost" else worth, "money", total)
        # What stands apart from the flows of its line, and its optimism bias, has no range of its own.
        is_apart = part.bias is not None or part.kind == "lump" or (part.kind == "end" and _is_apart(model, part))
        sheet.put(row.row, OPENING_COLUMN, 0 if is_apart else numbers[part.line.id], FIXED, "count")
    sheet.widths[OPENING_COLUMN] = 5
    parts = ModelColumn(sheet=sheet, column=VALUE_COLUMN, first=first, height=len(model.lines.parts))
    uses = _write_uses(model)
    sheets = (sheet, uses.sheet) if uses else (sheet,)
    return LineWorths(sheets=sheets, contributions=parts, uses=uses)


def _is_apart(model: BusinessModel, end: LinePart) -> bool:
    """Whether a value at the end is a line of its own, for it does not move with the flows of its line."""
    own = (part for part in model.lines.parts if part.kind == "flows" and part.line.id == end.line.id)
    return all(part.stream != end.stream for part in own)


def _unit_worth(model: BusinessModel, sheet: ModelSheet, stream: Stream) -> ModelRow:
    """Write what one unit of a stream that is written in a period is worth today, as chosen."""
    flows, rows = model.flows, model.columns.rows
    factor = flows.factors[stream.timing]
    worth = ModelRow(sheet=factor.sheet, row=factor.first).here() * rows[factor_name(stream.kind, stream.scales)].at(0)
    sheet.section(f"What one unit in a period is worth today: {stream.label}")
    own = sheet.formulas("Where it falls, with the factors on all", "factor", worth, "exact")
    if stream.kind == "benefit" and "delay" in rows:
        own = sheet.formulas("Before the delay", "factor", _before_delay(model, own), "exact")
    if stream.scales and "adoption_speed" in rows:
        own = sheet.formulas("At the plan's pace", "factor", _before_pace(model, own), "exact")
    return own


def _before_delay(model: BusinessModel, own: ModelRow) -> Formula:
    delay, last = model.columns.rows["delay"].at(0), constant(model.inputs, "last")
    period = model.flows.timing.period.here()
    whole = Call("INT", delay)
    lump = Call("ROUNDUP", delay, ZERO)

    def at(place: Formula) -> Formula:
        return choose_if(place <= last, Call("INDEX", own.span(), Call("MIN", place, last) + ONE), ZERO)

    part = delay - whole
    later = (ONE - part) * at(period + whole) + part * at(period + whole + ONE)
    return choose_if(delay <= ZERO, own.here(), choose_if(period.equals(ZERO), at(lump), later))


def _before_pace(model: BusinessModel, own: ModelRow) -> Formula:
    speed, last = model.columns.rows["adoption_speed"].at(0), constant(model.inputs, "last")
    period, periods = model.flows.timing.period.here(), model.flows.timing.period.span(1)

    def reach(moments: Formula) -> Formula:
        # How much of the period has come by some moments; the rate of the last one goes on.
        since = speed * moments - (period - ONE)
        goes_on = ONE + period.equals(last) * (since - ONE)
        return (since > ZERO) * (since < ONE) * since + (since >= ONE) * goes_on

    within = Call("SUMPRODUCT", own.span(1), reach(periods) - reach(periods - ONE)) / speed
    stays = Call("OR", period.equals(ZERO), speed.equals(ONE))
    return choose_if(stays, own.here(), within)


def _write_uses(model: BusinessModel) -> ModelBlock | None:
    """Write how often each part is multiplied by each input that can be moved."""
    names = [name for name in model.inputs.case.inputs if f"input {name}" in model.columns.rows]
    if not names:
        return None
    sheet = ModelSheet(name=USES, title="Workings: how often each line is multiplied by each input")
    sheet.head([model.inputs.case.inputs[name].label or name for name in names], key="", total="")
    sheet.section("Uses")
    first = sheet.next_row
    for part in model.lines.parts:
        sheet.inputs(part.label, "count", "", [part.terms.count(name) for name in names], "count", FIXED)
    return ModelBlock(sheet=sheet, first=first, height=len(model.lines.parts))
