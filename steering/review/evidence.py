"""The evidence of controls as of a month: which of them still rest on a piece that counts."""

from __future__ import annotations

from dataclasses import dataclass

from steering.context.case_context import CaseContext
from steering.warehouse.answer import rows_as


@dataclass(frozen=True, kw_only=True)
class ControlEvidence:
    """A control that some evidence was approved for by the end of a month, and whether any of it still counts.

    `expired_on` is the last day on which a piece of it expires; None where no piece does.
    """

    control_id: str
    framework: str
    is_current: bool
    expired_on: str | None


def list_controls(context: CaseContext, as_of: str) -> tuple[ControlEvidence, ...]:
    """Return every control with approved evidence by the end of a month; none without the dataset."""
    if not context.has("evidence"):
        return ()
    return tuple(rows_as(context.query("evidence_by_control", as_of=as_of), ControlEvidence))
