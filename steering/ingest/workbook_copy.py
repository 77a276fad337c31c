"""A copy of a workbook in which some cells are others; beside the reader, the only user of openpyxl."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steering.errors import StoreUnavailable
from steering.ingest.workbook import DAMAGED

if TYPE_CHECKING:
    from openpyxl.cell import Cell

# A text that is a number as a workbook has them: without zeros before it, which are part of a name.
NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,14})?")
DIGITS = 15

Place = tuple[int, int]


def write_copy(path: Path, to: Path, cells: Mapping[Place, str]) -> None:
    """Write a workbook to another path with these texts in cells of its one sheet, by row and column from 1.

    What its formulas gave stands in their place: their results would be gone otherwise. One without a result stays.

    Raises:
        StoreUnavailable: it can't be read or written now.
    """
    from openpyxl import load_workbook

    warnings.filterwarnings("ignore", module="openpyxl")
    try:
        with path.open("rb") as file:
            book = load_workbook(file, data_only=True)
            formulas = load_workbook(file)
        at = next(at for at, sheet in enumerate(book.worksheets) if any(map(any, sheet.iter_rows(values_only=True))))
        sheet: Any = book.worksheets[at]
        for row in formulas.worksheets[at].iter_rows():
            for cell in row:
                if cell.data_type == "f" and sheet.cell(cell.row, cell.column).value is None:
                    sheet.cell(cell.row, cell.column).value = cell.value
        for (number, column), text in cells.items():
            _fill(sheet.cell(number, column), text)
        book.save(to)
    except DAMAGED as error:
        raise StoreUnavailable("The workbook can't be written again. Correct it in a spreadsheet.") from error


def _fill(cell: Cell, text: str) -> None:
    """Put a text into a cell: as a number where it is one, never as a formula."""
    if NUMBER.fullmatch(text) and len(re.sub(r"\D", "", text)) <= DIGITS:
        cell.value, cell.number_format = float(text) if "." in text else int(text), "General"
        return
    cell.value = text or None
    if text:
        cell.data_type, cell.number_format = "s", "@"
