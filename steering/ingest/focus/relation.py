"""A FOCUS file as SQL: the relations `cells` and `raw` and the expressions that type them, ready to be validated."""
# ruff: noqa: S608
# The SQL is made of quoted names and the standard's expressions; values of the file are never pasted into it.

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from steering.catalog.contracts import Contract
from steering.ingest.column_rules import TEXT, VALUE, clean_text_sql
from steering.ingest.focus.column_sql import FocusColumnSql, column_sql, fast_path, quote_name, text_of
from steering.ingest.focus.dates import Order, detect_order
from steering.ingest.raw_table import RawTable
from steering.warehouse import Scratch


@dataclass(frozen=True, kw_only=True)
class FocusRelation:
    """The columns of one file. `raw` has `_row` and their text; `cells` has their text and is quicker to read."""

    cells: tuple[FocusColumnSql, ...]
    order: Order | None = None

    @property
    def by_name(self) -> dict[str, FocusColumnSql]:
        """The columns by their names."""
        return {cell.name: cell for cell in self.cells}

    def typed_select(self, names: Iterable[str], relation: str = "cells", *, also: Sequence[str] = ()) -> str:
        """SQL that gives columns of `relation` typed, with `"text of <name>"` beside each, and `also` as it is."""
        columns = [self.by_name[name] for name in names]
        texts = ", ".join([*also, *(f"{text_of(cell)} as {text_name(cell)}" for cell in columns)])
        values = ", ".join(f"{value_of(cell)} as {cell.sql_name}" for cell in columns)
        return f"select *, {values} from (select {texts} from {relation})"

    @property
    def light(self) -> frozenset[str]:
        """The columns that are met lightly."""
        return frozenset(cell.name for cell in self.cells if not cell.careful)


def relation_of(
    reading: RawTable, contract: Contract, careful: Collection[str] | None = None, order: Order | None = None
) -> FocusRelation:
    """Build the relation of a file: by the fast path except for the columns `careful`, where the file allows that.

    `order` is that of dates written with slashes.
    """
    contract_columns = {column.name: column for column in contract.columns}
    for name in reading.partial & set(contract_columns):
        # That a part lacks the column is told already, once and not for each of its rows.
        contract_columns[name] = contract_columns[name].model_copy(update={"nulls": True})
    cells = (column_sql(name, contract_columns.get(name), order) for name in reading.header.positions)
    tidiness = reading.tidiness
    if tidiness and careful is not None:
        cells = (column if column.name in careful else fast_path(column, tidiness) for column in cells)
    return FocusRelation(cells=tuple(cells), order=order)


def detect_date_order(relation: FocusRelation, scratch: Scratch) -> Order | None:
    """The order of dates written with slashes, from all that the file has."""
    moments = [cell.name for cell in relation.cells if cell.kind == "moment"]
    texts = ", ".join(f"{clean_text_sql(quote_name(name))} as {quote_name(name)}" for name in moments)
    return detect_order(moments, f"select {texts} from cells", scratch)


def text_name(cell: FocusColumnSql) -> str:
    """The name of a column's text beside its value."""
    return quote_name(f"text of {cell.name}")


def value_of(cell: FocusColumnSql) -> str:
    """SQL for the typed value, over the text's name."""
    return cell.typed.replace(TEXT, text_name(cell))


def with_names(sql: str, cell: FocusColumnSql) -> str:
    """An expression over TEXT and VALUE, over a column's own names."""
    return sql.replace(TEXT, text_name(cell)).replace(VALUE, cell.sql_name)
