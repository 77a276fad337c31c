"""The frame of the Readiness page: what is asked of whoever presents; the verdict, each visitor's own, lies over it."""

from __future__ import annotations

from collections.abc import Iterator

from steering.cases.storyboard import Storyboard
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.blocks import Notice, Slot
from steering.frames.frame import Frame, provenance

PAGE = "readiness"


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The place of the verdict, and what of the rules in the storyboard can't be read."""
    story = context.case.storyboard
    scenes = story.scenes if story else ()
    waiting = Notice(text="This case has no scenes to be ready for.", remedy="Write them first.", page="storyboard")
    return Frame(
        page=PAGE,
        message="Ready for the committee?" if scenes else "Waiting for a storyboard",
        detail=story.title or "" if story else "",
        blocks=(Slot(id="readiness", about="who presents"), Slot(id="hours", about="hours by phase")),
        provenance=provenance(context, filters, ("adoption", "kpi", "cost", "usage", "evidence")),
        notices=(*(_list_notices(story) if story else ()), *(() if scenes else (waiting,))),
    )


def _list_notices(story: Storyboard) -> Iterator[Notice]:
    for problem in story.problems:
        if (problem.column or "").startswith("readiness"):
            remedy = f"Expected {problem.expected}. {problem.remedy} Until then the rules are those of every case."
            yield Notice(text=f"{problem.place}: found {problem.found}.", remedy=remedy)
