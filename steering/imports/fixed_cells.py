"""What is other in a workbook than it was issued, apart from its inputs: formulas, texts, lines, sheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from steering.cases.cell_ranges import name_cell, name_column
from steering.errors import Problem, quote_input
from steering.exports.workbook.layout import INPUT_SHEETS
from steering.imports.cell_texts import describe_number, is_same_value
from steering.imports.workbook_inputs import find_heading
from steering.ingest.spreadsheet import CellSheet, Position, SheetCell, Spreadsheet

# What programs write differently in one and the same formula.
LOOSE = re.compile(r"[\s$']|_xlfn\.|_xlws\.")
ALONE = "Steerco takes over inputs alone."
UNDO = "Undo it in the workbook, or make a new one."
# Columns of labels, by which lines are known again.
NAMING = 3

Places = Collection[tuple[str, Position]]


@dataclass(frozen=True, kw_only=True)
class SheetPair:
    """A sheet as it was issued and as it came back, and where its rows and columns are now."""

    issued: CellSheet
    returned: CellSheet
    rows: Mapping[int, int]
    columns: Mapping[int, int]

    @property
    def has_moved(self) -> bool:
        """Whether a row or a column is elsewhere, so that formulas name other cells."""
        lines = (*self.rows.items(), *self.columns.items())
        return any(before != after for before, after in lines)


def compare_fixed(issued: Spreadsheet, returned: Spreadsheet, inputs: Places) -> list[Problem]:
    """Return what can't be taken over: all but `inputs`, by sheet and position as issued."""
    problems, pairs = [], []
    for sheet in issued.sheets:
        other = returned.find(sheet.name)
        if other is None:
            problems.append(_miss_sheet(sheet, issued, returned))
        else:
            pairs.append(_pair(sheet, other))
    for sheet in returned.sheets:
        if issued.find(sheet.name) is None:
            found = f"a sheet {quote_input(sheet.name)} that Steerco did not write"
            problems.append(_problem(returned, sheet.name, found, "the sheets as they were issued", ALONE))
    moved = any(pair.has_moved for pair in pairs)
    for pair in pairs:
        problems += _compare_lines(returned, pair)
        problems += _compare_cells(returned, pair, inputs, moved)
    return problems


def _problem(book: Spreadsheet, place: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem(file=book.name, column=place, found=found, expected=expected, remedy=remedy)


def _miss_sheet(sheet: CellSheet, issued: Spreadsheet, returned: Spreadsheet) -> Problem:
    known = {sheet.name for sheet in issued.sheets}
    others = [sheet.name for sheet in returned.sheets if sheet.name not in known]
    renamed = f"; there is {', '.join(map(quote_input, others[:3]))}" if others else ""
    remedy = "Give the sheet its name again." if others else "Make a new workbook, and put the changes there."
    if sheet.name in INPUT_SHEETS:
        remedy += " None of its inputs is taken over."
    return _problem(returned, sheet.name, f"no sheet of this name{renamed}", "the sheet as it was issued", remedy)


def _pair(issued: CellSheet, returned: CellSheet) -> SheetPair:
    """Find where each row and each column of a sheet is now, by its labels and headings."""
    left = find_heading(returned)[1] - find_heading(issued)[1] if issued.name in INPUT_SHEETS else 0
    before = [_texts(issued, [(row, column + 1) for column in range(NAMING)]) for row in _count(issued.height)]
    after = [
        _texts(returned, [(row, column + 1 + left) for column in range(NAMING)]) for row in _count(returned.height)
    ]
    rows = _align(before, after)
    heads = [row for row in range(1, 5) if row in rows]
    across = [_texts(issued, [(row, column) for row in heads]) for column in _count(issued.width)]
    now = [_texts(returned, [(rows[row], column) for row in heads]) for column in _count(returned.width)]
    return SheetPair(issued=issued, returned=returned, rows=rows, columns=_align(across, now))


def _count(last: int) -> range:
    return range(1, last + 1)


def _texts(sheet: CellSheet, positions: Sequence[Position]) -> tuple[str, ...]:
    """Return the texts and numbers that stand there, formulas left out: what they come to moves."""
    cells = (sheet.cells.get(position) for position in positions)
    return tuple("" if cell is None or cell.formula else _plain(cell.value) for cell in cells)


def _plain(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return describe_number(value)
    return "" if value is None else str(value)


def _align(before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]]) -> dict[int, int]:
    """Return which line, counted from 1, each one is now; lines that were replaced by as many others stay."""
    if before == after:
        return {line: line for line in _count(len(before))}
    lines: dict[int, int] = {}
    for tag, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and end - start == last - first):
            lines |= {start + step + 1: first + step + 1 for step in range(end - start)}
    return lines


def _compare_lines(book: Spreadsheet, pair: SheetPair) -> Iterator[Problem]:
    """Yield rows and columns that are new or gone."""
    sheet, kinds = pair.returned, (("row", pair.rows, 0), ("column", pair.columns, 1))
    for noun, lines, axis in kinds:
        name: Callable[[int], str] = str if noun == "row" else name_column
        own = {position[axis] for position, cell in sheet.cells.items() if cell.value is not None or cell.formula}
        for line in sorted(own - set(lines.values())):
            found = f"{noun} {name(line)}, which Steerco did not write"
            yield _problem(book, sheet.name, found, f"the {noun}s as they were issued", ALONE)
        filled = {position[axis] for position in pair.issued.cells}
        for line in sorted(filled - set(lines)):
            found = f"no {noun} {name(line)} as it was issued"
            yield _problem(book, sheet.name, found, f"the {noun}s as they were issued", UNDO)


def _compare_cells(book: Spreadsheet, pair: SheetPair, inputs: Places, moved: bool) -> Iterator[Problem]:
    """Yield cells that hold something else: one problem for what is side by side in a row."""
    faults = []
    for (row, column), cell in pair.issued.cells.items():
        if row in pair.rows and column in pair.columns and (pair.issued.name, (row, column)) not in inputs:
            place = pair.rows[row], pair.columns[column]
            if fault := _find_fault(cell, pair.returned.cells.get(place), moved):
                faults.append((place, fault))
    before = {(pair.rows.get(row), pair.columns.get(column)) for row, column in pair.issued.cells}
    before |= {
        (pair.rows.get(row), pair.columns.get(column)) for name, (row, column) in inputs if name == pair.issued.name
    }
    known = set(pair.rows.values()), set(pair.columns.values())
    for place in pair.returned.cells:
        if place not in before and place[0] in known[0] and place[1] in known[1]:
            faults.append((place, ("a cell that Steerco did not write", "an empty cell", ALONE)))
    for (row, fault), places in groupby(sorted(faults), key=lambda item: (item[0][0], item[1])):
        columns = [place[1] for place, _ in places]
        cells = name_cell(row, columns[0])
        cells += f":{name_cell(row, columns[-1])}" if len(columns) > 1 else ""
        yield _problem(book, f"{pair.returned.name}!{cells}", *fault)


def _find_fault(issued: SheetCell, returned: SheetCell | None, moved: bool) -> tuple[str, str, str] | None:
    """Return what a cell is that was no input, what it should be, and what to do; None where it is as it was."""
    if issued.formula:
        expected = f"the formula {quote_input(issued.formula)}"
        if returned is None or (returned.value is None and not returned.formula):
            return "a formula that is gone", expected, f"{ALONE} {UNDO}"
        if not returned.formula:
            return f"{quote_input(_plain(returned.value))} in place of a formula", expected, f"{ALONE} {UNDO}"
        if not moved and _bare(returned.formula) != _bare(issued.formula):
            return f"another formula, {quote_input(returned.formula)}", expected, f"{ALONE} {UNDO}"
        return None
    if returned is not None and not returned.formula and is_same_value(issued.value, returned.value):
        return None
    was, now = (_plain(cell.value) if cell else "" for cell in (issued, returned))
    if was.strip() == now.strip() and not (returned and returned.formula):
        return None
    return quote_input(now) if now else "an empty cell", quote_input(was), ALONE


def _bare(formula: str) -> str:
    return LOOSE.sub("", formula).upper().lstrip("=+")
