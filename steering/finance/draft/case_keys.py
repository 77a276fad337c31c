"""A value of a draft by its key, such as `lines/licence/amount`, put in its place whichever way it is written there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from steering.field_types import parse_ratio
from steering.finance.draft.grids import as_mapping, format_cell, format_figure, list_at
from steering.finance.draft.history import Tree


def place_value(tree: Tree, key: Sequence[str], text: str | None) -> Tree:
    """Return a tree with another value at a key; None takes the value out.

    The parts of a key are keys, ids of lines and options, and positions in lists. A figure keeps its source.

    Raises:
        KeyError: there is no such place.
    """
    match key:
        case ("lines", id, "options", option):
            return _place_share(tree, id, option, text)
    after: Tree = _place(tree, tuple(key), text)
    return after


def _place(node: Any, key: tuple[str, ...], text: str | None) -> Any:
    if not key:
        text = None if text is None else write_alike(node, text)
        return {**node, "value": text} if isinstance(node, dict) and "value" in node else text
    if node is None:
        node = {}
    if isinstance(node, list):
        return _place_in_list(node, key, text)
    if isinstance(node, dict):
        return _place_in_mapping(node, key, text)
    return _place_beside(node, key, text)


def _place_in_mapping(node: dict[str, Any], key: tuple[str, ...], text: str | None) -> Any:
    name, *rest = key
    # `lines.licence: 0.5` of a scenario may be written in one word.
    dotted = f"{name}.{rest[0]}" if rest else ""
    if dotted in node:
        name, rest = dotted, rest[1:]
    part = _place(node.get(name), tuple(rest), text)
    if part is None or (part == {} and name not in node):
        return {other: value for other, value in node.items() if other != name}
    return {**node, name: part}


def _place_in_list(node: list[Any], key: tuple[str, ...], text: str | None) -> Any:
    name, *rest = key
    if name == "rates" and rest:
        # The rates of an index may stand alone.
        return _place_in_list(node, tuple(rest), text)
    ids = [format_cell(as_mapping(item).get("id")) for item in node]
    index = ids.index(name) if name in ids else int(name) if name.isdecimal() else len(node)
    if index >= len(node):
        raise KeyError(name)
    items = list(node)
    items[index] = _place(items[index], tuple(rest), text)
    return items


def _place_beside(node: Any, key: tuple[str, ...], text: str | None) -> Any:
    """Return what a value written alone becomes: itself another, or one among what is known of it."""
    name, *rest = key
    if (name in ("value", "0") and not rest) or (name == "rates" and rest == ["0"]):
        return None if text is None else write_alike(node, text)
    if name.isdecimal():
        raise KeyError(name)
    return _place_in_mapping({"value": node}, key, text)


def _place_share(tree: Tree, id: str, option: str, text: str | None) -> Tree:
    """Return a tree in which an option has another share of a line; without a share it has not got the line."""
    lines = list_at(tree, "lines")
    ids = [format_cell(as_mapping(line).get("id")) for line in lines]
    if id not in ids:
        raise KeyError(id)
    line = as_mapping(lines[ids.index(id)])
    known = [format_cell(as_mapping(item).get("id")) for item in list_at(tree, "options")]
    was = line.get("options")
    shares = dict(was) if isinstance(was, dict) else dict.fromkeys(was if isinstance(was, list) else known, "1")
    if text is None or not float(text or 0):
        shares.pop(option, None)
    else:
        shares[option] = text
    everywhere = all(share == "1" for share in shares.values())
    lines[ids.index(id)] = {**line, "options": list(shares) if everywhere else shares}
    return {**tree, "lines": lines}


def is_same(was: Any, text: str) -> bool:
    """Return whether a value of a draft says the same, however it is written."""
    before = format_figure(was)
    try:
        return before == text or parse_ratio(before) == parse_ratio(text)
    except ValueError:
        return False


def write_alike(was: Any, text: str) -> str:
    """Return a share in per cent where it was written so before."""
    if not format_figure(was).endswith("%"):
        return text
    percent = format(parse_ratio(text).scaleb(2), "f")
    return f"{percent.rstrip('0').rstrip('.') if '.' in percent else percent}%"
