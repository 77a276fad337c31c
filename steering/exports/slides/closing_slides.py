"""The contents after the scenes: the ask and the decisions, where no scene shows them, and what was decided so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from steering.addresses import hide_addresses
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.exports.slides.content import SlideContent
from steering.exports.slides.scene_slides import describe_source
from steering.exports.storyboard import StoryboardExport
from steering.frames.agenda import SCENE_PAGES
from steering.frames.blocks import Block, Columns, FundingRequest, Leaf, Statements, TableBlock, leaves
from steering.frames.decisions.page import PAGE as DECISIONS
from steering.frames.frame import Frame

BRIEF = "brief"
# The question of the Brief under which the decisions stand that are asked for.
TO_DECIDE = "decisions"
SO_FAR, DECIDED = "Decisions so far", "What was decided"


def build_closing(context: CaseContext, filters: Filters, pack: StoryboardExport) -> Iterator[SlideContent]:
    """Yield the ask and the decisions that are asked for, unless a scene has them, and each decision taken."""
    shown = [block for part in pack.parts if part.frame for block in leaves(part.frame.blocks)]
    brief = _build_frame(context, filters, BRIEF)
    if not any(isinstance(block, FundingRequest) for block in shown):
        asks = [block for block in leaves(brief.blocks) if isinstance(block, FundingRequest)]
        yield from (_content(brief, "What we ask for", ask.title, (ask,)) for ask in asks)
    if not any(_is_to_decide(block) for block in shown):
        for block in leaves(brief.blocks):
            if isinstance(block, Statements) and _is_to_decide(block) and block.findings:
                yield _content(brief, "What we ask you to decide", block.title, (block,))
    yield from _build_decisions(_build_frame(context, filters, DECISIONS))


def _build_decisions(frame: Frame) -> Iterator[SlideContent]:
    """Yield the decisions taken: what was decided beside its conditions, and of many their register."""
    for block in frame.blocks:
        if isinstance(block, Columns):
            titles = [part.title for part in block.blocks if isinstance(part, Statements) and part.title]
            title = titles[0] if titles else frame.message
            yield _content(frame, SO_FAR, title, _split(replace(block, blocks=tuple(_rename(block, title)))))
        elif isinstance(block, TableBlock) and not block.id.startswith(("seen", "actions")):
            yield _content(frame, SO_FAR, block.title or frame.message, (replace(block, title=""),))


def _rename(block: Columns, title: str) -> Iterator[Leaf]:
    """Yield the parts of a block, the one that has the slide's title under another one."""
    for part in block.blocks:
        same = isinstance(part, Statements) and part.title == title
        yield replace(part, title=DECIDED) if isinstance(part, Statements) and same else part


def _split(block: Columns) -> tuple[Block, ...]:
    """Return a decision beside its conditions; a table of these has the width of a slide to itself."""
    return (block,) if all(isinstance(part, Statements) for part in block.blocks) else tuple(block.blocks)


def _content(frame: Frame, where: str, title: str, blocks: tuple[Block, ...]) -> SlideContent:
    return SlideContent(title=title, where=where, blocks=blocks, source=describe_source(frame))


def _is_to_decide(block: object) -> bool:
    return isinstance(block, Statements) and block.id == TO_DECIDE


def _build_frame(context: CaseContext, filters: Filters, page: str) -> Frame:
    # Slides go on to anybody, as scenes do.
    return hide_addresses(SCENE_PAGES[page].build_frame(context, filters))
