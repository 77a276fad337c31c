"""The ranges of a mapping as two tables to pick them in, and what is picked as a mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from steering.cases.spreadsheet_mapping import KEYS, SpreadsheetMapping, parse_mapping
from steering.cases.yaml_reader import parse_yaml
from steering.cases.yaml_writer import dump_yaml
from steering.catalog.drivers import DRIVERS
from steering.errors import Problem
from steering.finance.draft.grids import DraftColumn, Edits, Grid, apply_edits, as_mapping, format_cell, list_at
from steering.finance.draft.history import Tree
from steering.imports.mapping_text import describe_mapping

KINDS = {"cost": "Costs", "benefit": "Benefits"}
MINUS = {"": "No", "true": "Yes"}
LISTS = ("leave_out",)


def tables_grid(picks: Tree, sheets: Sequence[str]) -> Grid:
    """Return the blocks of costs and benefits, a row each."""
    columns = (
        DraftColumn(key="sheet", label="Sheet", kind="choice", options=tuple(sheets), names=True, default=sheets[0]),
        DraftColumn(key="kind", label="What", kind="choice", options=tuple(KINDS), labels=KINDS, default="cost"),
        DraftColumn(key="labels", label="Labels", help="The cells with the labels of the lines, such as A5:A14"),
        DraftColumn(key="periods", label="Periods", help="The cells that head the periods, such as C4:H4"),
        DraftColumn(key="amounts", label="Amounts", help="The cells of the amounts, such as C5:H14"),
        DraftColumn(
            key="first_period", label="First period", kind="figure", help="0 is today, 1 the first period; empty is 0"
        ),
        DraftColumn(
            key="negate", label="With a minus", kind="choice", options=tuple(MINUS), labels=MINUS,
            help="Whether the amounts stand with a minus in the spreadsheet",
        ),
        DraftColumn(key="leave_out", label="Leave out", help="Labels of totals, with a comma between them"),
    )  # fmt: skip
    rows = tuple(tuple(_cell(table, column.key) for column in columns) for table in list_at(picks, "tables"))
    return Grid(columns=columns, rows=rows)


def cells_grid(picks: Tree, sheets: Sequence[str], inputs: Sequence[str]) -> Grid:
    """Return the keys that one cell holds, a row each; `inputs` are those of the draft."""
    keys = (*KEYS, *(f"inputs.{name}" for name in inputs), *(f"drivers.{name}" for name in DRIVERS))
    labels = {key: key.replace("_", " ").replace(".", ": ").capitalize() for key in keys}
    columns = (
        DraftColumn(key="key", label="What", kind="choice", options=keys, labels=labels, names=True),
        DraftColumn(key="sheet", label="Sheet", kind="choice", options=tuple(sheets), default=sheets[0]),
        DraftColumn(key="cell", label="Cell", help="One cell, such as B3"),
    )
    rows = tuple(
        (item["key"], format_cell(item.get("sheet")), format_cell(item.get("cell"))) for item in _list_cells(picks)
    )
    return Grid(columns=columns, rows=rows)


def _list_cells(picks: Tree) -> list[dict[str, Any]]:
    return [{**as_mapping(place), "key": key} for key, place in as_mapping(picks.get("cells")).items()]


def _cell(table: Any, key: str) -> str:
    value = as_mapping(table).get(key)
    return ", ".join(map(format_cell, value)) if isinstance(value, list) else format_cell(value)


def apply_tables(picks: Tree, edits: Edits) -> Tree:
    """Return the picks with the blocks as edited."""
    items = apply_edits(list_at(picks, "tables"), edits, _change, dict)
    return {**picks, "tables": [table for _, table in items if table]}


def apply_cells(picks: Tree, edits: Edits) -> Tree:
    """Return the picks with the single cells as edited; of two rows for one key the last one counts."""
    items = apply_edits(_list_cells(picks), edits, _change, dict)
    cells = {
        item["key"]: {key: value for key, value in item.items() if key != "key"} for _, item in items if item.get("key")
    }
    return {**picks, "cells": cells}


def _change(item: Any, key: str, text: str) -> Any:
    parts: Any = [part.strip() for part in text.split(",") if part.strip()] if key in LISTS else text
    others: Mapping[str, Any] = {name: value for name, value in item.items() if name != key}
    return {**others, key: parts} if parts else dict(others)


def list_picks(mapping: SpreadsheetMapping | None) -> Tree:
    """Return a mapping as picks; none at all without one."""
    tree = parse_yaml(describe_mapping(mapping), "").tree if mapping else {}
    return tree if isinstance(tree, dict) else {}


def map_picks(picks: Tree) -> tuple[SpreadsheetMapping | None, tuple[Problem, ...]]:
    """Return the mapping that was picked; None, and every problem, where it is none yet."""
    return parse_mapping(parse_yaml(dump_yaml(dict(picks)), "Your ranges"))
