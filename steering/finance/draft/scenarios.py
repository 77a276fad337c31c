"""The scenarios of a draft as a table: one row for each, one column for each factor, driver or rate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steering.cases.business_file import GROUPS
from steering.catalog.drivers import DRIVERS
from steering.finance.draft.grids import (
    DraftColumn,
    Edits,
    Grid,
    apply_edits,
    as_mapping,
    format_cell,
    free_name,
    list_at,
    set_key,
    with_choices,
)
from steering.finance.draft.history import Tree
from steering.finance.draft.lines import cell as of_line

NAME = "name"
NEW = "new_scenario"
WHOLE = {"benefits": "All benefits", "costs": "All costs", "discount_rate": "Discount rate"}


def scenarios_grid(tree: Tree) -> Grid:
    """Return every scenario with what differs from the base, what is in use first."""
    scenarios = as_mapping(tree.get("scenarios"))
    flat = {name: _flat(block) for name, block in scenarios.items()}
    ids = [of_line(line, "id") for line in list_at(tree, "lines")]
    drivers = [f"drivers.{name}" for name, definition in DRIVERS.items() if definition.effect != "rate"]
    lines = [f"lines.{id}" for id in ids if id]
    used = [key for block in flat.values() for key in block]
    inputs = [f"inputs.{name}" for name in as_mapping(tree.get("inputs"))]
    keys = dict.fromkeys([*(key for key in WHOLE if key in used), *used, *WHOLE, *drivers, *lines, *inputs])
    columns = [DraftColumn(key=key, label=label(key), kind="figure", help=_help(key)) for key in keys]
    rows = tuple((name, *(block.get(key, "") for key in keys)) for name, block in flat.items())
    first = DraftColumn(key=NAME, label="Scenario", names=True, default=free_name(NEW, scenarios))
    return with_choices(Grid(columns=(first, *columns), rows=rows))


def label(key: str) -> str:
    """Return what a factor, driver or rate is called: `All benefits`, `Adoption speed`, the id of a line."""
    if key in WHOLE:
        return WHOLE[key]
    group, _, name = key.partition(".")
    if group == "drivers":
        return DRIVERS[name].label if name in DRIVERS else name
    return name or key


def _help(key: str) -> str:
    group, _, name = key.partition(".")
    return f"Factor on the line {name}" if group == "lines" else ""


def _flat(block: Any) -> dict[str, str]:
    """Return the changes of a scenario by flat key, for both ways of writing them."""
    flat: dict[str, str] = {}
    for key, value in as_mapping(block).items():
        if key in GROUPS and isinstance(value, dict):
            flat |= {f"{key}.{name}": format_cell(inner) for name, inner in value.items()}
        else:
            flat[key] = format_cell(value)
    return flat


def _change(scenario: tuple[str, Any], key: str, text: str) -> tuple[str, Any]:
    name, block = scenario
    if key == NAME:
        return text, block
    if text == _flat(block).get(key, ""):
        return scenario
    group, _, inner = key.partition(".")
    mapping = as_mapping(block)
    if key not in mapping and isinstance(mapping.get(group), dict):
        return name, set_key(mapping, group, set_key(mapping[group], inner, text) or None)
    return name, set_key(mapping, key, text)


def apply_scenarios(tree: Tree, edits: Edits) -> Tree:
    """Return the tree with its scenarios as edited. A missing or repeated name becomes a free one."""
    before = list(as_mapping(tree.get("scenarios")).items())
    after: dict[str, Any] = {}
    new_names: dict[str, str] = {}
    names = {name for index, (name, _) in enumerate(before) if NAME not in edits.changed.get(index, {})}
    for was, (name, block) in apply_edits(before, edits, _change, lambda: ("", {})):
        old = before[was][0] if was is not None else None
        others = (names - {old}) | set(after)
        new = name if name == old else free_name(name or NEW, others)
        after[new] = block
        if old is not None and old != new:
            new_names[old] = new
    whole = {**tree, "scenarios": after} if after or "scenarios" in tree else dict(tree)
    return _rename_in_stated(whole, new_names)


def _rename_in_stated(tree: Tree, renamed: Mapping[str, str]) -> Tree:
    """Return the tree with stated figures that name a scenario by its new name."""
    if not renamed or not isinstance(tree.get("stated"), list):
        return tree
    stated = [
        {**figure, "scenario": renamed[figure["scenario"]]}
        if isinstance(figure, dict) and isinstance(figure.get("scenario"), str) and figure["scenario"] in renamed
        else figure
        for figure in tree["stated"]
    ]
    return {**tree, "stated": stated}
