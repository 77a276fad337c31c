"""Texts that a spreadsheet would take for a formula: an apostrophe guards them in CSV files, and is left out when read.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and some take the full-width forms of
these for the same. One that parts a line at a semicolon or tab sees further beginnings inside a cell.
"""

from __future__ import annotations

import re

BEGINS = "=+\\-@\uff1d\uff0b\uff0d\uff20\t\r"
_PARTED = re.compile(f"(?:^|(?<=[;\t\r\n]))(?=[{BEGINS}])")
# What `guard` puts before a beginning, however often, for Python and for RE2.
GUARDED = f"(^|[;\t\r\n])'+([{BEGINS}])"
_GUARDED = re.compile(GUARDED)


def guard(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet would take for a formula."""
    return _PARTED.sub("'", text)


def unguard(text: str) -> str:
    """The text without the apostrophes that `guard` has put into it."""
    return _GUARDED.sub(r"\1\2", text)
