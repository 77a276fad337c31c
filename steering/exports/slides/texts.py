"""Texts for slides: without what XML forbids, and how much room they take in Arial, so that nothing runs over."""

from __future__ import annotations

import re
import unicodedata

from steering.formatting import UNPRINTABLE

# What turns the direction of the text after it, and what only makes room.
TURNS, SPACES = re.compile(r"[\u202a-\u202e\u2066-\u2069]"), re.compile(r"[ \t\r\f\v]+")
# Widths of Arial's letters in thousandths of its size; digits and most others are as wide as `a`.
WIDTHS = {
    **dict.fromkeys("iljI|'", 222),
    **dict.fromkeys(" .,:;!ft/()[]-", 300),
    **dict.fromkeys('rs"*', 400),
    **dict.fromkeys("ckvxyzJ", 500),
    **dict.fromkeys("ABEKPSVXY", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("mM", 833),
    **dict.fromkeys("W%@", 920),
}
USUAL, WIDE, BOLD = 556, 1000, 1.07
# Of a line's size: its height.
LEADING = 1.2


def clean_text(text: str) -> str:
    """Return a text as slides show it: control characters and turns of direction dropped, spaces run together."""
    plain = TURNS.sub("", UNPRINTABLE.sub("", text.encode("utf-8", "ignore").decode()))
    return SPACES.sub(" ", plain).strip()


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide a text is, in points, at a size in points."""
    total = sum(WIDTHS.get(sign) or (WIDE if _is_wide(sign) else USUAL) for sign in text)
    return total / 1000 * size * (BOLD if bold else 1.0)


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in ("W", "F")


def count_lines(text: str, size: float, width: float, *, bold: bool = False) -> int:
    """Return on how many lines a text stands within a width in points; a word longer than a line is broken."""
    return sum(_count(line, size, width, bold) for line in text.split("\n"))


def _count(line: str, size: float, width: float, bold: bool) -> int:
    lines, reached, space = 1, 0.0, measure(" ", size, bold=bold)
    for word in line.split(" "):
        length = measure(word, size, bold=bold)
        if reached and reached + space + length > width:
            lines, reached = lines + 1, 0.0
        whole = int(length // width) if width > 0 else 0
        lines += whole
        reached += (space if reached else 0.0) + length - whole * width
    return lines


def is_from_right(text: str) -> bool:
    """Whether a text is read from the right, as its first letter is."""
    first = next((way for way in map(unicodedata.bidirectional, text) if way in ("L", "R", "AL")), "L")
    return first != "L"


def cut(text: str, length: int) -> str:
    """Return a text of at most so many characters, with an ellipsis where it goes on."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
