"""The minutes of a meeting on paper, as its page and its Markdown have them."""

from __future__ import annotations

from dataclasses import replace

from steering.exports.pack_file import PackFile
from steering.exports.papers.paper import Paper, PaperPart, pack_paper, set_paper
from steering.exports.papers.typesetter import PaperSize
from steering.exports.papers.witness import list_witness
from steering.formatting import format_day
from steering.frames.blocks import Block, Statements, TableBlock
from steering.frames.frame import Provenance
from steering.progress import report
from steering.records.audit_log import LogHead
from steering.stage.minutes import MeetingMinutes
from steering.stage.minutes_pages import build_minutes_frame


def minutes_paper(
    minutes: MeetingMinutes, provenance: Provenance, audit: LogHead | None = None, *, size: PaperSize = "a4"
) -> PackFile:
    """Set the minutes of a meeting that is over, dated at its day; `provenance` is that of what was on stage last."""
    report("Setting", 0.0)
    frame = build_minutes_frame(minutes, provenance)
    paper = Paper(
        kind="Minutes",
        title=minutes.title,
        organisation=minutes.organisation,
        about=frame.detail,
        message="",
        parts=tuple(map(_write_part, frame.blocks)),
        foot=(minutes.organisation, minutes.title, f"Minutes, {format_day(minutes.day)}", *list_witness(audit)),
    )
    result = set_paper(paper, size=size, day=minutes.day)
    return pack_paper(paper, result, name=("minutes", minutes.day.isoformat()))


def _write_part(block: Block) -> PaperPart:
    """A part of the minutes: its title is the heading, so that the block has none."""
    if isinstance(block, (Statements, TableBlock)):
        return PaperPart(title=block.title, blocks=(replace(block, title=""),))
    return PaperPart(title="More", blocks=(block,))
