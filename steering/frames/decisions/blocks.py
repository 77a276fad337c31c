"""The blocks of one decision: what was decided, its conditions, its figures then and now, its actions."""

from __future__ import annotations

from steering import months
from steering.cases.case_drivers import name_driver
from steering.cases.decisions import Term, Votes
from steering.catalog.contracts import contract
from steering.catalog.voting import describe_terms
from steering.conditions import ConditionResult, ConditionState, describe_requirement
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.decisions import ConditionCheck, FigureComparison, Review
from steering.formatting import ABSENT, format_day, join_words
from steering.frames.blocks import Block, Column, Columns, Statement, Statements, TableBlock
from steering.frames.cells import CellValue
from steering.metrics.format import format_metric, format_metric_delta, format_metric_exactly, metric_label
from steering.months import is_month
from steering.roi.drivers import describe_driver
from steering.status import Status

WORST_FIRST = (Status.BREACHED, Status.UNKNOWN, Status.NOT_DUE, Status.MET)
LATEST_FIRST = (Status.OVERDUE, Status.OPEN, Status.DONE)


def build_section(review: Review, filters: Filters, context: CaseContext) -> tuple[Block, ...]:
    """What was decided beside its conditions, then the figures then and now, the actions and the minutes."""
    blocks: list[Block] = [
        Columns(blocks=(_build_decision(review, context), _build_conditions(review, context, filters)))
    ]
    if review.figures:
        blocks.append(_build_figure_table(review, filters, context))
    if review.actions:
        blocks.append(_build_action_table(review))
    if review.decision.minutes:
        statements = (Statement(text="", detail=review.decision.minutes),)
        blocks.append(Statements(id=f"minutes-{review.decision.id}", title="Minutes", findings=statements))
    return tuple(blocks)


def _build_decision(review: Review, context: CaseContext) -> Statements:
    decision = review.decision
    others = [option for option in decision.options if option != decision.result]
    facts = [
        Statement(text=decision.result, detail=decision.question, meta=_describe_vote(review)),
        *([Statement(text="Rejected options", detail="; ".join(others))] if others else []),
        *_build_vote(decision.votes),
        Statement(text="Based on", detail=_describe_basis(review, context)),
    ]
    return Statements(id=f"taken-{decision.id}", title=decision.title, findings=tuple(facts))


def _build_vote(votes: Votes | None) -> list[Statement]:
    """On which terms it was voted, who was recused, and who dissented; nothing where the record does not say."""
    if votes is None or votes.rule is None or votes.base is None:
        return []
    terms = describe_terms(votes.rule, votes.base, votes.quorum or 0, secret=votes.ballot == "secret")
    recused = f"; recused: {join_words(votes.recused)}" if votes.recused else ""
    dissent = [Statement(text="Dissent", detail="; ".join(votes.dissent))] if votes.dissent else []
    return [Statement(text=votes.words or "Vote", detail=f"{terms}{recused}"), *dissent]


def _describe_vote(review: Review) -> str:
    decision, votes = review.decision, review.decision.votes
    parts = [format_day(decision.decided_on), decision.by]
    if votes:
        parts.append(f"{votes.for_} for, {votes.against} against, {votes.abstained} abstained")
    if review.revision.revision > 1:
        parts.append(f"revision {review.revision.revision}")
    return " · ".join([*parts, f"record {review.revision.sha256[:8]}"])


def _describe_basis(review: Review, context: CaseContext) -> str:
    """The data and the parameters that the committee had before it."""
    decision, business = review.decision, context.case.business
    parts = [f"Data to {months.format_month(decision.as_of)}"]
    for dataset, release in decision.releases.items():
        since = "current" if context.releases.get(dataset) == release else "replaced since"
        parts.append(f"{contract(dataset).label} release {release[:8]}, {since}")
    against = f", against {decision.against}" if decision.against else ""
    parts += [f"option {decision.option}{against}"] if decision.option else []
    parts += [f"scenario {decision.scenario}"] if decision.scenario else []
    parts += [describe_driver(business, name_driver(name), float(value)) for name, value in decision.parameters.items()]
    return "; ".join(parts) + "."


def _build_conditions(review: Review, context: CaseContext, filters: Filters) -> Statements:
    ordered = sorted(review.conditions, key=lambda check: WORST_FIRST.index(check.status))
    return Statements(
        id=f"conditions-{review.decision.id}",
        title=f"Do its conditions hold in {months.format_month(filters.as_of)}?",
        findings=(
            *(_build_condition(check, context) for check in ordered),
            *(Statement(text=text, meta="no metric measures it") for text in review.decision.other_conditions),
        ),
        empty="No conditions were set.",
    )


def _build_condition(check: ConditionCheck, context: CaseContext) -> Statement:
    term = check.term
    meta = [f"due {_format_due(term)}"]
    if check.when_due:
        meta.append(f"{_format_observed(check.when_due, term, context)} when it was due")
    return Statement(
        text=term.label[:1].upper() + term.label[1:],
        figure=_describe_state(check, context),
        detail=term.text or "",
        meta=" · ".join(meta),
        status=check.status,
    )


def _describe_state(check: ConditionCheck, context: CaseContext) -> str:
    if check.now.state is ConditionState.UNKNOWN:
        return check.now.reason.rstrip(".")
    term, bounds = check.term, check.now.bounds
    values = (check.now.observed, *bounds)
    observed, *targets = (format_metric(context, term.metric or "", value) for value in values)
    if observed in targets and check.now.state is ConditionState.BROKEN:
        observed, *targets = (format_metric_exactly(context, term.metric or "", value) for value in values)
    month = f" in {months.format_month(term.as_of)}" if term.as_of else ""
    return f"{observed}{month}, required {describe_requirement(term, targets)}"


def _format_observed(verdict: ConditionResult, term: Term, context: CaseContext) -> str:
    return "no value" if verdict.observed is None else format_metric(context, term.metric or "", verdict.observed)


def _build_figure_table(review: Review, filters: Filters, context: CaseContext) -> TableBlock:
    then, now = months.format_month(review.decision.as_of), months.format_month(filters.as_of)
    metrics = [comparison.figure.metric for comparison in review.figures] + (["npv"] if review.npv else [])
    return TableBlock(
        id=f"figures-{review.decision.id}",
        title=f"{review.decision.title}: the figures then and now",
        columns=(
            Column(label="Figure"),
            Column(label=f"Then, {then}", kind="figure", help="As the committee saw it"),
            Column(label=f"Now, {now}", kind="figure"),
            Column(label="Change", kind="figure"),
            Column(label="Note"),
        ),
        rows=(
            *(_build_figure_row(comparison, review.decision.as_of, context) for comparison in review.figures),
            *_build_npv_row(review, then, context),
        ),
        figures=tuple((metric, metric_label(context, metric)) for metric in metrics),
    )


def _build_npv_row(review: Review, month: str, context: CaseContext) -> tuple[tuple[CellValue, ...], ...]:
    """The NPV then and now, where the record has none: what the money was to bring back is always among them."""
    if review.npv is None:
        return ()
    then, now = review.npv
    cells = (format_metric(context, "npv", then), format_metric(context, "npv", now))
    step, note = format_metric_delta(context, "npv", now - then), f"Not on record; {month} is on today's data"
    return ((metric_label(context, "npv"), *cells, step, note),)


def _build_figure_row(comparison: FigureComparison, as_of: str, context: CaseContext) -> tuple[CellValue, ...]:
    metric, value, now = comparison.figure.metric, float(comparison.figure.value), comparison.now.value
    then = format_metric(context, metric, value)
    step = None if now is None or comparison.is_redefined else format_metric_delta(context, metric, now - value)
    current = None if now is None else format_metric(context, metric, now)
    return (
        metric_label(context, metric),
        then,
        current,
        step,
        "; ".join(_list_remarks(comparison, as_of, then, context)) or None,
    )


def _list_remarks(comparison: FigureComparison, as_of: str, then: str, context: CaseContext) -> list[str]:
    """What keeps the two figures from being compared, or has changed the first one since."""
    remarks = [f"Seen as of {months.format_month(comparison.month)}"] if comparison.month != as_of else []
    if comparison.is_redefined:
        remarks.append(
            f"Redefined in {months.format_month(comparison.change)}"
            if comparison.change
            else "Its definition has changed"
        )
    again = format_metric(context, comparison.figure.metric, comparison.again)
    if again not in (then, ABSENT):
        remarks.append(f"{months.format_month(comparison.month)} is {again} on today's data")
    return remarks + ([comparison.now.reason.rstrip(".")] if comparison.now.value is None else [])


def _build_action_table(review: Review) -> TableBlock:
    ordered = sorted(review.actions, key=lambda action: (LATEST_FIRST.index(action.status), action.task.due))
    return TableBlock(
        id=f"actions-{review.decision.id}",
        title=f"{review.decision.title}: actions",
        columns=(
            Column(label="Status", kind="status"),
            Column(label="Action"),
            Column(label="Owner"),
            Column(label="Due"),
            Column(label="Done"),
        ),
        rows=tuple(
            (
                action.status,
                action.task.text,
                action.task.owner,
                format_day(action.task.due),
                format_day(action.done_on) if action.done_on else None,
            )
            for action in ordered
        ),
    )


def _format_due(term: Term) -> str:
    return months.format_month(term.due) if is_month(term.due) else format_day(term.due_day)
