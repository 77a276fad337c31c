"""Decisions that keep evaluating themselves: conditions, figures and actions of each, seen from the end of a month."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from steering.cases.decisions import DecisionRecord, SeenFigure, Task, Term
from steering.cases.model import Kpi
from steering.cases.roadmap import last_day
from steering.catalog.business_metrics import CONDITION_METRICS, SINGLE_METRICS
from steering.conditions import Condition, ConditionResult, ConditionState, Observation, Observer, evaluate_condition
from steering.context.case_context import CaseContext
from steering.context.dimensions import is_look_back
from steering.context.filters import Filters
from steering.kpis import scorecard as kpis
from steering.kpis.scorecard import KpiResult
from steering.metrics.lookup import observer
from steering.roi.scenarios import BASE
from steering.status import Status

if TYPE_CHECKING:
    from steering.records import ActionEvent, DecisionRevision


@dataclass(frozen=True, kw_only=True)
class ConditionCheck:
    """A condition as of a month: met, breached, not yet due or not rated.

    `now` is what it comes to on the month's data. `when_due` is the same for the month in which it was due, where
    that month is past and the condition names no month itself.
    """

    term: Term
    status: Status
    now: ConditionResult
    when_due: ConditionResult | None = None


@dataclass(frozen=True, kw_only=True)
class FigureComparison:
    """A figure as the committee saw it, what its month is on today's data, and what it is now.

    `redefined` is whether the metric measures something else by now, and `changed` the month since which it does,
    where the case says so. `again` is None where it is not known.
    """

    figure: SeenFigure
    month: str
    again: float | None
    now: Observation
    is_redefined: bool
    change: str | None


@dataclass(frozen=True, kw_only=True)
class ActionStatus:
    """An action as of a day: done, open or overdue."""

    task: Task
    status: Status
    done_on: date | None


@dataclass(frozen=True, kw_only=True)
class Review:
    """A decision seen from the end of a month.

    `npv` is that of the decision's own month and of this one, both on today's data, where the record has none.
    """

    revision: DecisionRevision
    conditions: tuple[ConditionCheck, ...]
    figures: tuple[FigureComparison, ...]
    actions: tuple[ActionStatus, ...]
    npv: tuple[float, float] | None = None

    @property
    def decision(self) -> DecisionRecord:
        """The decision as it was taken."""
        return self.revision.decision


def reviews(context: CaseContext, filters: Filters) -> tuple[Review, ...]:
    """Every decision that was taken by then, the last one first.

    Decisions are about the whole organisation, whichever business unit the viewer looks at.
    """
    decisions = [decision for decision in context.decisions if is_taken(context, filters.as_of, decision)]
    if not decisions:
        return ()
    by_id = {result.kpi.id: result for result in kpis.build_scorecard(context, replace(filters, unit=None, focus=None))}
    return tuple(
        _review(decision, _observer(context, filters, decision.decision), by_id, filters.as_of)
        for decision in decisions
    )


def is_taken(context: CaseContext, as_of: str, revision: DecisionRevision) -> bool:
    """Return whether a decision was taken by the end of a month.

    One of the live stage is also seen from the month whose data the committee had before it, while that is the newest:
    a committee meets some weeks after the month that it looks at.
    """
    decision = revision.decision
    if decision.decided_on <= last_day(as_of):
        return True
    return revision.source == "stage" and decision.as_of <= as_of and not is_look_back(context, as_of)


def _review(revision: DecisionRevision, observe: Observer, results: Mapping[str, KpiResult], as_of: str) -> Review:
    decision = revision.decision
    return Review(
        revision=revision,
        conditions=tuple(evaluate_conditions(term, observe, as_of) for term in decision.conditions),
        figures=tuple(compare_figures(figure, decision, observe, results) for figure in decision.figures),
        actions=tuple(follow_actions(task, revision.events, last_day(as_of)) for task in decision.actions),
        npv=_compare_npv(decision, observe),
    )


def _compare_npv(decision: DecisionRecord, observe: Observer) -> tuple[float, float] | None:
    """The NPV of the decision's month and of this one; None where it is on record, or one of the two is not known."""
    if "npv" in {figure.metric for figure in decision.figures}:
        return None
    request = Condition(metric="npv", op=">=", value=Decimal(0))
    then, now = observe(replace(request, as_of=decision.as_of)).value, observe(request).value
    return None if then is None or now is None else (then, now)


def _observer(context: CaseContext, filters: Filters, decision: DecisionRecord) -> Observer:
    """What is known today, with the business case in the decision's scenario and with its parameters.

    A scenario that the case no longer has is asked for by name, so that the reason says so.
    """
    business = context.case.business
    there = business is not None and decision.scenario in (BASE, *business.scenarios)
    drivers = tuple((name, float(value)) for name, value in sorted(decision.parameters.items()))
    scenario = decision.scenario if there and decision.scenario != BASE else None
    decision_filters = replace(filters, unit=None, focus=None, scenario=scenario, basis="today", drivers=drivers)
    observe = context.cached(("decisions observer", decision_filters), lambda: observer(context, decision_filters))
    if there or decision.scenario is None:
        return observe
    of_case = set(SINGLE_METRICS)
    return lambda asked: observe(
        replace(asked, scenario=asked.scenario or decision.scenario) if asked.metric in of_case else asked
    )


def evaluate_conditions(term: Term, observe: Observer, as_of: str) -> ConditionCheck:
    """A condition on the data of a month.

    Met is what holds, due or not. What does not hold is breached once it is due, and not yet due before. Where the
    month has no value, the month in which it was due decides; where that has none either, it is not rated.
    """
    now = evaluate_condition(term, observe)
    due = term.due_day <= last_day(as_of)
    due_month = f"{term.due_day:%Y-%m}"
    past = due and term.as_of is None and due_month < as_of
    when_due = evaluate_condition(replace(term, as_of=due_month), observe) if past else None
    state = when_due.state if when_due and now.state is ConditionState.UNKNOWN else now.state
    return ConditionCheck(term=term, status=_status(state, due), now=now, when_due=when_due)


def _status(state: ConditionState, due: bool) -> Status:
    if state is ConditionState.HOLDS:
        return Status.MET
    if not due:
        return Status.NOT_DUE
    return Status.BREACHED if state is ConditionState.BROKEN else Status.UNKNOWN


def compare_figures(
    figures: SeenFigure, decision: DecisionRecord, observe: Observer, standings: Mapping[str, KpiResult]
) -> FigureComparison:
    """A figure that the committee saw beside what is known of it today."""
    month = figures.as_of or decision.as_of
    standing = standings.get(figures.metric)
    request = Condition(metric=figures.metric, op=">=", value=Decimal(0))
    return FigureComparison(
        figure=figures,
        month=month,
        again=observe(replace(request, as_of=month)).value,
        now=observe(request),
        is_redefined=_is_redefined(standing, figures, month),
        change=standing.redefined_in if standing and standing.redefined_in and standing.redefined_in > month else None,
    )


def follow_actions(task: Task, events: Sequence[ActionEvent], today: date) -> ActionStatus:
    """An action as of a day. What was noted of it since counts for more than what its record says."""
    action_events = [event for event in events if event.action_id == task.id and event.on_day <= today]
    done_on = task.done_on if task.done_on and task.done_on <= today else None
    if action_events:
        done_on = action_events[-1].on_day if action_events[-1].event == "done" else None
    if done_on:
        return ActionStatus(task=task, status=Status.DONE, done_on=done_on)
    return ActionStatus(task=task, status=Status.OVERDUE if task.due < today else Status.OPEN, done_on=None)


def definition_hash(kpi: Kpi, month: str) -> str:
    """The SHA-256 of what a KPI measures in a month: how it is worked out, and its changes of definition so far."""
    changes = [[change.from_, change.what] for change in kpi.changes if change.from_ <= month]
    return _hash([kpi.id, kpi.unit, kpi.combine, kpi.measure, kpi.definition, kpi.formula, changes])


def metric_hash(context: CaseContext, metric: str, month: str) -> str | None:
    """The SHA-256 of what a KPI or a metric of the business case measures in a month; None for another one."""
    if metric in context.case.kpis:
        return definition_hash(context.case.kpis[metric], month)
    return _business_hash(metric) if metric in CONDITION_METRICS else None


def _business_hash(metric: str) -> str:
    meaning = CONDITION_METRICS[metric]
    return _hash([metric, meaning.unit, meaning.definition, meaning.formula])


def _hash(sentences: list[object]) -> str:
    return hashlib.sha256(json.dumps(sentences, ensure_ascii=False).encode()).hexdigest()


def _is_redefined(standing: KpiResult | None, figure: SeenFigure, month: str) -> bool:
    if standing is None:
        is_of_business = figure.metric in CONDITION_METRICS and figure.definition is not None
        return is_of_business and figure.definition != _business_hash(figure.metric)
    then = figure.definition or definition_hash(standing.kpi, month)
    return then != definition_hash(standing.kpi, standing.month)
