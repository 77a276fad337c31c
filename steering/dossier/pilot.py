"""The pilot: whether its metrics of success hold in the data, and which of them cannot be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from steering.cases.dossier.change import PilotMetric
from steering.conditions import ConditionResult, ConditionState, evaluate_condition
from steering.context.dated_case import DatedCase
from steering.dossier.change_file import FILE, change_of
from steering.dossier.finding import DossierFinding
from steering.dossier.governance_file import find_gap
from steering.metrics.format import describe_result
from steering.metrics.lookup import observer
from steering.months import format_month
from steering.status import Status

STATES = {
    ConditionState.HOLDS: Status.MET,
    ConditionState.BROKEN: Status.NOT_MET,
    ConditionState.UNKNOWN: Status.UNKNOWN,
}


@dataclass(frozen=True, kw_only=True)
class PilotResult:
    """A metric of the pilot with what its condition evaluates to; not yet due where it is about a later month."""

    metric: PilotMetric
    index: int
    result: ConditionResult
    status: Status
    words: str


def evaluate_pilot(dated: DatedCase) -> tuple[PilotResult, ...]:
    """Return every metric of the pilot on the data of the month, worked out once."""
    return dated.context.cached(("pilot", dated.filters.without_model), lambda: _evaluate(dated))


def _evaluate(dated: DatedCase) -> tuple[PilotResult, ...]:
    observe = observer(dated.context, dated.filters.without_model)
    results = []
    for index, metric in enumerate(change_of(dated).pilot):
        result = evaluate_condition(metric.condition, observe)
        month = metric.condition.as_of
        is_later = month is not None and month > dated.filters.as_of
        results.append(
            PilotResult(
                metric=metric,
                index=index,
                result=result,
                status=Status.NOT_DUE if is_later else STATES[result.state],
                words=describe_result(dated.context, metric.condition, result),
            )
        )
    return tuple(results)


def find_failures(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find metrics of the pilot that do not hold."""
    for entry in evaluate_pilot(dated):
        if entry.status is Status.NOT_MET:
            month = entry.metric.condition.as_of
            when = f" at the end of {format_month(month)}" if month else ""
            remedy = "Say what was learned from it and what is done about it before the next teams start."
            place = dated.at(FILE, ("pilot", entry.index, "condition"), entry.words, "a metric that holds", remedy)
            yield DossierFinding(
                text=f"The pilot fell short of “{entry.metric.label}”{when}: {entry.words}",
                status=Status.BREACHED,
                places=(place,),
                owner=entry.metric.owner or "",
            )


def find_untold(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find metrics of the pilot that cannot be evaluated."""
    for entry in evaluate_pilot(dated):
        if entry.status is Status.UNKNOWN:
            remedy = "Name a metric that the data has, or bring the data."
            place = dated.at(FILE, ("pilot", entry.index, "condition"), entry.words, "a metric with a value", remedy)
            text = f"Nobody can tell whether the pilot reached “{entry.metric.label}”: {entry.words}"
            yield find_gap(text, place, owner=entry.metric.owner)


def find_unmeasured(dated: DatedCase) -> Iterator[DossierFinding]:
    """Find a change without a single metric of its pilot."""
    if dated.case.dossier.change is not None and not change_of(dated).pilot:
        remedy = "Add `pilot:` with a label and a condition for each metric."
        place = dated.at(FILE, ("pilot",), "no metric", "what the pilot has to show", remedy)
        yield find_gap("Nothing says when the pilot counts as a success", place)
