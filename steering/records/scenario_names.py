"""What a saved scenario may be called, and the id under which a link finds it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from itertools import chain, count

from steering.errors import SteercoError, quote_input
from steering.lookalikes import is_visible, visible_key

# Begins the id of every saved scenario, so that a link tells it from a scenario of the case's file.
PREFIX = "saved."
LONGEST_NAME, LONGEST_NOTE = 80, 500
SLUG = 60


class ScenarioRefused(SteercoError):
    """A scenario that can't be kept, changed or moved on as it was asked; nothing has changed."""


def check_name(text: str, others: Iterable[str]) -> str:
    """Return a text as the name of a scenario, which none of the others has.

    Raises:
        ScenarioRefused: it is none or is taken.
    """
    name = _line(text)
    if not is_visible(name) or len(name) > LONGEST_NAME:
        fault = f"has {len(name)} characters" if is_visible(name) else "shows nothing" if name else "is empty"
        raise ScenarioRefused(f"The name {fault}. Give one of 1 to {LONGEST_NAME} characters.")
    key = visible_key(name)
    if other := next((other for other in others if visible_key(other) == key), None):
        raise ScenarioRefused(f"There is a saved scenario named {quote_input(other)} already. Choose another name.")
    return name


def check_note(text: str) -> str:
    """Return a text as the note of a scenario.

    Raises:
        ScenarioRefused: it is too long.
    """
    note = _line(text)
    if len(note) > LONGEST_NOTE:
        raise ScenarioRefused(f"The note has {len(note)} characters. Write at most {LONGEST_NOTE}.")
    return note


def find_free_id(name: str, ids: Container[str]) -> str:
    """`saved.lean-roll-out`: the id under which a link finds a scenario, whatever it is called later."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = PREFIX + (re.sub(r"[^a-z0-9]+", "-", letters)[:SLUG].strip("-") or "scenario")
    return next(id for id in chain([slug], (f"{slug}-{number}" for number in count(2))) if id not in ids)


def _line(text: str) -> str:
    """Return a text in one line, without what no database and no screen can show."""
    shown_only = (" " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in text)
    return " ".join("".join(shown_only).split())
