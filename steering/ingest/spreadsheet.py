"""A spreadsheet of somebody's own as its cells: values as stored, formulas beside them; nothing is worked out here."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from steering.ingest.file_type import detect_file, refuse
from steering.ingest.workbook import DAMAGED, SAVE_AGAIN, check_packing

EXPECTED = "an Excel workbook (.xlsx)"
# Empty cells before the last of a row included.
MOST_PLACES = 2_000_000
MOST_SHEETS = 250
LESS = "Copy the sheets that hold the business case into a workbook of their own."

Position = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class SheetCell:
    """A cell that is not empty: what it holds, and its formula where it is one; `value` is None without a result."""

    value: Any
    formula: str = ""

    @property
    def is_linked(self) -> bool:
        """Whether its formula takes a value from another workbook."""
        return "[" in self.formula and "]" in self.formula


@dataclass(frozen=True, kw_only=True)
class CellSheet:
    """A sheet: its cells by row and column, both from 1. `width` and `height` are the last that hold something."""

    name: str
    cells: Mapping[Position, SheetCell]

    @property
    def height(self) -> int:
        """The last row that holds something."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def width(self) -> int:
        """The last column that holds something."""
        return max((column for _, column in self.cells), default=0)

    def value(self, row: int, column: int) -> Any:
        """Return what a cell holds; None where it is empty."""
        cell = self.cells.get((row, column))
        return None if cell is None else cell.value


@dataclass(frozen=True, kw_only=True)
class Spreadsheet:
    """A workbook by the name of its file: its sheets in order, its names of cells, its properties of its own."""

    name: str
    sheets: tuple[CellSheet, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)

    def find(self, name: str) -> CellSheet | None:
        """Return a sheet by its name in any case, as a spreadsheet does; None where there is none."""
        return next((sheet for sheet in self.sheets if sheet.name.casefold() == name.casefold()), None)


def open_spreadsheet(path: Path, name: str) -> Spreadsheet:
    """Return the cells of every sheet of a workbook.

    Raises:
        FileRefused: it is no workbook, protected by a password, damaged, too large, or has macros.
    """
    input_file = detect_file(path, name)
    if input_file.kind != "workbook":
        refuse(name, "a file of another kind", EXPECTED, "In the spreadsheet, choose Save as and Excel workbook.")
    try:
        with path.open("rb") as file:
            check_packing(input_file, file)
            return _load_cells(file, name)
    except DAMAGED:
        refuse(name, "a damaged or protected Excel workbook", "a whole workbook", SAVE_AGAIN)


def _load_cells(file: BinaryIO, name: str) -> Spreadsheet:
    from openpyxl import load_workbook

    # What openpyxl warns of are decorations that it leaves out.
    warnings.filterwarnings("ignore", module="openpyxl")
    values = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    formulas = load_workbook(file, read_only=True, keep_links=False)
    if len(values.worksheets) > MOST_SHEETS:
        refuse(name, f"{len(values.worksheets):,} sheets", f"at most {MOST_SHEETS} sheets", LESS)
    places = 0
    sheets = []
    for sheet, other in zip(values.worksheets, formulas.worksheets, strict=True):
        cells: dict[Position, SheetCell] = {}
        for position, value, width in _cells(sheet):
            places += width
            if places > MOST_PLACES:
                refuse(name, "a workbook with too many cells", f"at most {MOST_PLACES:,} cells", LESS)
            if value is not None:
                cells[position] = SheetCell(value=value)
        for position, formula in _formulas(other):
            cells[position] = SheetCell(value=_value_at(cells, position), formula=formula)
        sheets.append(CellSheet(name=str(sheet.title), cells=cells))
    names = {str(key): str(entry.attr_text or "") for key, entry in formulas.defined_names.items()}
    # The stubs do not know of them yet.
    own: Any = getattr(formulas, "custom_doc_props", None)
    properties = {str(entry.name): str(entry.value) for entry in (own.props if own else ())}
    return Spreadsheet(name=name, sheets=tuple(sheets), names=names, properties=properties)


def _value_at(cells: Mapping[Position, SheetCell], position: Position) -> Any:
    cell = cells.get(position)
    return None if cell is None else cell.value


def _cells(sheet: Any) -> Iterator[tuple[Position, Any, int]]:
    """Yield each place of a sheet with its value; the first of a row with the width of the row, others with 0."""
    # The size that a sheet says it has need not be true, and cells outside it would be lost.
    sheet.reset_dimensions()
    for row, values in enumerate(sheet.iter_rows(min_row=1, values_only=True), start=1):
        for column, value in enumerate(values, start=1):
            yield (row, column), value, len(values) if column == 1 else 0


def _formulas(sheet: Any) -> Iterator[tuple[Position, str]]:
    sheet.reset_dimensions()
    for row in sheet.iter_rows(min_row=1):
        for cell in row:
            if cell.data_type == "f":
                yield (cell.row, cell.column), _formula_text(cell.value)


def _formula_text(value: Any) -> str:
    """Return a formula as text, also where it fills several cells."""
    text = value if isinstance(value, str) else getattr(value, "text", None) or ""
    return text if text.startswith("=") else f"={text}"
