"""Cells that hold a list or keys with values, written in one line, and tables of mappings and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from steering.cases.yaml_writer import inline
from steering.finance.draft.grids import (
    DraftColumn,
    Edits,
    Grid,
    apply_edits,
    as_mapping,
    format_cell,
    free_name,
    list_at,
    parse_cell,
    set_key,
    with_choices,
)
from steering.finance.draft.history import Tree

NAME = "name"
# Keys whose values are lists, and those whose values are keys with values; `options` of a line may be either.
LISTS = ("quantity", "price", "share", "values", "rates", "lines", "risks")
MAPPINGS = ("end_value", "depreciation", "tax", "cost_of_capital")
EITHER = ("options",)


def format_compound(value: Any) -> str:
    """Return a value as a cell shows it: a list as `people, 2.4`, keys as `share: 20%`."""
    return inline(value)[1:-1] if isinstance(value, (dict, list)) else format_cell(value)


def parse_compound(key: str, text: str) -> Any:
    """Parse a cell of a key: a list or keys with values where it holds those, otherwise its text."""
    if key in MAPPINGS or (key in EITHER and ":" in text):
        parsed = parse_cell("{" + text + "}")
        return parsed if isinstance(parsed, dict) else text
    if key in EITHER or (key in LISTS and "," in text):
        parsed = parse_cell("[" + text + "]")
        return parsed if isinstance(parsed, list) else text
    return text


def change_compound(item: Any, key: str, text: str) -> Any:
    """Return a mapping with another cell."""
    if text == format_compound(as_mapping(item).get(key)):
        return item
    return set_key(as_mapping(item), key, parse_compound(key, text) if text else None)


def list_grid(tree: Tree, key: str, columns: Sequence[DraftColumn]) -> Grid:
    """Return the items of a list of the file as a table."""
    rows = [
        tuple(format_compound(as_mapping(item).get(column.key)) for column in columns) for item in list_at(tree, key)
    ]
    return with_choices(Grid(columns=tuple(columns), rows=tuple(rows)))


def apply_list(tree: Tree, key: str, edits: Edits) -> Tree:
    """Return the tree with a list as edited; without the key where it has become empty."""
    after = [item for _, item in apply_edits(list_at(tree, key), edits, change_compound, dict)]
    return set_key(tree, key, after or None)


def mapping_grid(tree: Tree, key: str, columns: Sequence[DraftColumn], *, alone: str) -> Grid:
    """Return the parts of a mapping of the file as a table; a part that is one value has it in the column `alone`."""
    parts = as_mapping(tree.get(key)).items()
    rows = [(name, *(_cell(part, column.key, alone) for column in columns[1:])) for name, part in parts]
    return with_choices(Grid(columns=tuple(columns), rows=tuple(rows)))


def apply_mapping(tree: Tree, key: str, edits: Edits, *, alone: str, new: str) -> Tree:
    """Return the tree with a mapping as edited. A missing or repeated name becomes a free one."""

    def change(item: tuple[str, Any], column: str, text: str) -> tuple[str, Any]:
        name, part = item
        if column == NAME:
            return text, part
        if text == _cell(part, column, alone):
            return item
        if column == alone and not isinstance(part, dict):
            return name, parse_compound(column, text)
        mapping: Mapping[str, Any] = part if isinstance(part, dict) else set_key({}, alone, part)
        return name, change_compound(mapping, column, text)

    after: dict[str, Any] = {}
    before = list(as_mapping(tree.get(key)).items())
    for was, (name, part) in apply_edits(before, edits, change, lambda: ("", {})):
        same = was is not None and before[was][0] == name and name not in after
        after[name if same else free_name(name or new, after)] = part
    return set_key(tree, key, after or None)


def _cell(part: Any, key: str, alone: str) -> str:
    if isinstance(part, dict):
        return format_compound(part.get(key))
    return format_compound(part) if key == alone else ""
