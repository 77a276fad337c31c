"""Names of inputs, price indexes and options that were changed in their table, followed wherever the file uses them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steering.finance.draft.grids import Edits, as_mapping, list_at
from steering.finance.draft.history import Tree
from steering.finance.draft.lines import cell

TERM_KEYS = ("quantity", "price", "share")


def follow_renames(before: Tree, after: Tree, key: str, edits: Edits) -> Tree:
    """Return an edited tree in which lines, scenarios and stated figures use the new names of a table's rows."""
    was, now = _names(before, key), _names(after, key)
    pairs = zip((name for row, name in enumerate(was) if row not in edits.removed), now, strict=False)
    # What two rows are called is the name of neither.
    clear = [(old, new) for old, new in pairs if old and new and was.count(old) == now.count(new) == 1]
    renamed = {old: new for old, new in clear if old != new}
    if not renamed:
        return after
    change = {"inputs": _rename_inputs, "options": _rename_options, "indexes": _rename_indexes}[key]
    return change(after, renamed)


def _names(tree: Tree, key: str) -> list[str]:
    if key == "options":
        return [cell(option, "id") for option in list_at(tree, key)]
    return [str(name) for name in as_mapping(tree.get(key))]


def _rename_inputs(tree: Tree, renamed: Mapping[str, str]) -> Tree:
    tree = _change_lines(tree, dict.fromkeys(TERM_KEYS, renamed))
    parts = {name: _rename_changes(scenario, renamed) for name, scenario in as_mapping(tree.get("scenarios")).items()}
    changes = {"scenarios": parts} if parts else {}
    tree = {**tree, **changes}
    return _change_entries(_change_stated(tree, {}, renamed), "correlations", {"between": renamed})


def _rename_options(tree: Tree, renamed: Mapping[str, str]) -> Tree:
    tree = _change_lines(tree, {"options": renamed})
    if "option" in tree:
        tree = {**tree, "option": _rename(tree["option"], renamed)}
    return _change_stated(tree, {"option": renamed, "against": renamed}, {})


def _rename_indexes(tree: Tree, renamed: Mapping[str, str]) -> Tree:
    return _change_lines(tree, {"growth": renamed})


def _change_lines(tree: Tree, keys: Mapping[str, Mapping[str, str]]) -> Tree:
    return _change_entries(tree, "lines", keys)


def _change_stated(tree: Tree, keys: Mapping[str, Mapping[str, str]], inputs: Mapping[str, str]) -> Tree:
    tree = _change_entries(tree, "stated", keys)
    if not inputs or not isinstance(tree.get("stated"), list):
        return tree
    return {**tree, "stated": [_change_at(figure, inputs) for figure in list_at(tree, "stated")]}


def _change_at(figure: Any, inputs: Mapping[str, str]) -> Any:
    has_changes = isinstance(figure, dict) and isinstance(figure.get("at"), dict)
    return {**figure, "at": _rename_changes(figure["at"], inputs)} if has_changes else figure


def _change_entries(tree: Tree, key: str, keys: Mapping[str, Mapping[str, str]]) -> Tree:
    """Return a tree with names changed in some keys of each entry of a list."""
    if not isinstance(tree.get(key), list):
        return tree
    entries = [
        {name: _rename(value, keys[name]) if name in keys else value for name, value in entry.items()}
        if isinstance(entry, dict)
        else entry
        for entry in list_at(tree, key)
    ]
    return {**tree, key: entries}


def _rename(value: Any, renamed: Mapping[str, str]) -> Any:
    """Return a name, a list of names or a mapping by names with those that are new."""
    if isinstance(value, list):
        return [_rename(part, renamed) for part in value]
    if isinstance(value, dict):
        return {_rename(name, renamed): part for name, part in value.items()}
    return renamed.get(value, value) if isinstance(value, str) else value


def _rename_changes(block: Any, renamed: Mapping[str, str]) -> Any:
    """Return the changes of a scenario with inputs by their new names, in both ways of writing them."""
    if not isinstance(block, dict):
        return block
    flat = {f"inputs.{old}": f"inputs.{new}" for old, new in renamed.items()}
    return {flat.get(key, key): _rename(value, renamed) if key == "inputs" else value for key, value in block.items()}
