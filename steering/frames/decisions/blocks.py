"""The blocks of one decision: what was decided, its conditions, its figures then and now, its actions."""

from __future__ import annotations

from datetime import date

from steering import months
from steering.cases.decisions import Term
from steering.catalog.contracts import contract
from steering.conditions import WORDS, ConditionResult, ConditionState
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.decisions import ConditionCheck, FigureComparison, Review
from steering.formatting import ABSENT, format_number
from steering.frames.blocks import Block, Column, Columns, Statement, Statements, TableBlock
from steering.frames.cells import CellValue
from steering.metrics.format import format_metric, format_metric_delta, format_metric_exactly, metric_label
from steering.months import is_month
from steering.status import Status

WORST_FIRST = (Status.BREACHED, Status.UNKNOWN, Status.NOT_DUE, Status.MET)
LATEST_FIRST = (Status.OVERDUE, Status.OPEN, Status.DONE)


def format_day(day: date) -> str:
    """`31 Jul 2026`."""
    return f"{day.day} {day:%b %Y}"


def build_section(one: Review, filters: Filters, context: CaseContext) -> tuple[Block, ...]:
    """What was decided beside its conditions, then the figures then and now, the actions and the minutes."""
    blocks: list[Block] = [Columns(blocks=(_build_decision(one, context), _build_conditions(one, context, filters)))]
    if one.figures:
        blocks.append(_build_figure_table(one, filters, context))
    if one.actions:
        blocks.append(_build_action_table(one))
    if one.decision.minutes:
        said = (Statement(text="", detail=one.decision.minutes),)
        blocks.append(Statements(id=f"minutes-{one.decision.id}", title="Minutes", findings=said))
    return tuple(blocks)


def _build_decision(one: Review, context: CaseContext) -> Statements:
    decision = one.decision
    others = [option for option in decision.options if option != decision.result]
    facts = [
        Statement(text=decision.result, detail=decision.question, meta=_describe_vote(one)),
        *([Statement(text="Not chosen", detail="; ".join(others))] if others else []),
        Statement(text="On which figures", detail=_describe_basis(one, context)),
    ]
    return Statements(id=f"taken-{decision.id}", title=decision.title, findings=tuple(facts))


def _describe_vote(one: Review) -> str:
    decision, votes = one.decision, one.decision.votes
    said = [format_day(decision.decided_on), decision.by]
    if votes:
        said.append(f"{votes.for_} for, {votes.against} against, {votes.abstained} abstained")
    if one.revision.revision > 1:
        said.append(f"revision {one.revision.revision}")
    return " · ".join([*said, f"record {one.revision.sha256[:8]}"])


def _describe_basis(one: Review, context: CaseContext) -> str:
    """The data and the parameters that the committee had before it."""
    decision = one.decision
    said = [f"Data to {months.format_month(decision.as_of)}"]
    for dataset, release in decision.releases.items():
        since = "still in force" if context.releases.get(dataset) == release else "replaced since"
        said.append(f"{contract(dataset).label} release {release[:8]}, {since}")
    said += [f"scenario {decision.scenario}"] if decision.scenario else []
    said += [
        f"{name.replace('_', ' ')} at {format_number(float(value))}" for name, value in decision.parameters.items()
    ]
    return "; ".join(said) + "."


def _build_conditions(one: Review, context: CaseContext, filters: Filters) -> Statements:
    ordered = sorted(one.conditions, key=lambda judged: WORST_FIRST.index(judged.status))
    return Statements(
        id=f"conditions-{one.decision.id}",
        title=f"Do its conditions hold in {months.format_month(filters.as_of)}?",
        findings=tuple(_build_condition(judged, context) for judged in ordered),
        empty="It was decided without conditions.",
    )


def _build_condition(judged: ConditionCheck, context: CaseContext) -> Statement:
    term = judged.term
    meta = [_describe_state(judged, context), f"due {_format_due(term)}"]
    if judged.when_due:
        meta.append(f"{_format_observed(judged.when_due, term, context)} when it was due")
    return Statement(
        text=term.label[:1].upper() + term.label[1:],
        detail=term.text or "",
        meta=" · ".join(meta),
        status=judged.status,
    )


def _describe_state(judged: ConditionCheck, context: CaseContext) -> str:
    if judged.now.state is ConditionState.UNKNOWN:
        return judged.now.reason.rstrip(".")
    term, bounds = judged.term, judged.now.bounds
    values = (judged.now.observed, *bounds)
    observed, *asked = (format_metric(context, term.metric or "", value) for value in values)
    if observed in asked and judged.now.state is ConditionState.BROKEN:
        observed, *asked = (format_metric_exactly(context, term.metric or "", value) for value in values)
    tolerance = f", within {term.tolerance}" if term.tolerance else ""
    month = f" in {months.format_month(term.as_of)}" if term.as_of else ""
    return f"{observed}{month}, asked for {WORDS[term.op]} {' and '.join(asked)}{tolerance}"


def _format_observed(verdict: ConditionResult, term: Term, context: CaseContext) -> str:
    return "no value" if verdict.observed is None else format_metric(context, term.metric or "", verdict.observed)


def _build_figure_table(one: Review, filters: Filters, context: CaseContext) -> TableBlock:
    then, now = months.format_month(one.decision.as_of), months.format_month(filters.as_of)
    return TableBlock(
        id=f"figures-{one.decision.id}",
        title=f"{one.decision.title}: the figures then and now",
        columns=(
            Column(label="Figure"),
            Column(label=f"Then, {then}", kind="figure", help="As the committee saw it"),
            Column(label=f"Now, {now}", kind="figure"),
            Column(label="Change", kind="figure"),
            Column(label="Note"),
        ),
        rows=tuple(_build_figure_row(seen, one.decision.as_of, context) for seen in one.figures),
        figures=tuple((seen.figure.metric, metric_label(context, seen.figure.metric)) for seen in one.figures),
    )


def _build_figure_row(seen: FigureComparison, as_of: str, context: CaseContext) -> tuple[CellValue, ...]:
    metric, value, now = seen.figure.metric, float(seen.figure.value), seen.now.value
    then = format_metric(context, metric, value)
    step = None if now is None or seen.is_redefined else format_metric_delta(context, metric, now - value)
    said = None if now is None else format_metric(context, metric, now)
    return (
        metric_label(context, metric),
        then,
        said,
        step,
        "; ".join(_list_remarks(seen, as_of, then, context)) or None,
    )


def _list_remarks(seen: FigureComparison, as_of: str, then: str, context: CaseContext) -> list[str]:
    """What keeps the two figures from being compared, or has changed the first one since."""
    said = [f"Seen as of {months.format_month(seen.month)}"] if seen.month != as_of else []
    if seen.is_redefined:
        said.append(f"Redefined in {months.format_month(seen.change)}" if seen.change else "Its definition has changed")
    again = format_metric(context, seen.figure.metric, seen.again)
    if again not in (then, ABSENT):
        said.append(f"{months.format_month(seen.month)} is {again} on today's data")
    return said + ([seen.now.reason.rstrip(".")] if seen.now.value is None else [])


def _build_action_table(one: Review) -> TableBlock:
    ordered = sorted(one.actions, key=lambda followed: (LATEST_FIRST.index(followed.status), followed.task.due))
    return TableBlock(
        id=f"actions-{one.decision.id}",
        title=f"{one.decision.title}: actions",
        columns=(
            Column(label="Status", kind="status"),
            Column(label="Action"),
            Column(label="Owner"),
            Column(label="Due"),
            Column(label="Done"),
        ),
        rows=tuple(
            (
                followed.status,
                followed.task.text,
                followed.task.owner,
                format_day(followed.task.due),
                format_day(followed.done_on) if followed.done_on else None,
            )
            for followed in ordered
        ),
    )


def _format_due(term: Term) -> str:
    return months.format_month(term.due) if is_month(term.due) else format_day(term.due_day)
