"""Texts of people made safe for Markdown: shown letter by letter, and still easy to read where nobody renders it."""

from __future__ import annotations

import re

# Signs with which Markdown, tables and formulas begin something within a line.
SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")
# What begins a list, a heading or a rule where a line begins.
START = re.compile(r"^([-+=]|\d+(?=[.)]))")
# Web and mail addresses and `:icons:` become links and pictures without any sign that could be escaped.
ADDRESSES = re.compile(r":(?=[A-Za-z]|//)|www(?=\.)|(?=@)", re.IGNORECASE)
BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
WORD_JOINER = "\u2060"


def escape(text: str) -> str:
    """Return a text on one line of which Markdown makes no link, list, table, formula or HTML.

    Characters that turn the direction of all that follows are left out.
    """
    line = " ".join(TURNS.sub("", BREAKS.sub(" ", text)).split())
    line = SIGNS.sub(r"\\\1", ADDRESSES.sub(rf"\g<0>{WORD_JOINER}", line))
    return START.sub(lambda start: _escape_start(start[0]), line)


def _escape_start(start: str) -> str:
    # A number at the start of a line begins a list; its dot can be escaped, the number can't.
    return f"{start}{WORD_JOINER}" if start[0].isdigit() else f"\\{start}"
