"""The parts of the Roadmap page that show gates and committee, and how amounts are said there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from steering import months
from steering.cases.roadmap import GateCondition
from steering.catalog.business_metrics import CONDITION_METRICS
from steering.conditions import ConditionResult, ConditionState, describe_requirement
from steering.context.case_context import CaseContext
from steering.dossier.review_board import find_dates
from steering.formatting import format_day, join_words
from steering.frames.blocks import Column, TableBlock
from steering.frames.cells import CellValue
from steering.metrics import format
from steering.roadmap.gates import LOOK_AHEAD, ConditionProgress, GateResult, GateStanding
from steering.status import Status

GATED = {
    GateStanding.RELEASED: Status.DONE,
    GateStanding.HOLDS: Status.MET,
    GateStanding.BREACHED: Status.BREACHED,
    GateStanding.UNKNOWN: Status.UNKNOWN,
    GateStanding.NOT_DUE: Status.NOT_DUE,
}
URGENT = (GateStanding.BREACHED, GateStanding.UNKNOWN, GateStanding.HOLDS, GateStanding.NOT_DUE, GateStanding.RELEASED)
CHECKED = {
    ConditionState.HOLDS: Status.MET,
    ConditionState.BROKEN: Status.BREACHED,
    ConditionState.UNKNOWN: Status.UNKNOWN,
}
AT_RISK = f"At risk: money held by gates that are overdue or due within {LOOK_AHEAD} days and fail a condition."


def describe_missed_condition(check: ConditionProgress, context: CaseContext) -> str:
    """Describe a broken condition as the end of a sentence: `Data scientists trained: 46%, required at least 60%`."""
    label = _label_condition(check.condition, context)
    return f"{label} ({_format_actual(check, context)}, required {_format_required(check, context)})"


def build_gate_table(gates: Sequence[GateResult], context: CaseContext) -> TableBlock:
    """Build every gate with its money and how it stands."""
    currency = context.case.charter.currency
    return TableBlock(
        id="gates",
        title="Funding gates",
        columns=(
            Column(label="Gate"),
            Column(label="Status", kind="status"),
            Column(label="Amount", kind="count"),
            Column(label="Due"),
            Column(label="Released"),
            Column(label="Conditions met"),
            Column(label="For"),
            Column(label="Owner"),
        ),
        rows=tuple(
            (
                gate.gate.name,
                GATED[gate.standing],
                float(gate.amount),
                format_day(gate.day),
                format_day(gate.gate.released)
                if gate.gate.released and gate.standing is GateStanding.RELEASED
                else None,
                f"{gate.count_met} of {len(gate.checks)}" + (", any is enough" if gate.gate.requires == "any" else ""),
                gate.gate.purpose,
                gate.gate.owner,
            )
            for gate in gates
        ),
        note=f"Amounts in {currency}.",
        method=AT_RISK,
    )


def build_condition_table(gates: Sequence[GateResult], context: CaseContext) -> TableBlock:
    """Build every condition of every gate: required, actual, and why it stands as it does."""
    pairs = [
        (gate, check) for gate in sorted(gates, key=lambda gate: URGENT.index(gate.standing)) for check in gate.checks
    ]
    return TableBlock(
        id="conditions",
        title="Gate conditions",
        columns=(
            Column(label="Gate"),
            Column(label="Condition"),
            Column(label="Status", kind="status"),
            Column(label="Actual", kind="figure"),
            Column(label="Required"),
            Column(label="Reason"),
            Column(label="Metric", minor=True),
        ),
        rows=tuple(_build_condition_row(gate, check, context) for gate, check in pairs),
        figures=tuple((check.condition.metric or "", _label_condition(check.condition, context)) for _, check in pairs),
        method="Due gates first. Conditions use the selected month unless stated.",
    )


def _build_condition_row(gate: GateResult, check: ConditionProgress, context: CaseContext) -> tuple[CellValue, ...]:
    early = gate.standing is GateStanding.NOT_DUE and check.state is ConditionState.BROKEN
    status = Status.NOT_DUE if early else CHECKED[check.state]
    return (
        gate.gate.name,
        check.condition.label or _label_condition(check.condition, context),
        status,
        _format_actual(check, context),
        _format_required(check, context),
        _describe_reason(check, context) or None,
        _label_condition(check.condition, context),
    )


def _describe_reason(check: ConditionProgress, context: CaseContext) -> str:
    """Describe why a condition does not hold or can't be judged, and of which month it speaks."""
    when = f"As of {months.format_month(check.condition.as_of)}. " if check.condition.as_of else ""
    if check.state is ConditionState.UNKNOWN:
        return when + check.verdict.reason
    return (when + (_describe_distance(check, context) if check.state is ConditionState.BROKEN else "")).strip()


def _describe_distance(check: ConditionProgress, context: CaseContext) -> str:
    """By how much a broken condition misses what it asks for; a yes or no has no distance."""
    metric, observed, bounds = check.condition.metric or "", check.verdict.observed, check.verdict.bounds
    if observed is None or not (metric in context.case.kpis or metric in CONDITION_METRICS):
        return check.verdict.reason
    if metric in CONDITION_METRICS and CONDITION_METRICS[metric].unit == "truth":
        return ""
    nearest = min(bounds, key=lambda bound: abs(observed - bound))
    return f"{format.format_metric_delta(context, metric, observed - nearest)} from what is required."


def _label_condition(condition: GateCondition, context: CaseContext) -> str:
    return format.condition_label(context, condition)


def _format_actual(check: ConditionProgress, context: CaseContext) -> str:
    return format.format_metric(context, check.condition.metric or "", check.verdict.observed)


def _format_required(check: ConditionProgress, context: CaseContext) -> str:
    condition = check.condition
    bounds = [
        format.format_metric(context, condition.metric or "", bound) for bound in _list_bounds(check.verdict, condition)
    ]
    return describe_requirement(condition, bounds)


def _list_bounds(verdict: ConditionResult, condition: GateCondition) -> tuple[float, ...]:
    """Return the bounds as they were evaluated; where there was nothing to evaluate, those that are written."""
    value = condition.value
    if verdict.bounds or isinstance(value, str):
        return verdict.bounds
    return tuple(map(float, value)) if isinstance(value, tuple) else (float(value),)


def build_committee_table(context: CaseContext, today: date) -> tuple[TableBlock, ...]:
    """Build the meetings of the steering committee, with what each decides."""
    roadmap = context.case.roadmap
    if roadmap is None or not roadmap.committee:
        return ()
    names = {gate.id: gate.name for gate in roadmap.gates}
    questions = {decision.id: decision.question for decision in context.case.charter.decisions}
    meetings = sorted(roadmap.committee, key=lambda meeting: meeting.date)
    coming = next((meeting for meeting in meetings if meeting.date > today), None)
    return (
        TableBlock(
            id="committee",
            title="Steering committee",
            columns=(
                Column(label="Date"),
                Column(label="Checkpoint"),
                Column(label="State"),
                Column(label="Gates"),
                Column(label="Decides"),
            ),
            rows=tuple(
                (
                    format_day(meeting.date),
                    meeting.title,
                    "held" if meeting.date <= today else "next" if meeting is coming else "ahead",
                    ", ".join(names[gate] for gate in meeting.gates) or None,
                    " ".join(questions[decision] for decision in meeting.decisions) or None,
                )
                for meeting in meetings
            ),
            note=_describe_board(context, today),
        ),
    )


def _describe_board(context: CaseContext, today: date) -> str:
    """Describe when the review board meets next; nothing where no rule says so."""
    board = context.case.dossier.governance.review_board if context.case.dossier.governance else None
    days = find_dates(board, today).days if board else ()
    return f"{board.name}: {join_words([format_day(day) for day in days[:3]])}." if board and days else ""
