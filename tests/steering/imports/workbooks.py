"""Workbooks for the tests, written by a program that writes real ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]


def write_workbook(
    path: Path, sheets: Mapping[str, Rows], formulas: Mapping[str, tuple[str, Any]] | None = None
) -> Path:
    """Write sheets of rows from A1 on; `formulas` by `Sheet!A1` with what each comes to, "" where nothing is stored."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for index, row in enumerate(rows):
                sheet.write_row(index, 0, row)
        for place, (formula, value) in (formulas or {}).items():
            name, _, cell = place.partition("!")
            found = book.get_worksheet_by_name(name)
            assert found is not None
            found.write_formula(cell, formula, None, value)
    return path
