"""The tables of a paper: which columns stand beside each other, how wide they are, and what goes below its row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from steering.frames.blocks import Cell, Column, TableBlock
from steering.frames.cells import ColumnKind
from steering.status import Status

# Kinds of column whose cells end at the right, so that digits stand under each other.
RIGHT: tuple[ColumnKind, ...] = ("count", "share", "figure", "clock", "clock_change")
# Points that a table is wide, that a letter of it takes on average, and that stand beside the letters of a cell.
WIDTH, LETTER, EDGE = 486.0, 4.3, 8.6
# Columns that a row holds at most, and the letters of one that is as wide as it must be.
MOST_COLUMNS, SHORT = 9, 18
# The fewest letters that words need beside each other, and the most for which a column is made wide.
NARROWEST, WIDEST = 13, 60


def write_table(block: TableBlock, most: int) -> dict[str, Any]:
    """Return a table as values: its columns with their widths, and at most so many rows."""
    rows = block.cells[:most]
    beside = _choose_columns(block.columns, rows)
    below = [number for number in range(len(block.columns)) if number not in beside]
    widths = _share_width(beside, block.columns, rows)
    return {
        "kind": "table",
        "title": block.title,
        "empty": block.empty,
        "note": block.note,
        "columns": [
            {"label": column.label, "right": column.kind in RIGHT, "width": width, "grows": grows}
            for column, (width, grows) in zip([block.columns[number] for number in beside], widths, strict=True)
        ],
        "rows": [
            {
                "cells": [_write_cell(row[number], block.columns[number]) for number in beside],
                "below": [
                    {"label": block.columns[number].label, "text": row[number].text}
                    for number in below
                    if row[number].text.strip(" –")
                ],
            }
            for row in rows
        ],
        "more": len(block.rows) - len(rows),
    }


def _choose_columns(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """The columns that stand beside each other: all where they fit, otherwise without words, the last first."""
    beside = list(range(len(columns)))
    while len(beside) > 2 and not _fits(beside, columns, rows):
        minor = [number for number in beside[1:] if columns[number].minor]
        wordy = [number for number in beside[1:] if columns[number].kind == "words"]
        texts = [number for number in beside[1:] if columns[number].kind not in RIGHT]
        beside.remove((minor or wordy or texts or beside)[-1])
    return beside


def _fits(beside: Sequence[int], columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> bool:
    letters = (min(_count_letters(number, columns, rows), NARROWEST + 5) for number in beside)
    return len(beside) <= MOST_COLUMNS and sum(count * LETTER + EDGE for count in letters) <= WIDTH


def _share_width(
    beside: Sequence[int], columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> list[tuple[float, bool]]:
    """Return the width of each column, in points where it stays as it is, and in parts of the rest where it grows."""
    counts = [_count_letters(number, columns, rows) for number in beside]
    fixed = [count <= SHORT for count in counts]
    if all(fixed):
        fixed[_choose_growing(beside, columns, counts)] = False
    return [
        (round(count * LETTER + EDGE, 1), False) if stays else (float(max(min(count, WIDEST), NARROWEST)), True)
        for count, stays in zip(counts, fixed, strict=True)
    ]


def _choose_growing(beside: Sequence[int], columns: Sequence[Column], counts: Sequence[int]) -> int:
    """Which of short columns takes the room that is left: one of words, otherwise the longest that is no figure."""

    def rate(place: int) -> tuple[bool, bool, int]:
        kind = columns[beside[place]].kind
        return kind == "words", kind not in RIGHT, counts[place]

    return max(range(len(beside)), key=rate)


def _count_letters(number: int, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> int:
    """The letters of a column's longest cell, or of the longest word of its heading; a status has a sign as well."""
    column = columns[number]
    heading = max((len(word) for word in column.label.split()), default=0)
    cells = max((len(row[number].text) for row in rows), default=0)
    return max(cells + 3 * (column.kind == "status"), min(heading, SHORT))


def _write_cell(cell: Cell, column: Column) -> dict[str, Any]:
    if column.kind == "status" and cell.value:
        status = Status.parse(cell.value)
        return {"text": status.word, "sign": status.icon, "tone": status.colour}
    return {"text": cell.text}
