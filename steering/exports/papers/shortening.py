"""Texts of a paper that has to stay within its pages, cut after so many letters, with a sign that they are."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from steering.exports.papers.paper import Paper

T = TypeVar("T")
CUT = "…"
# What is no text to read: names of blocks, pages and kinds.
NAMES = ("id", "kind", "page", "place", "focus", "series", "figure", "name")


def shorten_texts(paper: Paper, letters: int) -> Paper:
    """Return a paper in which no text of a block is longer than so many letters."""
    cut = shorten_text(paper.title, letters), shorten_text(paper.message, 3 * letters)
    parts = tuple(_shorten(part, letters) for part in paper.parts)
    return replace(paper, title=cut[0], message=cut[1], parts=parts)


def shorten_text(text: str, letters: int) -> str:
    """`A text that is too l…`."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + CUT


def _shorten(value: Any, letters: int) -> Any:
    if isinstance(value, str) and type(value) is str:
        return shorten_text(value, letters)
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(_shorten(item, letters) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {
            field.name: _shorten(getattr(value, field.name), letters)
            for field in fields(value)
            if field.init and field.name not in NAMES
        }
        return replace(value, **changes)
    return value
