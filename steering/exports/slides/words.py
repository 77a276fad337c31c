"""The blocks of a frame as paragraphs: headline figures, statements, claims, the ask, and what stands in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from steering.exports.slides.content import Paragraph, SlideWords
from steering.frames.blocks import ClaimState, FundingRequest, Notice, Statement, Statements, Tile
from steering.frames.code_block import Code
from steering.frames.documents import Prose
from steering.status import SIGNS, Badge

# What Markdown writes around words and before lines.
HEADING, ITEM, MARKS = re.compile(r"#{1,6} "), re.compile(r"\s*[-*+] "), re.compile(r"(\*\*|__|`|\\(?=\W))")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
MOST_LINES = 18


def write_badge(state: Badge) -> SlideWords:
    """A state as its sign and its word, in its colour."""
    return SlideWords(text=f"{SIGNS[state.icon]} {state.word}", bold=True, role=state.role)


def write_tile(tile: Tile, size: float) -> list[Paragraph]:
    """A headline figure: what it is, the figure, how it changed, and how it stands."""
    label = Paragraph(words=(SlideWords(text=tile.label, role="muted"),), size=11)
    value = Paragraph(words=(SlideWords(text=tile.value, bold=True),), size=size, before=1)
    parts = []
    if tile.delta:
        role = "muted" if tile.good is None else "good" if tile.good else "bad"
        parts.append(SlideWords(text=f"{tile.delta} {tile.since}".strip(), role=role))
    if tile.note:
        parts.append(SlideWords(text=f"{' · ' if parts else ''}{tile.note}", role="muted"))
    lines = [label, value, *([Paragraph(words=tuple(parts), size=10, before=1)] if parts else [])]
    return [*lines, *([Paragraph(words=(write_badge(tile.status),), size=10, before=1)] if tile.status else [])]


def write_heading(title: str) -> list[Paragraph]:
    """The heading of a block; nothing where it has none."""
    return [Paragraph(words=(SlideWords(text=title, bold=True, role="muted"),), size=12)] if title else []


def write_statements(block: Statements) -> list[Paragraph]:
    """A question and its answers, each with its figure, its status and what explains it."""
    lines = write_heading(block.title)
    for one in block.findings:
        lines.extend(_write_statement(one))
    return lines if block.findings else [*lines, Paragraph(words=(SlideWords(text=block.empty),), before=6)]


def _write_statement(one: Statement) -> Iterator[Paragraph]:
    head = [SlideWords(text=one.text, bold=True)] if one.text else []
    if one.figure:
        head.append(SlideWords(text=f"{'  ' if head else ''}{one.figure}", bold=True, role="accent"))
    if one.status:
        badge = write_badge(one.status)
        head.append(SlideWords(text=f"  {badge.text}", bold=True, role=badge.role))
    if head:
        yield Paragraph(words=tuple(head), size=15, before=11)
    if one.detail:
        yield Paragraph(words=(SlideWords(text=one.detail),), size=12.5, before=2 if head else 8)
    if one.meta:
        yield Paragraph(words=(SlideWords(text=one.meta, role="muted"),), size=11, before=2)


def write_claims(claims: Sequence[ClaimState], size: float = 12.5) -> list[Paragraph]:
    """What is claimed, each sentence below the state of it, with the reason."""
    lines = []
    for index, claim in enumerate(claims):
        lines.append(Paragraph(words=(write_badge(claim.state),), size=size - 1.5, before=12 if index else 0))
        lines.append(Paragraph(words=(SlideWords(text=claim.text, bold=True),), size=size, before=1))
        if claim.reason:
            lines.append(Paragraph(words=(SlideWords(text=claim.reason, role="muted"),), size=size - 2, before=1))
    return lines


def write_notices(notices: Sequence[Notice], problems: Sequence[str]) -> list[Paragraph]:
    """What must be known before reading on, and why a scene can't be shown."""
    texts = [*(" ".join(part for part in (one.text, one.remedy) if part) for one in notices), *problems]
    sign = SlideWords(text="! ", bold=True, role="warning")
    return [Paragraph(words=(sign, SlideWords(text=text)), size=12, before=4) for text in texts]


def write_ask(block: FundingRequest) -> list[Paragraph]:
    """The ask itself: its amount, what it is for, and the day to decide by."""
    lines = [
        Paragraph(words=(SlideWords(text=block.amount, bold=True, role="accent"),), size=48),
        Paragraph(words=(SlideWords(text=block.title, bold=True),), size=18, before=8),
        Paragraph(words=(SlideWords(text=block.purpose),), size=14, before=8),
    ]
    if block.option:
        asked = (SlideWords(text="Asked for ", role="muted"), SlideWords(text=block.option, bold=True))
        lines.append(Paragraph(words=asked, size=14, before=8))
    if block.decide_by:
        due = (SlideWords(text="Decide by ", role="muted"), SlideWords(text=block.decide_by, bold=True))
        lines.append(Paragraph(words=due, size=14, before=10))
    return lines


def write_prose(block: Prose) -> list[Paragraph]:
    """What somebody wrote in Markdown, without its signs."""
    lines = write_heading(block.title)
    for raw in block.markdown.splitlines():
        text = MARKS.sub("", LINK.sub(r"\1", ITEM.sub("• ", HEADING.sub("", raw)))).strip()
        if text:
            words = (SlideWords(text=text, bold=bool(HEADING.match(raw))),)
            lines.append(Paragraph(words=words, size=12.5, before=5))
    return lines if block.markdown.strip() else [*lines, Paragraph(words=(SlideWords(text=block.empty),), before=6)]


def write_code(block: Code) -> list[Paragraph]:
    """The first lines of each passage, as they are written."""
    lines = write_heading(block.title)
    for passage in block.passages:
        lines.append(Paragraph(words=(SlideWords(text=passage.name, bold=True),), size=12, before=8))
        for text in passage.text.splitlines()[:MOST_LINES]:
            lines.append(Paragraph(words=(SlideWords(text=text or " "),), size=10))
    return lines
