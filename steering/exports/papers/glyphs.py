"""The characters of a text as a paper shows them: what cannot be set stands there by its name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from steering.formatting import REPLACEMENT, printable
from steering.picture.words import TURNS

# Characters that every font of the papers has, so that nobody needs to ask.
COMMON = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180)))) | set("–—‘’“”…−≤≥×€→")
# A sign of ours that no font has, and the one of the same meaning that they have.
STAND_INS = str.maketrans({"✕": "✗", "\t": "  "})
# Joiners and variants, which have no glyph of their own beside what they change.
SILENT = re.compile("[\u200b-\u200f\u2028\u2029\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
# A word is broken after so many letters where it is longer than what a narrow column holds.
LONG_WORD = re.compile(r"\S{25,}")
PIECE = 12
BREAK = "\u200b"


def list_rare(text: str) -> str:
    """Return the characters of a text, each once and in order, of which a font must be asked whether it has them."""
    return "".join(sorted(set(_settle(text)) - COMMON - set("\n\t")))


def name_character(letter: str) -> str:
    """`[grinning face]`; `[U+4E2D]` for a sign of a script, whose name says no more."""
    name = unicodedata.name(letter, "").lower()
    is_symbol = unicodedata.category(letter).startswith("S")
    return f"[{name}]" if name and is_symbol else f"[U+{ord(letter):04X}]"


def clean(text: str, names: Mapping[str, str]) -> str:
    """The text as it can be set: no control characters, and names for what no font has."""
    settled = _settle(text)
    return "".join(names.get(letter, letter) for letter in settled) if names else settled


def break_words(text: str) -> str:
    """The text with places within long words at which a line may end."""
    return LONG_WORD.sub(_break_word, text)


def _settle(text: str) -> str:
    """The text without what turns its direction or has no glyph of its own."""
    return SILENT.sub("", PRIVATE.sub(REPLACEMENT, TURNS.sub("", printable(text)))).translate(STAND_INS)


def _break_word(match: re.Match[str]) -> str:
    word = match[0]
    return BREAK.join(word[start : start + PIECE] for start in range(0, len(word), PIECE))
