"""The text of a table's cell, by the kind of its column: one format for pages, files and every other reader."""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias

from steering.formatting import ABSENT, format_clock, format_day, format_number, format_value
from steering.months import format_month, is_month
from steering.status import Status

ColumnKind = Literal[
    "text", "words", "month", "day", "count", "share", "figure", "clock", "clock_change", "status", "series"
]
# Shares are fractions of one, months `2026-10`, days `2026-10-20`, series one value a month, clocks seconds.
CellValue: TypeAlias = str | int | float | tuple[float | None, ...] | None


def cell_text(value: CellValue, kind: ColumnKind) -> str:
    """Return a cell as it is read: `1,204`, `62.5%`, `2:05`, `Oct 2026`, `On track`; an en dash where nothing is."""
    if value is None or value == "":
        return ABSENT
    if kind == "status":
        return Status.parse(value).word
    if isinstance(value, tuple):
        points = [point for point in value if point is not None]
        return f"From {format_number(points[0])} to {format_number(points[-1])}" if points else ABSENT
    if isinstance(value, str):
        return _format_time(value, kind)
    if kind in ("clock", "clock_change"):
        return format_clock(value, signed=kind == "clock_change")
    return format_value(value, "share", 1) if kind == "share" else format_number(value)


def _format_time(text: str, kind: ColumnKind) -> str:
    """Return a month or day as it is read; any other text as it is."""
    if kind == "month" and is_month(text):
        return format_month(text)
    try:
        return format_day(dt.date.fromisoformat(text)) if kind == "day" else text
    except ValueError:
        return text
