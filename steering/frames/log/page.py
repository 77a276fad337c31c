"""The frame of the Audit log page: where the entries lie, which are each visitor's own to see."""

from __future__ import annotations

from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.blocks import Slot
from steering.frames.frame import Frame, provenance

PAGE = "log"


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The place of the entries."""
    return Frame(
        page=PAGE,
        message="Who did what, and when",
        detail="Nothing leaves the log, and each entry carries a hash over itself and the one before.",
        blocks=(Slot(id="log", about="audit log"),),
        provenance=provenance(context, filters, ()),
    )
