"""The evidence of each control as of a day: whether any of it counts, how it is collected, and until when it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from steering.cases.roadmap import last_day
from steering.context.case_context import CaseContext
from steering.warehouse.answer import rows_as

DATASET = "evidence"


@dataclass(frozen=True, kw_only=True)
class ControlEvidence:
    """A control that somebody has collected evidence for by a day, and what that is worth on it.

    A piece counts from the day on which it was collected, once it is approved, and until it expires. `expired_on` is
    the last day on which an approved piece expires; None where one keeps, and where none is approved. `evidence_id` is
    the piece that tells most: the approved one that keeps longest, else the one that has come furthest.
    """

    control_id: str
    framework: str
    pieces: int
    is_approved: bool
    is_current: bool
    is_automated: bool
    is_in_review: bool
    is_rejected: bool
    is_renewing: bool
    evidence_id: str
    collected_on: str
    reviewer: str | None
    source_uri: str
    expired_on: str | None


def query_evidence(context: CaseContext, day: date) -> tuple[ControlEvidence, ...]:
    """Return every control with evidence that was collected by the end of a day; none without the dataset."""
    if not context.has(DATASET):
        return ()

    def query() -> tuple[ControlEvidence, ...]:
        return tuple(rows_as(context.query("evidence_by_control", day=day.isoformat()), ControlEvidence))

    return context.cached(("evidence", day), query)


def list_controls(context: CaseContext, as_of: str) -> tuple[ControlEvidence, ...]:
    """Return every control with approved evidence by the end of a month; none without the dataset."""
    return tuple(entry for entry in query_evidence(context, last_day(as_of)) if entry.is_approved)
