"""Plain text made safe for Streamlit's Markdown, and a status as icon, word and colour."""

from __future__ import annotations

import re

from steering.status import Status

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
PARTED = re.compile(r":(?=[A-Za-z]|//)|www(?=\.)|(?=@)", re.IGNORECASE)
BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
WORD_JOINER = "\u2060"

# The colour and the icon of each status: whoever adds a status adds it here.
BADGES = {
    Status.ON_TRACK: ("green", "check_circle"),
    Status.AT_RISK: ("orange", "warning"),
    Status.OFF_TRACK: ("red", "error"),
    Status.UNKNOWN: ("gray", "help"),
    Status.MET: ("green", "check_circle"),
    Status.BREACHED: ("red", "error"),
    Status.NOT_DUE: ("gray", "schedule"),
    Status.DONE: ("green", "check_circle"),
    Status.OPEN: ("gray", "schedule"),
    Status.OVERDUE: ("red", "error"),
    Status.RIGHT: ("green", "check_circle"),
    Status.ROUNDED: ("green", "check_circle"),
    Status.WRONG: ("red", "error"),
    Status.SIGN: ("red", "error"),
    Status.UNDEFINED: ("gray", "help"),
    Status.PASSED: ("green", "check_circle"),
    Status.FAILED: ("red", "error"),
    Status.TO_JUDGE: ("orange", "help"),
    Status.NOT_APPLICABLE: ("gray", "schedule"),
}
# For tables, whose cells take no icons: the sign that stands for an icon.
MARKS = {"check_circle": "✓", "warning": "!", "error": "✕", "help": "?", "schedule": "○"}


def plain(text: str) -> str:
    """Text that Markdown shows letter by letter: no link, formula, emoji, icon, colour or HTML comes of it.

    Streamlit looks for `:name:`, and Markdown for web and mail addresses, after Markdown's own escapes are undone,
    so a word joiner parts them. Characters that turn the direction of all that follows are left out.
    """
    joined = PARTED.sub(rf"\g<0>{WORD_JOINER}", TURNS.sub("", BREAKS.sub(" ", text)))
    return PUNCTUATION.sub(r"\\\1", joined)


def badge(status: Status) -> str:
    """A status for Markdown."""
    colour, icon = BADGES[status]
    return f":{colour}-badge[:material/{icon}: {status.capitalize()}]"


def sign(status: Status) -> str:
    """A status as a heading for Markdown: icon and word, in its colour."""
    colour, icon = BADGES[status]
    return f":{colour}[:material/{icon}:] {status.capitalize()}"


def mark(status: Status) -> str:
    """A status for a table's cell: a sign and a word."""
    _, icon = BADGES[status]
    return f"{MARKS[icon]} {status.capitalize()}"
