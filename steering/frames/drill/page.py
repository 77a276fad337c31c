"""The frame of the Question drill: what is drilled; the drill itself, each visitor's own, lies over it."""

from __future__ import annotations

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.blocks import Slot
from steering.frames.frame import Frame, provenance

PAGE = "drill"


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The place of the drill, and the releases that its questions come from."""
    return Frame(
        page=PAGE,
        message="The hardest questions that this case gives rise to",
        detail="Each follows from a weak point of today's data, and so does its answer.",
        blocks=(Slot(id="drill", about="questions"),),
        provenance=provenance(context, filters, ("adoption", "kpi", "cost", "evidence")),
    )
