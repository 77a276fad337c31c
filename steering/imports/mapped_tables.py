"""The lines and keys that a mapping finds in a spreadsheet, with every cell that does not hold what it should."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from steering.cases.cell_ranges import CellRange, name_cell, parse_range
from steering.cases.line import Kind
from steering.cases.spreadsheet_mapping import FILE, MappedTable, SpreadsheetMapping
from steering.errors import Problem, did_you_mean, quote_input
from steering.imports.cell_texts import WrongCell, describe_number, key_text, number_text, plain_text
from steering.ingest.spreadsheet import CellSheet, Spreadsheet

Cell = tuple[str, int, int]


@dataclass(frozen=True, kw_only=True)
class MappedLine:
    """A line of a spreadsheet: its label, its amounts as texts by index from today on, and the cell of each."""

    label: str
    kind: Kind
    values: tuple[str, ...]
    cells: tuple[Cell | None, ...]


@dataclass(kw_only=True)
class MappedContent:
    """What was read of a spreadsheet: lines, keys with their cells, problems, and what is worth knowing."""

    spreadsheet: Spreadsheet
    lines: list[MappedLine] = field(default_factory=list)
    keys: dict[str, tuple[str, Cell]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, cell: Cell, found: str, expected: str, remedy: str) -> None:
        """Note a cell that does not hold what it should."""
        self.take_note(cell, WrongCell(found, expected, remedy))

    def take_note(self, cell: Cell, wrong: WrongCell) -> None:
        """Note once what is wrong with a cell: tables may share their headings."""
        problem = wrong.as_problem(self.spreadsheet, *cell)
        if problem not in self.problems:
            self.problems.append(problem)

    def find_sheet(self, name: str, place: str) -> CellSheet | None:
        """Return a sheet of the spreadsheet; None where there is none, which leaves a problem."""
        sheet = self.spreadsheet.find(name)
        if sheet is None:
            names = [sheet.name for sheet in self.spreadsheet.sheets]
            near = did_you_mean(name, names).strip()
            others = ", ".join(quote_input(name) for name in names[:8])
            problem = Problem(
                file=self.spreadsheet.name,
                column=place,
                found=f"no sheet {quote_input(name)}; there are {others}",
                expected=f"the sheet {quote_input(name)} of the mapping",
                remedy=near or f"Name the sheet so again, or choose another in the mapping ({FILE}).",
            )
            if problem not in self.problems:
                self.problems.append(problem)
        return sheet


def collect_ranges(spreadsheet: Spreadsheet, mapping: SpreadsheetMapping) -> MappedContent:
    """Return what the ranges of a mapping hold."""
    content = MappedContent(spreadsheet=spreadsheet)
    for key, place in mapping.cells.items():
        if sheet := content.find_sheet(place.sheet, f"cells.{key}"):
            _take_key(content, sheet, key, place.cell)
    for index, table in enumerate(mapping.tables):
        if sheet := content.find_sheet(table.sheet, f"tables[{index}]"):
            _check_headings(content, sheet, table)
            content.lines += _list_lines(content, sheet, table)
    _note_links(content)
    return content


def _take_key(content: MappedContent, sheet: CellSheet, key: str, name: str) -> None:
    cells = parse_range(name)
    position = (cells.top, cells.left)
    try:
        text = key_text(key, sheet.cells.get(position))
    except WrongCell as wrong:
        content.take_note((sheet.name, *position), wrong)
        return
    if not text:
        remedy = f"Fill the cell, or take {key} out of the mapping."
        content.refuse((sheet.name, *position), "an empty cell", f"the value of {key}", remedy)
        return
    content.keys[key] = text, (sheet.name, *position)


def _check_headings(content: MappedContent, sheet: CellSheet, table: MappedTable) -> None:
    """Note headings that are empty, stand there twice, or leave a period out."""
    seen: dict[str, str] = {}
    before: object = None
    for position in table.period_cells.positions():
        try:
            text = plain_text(sheet.cells.get(position))
        except WrongCell as wrong:
            content.take_note((sheet.name, *position), wrong)
            continue
        value = sheet.value(*position)
        if fault := _find_fault(text, value, before, seen.get(text, "")):
            content.refuse((sheet.name, *position), *fault)
        seen[text], before = name_cell(*position), value


def _find_fault(text: str, value: object, before: object, twin: str) -> tuple[str, str, str] | None:
    """Return what a heading is, what it should be and what to do; None where it is right."""
    if not text:
        return "an empty cell", "the heading of a period", "Fill it, or choose fewer periods."
    if twin:
        return f"{quote_input(text)} as in {twin}", "each period once", "Give each period a heading of its own."
    if _leaves_gap(before, value):
        expected = f"{describe_number(before + 1)} next" if isinstance(before, int | float) else "a later date"
        return quote_input(text), expected, "Order the periods and leave none out, or choose others."
    return None


def _leaves_gap(before: object, value: object) -> bool:
    if isinstance(before, dt.datetime) and isinstance(value, dt.datetime):
        return value <= before
    numbers = [part for part in (before, value) if isinstance(part, int | float) and not isinstance(part, bool)]
    return len(numbers) == 2 and numbers[1] != numbers[0] + 1


def _list_lines(content: MappedContent, sheet: CellSheet, table: MappedTable) -> Iterator[MappedLine]:
    out = {label.casefold() for label in table.leave_out}
    for index, position in enumerate(table.label_cells.positions()):
        cells = _line_cells(table, index)
        try:
            label = plain_text(sheet.cells.get(position))
        except WrongCell as wrong:
            content.take_note((sheet.name, *position), wrong)
            continue
        if label.casefold() in out:
            continue
        amounts = _list_amounts(content, sheet, table, cells)
        if not any(amounts):
            if label:
                content.notes.append(f"{quote_input(label)} in {sheet.name}!{name_cell(*position)} has no amounts.")
            continue
        if not label:
            remedy = "Write the label, or choose cells without this line."
            content.refuse((sheet.name, *position), "an empty cell", "the label of a line with amounts", remedy)
            continue
        if label in [line.label for line in content.lines]:
            remedy = "Give each line a label of its own."
            content.refuse((sheet.name, *position), f"{quote_input(label)} a second time", "each label once", remedy)
        places: list[Cell | None] = [None] * table.first_period
        values = ["0"] * table.first_period + [amount or "0" for amount in amounts]
        yield MappedLine(
            label=label, kind=table.kind, values=tuple(values), cells=(*places, *((sheet.name, *at) for at in cells))
        )


def _line_cells(table: MappedTable, index: int) -> list[tuple[int, int]]:
    """Return the cells of the amounts of one line, the first period first."""
    block = table.block
    if table.is_upright:
        row = block.top + index
        line = CellRange(top=row, bottom=row, left=block.left, right=block.right)
    else:
        column = block.left + index
        line = CellRange(top=block.top, bottom=block.bottom, left=column, right=column)
    return list(line.positions())


def _list_amounts(
    content: MappedContent, sheet: CellSheet, table: MappedTable, cells: list[tuple[int, int]]
) -> list[str]:
    amounts = []
    for position in cells:
        try:
            text = number_text(sheet.cells.get(position), "an amount")
        except WrongCell as wrong:
            content.take_note((sheet.name, *position), wrong)
            text = "0"
        amounts.append(_negate(text) if table.negate else text)
    return amounts


def _negate(text: str) -> str:
    if text in ("", "0"):
        return text
    return text.removeprefix("-") if text.startswith("-") else f"-{text}"


def _note_links(content: MappedContent) -> None:
    """Note whose values come from another workbook: they are as of when this one was saved."""
    places = [cell for line in content.lines for cell in line.cells if cell] + [
        cell for _, cell in content.keys.values()
    ]
    linked = []
    for sheet_name, row, column in places:
        sheet = content.spreadsheet.find(sheet_name)
        cell = sheet.cells.get((row, column)) if sheet else None
        if cell and cell.is_linked:
            linked.append(f"{sheet_name}!{name_cell(row, column)}")
    if linked:
        more = f" and {len(linked) - 5:,} more" if len(linked) > 5 else ""
        content.notes.append(
            f"{', '.join(linked[:5])}{more}: taken from another workbook, as of when this one was saved."
        )
