"""The fourth question of the Brief: what changed since the last committee, the largest first, and what broke."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from steering import months
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.costs.report import cost_report
from steering.decisions import ActionStatus, ConditionCheck, reviews
from steering.formatting import format_day, format_value, pluralise
from steering.frames.blocks import Statement, Statements
from steering.frames.brief.since import describe_parts
from steering.frames.moments import describe_moment
from steering.kpis.scorecard import KpiResult, build_scorecard
from steering.roadmap.view import roadmap_view
from steering.roi.verdict import judge_case
from steering.since.report import SinceReport, choose_moment
from steering.since.states import CaseState
from steering.status import Status

# How many statements the list holds; the pages behind it hold the rest.
MOST = 6
MOST_DECISIONS = 2


def build_changes(
    context: CaseContext, filters: Filters, results: Sequence[KpiResult], report: SinceReport | None
) -> Statements:
    """What changed since the last committee: decisions, broken promises, the case, gates, budget, then the KPIs."""
    since = report.then.filters.as_of if report else context.case.charter.last_committee or ""
    decisions = tuple(_build_stage_decisions(context, filters, since))
    if report is None:
        title, empty = "What changed since last time?", _describe_absence(context, filters)
        return Statements(id="changes", title=title, findings=decisions, empty=empty)
    changes = _list_organisation_changes(context, filters, report)
    statements = [*decisions, *changes, *_list_kpi_changes(results, report)]
    has_comparison = any(report.step_of(result) is not None for result in results)
    empty = "No figure has moved." if has_comparison else "There is no figure to compare."
    title = f"What changed since {describe_moment(report.moment)}?"
    return Statements(id="changes", title=title, findings=tuple(statements[:MOST]), empty=empty)


def _describe_absence(context: CaseContext, filters: Filters) -> str:
    """Why there is nothing to compare with."""
    moment, own = choose_moment(context, filters), context.case.charter.last_committee
    if moment and moment.month == filters.as_of:
        return f"Nothing has changed since {moment.label}: the data and the files are the same."
    month = moment.month if moment else own
    if month is None:
        return "Choose a moment to compare with, or add `last_committee` to case.yaml."
    return f"The last committee saw {months.format_month(month)}; choose a later month to compare with it."


def _build_stage_decisions(context: CaseContext, filters: Filters, since: str) -> Iterator[Statement]:
    """What the committee decided on the live stage on the data of its last month or later, the last decision first."""
    if filters.unit is not None:
        return
    past = reviews(context, replace(filters.without_model, focus=None))
    recent = [review for review in past if review.revision.source == "stage" and review.decision.as_of >= since]
    for review in recent[:MOST_DECISIONS]:
        decision = review.decision
        parts = [decision.votes.words] if decision.votes and decision.votes.words else []
        count = len(decision.conditions) + len(decision.other_conditions)
        parts += [pluralise(count, "condition")] if count else []
        yield Statement(
            text=decision.title,
            figure=decision.result,
            detail="; ".join(parts),
            meta=f"decided {format_day(decision.decided_on)}",
            page="decisions",
            place=f"taken-{decision.id}",
            focus=decision.id,
        )


def _list_organisation_changes(context: CaseContext, filters: Filters, report: SinceReport) -> Iterator[Statement]:
    """What is about the whole organisation, on the base and today's data: none of it for one business unit."""
    if filters.unit is not None:
        return
    then, now = report.then, report.now
    yield from _build_broken_promises(context, now.filters)
    yield from _build_case_moves(report)
    yield from _build_gate_moves(then, now)
    yield from _build_budget_move(then, now)
    yield from _build_status_move(then, now)


def _build_broken_promises(context: CaseContext, now: Filters) -> Iterator[Statement]:
    """Conditions of past decisions that are breached and actions that are overdue, with the first list that has one."""
    past = reviews(context, now)
    conditions = [(review, check.term.label) for review in past for check in review.conditions if _is_breached(check)]
    actions = [
        (review, f"due from {action.task.owner}") for review in past for action in review.actions if _is_overdue(action)
    ]
    counts = [f"{pluralise(len(conditions), 'promise')} broken"] if conditions else []
    counts += [f"{pluralise(len(actions), 'action')} overdue"] if actions else []
    if not counts:
        return
    first, block = (conditions[0][0], "conditions") if conditions else (actions[0][0], "actions")
    yield Statement(
        text=", ".join(counts),
        detail="; ".join(dict.fromkeys(what for _, what in (*conditions, *actions))),
        status=Status.BREACHED if conditions else Status.OVERDUE,
        page="decisions",
        place=f"{block}-{first.decision.id}",
        focus=first.decision.id,
    )


def _is_breached(check: ConditionCheck) -> bool:
    return check.status is Status.BREACHED


def _is_overdue(action: ActionStatus) -> bool:
    return action.status is Status.OVERDUE


def _build_case_moves(report: SinceReport) -> Iterator[Statement]:
    """NPV of the base and the share of futures that pay; nothing where the data says nothing of either month."""
    before, after = (judge_case(state.context, state.filters) for state in (report.then, report.now))
    if before is None or after is None or not (before.report.on_today and after.report.on_today):
        return
    if before.base is not None and after.base is not None and before.base != after.base:
        money = after.report.money
        yield Statement(
            text="NPV",
            figure=money(after.base - before.base, sign=True),
            detail=f"{_judge(after.base > before.base)}, {money(before.base)} to {money(after.base)}"
            f"{_describe_causes(report, 'npv')}",
            page="roi",
            place="lines",
        )
    if before.paying is not None and after.paying is not None:
        shares = [format_value(share, "share") for share in (before.paying, after.paying)]
        if shares[0] != shares[1]:
            step = format_value((after.paying - before.paying) * 100, "points", 0, signed=True)
            detail = f"{_judge(after.paying > before.paying)}, {shares[0]} to {shares[1]}"
            yield Statement(text="Futures that pay", figure=step, detail=detail, page="roi", place="odds")


def _describe_causes(report: SinceReport, figure: str) -> str:
    """What moved a figure, to end a sentence; nothing where it is new data alone."""
    move = report.by_id.get(figure)
    parts = describe_parts(report.now.context, move) if move else ""
    return f": {parts}" if parts else ""


def _build_gate_moves(then: CaseState, now: CaseState) -> Iterator[Statement]:
    before, after = (roadmap_view(state.context, state.filters) for state in (then, now))
    if before is None or after is None:
        return
    standings = {gate.gate.id: gate.standing for gate in before.gates}
    for gate in after.gates:
        if standings.get(gate.gate.id, gate.standing) is not gate.standing:
            detail = f"{standings[gate.gate.id].capitalize()} then"
            yield Statement(
                text=gate.gate.name, figure=gate.standing, detail=detail, page="roadmap", place="conditions"
            )


def _build_budget_move(then: CaseState, now: CaseState) -> Iterator[Statement]:
    if not (then.context.has("cost") and now.context.has("cost")):
        return
    report = cost_report(now.context, now.filters)
    before, after = cost_report(then.context, then.filters).variance, report.variance
    if before is None or after is None or before.over == after.over:
        return
    sides = [report.describe_variance(variance) for variance in (before, after)]
    detail = f"{_judge(after.over < before.over)}, {sides[0]} then"
    yield Statement(text="Costs to date", figure=sides[1], detail=detail, page="costs", place="budget")


def _build_status_move(then: CaseState, now: CaseState) -> Iterator[Statement]:
    cards = [build_scorecard(state.context, state.filters) for state in (then, now)]
    counts = [sum(result.status is Status.ON_TRACK for result in card) for card in cards]
    if counts[0] != counts[1]:
        detail = f"{_judge(counts[1] > counts[0])}, {counts[0]} to {counts[1]}"
        figure = f"{counts[1] - counts[0]:+d}".replace("-", "−")
        yield Statement(text="KPIs on track", figure=figure, detail=detail, page="kpis", place="scorecard")


def _judge(is_better: bool) -> str:
    return "Better" if is_better else "Worse"


def _list_kpi_changes(results: Sequence[KpiResult], report: SinceReport) -> Iterator[Statement]:
    """KPIs that measure something else by now, then those that moved, the largest move first."""
    since = report.then.filters.as_of
    yield from (
        _build_redefinition(result, report) for result in results if result.redefined_in and result.redefined_in > since
    )
    moves = [result for result in results if report.step_of(result)]
    yield from (_build_move(result, report) for result in sorted(moves, key=lambda result: -_rank(result, report)))


def _build_redefinition(result: KpiResult, report: SinceReport) -> Statement:
    past = report.value_then(result)
    detail = f"{result.format(result.value)} now can't be compared with {result.format(past)} then"
    if result.value is None or past is None:
        detail = next(part.what for part in result.kpi.changes if part.from_ == result.redefined_in)
    return Statement(
        text=result.kpi.name,
        figure="definition changed",
        detail=detail,
        page="kpis",
        place="trend",
        focus=result.kpi.id,
    )


def _rank(result: KpiResult, report: SinceReport) -> float:
    """How large a move is beside what it began at, so that figures of different units can be ranked."""
    past, step = report.value_then(result), report.step_of(result) or 0.0
    return abs(step / past) if past else math.inf


def _build_move(result: KpiResult, report: SinceReport) -> Statement:
    step = report.step_of(result) or 0.0
    return Statement(
        text=result.kpi.name,
        figure=result.format_change(step),
        detail=f"{_judge(bool(result.is_improvement(step)))}, {result.format(report.value_then(result))} "
        f"to {result.format(result.value)}{_describe_causes(report, result.kpi.id)}",
        page="kpis",
        place="trend",
        focus=result.kpi.id,
    )
