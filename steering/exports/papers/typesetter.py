"""Set a document as a tagged PDF with its own fonts; the only user of typst.

Texts reach typst as values, never as source, so nothing that somebody wrote is run or read as markup. The same document
is the same bytes. No font of the machine is used: which characters can be set is what typst brings along.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from steering.exports.papers.glyphs import break_words, clean, list_rare, name_character
from steering.picture.style import theme_colours

SOURCES = Path(__file__).parent / "typst"
MAIN = "main.typ"

PROBE = b'#set document(title: "probe")\n#for letter in json(bytes(sys.inputs.paper)) [#par(text(letter))]'
# What typst says of each character that none of its fonts has.
MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")

PaperSize = Literal["a4", "us-letter"]


@dataclass(frozen=True, kw_only=True)
class TypesetResult:
    """A PDF, how many pages it has, and the characters that no font has: each stands there by its name."""

    content: bytes
    pages: int
    missing: tuple[str, ...]


def typeset(document: Mapping[str, Any], *, size: PaperSize, day: dt.date) -> TypesetResult:
    """Set a document of plain values; its creation is dated at the beginning of this day.

    Raises:
        typst.TypstError: the sources of the paper are wrong, which no text can bring about.
    """
    text = json.dumps(document, ensure_ascii=False)
    missing = find_missing(list_rare(text))
    values = _clean_values(document, {letter: name_character(letter) for letter in missing})
    moment = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    look = {"size": size, "colours": theme_colours("light")}
    content = typst.compile(
        SOURCES / MAIN,
        root=SOURCES,
        sys_inputs={"paper": json.dumps({**values, **look}, ensure_ascii=False)},
        font_paths=_load_fonts(),
        pdf_standards="ua-1",
        timestamp=moment,
    )
    return TypesetResult(content=content, pages=_count_pages(content), missing=missing)


@lru_cache(maxsize=200)
def find_missing(letters: str) -> tuple[str, ...]:
    """Return those of these characters that no font has, by setting each of them in a paragraph of its own."""
    try:
        typst.compile(
            PROBE,
            sys_inputs={"paper": json.dumps(list(letters), ensure_ascii=False)},
            font_paths=_load_fonts(),
            pdf_standards="ua-1",
        )
    except typst.TypstError as error:
        names = MISSING.findall(error.diagnostic)
        if not names:
            raise
        return tuple(sorted({ESCAPED.sub(_unescape, name) for name in names}))
    return ()


def _unescape(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _clean_values(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return break_words(clean(value, names))
    if isinstance(value, Mapping):
        return {key: clean(item, names) if key == "svg" else _clean_values(item, names) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [_clean_values(item, names) for item in value]
    return value


def _count_pages(content: bytes) -> int:
    """How many pages a PDF has, by the count of its tree of pages, which typst writes first."""
    tree = re.search(rb"/Type\s*/Pages\s*/Count\s+(\d+)", content)
    assert tree is not None  # each PDF of typst has one tree of pages
    return int(tree[1])


@cache
def _load_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
