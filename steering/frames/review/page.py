"""The frame of the Review page: what is reviewed; the reviews themselves lie over it."""

from __future__ import annotations

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.blocks import Slot
from steering.frames.frame import Frame, provenance

PAGE = "review"


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The place of the reviews."""
    return Frame(
        page=PAGE,
        message="What others make of a run",
        detail="Scored by a rubric, with comments on the moment that they are about. One's own score comes first.",
        blocks=(Slot(id="review", about="reviews"),),
        provenance=provenance(context, filters, ("adoption", "kpi", "cost", "usage")),
    )
