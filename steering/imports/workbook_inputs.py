"""The inputs of a workbook of Steerco's: the cell of each by its key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from steering.cases.cell_ranges import name_cell
from steering.exports.workbook.layout import (
    ANY,
    BASE,
    FIRST_COLUMN,
    HEADING_ROW,
    INPUT_SHEETS,
    INPUTS,
    KEY_COLUMN,
    VALUE_COLUMN,
)
from steering.ingest.spreadsheet import CellSheet, SheetCell, Spreadsheet

# Rows and columns in which the headings are looked for: somebody may have put lines above them.
NEAR = 30


@dataclass(frozen=True, kw_only=True)
class InputCell:
    """An input by its key: where it is, and what it holds."""

    key: str
    sheet: str
    row: int
    column: int
    cell: SheetCell | None

    @property
    def place(self) -> str:
        """Sheet and cell, for people."""
        return f"{self.sheet}!{name_cell(self.row, self.column)}"


def list_inputs(book: Spreadsheet) -> Iterator[InputCell]:
    """Yield every input of a workbook; a key may come twice where somebody has copied its row."""
    for name in INPUT_SHEETS:
        if sheet := book.find(name):
            yield from _list_sheet(sheet, "*" if name != INPUTS else "")


def _list_sheet(sheet: CellSheet, spread: str) -> Iterator[InputCell]:
    """Yield the inputs of a sheet: in one column, or under each heading from the first on."""
    top, left = find_heading(sheet)
    columns = {left + VALUE_COLUMN - KEY_COLUMN: ""}
    if spread:
        first = left + FIRST_COLUMN - KEY_COLUMN
        headings = ((column, _heading(sheet.value(top, column))) for column in range(first, sheet.width + 1))
        columns = {column: heading for column, heading in headings if heading}
    for row in range(top + 1, sheet.height + 1):
        key = sheet.value(row, left)
        if not isinstance(key, str) or not key.strip():
            continue
        for column, heading in columns.items():
            full = key.strip().replace(ANY, heading) if heading else key.strip()
            if heading != BASE:
                cell = sheet.cells.get((row, column))
                yield InputCell(key=full, sheet=sheet.name, row=row, column=column, cell=cell)


def find_heading(sheet: CellSheet) -> tuple[int, int]:
    """Return row and column of the heading of the keys, wherever it has moved to."""
    usual = HEADING_ROW + 1, KEY_COLUMN + 1
    near = ((row, column) for row in range(1, NEAR) for column in range(1, NEAR))
    return next((place for place in (usual, *near) if sheet.value(*place) == "Key"), usual)


def _heading(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
