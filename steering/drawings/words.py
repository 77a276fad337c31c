"""How wide words are in a drawing, where nobody measures them: lines that fit the boxes that are drawn around them."""

from __future__ import annotations

from collections.abc import Iterator

from steering.drawings.svg import escape

# The width of a letter as a share of its size, in Arial and the fonts of its widths: narrow, wide and other letters.
NARROW, WIDE, OTHER, FULL = 0.32, 0.95, 0.6, 1.05
NARROW_LETTERS, WIDE_LETTERS = frozenset("fijltrI.,:;'|!()[]- "), frozenset("mwMW@%&")
SIZE, LINE = 14, 18


def text_width(text: str, size: float = SIZE) -> float:
    """Return about how many pixels wide a text is, rather too many than too few."""
    return sum(map(_letter_width, text)) * size


def _letter_width(letter: str) -> float:
    if letter in NARROW_LETTERS:
        return NARROW
    if letter in WIDE_LETTERS:
        return WIDE
    # Beyond Latin, Greek and Cyrillic a letter may take a whole square.
    return OTHER if letter < "\u0600" and not letter.isupper() else 0.75 if letter < "\u0600" else FULL


def wrap_text(text: str, width: float, most: int, size: float = SIZE) -> tuple[str, ...]:
    """Break a text into lines that fit a width, at most so many; what is beyond the last one is cut with a sign."""
    lines = [""]
    for word in _words(text, width, size):
        line = f"{lines[-1]} {word}".strip()
        if text_width(line, size) <= width:
            lines[-1] = line
        else:
            lines.append(word)
    if len(lines) <= most:
        return tuple(line for line in lines if line)
    last = lines[most - 1]
    while last and text_width(f"{last} …", size) > width:
        last = last[:-1]
    return (*lines[: most - 1], f"{last.rstrip()} …")


def _words(text: str, width: float, size: float) -> Iterator[str]:
    """Yield the words of a text, those that are wider than a line in pieces, at their hyphens where they have some."""
    for word in (piece for part in text.split() for piece in _split_hyphens(part, width, size)):
        piece = ""
        for letter in word:
            if text_width(piece + letter, size) > width:
                yield piece
                piece = ""
            piece += letter
        yield piece


def _split_hyphens(word: str, width: float, size: float) -> list[str]:
    """Return a word in at most two pieces, of which the first ends in a hyphen and fits, where the word is too wide."""
    cuts = [at for at, letter in enumerate(word, start=1) if letter == "-" and text_width(word[:at], size) <= width]
    if text_width(word, size) <= width or not cuts or cuts[-1] == len(word):
        return [word]
    return [word[: cuts[-1]], word[cuts[-1] :]]


def draw_lines(lines: tuple[str, ...], x: float, y: float, *, name: str = "", size: float = SIZE) -> str:
    """Return lines of text below each other, centred at x; y is the base line of the first, `name` their class."""
    label = f' class="{name}"' if name else ""
    measure = "" if size == SIZE else f' font-size="{size:g}"'
    return "".join(
        f'<text x="{x:g}" y="{y + index * LINE:g}" text-anchor="middle"{measure}{label}>{escape(line)}</text>'
        for index, line in enumerate(lines)
    )
