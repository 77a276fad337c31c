"""Where evidence is weak: controls that rest on evidence which has expired."""

from __future__ import annotations

from collections.abc import Iterator

from steering import months
from steering.compliance.evidence import list_controls
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import join_words
from steering.rehearsal.question import (
    CISO,
    LEFT_OVER,
    DrillQuestion,
    Place,
    Subject,
    build_figure,
    build_source,
    compute_severity,
)

# How many controls an answer names.
NAMED = 5


def find_questions(context: CaseContext, filters: Filters) -> Iterator[DrillQuestion]:
    """Yield what is asked about evidence that has expired by the end of a month."""
    controls = list_controls(context, filters.as_of)
    lapses = [control for control in controls if not control.is_current]
    if not lapses:
        return
    month, number = months.format_month(filters.as_of), str(len(lapses))
    names = join_words([control.control_id for control in lapses[:NAMED]])
    more = f" and {len(lapses) - NAMED} more" if len(lapses) > NAMED else ""
    yield DrillQuestion(
        id=f"{Subject.EVIDENCE}:expired",
        persona=CISO,
        subject=Subject.EVIDENCE,
        severity=compute_severity(len(lapses) / len(controls), LEFT_OVER),
        text=f"For how many controls has all approved evidence expired by the end of {month}?",
        answer=f"{number} of {len(controls)}: {names}{more}.",
        points=(
            f"The number: {number}.",
            f"Which: {names}{more}.",
            "When the evidence is collected again, and by whom.",
        ),
        place=_place(context, filters),
        source=build_source(context, "evidence", "evidence"),
        figure=build_figure(len(lapses), "count", number),
    )


def _place(context: CaseContext, filters: Filters) -> Place:
    """The KPI about evidence where the case has one, otherwise the register's release."""
    query = (("as_of", filters.as_of),)
    kpi = next((name for name in context.case.kpis if "evidence" in name), None)
    if kpi:
        return Place(page="kpis", block="trend", focus=kpi, query=query)
    return Place(page="sources", block="datasets", focus="evidence", query=query)
