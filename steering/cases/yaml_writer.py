"""A file of a case as YAML text that reads back as the same; the way from a draft to a file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from steering.cases.yaml_reader import NOTHING, Tree

# Texts that YAML takes as they stand, wherever they stand.
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.%()'+/-]{0,200}(?<! )|-[0-9][0-9.]*")
# Characters of a list that is written within its line.
WIDEST = 200
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
STRANGE = re.compile(r'["\\\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]')


def dump_yaml(tree: Tree) -> str:
    """Plain dicts, lists and strings as YAML; `steering.cases.yaml_reader.parse` gives them back."""
    return "\n".join(_lines(tree, 0)) + "\n"


def inline(tree: Tree) -> str:
    """The same within one line: `{benefits: 0.8, lines: {migration: 0}}`."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{_scalar(str(key))}: {inline(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(inline(part) for part in tree) + "]"
    return _leaf(tree)


def _lines(tree: Tree, depth: int) -> Iterator[str]:
    """The lines of a value, each with its indentation."""
    margin = "  " * depth
    if isinstance(tree, dict) and tree:
        for key, value in tree.items():
            yield from _item(f"{margin}{_scalar(str(key))}:", value, depth)
    elif isinstance(tree, list) and tree:
        for value in tree:
            yield from _dashed(value, depth)
    else:
        yield margin + _leaf(tree)


def _item(head: str, value: Tree, depth: int) -> Iterator[str]:
    if row := _row(value):
        yield f"{head} {row}"
    elif isinstance(value, (dict, list)) and value:
        yield head
        yield from _lines(value, depth + 1)
    else:
        yield f"{head} {_leaf(value)}"


def _row(value: Tree) -> str:
    """A short list of plain values as `[0, 1.55, 1.90]`; empty where it is none."""
    if not isinstance(value, list) or len(value) > WIDEST or any(isinstance(part, (dict, list)) for part in value):
        return ""
    row = inline(value) if value else ""
    return row if len(row) <= WIDEST else ""


def _dashed(value: Tree, depth: int) -> Iterator[str]:
    margin = "  " * depth
    first, *others = _lines(value, depth + 1)
    yield f"{margin}- {first[len(margin) + 2 :]}"
    yield from others


def _leaf(value: Tree) -> str:
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "{}"
    return "[]" if isinstance(value, list) else _scalar(value)


def _scalar(text: str) -> str:
    if SAFE.fullmatch(text) and text not in NOTHING:
        return text
    return '"' + STRANGE.sub(_escaped, text) + '"'


def _escaped(found: re.Match[str]) -> str:
    character = found.group()
    if "\ud800" <= character <= "\udfff":
        return "\\ufffd"  # half a character, which no file can hold
    return ESCAPES.get(character) or f"\\u{ord(character):04x}"
