"""The upper left part of a sheet as texts, to pick ranges from."""

from __future__ import annotations

from steering.imports.cell_texts import WrongCell, plain_text
from steering.ingest.spreadsheet import CellSheet, SheetCell


def view_sheet(sheet: CellSheet, rows: int, columns: int) -> tuple[tuple[str, ...], ...]:
    """Return what the first rows and columns of a sheet show."""
    height, width = min(sheet.height, rows), min(sheet.width, columns)
    return tuple(
        tuple(_show(sheet.cells.get((row, column))) for column in range(1, width + 1)) for row in range(1, height + 1)
    )


def _show(cell: SheetCell | None) -> str:
    try:
        return plain_text(cell)
    except WrongCell:
        return str(cell.value or cell.formula) if cell else ""
