"""The lists of a dossier's file as tables to edit, written back into its text; the file's parser is the judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from steering.cases.dossier.files import DossierFile
from steering.cases.json_schema import Schema
from steering.cases.yaml_reader import Place, parse_yaml, path
from steering.cases.yaml_writer import dump_yaml, update_yaml
from steering.dossier.table_columns import (
    ListColumn,
    as_draft_column,
    change_cell,
    describe_file,
    find_schema,
    format_cell,
    is_list_of_records,
    label,
    list_columns,
    plain,
    value_at,
)
from steering.errors import Problem
from steering.finance.draft.grids import Edits, Grid, apply_edits, as_mapping, with_choices

# What a row is called by, in this order.
NAMES = ("name", "title", "activity", "text", "question", "id", "capability")


@dataclass(frozen=True, kw_only=True)
class DossierTable:
    """A list of a file: its place there, what it is called, its columns and rows."""

    place: Place
    title: str
    columns: tuple[ListColumn, ...]
    rows: tuple[Any, ...]

    @property
    def id(self) -> str:
        """Its place as the path of a key."""
        return path(self.place)

    @property
    def grid(self) -> Grid:
        """The table as the page draws it."""
        columns = tuple(as_draft_column(column, names=index == 0) for index, column in enumerate(self.columns))
        return with_choices(Grid(columns=columns, rows=tuple(map(self._cells, self.rows))))

    def _cells(self, row: Any) -> tuple[str, ...]:
        return tuple(format_cell(row, column) for column in self.columns)


def list_tables(file: DossierFile, text: str) -> tuple[DossierTable, ...]:
    """Return every list of records of a file's text; none where the text can't be read as keys and values."""
    tree = _parse(text)
    return () if tree is None else tuple(_list_tables(describe_file(file), tree, describe_file(file), (), ""))


def edit_table(file: DossierFile, text: str, place: Place, edits: Edits) -> str:
    """Return a file's text with one of its tables as edited; what is not changed in it stays as it is written.

    Returns the text as it is where it has no such table.
    """
    tables = {table.place: table for table in list_tables(file, text)}
    if place not in tables:
        return text
    columns = {column.id: column for column in tables[place].columns}
    rows = tables[place].rows
    items = apply_edits(
        rows, _known(edits, columns, len(rows)), lambda row, key, to: change_cell(row, columns[key], to), dict
    )
    after = [item for _, item in items]
    tree = _parse(text)
    if tree is None or after == list(rows):
        return text
    changed = _put(tree, place, after)
    # Comments alone are no keys, which could be changed.
    return update_yaml(text, changed) if tree else "".join([text, "\n" if text.strip() else "", dump_yaml(changed)])


def place_problem(problem: Problem, tables: Sequence[DossierTable]) -> Problem:
    """Return a problem with the row and the column of the table in which it is; as it is where it is in none."""
    inside = [table for table in tables if problem.spot[: len(table.place)] == table.place]
    if not inside:
        return problem
    table = max(inside, key=lambda table: len(table.place))
    match problem.spot[len(table.place) :]:
        case (int(row), *keys):
            column = next((each.title for each in table.columns if _is_at(each, keys)), path(tuple(keys)))
            return replace(problem, file=table.title, row=row + 1, column=column or None)
    return replace(problem, file=table.title, row=None, column=None)


def _is_at(column: ListColumn, keys: Sequence[str | int]) -> bool:
    return bool(keys) and column.keys == tuple(keys[: len(column.keys)])


def _parse(text: str) -> dict[str, Any] | None:
    """Return what a text says; nothing where it can't be read, or where writing it anew would lose something."""
    document = parse_yaml(text, "")
    if document.tree is None and not document.problems:
        return {}
    return document.tree if isinstance(document.tree, dict) and not document.problems else None


def _list_tables(part: Schema, value: Any, whole: Schema, place: Place, of: str) -> Iterator[DossierTable]:
    """Yield the lists within a mapping, each followed by the lists within its rows."""
    for key, inner in part.get("properties", {}).items():
        shape, at = find_schema(inner, whole), (*place, key)
        content = value_at(value, (key,))
        if "properties" in shape and (of or not place):
            yield from _list_tables(shape, content, whole, at, of or label(key))
        elif is_list_of_records(shape, whole) and (content is None or isinstance(content, list)):
            yield from _list_rows(find_schema(shape["items"], whole), content or [], whole, at, of)


def _list_rows(record: Schema, rows: list[Any], whole: Schema, place: Place, of: str) -> Iterator[DossierTable]:
    title = f"{of}: {plain(str(place[-1]))}" if of else label(str(place[-1]))
    yield DossierTable(place=place, title=title, columns=list_columns(record, whole, rows), rows=tuple(rows))
    for index, row in enumerate(rows):
        yield from _list_tables(record, as_mapping(row), whole, (*place, index), _name(row, index))


def _name(row: Any, index: int) -> str:
    texts = (value_at(row, (key,)) for key in NAMES)
    return next((text for text in texts if isinstance(text, str) and text.strip()), f"Row {index + 1}")


def _known(edits: Edits, columns: dict[str, ListColumn], count: int) -> Edits:
    """Return the edits of cells that there are, without rows in which nothing is written: they come from a browser."""

    def pick(cells: Any) -> dict[str, str]:
        return {key: text for key, text in cells.items() if key in columns}

    changes = {row: pick(cells) for row, cells in edits.changed.items() if 0 <= row < count}
    new_rows = [cells for cells in map(pick, edits.added) if any(cells.values())]
    return Edits(changed=changes, added=new_rows, removed=edits.removed)


def _put(tree: Any, place: Place, value: Any) -> Any:
    """Return a tree with another value at a place."""
    if not place:
        return value
    key, *below = place
    if isinstance(key, int):
        return [_put(item, tuple(below), value) if index == key else item for index, item in enumerate(tree)]
    inner = as_mapping(tree)
    return {**inner, key: _put(inner.get(key), tuple(below), value)}
