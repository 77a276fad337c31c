"""A paper as a plain value: what it is called, whose it is, and its parts, each a heading and blocks of a frame."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from steering.exports.cells import file_name
from steering.exports.file_types import PDF
from steering.exports.pack_file import PackFile, Remark
from steering.exports.papers.elements import write_elements
from steering.exports.papers.references import link_elements
from steering.exports.papers.typesetter import PaperSize, TypesetResult, typeset
from steering.formatting import join_words
from steering.frames.blocks import Block

NO_GLYPH = "No font of the paper has {}; each stands there by its name."


@dataclass(frozen=True, kw_only=True)
class PaperPart:
    """A part of a paper: its heading at a level from 1, what it says in a sentence, and the blocks of its `page`.

    `above` stands over its heading and `source` at its end, in small print. With `new_page` it begins one; with `fits`
    it is made as small as it takes to stay on that page, with its extras where they have room; the rest is for notes.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    page: str = ""
    level: int = 1
    above: str = ""
    lead: str = ""
    detail: str = ""
    source: str = ""
    extras: tuple[Block, ...] = ()
    new_page: bool = False
    fits: bool = False


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A whole paper. `kind` is what it is, such as `Board paper`, `about` its case; `lines` stand below its message."""

    kind: str
    title: str
    message: str
    parts: tuple[PaperPart, ...]
    organisation: str = ""
    about: str = ""
    lines: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    contents: bool = False
    remarks: tuple[Remark, ...] = field(default=())

    def to_document(self) -> dict[str, Any]:
        """The paper as values that typst takes."""
        parts = [_write_part(part) for part in self.parts]
        link_elements(parts)
        return {
            "kind": self.kind,
            "title": self.title,
            "message": self.message,
            "organisation": self.organisation,
            "about": self.about,
            "lines": self.lines,
            "foot": self.foot,
            "contents": self.contents,
            "parts": parts,
        }


def _write_part(part: PaperPart) -> dict[str, Any]:
    return {
        "title": part.title,
        "page": part.page,
        "level": part.level,
        "above": part.above,
        "lead": part.lead,
        "detail": part.detail,
        "source": part.source,
        "new_page": part.new_page,
        "fits": part.fits,
        "elements": write_elements(part.blocks, part.level),
        "extras": write_elements(part.extras, part.level),
    }


def last_day(month: str) -> dt.date:
    """The last day of a month such as `2026-10`."""
    year, number = map(int, month.split("-"))
    return dt.date(year, number, calendar.monthrange(year, number)[1])


def set_paper(paper: Paper, *, size: PaperSize, day: dt.date) -> TypesetResult:
    """Set a paper, dated at this day."""
    return typeset(paper.to_document(), size=size, day=day)


def pack_paper(paper: Paper, result: TypesetResult, *, name: Sequence[str]) -> PackFile:
    """Return a paper that was set as a file, with what it could not show."""
    remarks = paper.remarks
    if result.missing:
        letters = join_words([f"“{letter}”" for letter in result.missing])
        remarks = (*remarks, Remark(where="Letters", text=NO_GLYPH.format(letters)))
    return PackFile(name=file_name(*name, ending="pdf"), media_type=PDF, content=result.content, remarks=remarks)
