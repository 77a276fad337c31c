"""The frame of the Cohorts page: what it is about; the cohorts themselves lie over it."""

from __future__ import annotations

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.blocks import Slot
from steering.frames.frame import Frame, provenance

PAGE = "cohorts"


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The place of the cohorts."""
    return Frame(
        page=PAGE,
        message="Who works here, and how they get on",
        detail="Members, their workspaces, and who needs help. Cohorts can't see one another.",
        blocks=(Slot(id="cohorts", about="cohorts"),),
        provenance=provenance(context, filters, ("adoption", "kpi", "cost", "usage")),
    )
