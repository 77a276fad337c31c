"""What evidence expires next, beside the plan: the first days on which controls can be shown no more unless renewed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby, islice

from steering.compliance.control_status import ControlStatus
from steering.compliance.report import AHEAD, compliance_report
from steering.context.case_context import CaseContext
from steering.formatting import format_day, join_words, pluralise
from steering.frames.blocks import Statement, Statements
from steering.status import Status

# The page that has all of them, and the days and the controls of a day that are named here.
PAGE, PLACE = "compliance", "expiries"
DAYS = 3
NAMES = 4


def build_expiries(context: CaseContext, today: date) -> tuple[Statements, ...]:
    """Build the list of the first days on which evidence expires; nothing where no controls are in scope."""
    report = compliance_report(context, today)
    if report is None or not report.in_scope:
        return ()
    days = groupby(report.expiring(), key=lambda control: control.expires_on)
    statements = (_build_day(day, tuple(controls)) for day, controls in days if day)
    return (
        Statements(
            id="expiries",
            title="What evidence expires next",
            findings=tuple(islice(statements, DAYS)),
            empty=f"Nothing expires within {AHEAD[-1]} days.",
        ),
    )


def _build_day(day: date, controls: Sequence[ControlStatus]) -> Statement:
    """Build a day with its controls; it is at risk where somebody has to renew one and has not begun."""
    waiting = [control for control in controls if control.state is not Status.AUTOMATED and not control.is_renewing]
    more = len(controls) - NAMES
    names = [control.control.id for control in controls[:NAMES]] + ([f"{more} more"] if more > 0 else [])
    owners = sorted({control.control.owner for control in waiting if control.control.owner})
    return Statement(
        text=f"{format_day(day)}: {join_words(names)}",
        detail=f"The renewal of {pluralise(len(waiting), 'control')} has not begun." if waiting else "",
        meta=join_words(owners),
        status=Status.AT_RISK if waiting else Status.ON_TRACK,
        page=PAGE,
        place=PLACE,
    )
