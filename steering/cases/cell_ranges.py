"""Cells and ranges of a spreadsheet by their usual names, such as `B5` and `C5:H14`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384


@dataclass(frozen=True, kw_only=True)
class CellRange:
    """A block of cells, rows and columns from 1, first and last included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        """How many rows it has."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """How many columns it has."""
        return self.right - self.left + 1

    @property
    def is_line(self) -> bool:
        """Whether it is one row or one column."""
        return self.height == 1 or self.width == 1

    def positions(self) -> Iterator[tuple[int, int]]:
        """Yield each cell by row and column, row by row."""
        return (
            (row, column) for row in range(self.top, self.bottom + 1) for column in range(self.left, self.right + 1)
        )

    def overlaps(self, other: CellRange) -> bool:
        """Return whether the two have a cell in common."""
        rows = self.top <= other.bottom and other.top <= self.bottom
        return rows and self.left <= other.right and other.left <= self.right


def parse_range(text: str) -> CellRange:
    """Return a range by its name. Raises ValueError, which says what was expected."""
    match = RANGE.fullmatch(text.strip().upper())
    if match is None:
        raise ValueError("a range of cells such as C5:H14")
    rows = sorted(int(row) for row in (match[2], match[4] or match[2]))
    columns = sorted(column_number(letters) for letters in (match[1], match[3] or match[1]))
    if rows[0] < 1 or rows[1] > MOST_ROWS or columns[1] > MOST_COLUMNS:
        raise ValueError(f"cells from A1 to {name_cell(MOST_ROWS, MOST_COLUMNS)}")
    return CellRange(top=rows[0], left=columns[0], bottom=rows[1], right=columns[1])


def column_number(letters: str) -> int:
    """Return the number of a column from 1: `A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def name_column(number: int) -> str:
    """Return the letters of a column, counted from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def name_cell(row: int, column: int) -> str:
    """Return the name of a cell by row and column from 1: `C7`."""
    return f"{name_column(column)}{row}"


def name_range(cells: CellRange) -> str:
    """Return the name of a range: `C5:H14`, or `C5` where it is one cell."""
    first, last = name_cell(cells.top, cells.left), name_cell(cells.bottom, cells.right)
    return first if first == last else f"{first}:{last}"
