"""What the files of a case must agree on with one another, beyond what each says by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from steering import months
from steering.cases.model import AdoptionPlan, Charter, Kpi, StatusRule
from steering.cases.text import Document
from steering.errors import Problem, did_you_mean, shown

MEASURES = (
    "adoption.teams_in_production",
    "adoption.teams_started",
    "adoption.active_users",
    "adoption.models_in_production",
    "adoption.trained_share",
    "adoption.satisfaction",
)
"""What a KPI can take from the adoption dataset instead of rows of its own."""


def problems(
    charter: Charter, charter_text: Document, kpis: Mapping[str, Kpi], metrics_text: Document | None
) -> Iterator[Problem]:
    """Every disagreement between the facts of a case."""
    yield from _headlines(charter, charter_text, metrics_text)
    yield from _dates(charter, charter_text)
    if charter.adoption:
        yield from _waves(charter.adoption, charter, charter_text)
    if metrics_text:
        for kpi in kpis.values():
            yield from _kpi(kpi, metrics_text)


def _headlines(charter: Charter, text: Document, metrics_text: Document | None) -> Iterator[Problem]:
    known = list(metrics_text.tree) if metrics_text and isinstance(metrics_text.tree, dict) else []
    for index, name in enumerate(charter.headlines):
        if name not in known:
            remedy = did_you_mean(name, known).strip() or "Add the KPI to metrics.yaml, or remove it here."
            yield text.at(("headlines", index), shown(name), "a KPI of metrics.yaml", remedy)
    seen: set[str] = set()
    for index, decision in enumerate(charter.decisions):
        if decision.id in seen:
            yield text.at(("decisions", index, "id"), shown(decision.id), "an id used once", "Give it another id.")
        seen.add(decision.id)


def _dates(charter: Charter, text: Document) -> Iterator[Problem]:
    if charter.last_committee and charter.last_committee > charter.as_of:
        expected = f"a month up to as_of, {charter.as_of}"
        yield text.at(("last_committee",), charter.last_committee, expected, "Correct one of the two months.")
    for index, part in enumerate(charter.budget.envelope if charter.budget else ()):
        if part.to < part.from_:
            place = ("budget", "envelope", index, "to")
            yield text.at(place, part.to, f"a month from {part.from_} on", "Swap the two months.")


def _waves(plan: AdoptionPlan, charter: Charter, text: Document) -> Iterator[Problem]:
    seen: set[str] = set()
    last = months.after(charter.horizon.start, charter.horizon.months - 1)
    for index, wave in enumerate(plan.waves):
        place = ("adoption", "waves", index)
        if wave.id in seen:
            yield text.at((*place, "id"), shown(wave.id), "an id used once", "Give the wave another id.")
        seen.add(wave.id)
        before = 0
        for month in sorted(wave.plan):
            teams, where = wave.plan[month], (*place, "plan", month)
            if teams > wave.teams:
                yield text.at(where, str(teams), f"at most the wave's {wave.teams} teams", "Lower it, or add teams.")
            if teams < before:
                yield text.at(where, str(teams), f"at least {before}: the plan is cumulative", "Add up the months.")
            if not wave.start <= month <= last:
                yield text.at(where, month, f"a month from {wave.start} to {last}", "Move it into the horizon.")
            before = teams


def _kpi(kpi: Kpi, text: Document) -> Iterator[Problem]:
    if kpi.measure and kpi.measure not in MEASURES:
        remedy = did_you_mean(kpi.measure, MEASURES).strip() or "Use one of these, or remove `measure`."
        yield text.at((kpi.id, "measure"), shown(kpi.measure), f"one of {', '.join(MEASURES)}", remedy)
    by = [target.by for target in kpi.targets]
    if by != sorted(set(by)):
        yield text.at((kpi.id, "targets"), ", ".join(by), "each month once, in order", "Sort the targets by month.")
    if kpi.targets and kpi.baseline and kpi.baseline.as_of and kpi.baseline.as_of >= by[0]:
        expected = f"a month before the first target, {by[0]}"
        yield text.at((kpi.id, "baseline", "as_of"), kpi.baseline.as_of, expected, "Correct one of the two.")
    yield from _status(kpi, kpi.status, text)


def _status(kpi: Kpi, rule: StatusRule, text: Document) -> Iterator[Problem]:
    for colour, condition in (("green", rule.green), ("amber", rule.amber)):
        if condition is None:
            continue
        place = (kpi.id, "status", colour)
        if condition.metric not in (None, kpi.id):
            remedy = "Leave `metric` out: a status is about its own KPI."
            yield text.at((*place, "metric"), shown(condition.metric), f"{kpi.id} or nothing", remedy)
        if condition.value == "target" and not kpi.targets:
            remedy = f"Add `targets` to {kpi.id}, or write a number here."
            yield text.at((*place, "value"), "'target'", "a number: this KPI has no targets", remedy)
