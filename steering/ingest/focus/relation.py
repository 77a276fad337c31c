"""A FOCUS file as SQL: the relations `cells` and `raw` and the expressions that type them, ready to be judged."""
# ruff: noqa: S608
# The SQL is made of quoted names and the standard's expressions; values of the file are never pasted into it.

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from steering.catalog.contracts import Contract
from steering.ingest.column_types import TEXT, VALUE, cleaned
from steering.ingest.focus.column_sql import Cell, cell, fast_path, quoted_name, text_of
from steering.ingest.focus.dates import Order, order_of
from steering.ingest.reader import RawTable
from steering.warehouse import Scratch


@dataclass(frozen=True, kw_only=True)
class FocusRelation:
    """The columns of one file. `raw` has `_row` and their text; `cells` has their text and is quicker to read."""

    cells: tuple[Cell, ...]
    order: Order | None = None

    @property
    def by_name(self) -> dict[str, Cell]:
        """The columns by their names."""
        return {cell.name: cell for cell in self.cells}

    def typed(self, names: Iterable[str], relation: str = "cells", *, also: Sequence[str] = ()) -> str:
        """SQL that gives columns of `relation` typed, with `"text of <name>"` beside each, and `also` as it is."""
        chosen = [self.by_name[name] for name in names]
        texts = ", ".join([*also, *(f"{text_of(cell)} as {text_name(cell)}" for cell in chosen)])
        values = ", ".join(f"{value_of(cell)} as {cell.quoted}" for cell in chosen)
        return f"select *, {values} from (select {texts} from {relation})"

    @property
    def light(self) -> frozenset[str]:
        """The columns that are met lightly."""
        return frozenset(cell.name for cell in self.cells if not cell.careful)


def relation_of(
    reading: RawTable, contract: Contract, careful: Collection[str] | None = None, order: Order | None = None
) -> FocusRelation:
    """How to judge the file that was read: lightly but for the columns `careful`, where its reading allows that.

    `order` is that of dates written with slashes.
    """
    known = {column.name: column for column in contract.columns}
    cells = (cell(name, known.get(name), order) for name in reading.header.positions)
    tidiness = reading.tidiness
    if tidiness and careful is not None:
        cells = (found if found.name in careful else fast_path(found, tidiness) for found in cells)
    return FocusRelation(cells=tuple(cells), order=order)


def settle_order(sheet: FocusRelation, scratch: Scratch) -> Order | None:
    """The order of dates written with slashes, from all that the file has."""
    moments = [cell.name for cell in sheet.cells if cell.kind == "moment"]
    texts = ", ".join(f"{cleaned(quoted_name(name))} as {quoted_name(name)}" for name in moments)
    return order_of(moments, f"select {texts} from cells", scratch)


def text_name(cell: Cell) -> str:
    """The name of a column's text beside its value."""
    return quoted_name(f"text of {cell.name}")


def value_of(cell: Cell) -> str:
    """SQL for the typed value, over the text's name."""
    return cell.typed.replace(TEXT, text_name(cell))


def about(sql: str, cell: Cell) -> str:
    """An expression over TEXT and VALUE, over a column's own names."""
    return sql.replace(TEXT, text_name(cell)).replace(VALUE, cell.quoted)
