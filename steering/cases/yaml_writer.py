"""Write a file of a case as YAML; an edit keeps its comments, order and quoting. The only user of `ruamel.yaml`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString
from ruamel.yaml.tag import Tag

from steering.cases.yaml_reader import NOTHING, Tree, parse_yaml

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
    """Return the same within one line: `{benefits: 0.8, lines: {migration: 0}}`."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{_scalar(str(key))}: {inline(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(inline(part) for part in tree) + "]"
    return _leaf(tree)


def _lines(tree: Tree, depth: int) -> Iterator[str]:
    """Yield the lines of a value, each with its indentation."""
    margin = "  " * depth
    if isinstance(tree, dict) and tree:
        for key, value in tree.items():
            yield from _item(f"{margin}{_scalar(str(key))}:", value, depth)
    elif isinstance(tree, list) and tree:
        for value in tree:
            yield from _render_item(value, depth)
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
    """Return a short list of plain values as `[0, 1.55, 1.90]`; empty where it is none."""
    if not isinstance(value, list) or len(value) > WIDEST or any(isinstance(part, (dict, list)) for part in value):
        return ""
    row = inline(value) if value else ""
    return row if len(row) <= WIDEST else ""


def _render_item(value: Tree, depth: int) -> Iterator[str]:
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
    return '"' + STRANGE.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    if "\ud800" <= character <= "\udfff":
        return "\\ufffd"  # half a character, which no file can hold
    return ESCAPES.get(character) or f"\\u{ord(character):04x}"


def update_yaml(source: str, tree: Tree) -> str:
    """Return the YAML text `source` changed to hold `tree`: lines without a change stay as they are.

    Writes the tree anew where `source` is empty or has problems, or where the change cannot be made in its text.
    """
    document = parse_yaml(source, "")
    if not isinstance(document.tree, dict) or document.problems:
        return dump_yaml(tree)
    if document.tree == tree:
        return source
    try:
        node = _round_trip().load(source)
        before = _text_of(node)
        after = _text_of(_merge(node, document.tree, tree))
    except (YAMLError, ValueError):
        return dump_yaml(tree)
    for text in (_merge_lines(source, before, after), _merge_lines(source, before, after, as_laid_out=True), after):
        again = parse_yaml(text, "")
        if again.tree == tree and not again.problems:
            return text
    return dump_yaml(tree)


class _TextResolver(VersionedResolver):
    """Takes every scalar as text, as the reader does: `0.10` stays `0.10`."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is ScalarNode:
            return Tag(suffix="tag:yaml.org,2002:str")
        return super().resolve(kind, value, implicit)


def _round_trip() -> YAML:
    yaml = YAML(typ="rt")
    yaml.Resolver = _TextResolver
    yaml.preserve_quotes = True
    # Long lines are not wrapped.
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _text_of(node: Any) -> str:
    stream = StringIO()
    _round_trip().dump(node, stream)
    return stream.getvalue()


def _merge(node: Any, old: Any, new: Any) -> Any:
    """Return the node of a value changed from `old` to `new`; nodes of equal parts are kept with their comments."""
    if old == new:
        return node
    if isinstance(node, CommentedMap) and isinstance(new, dict) and new:
        for key in [key for key in node if key not in new]:
            del node[key]
        for key, value in new.items():
            node[key] = _merge(node[key], old[key], value) if key in node else _new_node(value)
        return node
    if isinstance(node, CommentedSeq) and isinstance(new, list) and new:
        _merge_list(node, old, new)
        return node
    if isinstance(node, (DoubleQuotedScalarString, SingleQuotedScalarString)) and isinstance(new, str):
        return DoubleQuotedScalarString(_without_surrogates(new)) if STRANGE.search(new) else type(node)(new)
    return _new_node(new)


def _merge_list(node: CommentedSeq, old: Sequence[Any], new: Sequence[Any]) -> None:
    """Change the items of a list in place; an item that moves takes its comments along."""
    keys, new_keys = [_key(item) for item in old], [_key(item) for item in new]
    by_key = {key: (item, part) for key, item, part in zip(keys, old, node, strict=True)}
    matcher = SequenceMatcher(None, keys, new_keys, autojunk=False)
    for tag, start, end, first, last in reversed(matcher.get_opcodes()):
        others = tag == "replace" and end - start == last - first and by_key.keys().isdisjoint(new_keys[first:last])
        if tag == "equal" or others:
            for index, value in zip(range(start, end), new[first:last], strict=True):
                node[index] = _merge(node[index], old[index], value)
            continue
        for index in reversed(range(start, end)):
            del node[index]
        for value in reversed(new[first:last]):
            item, part = by_key.pop(_key(value), (None, None))
            node.insert(start, _new_node(value) if part is None else _merge(part, item, value))


def _key(item: Any) -> str:
    """Return what an item of a list is recognised by: its id, or all of it."""
    return json.dumps(item["id"] if isinstance(item, dict) and "id" in item else item)


def _new_node(value: Any) -> Any:
    if isinstance(value, dict):
        node = CommentedMap((key, _new_node(part)) for key, part in value.items())
        if not value:
            node.fa.set_flow_style()
        return node
    if isinstance(value, list):
        row = CommentedSeq(_new_node(part) for part in value)
        if not value or _row(value):
            row.fa.set_flow_style()
        return row
    if value is None:
        return "null"
    return (
        value
        if SAFE.fullmatch(value) and value not in NOTHING
        else DoubleQuotedScalarString(_without_surrogates(value))
    )


def _without_surrogates(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _merge_lines(source: str, before: str, after: str, *, as_laid_out: bool = False) -> str:
    """The lines of `source` with the changes from `before` to `after`, which are as the writer lays lines out.

    The writer takes a comment for a part of what is above it. Unless `as_laid_out`, one below a list stays below what
    is added to the list, and one below what is removed stays.
    """
    lines, plain, target = source.splitlines(), before.splitlines(), after.splitlines()
    # Where each line of `before` begins in `source`.
    starts = [len(lines)] * (len(plain) + 1)
    for _, first, last, start, end in SequenceMatcher(None, plain, lines, autojunk=False).get_opcodes():
        for index in range(first, last):
            starts[index] = min(start + index - first, end)
    for tag, first, last, start, end in reversed(SequenceMatcher(None, plain, target, autojunk=False).get_opcodes()):
        begin, stop = starts[first], starts[last]
        if tag == "insert" and not as_laid_out:
            begin = stop = _above_comments(lines, begin, _margin(target[start]))
        elif tag in ("delete", "replace") and not as_laid_out:
            stop = _before_comments(lines, begin, stop, target[start:end])
        if tag != "equal":
            lines[begin:stop] = target[start:end]
    return "\n".join(lines) + "\n"


def _before_comments(lines: Sequence[str], begin: int, stop: int, instead: Sequence[str]) -> int:
    """Return where lines end that are removed, or replaced by others: before the comments that would go with them."""
    end = _above_comments(lines, stop, len(lines[begin]), begin) if begin < stop else stop
    if any(line.strip() and line in instead for line in lines[end:stop]):
        return stop
    # One blank line remains of two.
    is_twice = not instead and begin > 0 and end < len(lines) and not lines[begin - 1].strip()
    return end + (is_twice and not lines[end].strip())


def _above_comments(lines: Sequence[str], position: int, margin: int, first: int = 0) -> int:
    """Return the position above the blank lines and comments, indented less than that, before a position."""
    while position > first and (not (line := lines[position - 1].strip()) or line.startswith("#")):
        if line and _margin(lines[position - 1]) >= margin:
            break
        position -= 1
    return position


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())
