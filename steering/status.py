"""How something stands, in the committee's words; imports nothing of ours."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """How a KPI, a gate, a condition, an action, a stated figure or an item of a checklist stands.

    Shown as icon, word and colour, never colour alone.
    """

    ON_TRACK = "on track"
    AT_RISK = "at risk"
    OFF_TRACK = "off track"
    UNKNOWN = "not rated"

    MET = "met"
    BREACHED = "breached"
    NOT_DUE = "not yet due"

    DONE = "done"
    OPEN = "open"
    OVERDUE = "overdue"

    RIGHT = "right"
    ROUNDED = "rounded"
    WRONG = "wrong"
    SIGN = "wrong sign"
    UNDEFINED = "undefined"

    PASSED = "passed"
    FAILED = "failed"
    TO_JUDGE = "for a person to judge"
    NOT_APPLICABLE = "not applicable"


# At or above this share of its plan, something behind plan is at risk; below it, off track.
TOLERATED = 0.85


def against_plan(actual: float, planned: float | None) -> Status:
    """The status of a count against its plan: met, at least 85 % of it, or less. Nothing planned is not rated."""
    if planned is None or (planned == 0 and actual == 0):
        return Status.UNKNOWN
    if actual >= planned:
        return Status.ON_TRACK
    return Status.AT_RISK if actual >= TOLERATED * planned else Status.OFF_TRACK
