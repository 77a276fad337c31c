"""The frame of the Present page: what is presented; the console of a meeting lies over it."""

from __future__ import annotations

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.blocks import Notice, Slot
from steering.frames.frame import Frame, provenance
from steering.frames.storyboard.page import describe_storyboard

PAGE = "present"


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The storyboard that a meeting shows, and the place from which it is run."""
    story = context.case.storyboard
    waiting = Notice(text="This case has no storyboard to present.", page="storyboard")
    return Frame(
        page=PAGE,
        message=f"To present: {describe_storyboard(context, story)}" if story else "Waiting for a storyboard",
        detail=story.title or "" if story else "",
        blocks=(Slot(id="present", about="meetings"),),
        provenance=provenance(context, filters, ("adoption", "kpi", "cost", "usage")),
        notices=() if story else (waiting,),
    )
