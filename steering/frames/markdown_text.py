"""Plain words within the Markdown of a frame."""

from __future__ import annotations

import re

# Signs that Markdown gives a meaning to; a name has none of it.
SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+!|~-])")


def escape_markdown(text: str) -> str:
    """Return plain words as Markdown that shows them letter by letter, on one line."""
    return SIGNS.sub(r"\\\1", " ".join(text.split()))
