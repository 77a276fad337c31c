"""Words, statuses and cells as HTML. Whatever somebody wrote is escaped here, once."""

from __future__ import annotations

import re
from html import escape

from steering.exports.cells import printable
from steering.formatting import ABSENT
from steering.frames.blocks import Cell, Column
from steering.status import Badge, Status

TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
# Kinds of column whose cells end at the right, so that digits stand under each other.
RIGHT = ("count", "share", "figure")
# What stands within each icon, 16 by 16; badges name theirs.
ICONS = {
    "check_circle": '<circle cx="8" cy="8" r="7"/><path d="M4.6 8.2 7 10.6l4.4-4.8"/>',
    "warning": '<path d="M8 1.6 15 14H1z"/><path d="M8 6v4M8 11.6v.9"/>',
    "error": '<circle cx="8" cy="8" r="7"/><path d="M8 4v5M8 10.8v1"/>',
    "help": '<circle cx="8" cy="8" r="7"/><path d="M6 6.2a2 2 0 1 1 2 2.3v1M8 11v1"/>',
    "schedule": '<circle cx="8" cy="8" r="7"/><path d="M8 4v4l2.6 1.8"/>',
    "info": '<circle cx="8" cy="8" r="7"/><path d="M8 7.2V12M8 4.2v1"/>',
}
# Pixels of a small line in a table's cell, across and down.
SPARK = (90, 22)


def text(value: str) -> str:
    """A text as HTML shows it letter by letter. Characters that turn the direction of what follows are left out."""
    return escape(TURNS.sub("", printable(value)))


def sprites() -> str:
    """The icons, drawn once; every other place points to them."""
    drawn = "".join(f'<symbol id="i-{name}" viewBox="0 0 16 16">{paths}</symbol>' for name, paths in ICONS.items())
    return f'<svg class="sprites" width="0" height="0" aria-hidden="true">{drawn}</svg>'


def icon(name: str) -> str:
    """An icon beside a word, which says the same."""
    return f'<svg class="icon" aria-hidden="true"><use href="#i-{name}"/></svg>'


def badge(state: Badge) -> str:
    """A badge: icon and word on its colour."""
    return f'<span class="badge {state.colour}">{icon(state.icon)}{state.word}</span>'


def cell(content: Cell, column: Column) -> str:
    """A table's cell: its text, a status as a badge, a series as a small line."""
    if column.kind == "status" and content.value:
        return badge(Status.parse(content.value))
    if isinstance(content.value, tuple) and content.text != ABSENT:
        return _spark(content.value, content.text)
    return text(content.text)


def _spark(series: tuple[float | None, ...], label: str) -> str:
    """A series as a small line, labelled with its text."""
    points = [(index, value) for index, value in enumerate(series) if value is not None]
    low, high = min(value for _, value in points), max(value for _, value in points)
    across, down = SPARK[0] - 4, SPARK[1] - 4
    step, scale = across / max(len(series) - 1, 1), down / ((high - low) or 1)
    line = " ".join(f"{2 + index * step:.1f},{2 + down - (value - low) * scale:.1f}" for index, value in points)
    size = f'width="{SPARK[0]}" height="{SPARK[1]}" viewBox="0 0 {SPARK[0]} {SPARK[1]}"'
    return f'<svg class="spark" role="img" aria-label="{text(label)}" {size}><polyline points="{line}"/></svg>'
