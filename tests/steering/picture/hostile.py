"""Texts that try to be more than text, and blocks that say them in any field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import reduce
from typing import Any

from steering.frames.blocks import Block

MARKUP = "</script></textarea><img src=x onerror=alert(1)> <b>bold</b> \"'`> ]]> <!-- <td x=\"'"
# Text -> what is shown of it.
HOSTILE = {
    MARKUP: MARKUP,
    "&amp; &lt;b&gt; &#x3c; &copy &nbsp; &": "&amp; &lt;b&gt; &#x3c; &copy &nbsp; &",
    "{{ block.id }} {% raw %} {# gone #} ${1+1} {{ 7*7 }}": "{{ block.id }} {% raw %} {# gone #} ${1+1} {{ 7*7 }}",
    "W" * 120: "W" * 120,
    "‏שלום עולם العربية": "‏שלום עולם العربية",
    "a\u202eb\u202dc\u2066d\u2067e\u2068f\u2069g\u202a\u202b\u202c, and more": "abcdefg, and more",
    "a\x00b\x07c\x1bd\x7fe\x85f, and more": "a�b�c�d�e�f, and more",
    "half a character: \ud800": "half a character: �",
    "=1+1 \u2028 \u2029 next, and more": "=1+1 \u2028 \u2029 next, and more",
}
NAMES = ["markup", "entities", "template", "long", "right-to-left", "turns", "control", "half", "lines"]
# A text that stands for itself: of no special length, and not the name of a page.
CALM = "A text like any other"
# Words of ours, values whose texts are tried, and what is markup: test_prose.py and test_drawing.py try it.
NO_TEXTS = {"Tile.arrow", "TableBlock.rows", "Prose.markdown", "Drawing.svg"}


def places(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to every text within a value: names of fields, and indices."""
    if isinstance(part, str) and not isinstance(part, Enum):
        yield path
    elif is_dataclass(part):
        for field in fields(part):
            if f"{type(part).__name__}.{field.name}" not in NO_TEXTS:
                yield from places(getattr(part, field.name), (*path, field.name))
    elif isinstance(part, tuple):
        for index, inner in enumerate(part):
            yield from places(inner, (*path, index))


def put(part: Any, path: tuple[Any, ...], text: str) -> Any:
    """A value with another text at a place."""
    if not path:
        return text
    head, *rest = path
    if isinstance(part, tuple):
        return (*part[:head], put(part[head], tuple(rest), text), *part[head + 1 :])
    return replace(part, **{head: put(getattr(part, head), tuple(rest), text)})


def fill(block: Block, text: str) -> Block:
    """A block that says a text in every field."""
    return reduce(lambda filled, path: put(filled, path, text), list(places(block)), block)
