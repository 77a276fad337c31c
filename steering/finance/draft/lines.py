"""The lines of a draft as two tables, their figures and what is known of them; names that others use are followed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, get_args

from steering.cases.business_checks import BENEFITS
from steering.cases.line import DistributionName, Kind
from steering.finance.draft.grids import (
    CONFIDENCE,
    DraftColumn,
    Edits,
    Grid,
    apply_edits,
    as_mapping,
    count_periods,
    format_cell,
    format_figure,
    free_name,
    headings,
    list_at,
    set_key,
    with_choices,
    with_figure,
)
from steering.finance.draft.history import Tree

NEW = "new_line"
FLOWS = ("costs", "benefits", "net")
# What the key of a column of figures begins with; the position in the list follows.
VALUES = "values."
FOLLOWS = "follows_cost"


def _ids(tree: Tree) -> list[str]:
    return [cell(line, "id") for line in list_at(tree, "lines")]


def figures_grid(tree: Tree) -> Grid:
    """Return what each line costs or brings, by period. Of net cash flows there are lists instead of lines."""
    columns = [
        DraftColumn(key=f"{VALUES}{index}", label=name, kind="figure", default="0")
        for index, name in enumerate(headings(tree))
    ]
    if flows := _flows(tree):
        rows = [(name, *(cell({"values": flows.get(name)}, column.key) for column in columns)) for name in FLOWS]
        return Grid(
            columns=(DraftColumn(key="id", label="Flow", names=True, fixed=True), *columns),
            rows=tuple(rows),
            grows=False,
        )
    return _grid(tree, (*_head(tree), *columns))


def ranges_grid(tree: Tree) -> Grid:
    """Return the attributes of each line: its range, what it follows, its source."""
    named = (
        DraftColumn(key="label", label="Label"),
        DraftColumn(key="category", label="Category", help=f"Of benefits: {', '.join(BENEFITS)}."),
        DraftColumn(
            key="low", label="Low", kind="figure", help="Factor: how far the line may turn out below its figures"
        ),
        DraftColumn(key="high", label="High", kind="figure", help="Factor: how far it may turn out above"),
        DraftColumn(key="distribution", label="Distribution", kind="choice", options=get_args(DistributionName)),
        DraftColumn(key="scales_with", label="Scales with", kind="choice", options=("adoption",)),
        DraftColumn(
            key=FOLLOWS, label="Follows cost above", kind="figure", help="The line is the spend above this amount"
        ),
        DraftColumn(key="risk_adjustment", label="Risk adjustment", kind="figure", help="A share, such as 0.15"),
        DraftColumn(key="source", label="Source"),
        DraftColumn(key="confidence", label="Confidence", kind="choice", options=CONFIDENCE),
        DraftColumn(key="as_of", label="As of", help="A month, such as 2026-10"),
    )
    return _grid(tree, (*_head(tree), *named))


def _head(tree: Tree) -> tuple[DraftColumn, ...]:
    kinds = DraftColumn(key="kind", label="Kind", kind="choice", options=get_args(Kind), default="benefit")
    return (
        DraftColumn(
            key="id", label="Line", names=True, default=free_name(NEW, _ids(tree)), help="Its id, without spaces"
        ),
        kinds,
    )


def _grid(tree: Tree, columns: tuple[DraftColumn, ...]) -> Grid:
    rows = tuple(tuple(cell(line, column.key) for column in columns) for line in list_at(tree, "lines"))
    return with_choices(Grid(columns=columns, rows=rows))


def _flows(tree: Tree) -> dict[str, Any]:
    return {} if list_at(tree, "lines") else as_mapping(tree.get("cashflows"))


def cell(line: Any, key: str) -> str:
    """Return the text of a cell of a line. An item that is no line is shown in the column of ids."""
    if not isinstance(line, dict):
        return format_cell(line) if key == "id" else ""
    if key.startswith(VALUES):
        values, index = line.get("values"), int(key.removeprefix(VALUES))
        if not isinstance(values, list):
            return format_cell(values) if index == 0 else ""
        return format_figure(values[index]) if index < len(values) else ""
    value = line.get(key)
    return format_cell(value.get("above")) if key == FOLLOWS and isinstance(value, dict) else format_cell(value)


def change(line: Any, key: str, text: str) -> Any:
    """Return a line with another cell; keep what the table does not show."""
    if text == cell(line, key):
        return line
    if key.startswith(VALUES):
        index = int(key.removeprefix(VALUES))
        values = list_at(line, "values")
        values += [None] * (index + 1 - len(values))
        values[index] = with_figure(values[index], text)
        return {**as_mapping(line), "values": values}
    if key == FOLLOWS and text:
        return set_key(as_mapping(line), key, {"above": text})
    return set_key(as_mapping(line), key, text)


def apply_lines(tree: Tree, edits: Edits) -> Tree:
    """Return the tree with its lines as edited; what names them follows them."""
    if flows := _flows(tree):
        return {**tree, "cashflows": _apply_flows(flows, edits)}
    zeros = ["0"] * (count_periods(tree) + 1)
    before = list_at(tree, "lines")
    # A line of no option is in all of them, where it makes no difference: a new one is of the option asked for.
    asked = {"options": [format_cell(tree.get("option"))]} if tree.get("option") else {}
    after = apply_edits(before, edits, change, lambda: {"id": "", "kind": "benefit", "values": zeros, **asked})
    new_names = {
        cell(before[was], "id"): cell(line, "id")
        for was, line in after
        if was is not None and cell(line, "id") != cell(before[was], "id")
    }
    lines = [_trim(line) for _, line in after]
    return rename_references(
        {**tree, "lines": lines}, _unambiguous(new_names, tree, lines), _find_removed_ids(tree, lines, new_names)
    )


def _trim(line: Any) -> Any:
    """Remove an empty id from a line, so that it is reported as missing."""
    return set_key(line, "id", line.get("id")) if isinstance(line, dict) and "id" in line else line


def _apply_flows(flows: Mapping[str, Any], edits: Edits) -> dict[str, Any]:
    after = dict(flows)
    for index, cells in edits.changed.items():
        name = FLOWS[index]
        line = {"values": after.get(name)}
        for key, text in cells.items():
            line = change(line, key, text)
        if line["values"] is not None:
            after[name] = line["values"]
    return after


def _unambiguous(renamed: Mapping[str, str], tree: Tree, lines: list[Any]) -> dict[str, str]:
    """Return the new names about which there is no doubt: one line had the old one, and one has the new one."""
    before, after = Counter(_ids(tree)), Counter(cell(line, "id") for line in lines)
    return {old: new for old, new in renamed.items() if old and new and before[old] == after[new] == 1}


def _find_removed_ids(tree: Tree, lines: list[Any], renamed: Mapping[str, str]) -> set[str]:
    """Return the ids of lines that were removed."""
    return set(_ids(tree)) - {cell(line, "id") for line in lines} - set(renamed)


def rename_references(tree: Tree, renamed: Mapping[str, str], gone: set[str]) -> Tree:
    """Return the tree with what names lines following them: factors and correlations go with lines that are gone.

    A stated figure stays as it was claimed; where it names a line that is gone, the parser tells.
    """
    if not renamed and not gone:
        return tree
    after = dict(tree)
    if scenarios := as_mapping(tree.get("scenarios")):
        after["scenarios"] = {name: _factors(block, renamed, gone) for name, block in scenarios.items()}
    if isinstance(tree.get("stated"), list):
        after["stated"] = [
            {**item, "at": _factors(item["at"], renamed, set())} if isinstance(item, dict) and "at" in item else item
            for item in tree["stated"]
        ]
    if isinstance(tree.get("correlations"), list):
        pairs = [_pair(item, renamed) for item in tree["correlations"]]
        after["correlations"] = [item for item in pairs if not gone.intersection(_between(item))]
    return after


def _factors(block: Any, renamed: Mapping[str, str], gone: set[str]) -> Any:
    if not isinstance(block, dict):
        return block
    after: dict[str, Any] = {}
    for key, value in block.items():
        name = key.removeprefix("lines.")
        if key == "lines" and isinstance(value, dict):
            after[key] = {renamed.get(id, id): factor for id, factor in value.items() if id not in gone}
        elif name == key:
            after[key] = value
        elif name not in gone:
            after[f"lines.{renamed.get(name, name)}"] = value
    return after


def _between(pair: Any) -> list[Any]:
    return [end for end in list_at(pair, "between") if isinstance(end, str)]


def _pair(pair: Any, renamed: Mapping[str, str]) -> Any:
    if not isinstance(pair, dict) or not isinstance(pair.get("between"), list):
        return pair
    ends = [renamed.get(end, end) if isinstance(end, str) else end for end in pair["between"]]
    return {**pair, "between": ends}
