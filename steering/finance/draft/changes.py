"""What is other in a draft than before, as one list: names as people read them, values before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from steering.cases.yaml_writer import inline
from steering.finance.draft.grids import as_mapping, format_cell, format_figure, headings
from steering.finance.draft.history import Tree
from steering.finance.draft.other_tables import label

# Lists whose items stand for the periods.
BY_PERIOD = ("values", "costs", "benefits", "net", "dates")
# What needs no word of its own before what is in it.
SILENT = ("lines", "values", "value")
LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class TreeChange:
    """One value that is other: where, and what was and is there; empty where nothing was, or nothing is."""

    spot: tuple[str | int, ...]
    name: str
    before: str
    after: str


def compare_trees(before: Tree, after: Tree) -> tuple[TreeChange, ...]:
    """Return every value that differs, in the order of the tree after; a new or removed part is one change."""
    names = headings(after), headings(before)
    periods = max(names, key=len)
    return tuple(_compare(dict(before), dict(after), (), (), periods))


def _compare(
    before: Any, after: Any, spot: tuple[str | int, ...], words: tuple[str, ...], periods: list[str]
) -> Iterator[TreeChange]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*after, *before]):
            was, now = before.get(key), after.get(key)
            silent = key in SILENT and (key != "values" or None not in (was, now))
            word = () if silent else (label(key) if len(spot) % 2 == 0 else format_cell(key),)
            yield from _compare(was, now, (*spot, key), (*words, *word), periods)
    elif (isinstance(before, list) and isinstance(after, list)) or _has_ids(before) or _has_ids(after):
        yield from _compare_lists(before or [], after or [], spot, words, periods)
    else:
        yield TreeChange(spot=spot, name=", ".join(words), before=_describe(before), after=_describe(after))


def _compare_lists(
    before: list[Any], after: list[Any], spot: tuple[str | int, ...], words: tuple[str, ...], periods: list[str]
) -> Iterator[TreeChange]:
    if _has_ids([*before, *after]):
        old, new = ({format_cell(item["id"]): item for item in items} for items in (before, after))
        places = {id: index for index, id in enumerate(new)} | {id: at for at, id in enumerate(old) if id not in new}
        for id in dict.fromkeys([*new, *old]):
            item = new.get(id) or old.get(id)
            name = format_cell(as_mapping(item).get("label")) or id
            yield from _compare(old.get(id), new.get(id), (*spot, places[id]), (*words, name), periods)
        return
    for index in range(max(len(before), len(after))):
        named = spot and spot[-1] in BY_PERIOD and index < len(periods)
        word = periods[index] if named else f"{index + 1}"
        was, now = (items[index] if index < len(items) else None for items in (before, after))
        yield from _compare(was, now, (*spot, index), (*words, word), periods)


def _describe_line(value: Any) -> str:
    """Return `cost: 400, 120, 120` for a line with its figures; empty for anything else."""
    if not isinstance(value, dict) or not isinstance(value.get("values"), list):
        return ""
    return f"{format_cell(value.get('kind'))}: {', '.join(map(format_figure, value['values']))}"


def _has_ids(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) and "id" in item for item in value)


def _describe(value: Any) -> str:
    if value is None:
        return ""
    text = _describe_line(value) or (value if isinstance(value, str) else inline(value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
