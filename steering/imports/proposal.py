"""A first guess at which cells of a spreadsheet are costs and benefits, for whoever picks them to correct."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from steering.cases.cell_ranges import CellRange, name_range
from steering.cases.spreadsheet_mapping import MappedTable, SpreadsheetMapping
from steering.ingest.spreadsheet import CellSheet, Spreadsheet

# Rows and columns of a sheet that are looked at, and tables that are proposed.
FAR, MOST = 200, 10
PERIOD = re.compile(r"(today|now|start|(year|period|month|quarter|fy|y|q|m)\s*-?\s*\d{1,4}|\d{4})", re.IGNORECASE)
BENEFIT = re.compile(r"benefit|saving|revenue|income|gain", re.IGNORECASE)
TOTAL = re.compile(r"(sub-?\s?)?total\b|sum\b", re.IGNORECASE)


def propose_mapping(spreadsheet: Spreadsheet) -> SpreadsheetMapping | None:
    """Return the tables that have a row of periods above amounts, and labels at their left; None without any."""
    tables = [table for sheet in spreadsheet.sheets for table in _find_tables(sheet)][:MOST]
    last = max((table.last_period for table in tables), default=0)
    tables = [table for table in tables if table.last_period == last]
    return SpreadsheetMapping(tables=tuple(tables)) if tables else None


def _find_tables(sheet: CellSheet) -> Iterator[MappedTable]:
    row = 1
    while row <= min(sheet.height, FAR):
        columns = _find_periods(sheet, row)
        end = row
        if columns:
            while _has_amounts(sheet, end + 1, columns) or _has_amounts(sheet, end + 2, columns):
                end += 1
        if end > row and (label := _find_labels(sheet, row + 1, end, columns[0])):
            yield _describe(sheet, row, end, label, columns)
        row = end + 1


def _find_periods(sheet: CellSheet, row: int) -> list[int]:
    """Return the columns, side by side, whose cells in a row look like periods: two at least."""
    columns: list[int] = []
    for column in range(1, min(sheet.width, FAR) + 1):
        if _is_period(sheet.value(row, column)):
            columns.append(column)
        elif columns:
            break
    return columns if len(columns) > 1 else []


def _is_period(value: Any) -> bool:
    if isinstance(value, date):
        return True
    if isinstance(value, int | float) and not isinstance(value, bool):
        return 1900 < value < 2200 or value in range(61)
    return isinstance(value, str) and PERIOD.fullmatch(value.strip()) is not None


def _has_amounts(sheet: CellSheet, row: int, columns: list[int]) -> bool:
    values = [sheet.value(row, column) for column in columns]
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    return bool(numbers) and _find_periods(sheet, row) != columns


def _find_labels(sheet: CellSheet, top: int, bottom: int, before: int) -> int:
    """Return the column of texts at the left of the amounts; 0 without one."""
    for column in range(before - 1, 0, -1):
        if any(isinstance(sheet.value(row, column), str) for row in range(top, bottom + 1)):
            return column
    return 0


def _describe(sheet: CellSheet, row: int, end: int, label: int, columns: list[int]) -> MappedTable:
    texts = [str(sheet.value(at, label) or "").strip() for at in range(row + 1, end + 1)]
    titles = [str(sheet.value(at, label) or "") for at in range(max(1, row - 2), row + 1)]
    amounts = [
        value
        for at in range(row + 1, end + 1)
        for column in columns
        if isinstance(value := sheet.value(at, column), int | float)
    ]
    first = sheet.value(row, columns[0])
    return MappedTable(
        sheet=sheet.name,
        kind="benefit" if BENEFIT.search(" ".join([sheet.name, *titles])) else "cost",
        labels=name_range(CellRange(top=row + 1, bottom=end, left=label, right=label)),
        periods=name_range(CellRange(top=row, bottom=row, left=columns[0], right=columns[-1])),
        amounts=name_range(CellRange(top=row + 1, bottom=end, left=columns[0], right=columns[-1])),
        first_period=1 if first == 1 or re.fullmatch(r"\D+1", str(first)) else 0,
        negate=bool(amounts) and all(amount <= 0 for amount in amounts),
        leave_out=tuple(dict.fromkeys(text for text in texts if TOTAL.match(text))),
    )
