"""Formulas of a workbook: how each is written in a cell, and what it comes to, by the same tree.

References are fixed or move with the cell, so that one formula serves a whole row. What a cell says and what a reader
shows in it before working anything out are therefore of one source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from xlsxwriter.utility import xl_col_to_name

from steering.exports.workbook.functions import FUNCTIONS, Fault, compute_operation, number_of

# The loosest first. In a spreadsheet a sign binds closer than a power.
BINDING = {"=": 0, "<>": 0, "<": 0, "<=": 0, ">": 0, ">=": 0, "+": 1, "-": 1, "*": 2, "/": 2, "^": 3}


@dataclass(frozen=True, kw_only=True)
class CellPlace:
    """The cell that a formula stands in: row and column from 0, and its place in its block of rows."""

    sheet: str
    row: int
    column: int
    place: int = 0


class CellValues(Protocol):
    """A sheet that knows its name and what its cells come to."""

    name: str

    def value(self, row: int, column: int) -> Any:
        """Return what a cell comes to; None where it is empty."""

    def array(self, top: int, left: int, bottom: int, right: int) -> Any:
        """Return what a range comes to, as a table."""


class Formula:
    """A formula or a part of one."""

    binding = 9

    def text(self, at: CellPlace) -> str:
        """Return it as it is written in a cell."""
        raise NotImplementedError

    def value(self, at: CellPlace) -> Any:
        """Return what it comes to in a cell. Raises Fault where a spreadsheet shows an error."""
        raise NotImplementedError

    def __add__(self, other: Formula) -> Formula:
        return Operation("+", self, other)

    def __sub__(self, other: Formula) -> Formula:
        return Operation("-", self, other)

    def __mul__(self, other: Formula) -> Formula:
        return Operation("*", self, other)

    def __truediv__(self, other: Formula) -> Formula:
        return Operation("/", self, other)

    def __pow__(self, other: Formula) -> Formula:
        return Operation("^", self, other)

    def __neg__(self) -> Formula:
        return Negation(self)

    def __lt__(self, other: Formula) -> Formula:
        return Operation("<", self, other)

    def __le__(self, other: Formula) -> Formula:
        return Operation("<=", self, other)

    def __gt__(self, other: Formula) -> Formula:
        return Operation(">", self, other)

    def __ge__(self, other: Formula) -> Formula:
        return Operation(">=", self, other)

    def equals(self, other: Formula) -> Formula:
        """Return whether it is the other."""
        return Operation("=", self, other)

    def differs(self, other: Formula) -> Formula:
        """Return whether it is not the other."""
        return Operation("<>", self, other)


class Literal(Formula):
    """0, 1 or a text; any other number is a cell of its own."""

    def __init__(self, content: int | str) -> None:
        self.content = content

    def text(self, at: CellPlace) -> str:
        """Return it as it is written in a cell."""
        del at  # it is the same in every cell
        if isinstance(self.content, str):
            quoted = self.content.replace('"', '""')
            return f'"{quoted}"'
        return str(self.content)

    def value(self, at: CellPlace) -> Any:
        """Return what it is."""
        del at  # it is the same in every cell
        return self.content


ZERO, ONE, NOTHING, NONE = Literal(0), Literal(1), Literal(""), Literal("none")


class Operation(Formula):
    """Two parts with an operator between them."""

    def __init__(self, operator: str, left: Formula, right: Formula) -> None:
        self.operator, self.left, self.right = operator, left, right
        self.binding = BINDING[operator]

    def text(self, at: CellPlace) -> str:
        """Return it as it is written in a cell."""
        left, right = self.left.text(at), self.right.text(at)
        if self.left.binding < self.binding or (self.operator == "^" and self.left.binding <= self.binding):
            left = f"({left})"
        if self.right.binding <= self.binding:
            right = f"({right})"
        return f"{left}{self.operator}{right}"

    def value(self, at: CellPlace) -> Any:
        """Return what it comes to in a cell."""
        return compute_operation(self.operator, self.left.value(at), self.right.value(at))


class Negation(Formula):
    """A part with its sign changed."""

    binding = 4

    def __init__(self, part: Formula) -> None:
        self.part = part

    def text(self, at: CellPlace) -> str:
        """Return it as it is written in a cell."""
        part = self.part.text(at)
        return f"-({part})" if self.part.binding <= self.binding else f"-{part}"

    def value(self, at: CellPlace) -> Any:
        """Return what it comes to in a cell."""
        return -number_of(self.part.value(at))


class Call(Formula):
    """A function of a spreadsheet with what it is given."""

    def __init__(self, name: str, *given: Formula) -> None:
        self.name, self.given = name, given

    def text(self, at: CellPlace) -> str:
        """Return it as it is written in a cell."""
        return f"{self.name}({','.join(part.text(at) for part in self.given)})"

    def value(self, at: CellPlace) -> Any:
        """Return what it comes to in a cell."""
        if self.name == "IF":
            condition, yes, no = self.given
            return (yes if condition.value(at) else no).value(at)
        if self.name == "IFERROR":
            try:
                return self.given[0].value(at)
            except Fault:
                return self.given[1].value(at)
        return FUNCTIONS[self.name](*(part.value(at) for part in self.given))


@dataclass(frozen=True, kw_only=True)
class CellPosition:
    """A row or column of a reference: fixed, or so many from the cell, or by the place in the block from a row on."""

    index: int
    moves: bool = False
    by_place: bool = False

    def find(self, own: int, place: int) -> int:
        """Return the row or column for a cell in an own one."""
        if self.by_place:
            return self.index + place
        return own + self.index if self.moves else self.index

    @property
    def sign(self) -> str:
        """What stands before it where it does not move."""
        return "" if self.moves or self.by_place else "$"


class CellReference(Formula):
    """A cell, or a range from one cell to another, of a sheet."""

    def __init__(
        self, sheet: CellValues, rows: tuple[CellPosition, CellPosition], columns: tuple[CellPosition, CellPosition]
    ) -> None:
        self.sheet, self.rows, self.columns = sheet, rows, columns
        self.is_cell = rows[0] == rows[1] and columns[0] == columns[1]
        self.is_fixed = not any(part.moves or part.by_place for part in (*rows, *columns))
        self._texts: dict[bool, str] = {}

    def text(self, at: CellPlace) -> str:
        """Return it as it is written in a cell."""
        is_own = self.sheet.name == at.sheet
        if not self.is_fixed:
            return self._write(at, is_own)
        if is_own not in self._texts:
            self._texts[is_own] = self._write(at, is_own)
        return self._texts[is_own]

    def _write(self, at: CellPlace, is_own: bool) -> str:
        ends = (
            zip(self.rows[:1], self.columns[:1], strict=True)
            if self.is_cell
            else zip(self.rows, self.columns, strict=True)
        )
        corners = [
            f"{column.sign}{column_name(column.find(at.column, at.place))}{row.sign}{row.find(at.row, at.place) + 1}"
            for row, column in ends
        ]
        return ("" if is_own else f"{quote_sheet(self.sheet.name)}!") + ":".join(corners)

    def value(self, at: CellPlace) -> Any:
        """Return what it comes to in a cell."""
        top, bottom = (row.find(at.row, at.place) for row in self.rows)
        left, right = (column.find(at.column, at.place) for column in self.columns)
        if self.is_cell:
            content = self.sheet.value(top, left)
            if isinstance(content, Fault):
                raise content
            return content
        return self.sheet.array(top, left, bottom, right)


@cache
def column_name(column: int) -> str:
    """Return the letters of a column from 0."""
    return str(xl_col_to_name(column))


@cache
def quote_sheet(name: str) -> str:
    """Return the name of a sheet as it stands before a reference."""
    return name if name.isalnum() else f"'{name}'"


def choose_if(condition: Formula, yes: Formula, no: Formula) -> Formula:
    """Return one of two by a condition."""
    return Call("IF", condition, yes, no)


def multiply(parts: Sequence[Formula]) -> Formula:
    """Return the product of parts, 1 without any."""
    if not parts:
        return ONE
    product = parts[0]
    for part in parts[1:]:
        product = product * part
    return product


def add_up(parts: Sequence[Formula]) -> Formula:
    """Return the sum of parts, 0 without any."""
    if not parts:
        return ZERO
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def given_or(cell: Formula, default: Formula) -> Formula:
    """Return a cell, or something else where it is empty."""
    return choose_if(cell.equals(NOTHING), default, cell)
