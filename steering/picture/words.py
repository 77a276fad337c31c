"""Words, icons and small lines as HTML. Whatever somebody wrote is escaped here, once."""

from __future__ import annotations

import re

from markupsafe import Markup

from steering.formatting import printable
from steering.frames.blocks import Cell, Column
from steering.status import Badge, Status

TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
# What stands within each icon, 16 by 16; badges name theirs.
ICONS: dict[str, Markup] = {
    "check_circle": Markup('<circle cx="8" cy="8" r="7"/><path d="M4.6 8.2 7 10.6l4.4-4.8"/>'),
    "warning": Markup('<path d="M8 1.6 15 14H1z"/><path d="M8 6v4M8 11.6v.9"/>'),
    "error": Markup('<circle cx="8" cy="8" r="7"/><path d="M8 4v5M8 10.8v1"/>'),
    "help": Markup('<circle cx="8" cy="8" r="7"/><path d="M6 6.2a2 2 0 1 1 2 2.3v1M8 11v1"/>'),
    "schedule": Markup('<circle cx="8" cy="8" r="7"/><path d="M8 4v4l2.6 1.8"/>'),
    "info": Markup('<circle cx="8" cy="8" r="7"/><path d="M8 7.2V12M8 4.2v1"/>'),
    "download": Markup('<path d="M8 1.5v9M4.3 7 8 10.7 11.7 7M2 14.2h12"/>'),
    "table": Markup('<path d="M1.5 2.5h13v11h-13zM1.5 6.2h13M6 6.2v7.3"/>'),
    "chevron_right": Markup('<path d="m6 3 5 5-5 5"/>'),
    "sort": Markup('<path d="M5 3v10M2.5 10.5 5 13l2.5-2.5M11 13V3M8.5 5.5 11 3l2.5 2.5"/>'),
}
# Pixels of a small line in a table's cell, across and down.
SPARK = (90, 22)


def clean(value: object) -> object:
    """A value as a template shows it: text without control characters and without what turns the direction of text."""
    return TURNS.sub("", printable(value)) if isinstance(value, str) and not isinstance(value, Markup) else value


def text(value: str) -> Markup:
    """A text as HTML shows it letter by letter. Characters that turn the direction of what follows are left out."""
    return Markup.escape(clean(value))


def icon(name: str) -> Markup:
    """An icon beside a word, which says the same."""
    return Markup('<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">{}</svg>').format(ICONS[name])


def badge(state: Badge) -> Markup:
    """A badge: icon and word on its colour."""
    return Markup('<span class="badge {}">{}{}</span>').format(state.colour, icon(state.icon), state.word)


def mark(state: Badge) -> Markup:
    """A badge where there is room for its icon only; its word is for readers of the page aloud and of paper."""
    return Markup('<span class="badge {}" title="{}">{}<span class="unseen">{}</span></span>').format(
        state.colour, state.word, icon(state.icon), state.word
    )


def cell(content: Cell, column: Column) -> Markup:
    """A table's cell: its text, a status as a badge, a series as a small line."""
    if column.kind == "status" and content.value:
        return badge(Status.parse(content.value))
    if isinstance(content.value, tuple) and any(point is not None for point in content.value):
        return _spark(content.value, content.text)
    return text(content.text)


def _spark(series: tuple[float | None, ...], label: str) -> Markup:
    """A series as a small line, labelled with its text."""
    points = [(index, value) for index, value in enumerate(series) if value is not None]
    low, high = min(value for _, value in points), max(value for _, value in points)
    across, down = SPARK[0] - 4, SPARK[1] - 4
    step, scale = across / max(len(series) - 1, 1), down / ((high - low) or 1)
    line = " ".join(f"{2 + index * step:.1f},{2 + down - (value - low) * scale:.1f}" for index, value in points)
    return Markup(
        '<svg class="spark" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">'
        '<polyline points="{}"/></svg>'
    ).format(clean(label), *SPARK, *SPARK, line)
