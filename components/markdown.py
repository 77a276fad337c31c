"""Plain text made safe for Streamlit's Markdown, and badges as icon, word and colour."""

from __future__ import annotations

import re

from steering.status import Badge

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
PARTED = re.compile(r":(?=[A-Za-z]|//)|www(?=\.)|(?=@)", re.IGNORECASE)
BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
WORD_JOINER = "\u2060"


def plain(text: str) -> str:
    """Text that Markdown shows letter by letter: no link, formula, emoji, icon, colour or HTML comes of it.

    Streamlit looks for `:name:`, and Markdown for web and mail addresses, after Markdown's own escapes are undone,
    so a word joiner parts them. Characters that turn the direction of all that follows are left out.
    """
    joined = PARTED.sub(rf"\g<0>{WORD_JOINER}", TURNS.sub("", BREAKS.sub(" ", text)))
    return PUNCTUATION.sub(r"\\\1", joined)


def badge(state: Badge) -> str:
    """A badge for Markdown: icon and word on its colour."""
    return f":{state.colour}-badge[:material/{state.icon}: {state.word}]"


def badge_heading(state: Badge) -> str:
    """A badge as a heading for Markdown: icon and word, the icon in its colour."""
    return f":{state.colour}[:material/{state.icon}:] {state.word}"
