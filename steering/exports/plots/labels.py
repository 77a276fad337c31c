"""The texts of a figure as text again: without Plotly's markup, and whole where an axis wraps or shortens them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from steering.charts.base import LONGEST, shorten_name
from steering.charts.roadmap import LONGEST as LONGEST_ITEM
from steering.charts.series import SeriesChart

BREAK, MARKUP, SPACES = re.compile("<br>"), re.compile("</?b>"), re.compile(r"\s+")
# The last number that is written without decimals.
EXACT = 1e15


def clean(text: Any) -> str:
    """Return a text of a figure as it is read: one line, no markup. What users wrote is escaped there, so it stays."""
    if isinstance(text, float) and text == round(text) and abs(text) < EXACT:
        text = int(text)
    plain = MARKUP.sub("", BREAK.sub(" ", "" if text is None else f"{text}"))
    return SPACES.sub(" ", unescape(plain)).strip()


def squash(text: str) -> str:
    """Return a text without white space: wrapping a name changes nothing else."""
    return SPACES.sub("", text)


def whole_names(series: SeriesChart) -> dict[str, str]:
    """Return the name of each category by every way in which it is written; what two categories share is of neither.

    Of a category and its label on the axis the name is the one that says more: `Feb 2026`, not `2026-02`.
    """
    ways: dict[str, set[str]] = {}
    for category, label in zip(series.categories, series.labels, strict=True):
        name = clean_name(max(category, label, key=len))
        shortened = {shorten_name(label, longest) for longest in (LONGEST, LONGEST_ITEM)}
        for way in {category, label, *shortened}:
            ways.setdefault(squash(way), set()).add(name)
    return {way: names.pop() for way, names in ways.items() if len(names) == 1}


def clean_name(name: str) -> str:
    """Return a name of a series or category on one line."""
    return SPACES.sub(" ", name).strip()
