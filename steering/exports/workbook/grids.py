"""The sheets of a workbook while they are made: rows and blocks, each with one formula, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from steering.exports.workbook.formulas import CellPlace, CellPosition, CellReference, Formula
from steering.exports.workbook.functions import Fault
from steering.exports.workbook.layout import (
    FIRST_COLUMN,
    FIRST_ROW,
    HEADING_ROW,
    KEY_COLUMN,
    LABEL_COLUMN,
    OPENING_COLUMN,
    UNIT_COLUMN,
    VALUE_COLUMN,
)

# From which spreadsheets count days.
DAY_0 = date(1899, 12, 30)
# What a cell is: an input, a figure that stands for the shape of the model, a formula, or words.
TITLE, SECTION, HEADING, TEXT, KEY, INPUT, FIXED, FORMULA, CHECK = (
    "title", "section", "heading", "text", "key", "input", "fixed", "formula", "check",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ModelCell:
    """What is written in a cell: its content or its formula with what it comes to, how it looks, its kind of figure."""

    content: Any
    style: str
    kind: str = "text"
    formula: str | None = None


@dataclass(eq=False)
class ModelSheet:
    """A sheet: cells by row and column from 0, and how wide its columns are."""

    name: str
    title: str
    count: int = 0
    cells: dict[tuple[int, int], ModelCell] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    next_row: int = FIRST_ROW
    lists: list[tuple[int, int, list[str] | str]] = field(default_factory=list)
    freeze: tuple[int, int] = (FIRST_ROW, FIRST_COLUMN)
    _arrays: dict[tuple[int, int, int, int], Any] = field(default_factory=dict)

    def value(self, row: int, column: int) -> Any:
        """Return what a cell comes to; None where it is empty."""
        cell = self.cells.get((row, column))
        content = None if cell is None else cell.content
        return (content - DAY_0).days if isinstance(content, date) else content

    def array(self, top: int, left: int, bottom: int, right: int) -> Any:
        """Return what a range comes to as a table: numbers with 0 where a cell is empty, or whatever is in it."""
        key = (top, left, bottom, right)
        if key not in self._arrays:
            rows = [[self.value(row, column) for column in range(left, right + 1)] for row in range(top, bottom + 1)]
            for content in (content for row in rows for content in row):
                if isinstance(content, Fault):
                    raise content
            plain = all(isinstance(content, int | float) for row in rows for content in row)
            table = np.array(rows, dtype=float if plain else object)
            self._arrays[key] = table
        return self._arrays[key]

    def put(self, row: int, column: int, content: Any, style: str = TEXT, kind: str = "text") -> None:
        """Put a content into a cell."""
        self.cells[row, column] = ModelCell(content=content, style=style, kind=kind)

    def put_formula(
        self, row: int, column: int, formula: Formula, kind: str, place: int = 0, style: str = FORMULA
    ) -> None:
        """Put a formula into a cell, with what it comes to."""
        at = CellPlace(sheet=self.name, row=row, column=column, place=place)
        try:
            content = formula.value(at)
        except Fault as fault:
            content = fault
        if isinstance(content, np.ndarray):
            content = float(content)
        self.cells[row, column] = ModelCell(content=content, style=style, kind=kind, formula=f"={formula.text(at)}")

    def head(self, labels: Sequence[Any], key: str = "Key", total: str = "Total", kind: str = "heading") -> None:
        """Write the headings of a sheet whose rows go on over an axis."""
        for column, label in ((KEY_COLUMN, key), (LABEL_COLUMN, "Label"), (UNIT_COLUMN, "Unit"), (VALUE_COLUMN, total)):
            self.put(HEADING_ROW, column, label, HEADING, "count" if column == VALUE_COLUMN else "text")
        self.count = len(labels)
        for place, label in enumerate(labels):
            self.put(HEADING_ROW, FIRST_COLUMN + place, label, HEADING, kind)

    def section(self, words: str) -> None:
        """Begin a section with a gap above it."""
        if self.next_row > FIRST_ROW:
            self.next_row += 1
        self.put(self.next_row, LABEL_COLUMN, words, SECTION)
        self.next_row += 1

    def start_row(self, label: str, unit: str, key: str = "") -> ModelRow:
        """Begin a row with its words."""
        row = self.next_row
        self.next_row += 1
        if key:
            self.put(row, KEY_COLUMN, key, KEY)
        self.put(row, LABEL_COLUMN, label)
        self.put(row, UNIT_COLUMN, unit)
        return ModelRow(sheet=self, row=row)

    def inputs(
        self, label: str, unit: str, key: str, contents: Sequence[Any], kind: str, style: str = INPUT
    ) -> ModelRow:
        """Write a row of inputs over the axis."""
        row = self.start_row(label, unit, key)
        for place, content in enumerate(contents):
            self.put(row.row, FIRST_COLUMN + place, content, style, kind)
        return row

    def formulas(self, label: str, unit: str, formula: Formula, kind: str, total: Formula | None = None) -> ModelRow:
        """Write a row of one formula over the axis, and what it comes to in all."""
        row = self.start_row(label, unit)
        for place in range(self.count):
            self.put_formula(row.row, FIRST_COLUMN + place, formula, kind)
        if total is not None:
            self.put_formula(row.row, VALUE_COLUMN, total, kind)
        return row

    def scalar(self, label: str, unit: str, formula: Formula, kind: str) -> ModelRow:
        """Write a row of one figure, in the column of values."""
        row = self.start_row(label, unit)
        self.put_formula(row.row, VALUE_COLUMN, formula, kind)
        return row


def _span(sheet: ModelSheet, row: CellPosition, start: int, stop: int | None) -> CellReference:
    last = sheet.count if stop is None else stop
    columns = CellPosition(index=FIRST_COLUMN + start), CellPosition(index=FIRST_COLUMN + last - 1)
    return CellReference(sheet, (row, row), columns)


@dataclass(frozen=True, eq=False)
class ModelRow:
    """A row of a sheet, to refer to."""

    sheet: ModelSheet
    row: int

    def here(self, offset: int = 0) -> CellReference:
        """Return its cell in the column of the formula, or so many columns on."""
        return self._cell(CellPosition(index=offset, moves=True))

    @property
    def total(self) -> CellReference:
        """Its cell in the column of values."""
        return self._cell(CellPosition(index=VALUE_COLUMN))

    def at(self, place: int) -> CellReference:
        """Return its cell at a place of the axis."""
        return self._cell(CellPosition(index=FIRST_COLUMN + place))

    def span(self, start: int = 0, stop: int | None = None) -> CellReference:
        """Return its cells over the axis."""
        return _span(self.sheet, CellPosition(index=self.row), start, stop)

    def _cell(self, column: CellPosition) -> CellReference:
        row = CellPosition(index=self.row)
        return CellReference(self.sheet, (row, row), (column, column))


@dataclass(frozen=True, eq=False)
class ModelBlock:
    """A block of rows that all have the same formula, one for each place of another axis, to refer to."""

    sheet: ModelSheet
    first: int
    height: int

    def here(self, offset: int = 0) -> CellReference:
        """Return the cell at the same place, in the column of the formula, or so many columns on."""
        return self._cell(CellPosition(index=offset, moves=True))

    @property
    def total(self) -> CellReference:
        """The cell of values at the same place."""
        return self._cell(CellPosition(index=VALUE_COLUMN))

    @property
    def opening(self) -> CellReference:
        """The cell before the axis at the same place."""
        return self._cell(CellPosition(index=OPENING_COLUMN))

    @property
    def number(self) -> CellReference:
        """The number of the place itself, which stands first in its row."""
        return self._cell(CellPosition(index=KEY_COLUMN))

    def at(self, place: int) -> CellReference:
        """Return the cell at a place of the axis."""
        return self._cell(CellPosition(index=FIRST_COLUMN + place))

    def span(self, start: int = 0, stop: int | None = None) -> CellReference:
        """Return the cells over the axis at the same place."""
        return _span(self.sheet, CellPosition(index=self.first, by_place=True), start, stop)

    @property
    def totals(self) -> CellReference:
        """All cells of values, one below the other."""
        column = CellPosition(index=VALUE_COLUMN)
        rows = CellPosition(index=self.first), CellPosition(index=self.first + self.height - 1)
        return CellReference(self.sheet, rows, (column, column))

    @property
    def column(self) -> CellReference:
        """All cells of the block in the column of the formula."""
        column = CellPosition(index=0, moves=True)
        rows = CellPosition(index=self.first), CellPosition(index=self.first + self.height - 1)
        return CellReference(self.sheet, rows, (column, column))

    @property
    def table(self) -> CellReference:
        """All cells of the block over the axis."""
        rows = CellPosition(index=self.first), CellPosition(index=self.first + self.height - 1)
        columns = CellPosition(index=FIRST_COLUMN), CellPosition(index=FIRST_COLUMN + self.sheet.count - 1)
        return CellReference(self.sheet, rows, columns)

    def _cell(self, column: CellPosition) -> CellReference:
        row = CellPosition(index=self.first, by_place=True)
        return CellReference(self.sheet, (row, row), (column, column))


@dataclass(frozen=True, eq=False)
class ModelColumn:
    """A column of a table that goes down, each of its rows with the same formula."""

    sheet: ModelSheet
    column: int
    first: int
    height: int = 1

    @property
    def here(self) -> CellReference:
        """Its cell in the row of the formula."""
        row, column = CellPosition(index=self.first, by_place=True), CellPosition(index=self.column)
        return CellReference(self.sheet, (row, row), (column, column))

    @property
    def span(self) -> CellReference:
        """All of its cells."""
        rows = CellPosition(index=self.first), CellPosition(index=self.first + self.height - 1)
        column = CellPosition(index=self.column)
        return CellReference(self.sheet, rows, (column, column))
