"""Where the KPIs are weak: those that are not on track, and those that measure something else by now."""

from __future__ import annotations

from collections.abc import Iterator

from steering import months
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.kpis.scorecard import KpiResult, build_scorecard
from steering.rehearsal.metrics import find_persona, measure_kpi
from steering.rehearsal.question import (
    OFF_TARGET,
    DrillQuestion,
    Place,
    QuestionSource,
    Subject,
    build_source,
    compute_severity,
)
from steering.status import Status

MISSED = (Status.AT_RISK, Status.OFF_TRACK)


def find_questions(context: CaseContext, filters: Filters) -> Iterator[DrillQuestion]:
    """Yield what is asked about the KPIs as of a month."""
    for result in build_scorecard(context, filters):
        source = build_source(context, result.kpi.id, "adoption" if result.kpi.measure else "kpi")
        yield from _ask_about_target(context, result, source)
        yield from _ask_about_definition(context, result, source)


def _ask_about_target(context: CaseContext, result: KpiResult, source: QuestionSource) -> Iterator[DrillQuestion]:
    """Ask where a KPI stands that should be elsewhere by now."""
    value, target, kpi = result.value, result.target, result.kpi
    if value is None or target is None or result.status not in MISSED:
        return
    month = months.format_month(result.month)
    yield DrillQuestion(
        id=f"{Subject.KPI}:{kpi.id}",
        persona=find_persona(context, kpi.id),
        subject=Subject.KPI,
        severity=compute_severity(abs(value - target), OFF_TARGET * abs(target)),
        text=f"{kpi.name} was to be at {result.format(target)} in {month}. Where does it stand?",
        answer=f"{result.format(value)}, where the plan has {result.format(target)}: {result.status.word.lower()}.",
        points=(
            f"The figure: {result.format(value)}.",
            "Why it is not where it should be, in one cause.",
            f"What {kpi.owner} does about it, and by when it is back on the plan.",
        ),
        place=_place(result),
        source=source,
        figure=measure_kpi(kpi, value, result.format(value)),
    )


def _ask_about_definition(context: CaseContext, result: KpiResult, source: QuestionSource) -> Iterator[DrillQuestion]:
    """Ask what a KPI was before it came to measure something else."""
    kpi, month = result.kpi, result.redefined_in
    before = months.add_months(month, -1) if month else ""
    past, first = result.value_at(before), result.value_at(month) if month else None
    if month is None or past is None or first is None:
        return
    what = next(change.what for change in reversed(kpi.changes) if change.from_ == month)
    yield DrillQuestion(
        id=f"{Subject.DEFINITION}:{kpi.id}",
        persona=find_persona(context, kpi.id),
        subject=Subject.DEFINITION,
        severity=compute_severity(abs(first - past), OFF_TARGET * abs(past)),
        text=f"{kpi.name} is defined otherwise since {months.format_month(month)}. What was it in the month before?",
        answer=f"{result.format(past)} in {months.format_month(before)}, {result.format(first)} in "
        f"{months.format_month(month)}. {what}",
        points=(
            f"The figure before: {result.format(past)}.",
            f"What changed: {what}",
            "That values before and after do not compare, and what that means for the target.",
        ),
        place=_place(result),
        source=source,
        figure=measure_kpi(kpi, past, result.format(past)),
    )


def _place(result: KpiResult) -> Place:
    return Place(page="kpis", block="trend", focus=result.kpi.id, query=(("as_of", result.month),))
