"""The frame of the Dry run page: what is rehearsed; the run itself and its history, each visitor's own, lie over it."""

from __future__ import annotations

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.blocks import Notice, Slot
from steering.frames.frame import Frame, provenance
from steering.frames.storyboard.page import describe_storyboard

PAGE = "dry_run"


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The storyboard that is rehearsed, and the place of its runs."""
    story = context.case.storyboard
    waiting = Notice(text="This case has no storyboard to rehearse.", page="storyboard")
    return Frame(
        page=PAGE,
        message=f"To rehearse: {describe_storyboard(context, story)}" if story else "Waiting for a storyboard",
        detail=story.title or "" if story else "",
        blocks=(Slot(id="dry_run", about="runs"),),
        provenance=provenance(context, filters, ("adoption", "kpi", "cost", "usage")),
        notices=() if story else (waiting,),
    )
