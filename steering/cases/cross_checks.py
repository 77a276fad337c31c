"""The checks between the files of a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from steering import months
from steering.cases.business import BusinessCase
from steering.cases.model import AdoptionPlan, Charter, Combine, Kpi, StatusRule
from steering.cases.risks import Raid
from steering.cases.roadmap import Roadmap
from steering.cases.yaml_reader import Document
from steering.errors import Problem, did_you_mean, quote_input
from steering.formatting import Unit

# What a KPI can take from the adoption dataset instead of rows of its own, with its unit and how it combines.
MEASURES: Mapping[str, tuple[Unit, Combine]] = {
    "adoption.teams_in_production": ("count", "sum"),
    "adoption.teams_adopted": ("count", "sum"),
    "adoption.teams_started": ("count", "sum"),
    "adoption.active_users": ("count", "sum"),
    "adoption.models_in_production": ("count", "sum"),
    "adoption.trained_share": ("share", "ratio"),
    "adoption.satisfaction": ("score", "ratio"),
}


def check_charter(charter: Charter, text: Document, kpis: Sequence[str] | None) -> Iterator[Problem]:
    """Yield every disagreement within `case.yaml`, and with the names of the KPIs where those can be read."""
    yield from _headlines(charter, text, kpis)
    yield from _dates(charter, text)
    for index in _find_repeats([decision.id for decision in charter.decisions]):
        found = quote_input(charter.decisions[index].id)
        yield text.at(("decisions", index, "id"), found, "an id used once", "Give it another id.")
    if charter.adoption:
        yield from _waves(charter.adoption, charter, text)


def check_ask(
    charter: Charter, text: Document, business: BusinessCase | None, roadmap: Roadmap | None
) -> Iterator[Problem]:
    """Yield names in the ask that the business case or the roadmap does not have, where those can be read."""
    ask = charter.ask
    if ask is None:
        return
    if ask.without is not None and business is not None and ask.without not in business.scenarios:
        yield _unknown(text, "without", ask.without, list(business.scenarios), "a scenario of business_case.yaml")
    gates = [gate.id for gate in roadmap.gates] if roadmap else []
    if ask.gate is not None and roadmap is not None and ask.gate not in gates:
        yield _unknown(text, "gate", ask.gate, gates, "a gate of roadmap.yaml")


def check_benefit_kpis(business: BusinessCase, text: Document, kpis: Sequence[str]) -> Iterator[Problem]:
    """Yield the KPIs that lines of the business case name and metrics.yaml does not have."""
    for index, line in enumerate(business.as_written.lines):
        if line.kpi is not None and line.kpi not in kpis:
            remedy = did_you_mean(line.kpi, list(kpis)).strip() or "Add the KPI to metrics.yaml, or remove it here."
            yield text.at(("lines", index, "kpi"), quote_input(line.kpi), "a KPI of metrics.yaml", remedy)


def _unknown(text: Document, key: str, name: str, known: Sequence[str], expected: str) -> Problem:
    remedy = did_you_mean(name, list(known)).strip() or "Correct the name, or remove it."
    return text.at(("ask", key), quote_input(name), expected, remedy)


def check_option_risks(business: BusinessCase, text: Document, raid: Raid | None) -> Iterator[Problem]:
    """Yield the risks of the business case's options that `dossier/risks.yaml` does not have."""
    ids = [risk.id for risk in raid.risks] if raid else []
    for index, option in enumerate(business.as_written.options):
        for place, name in enumerate(option.risks):
            if name not in ids:
                remedy = did_you_mean(name, ids).strip() or "Add the risk there, or remove it here."
                expected = "the id of a risk of dossier/risks.yaml"
                yield text.at(("options", index, "risks", place), quote_input(name), expected, remedy)


def check_kpis(kpis: Mapping[str, Kpi], text: Document) -> Iterator[Problem]:
    """Yield every disagreement within the blocks of `metrics.yaml`."""
    for kpi in kpis.values():
        yield from _kpi(kpi, text)


def _headlines(charter: Charter, text: Document, known: Sequence[str] | None) -> Iterator[Problem]:
    for index, name in enumerate(charter.headlines):
        if known is not None and name not in known:
            remedy = did_you_mean(name, known).strip() or "Add the KPI to metrics.yaml, or remove it here."
            yield text.at(("headlines", index), quote_input(name), "a KPI of metrics.yaml", remedy)
    for index in _find_repeats(charter.headlines):
        yield text.at(
            ("headlines", index), quote_input(charter.headlines[index]), "each KPI once", "Remove one of them."
        )


def _find_repeats(names: Sequence[str]) -> list[int]:
    """Return the places of names that occur earlier as well."""
    first = {name: index for index, name in reversed(list(enumerate(names)))}
    return [index for index, name in enumerate(names) if first[name] < index]


def _dates(charter: Charter, text: Document) -> Iterator[Problem]:
    if charter.last_committee and charter.last_committee > charter.as_of:
        expected = f"a month up to as_of, {charter.as_of}"
        yield text.at(("last_committee",), charter.last_committee, expected, "Correct one of the two months.")
    for index, part in enumerate(charter.budget.envelope if charter.budget else ()):
        if part.to < part.from_:
            place = ("budget", "envelope", index, "to")
            yield text.at(place, part.to, f"a month from {part.from_} on", "Swap the two months.")


def _waves(plan: AdoptionPlan, charter: Charter, text: Document) -> Iterator[Problem]:
    last = months.add_months(charter.horizon.start, charter.horizon.months - 1)
    for index in _find_repeats([wave.id for wave in plan.waves]):
        place = ("adoption", "waves", index, "id")
        yield text.at(place, quote_input(plan.waves[index].id), "an id used once", "Give the wave another id.")
    for index, wave in enumerate(plan.waves):
        before = 0
        for month in sorted(wave.plan):
            teams, where = wave.plan[month], ("adoption", "waves", index, "plan", month)
            if teams > wave.teams:
                yield text.at(where, str(teams), f"at most the wave's {wave.teams} teams", "Lower it, or add teams.")
            if teams < before:
                yield text.at(where, str(teams), f"at least {before}: the plan is cumulative", "Add up the months.")
            if not wave.start <= month <= last:
                yield text.at(where, month, f"a month from {wave.start} to {last}", "Move it into the horizon.")
            before = teams


def _kpi(kpi: Kpi, text: Document) -> Iterator[Problem]:
    yield from _measure(kpi, text)
    by = [target.by for target in kpi.targets]
    if by != sorted(set(by)):
        yield text.at((kpi.id, "targets"), ", ".join(by), "each month once, in order", "Sort the targets by month.")
    if kpi.targets and kpi.baseline and kpi.baseline.as_of and kpi.baseline.as_of >= by[0]:
        expected = f"a month before the first target, {by[0]}"
        yield text.at((kpi.id, "baseline", "as_of"), kpi.baseline.as_of, expected, "Correct one of the two.")
    yield from _status(kpi, kpi.status, text)


def _measure(kpi: Kpi, text: Document) -> Iterator[Problem]:
    if kpi.measure is None:
        return
    if kpi.measure not in MEASURES:
        remedy = did_you_mean(kpi.measure, list(MEASURES)).strip() or "Use one of these, or remove `measure`."
        yield text.at((kpi.id, "measure"), quote_input(kpi.measure), f"one of {', '.join(MEASURES)}", remedy)
        return
    unit, combine = MEASURES[kpi.measure]
    for key, found, needed in (("unit", kpi.unit, unit), ("combine", kpi.combine, combine)):
        if found != needed:
            yield text.at(
                (kpi.id, key), quote_input(found), f"{needed}, as {kpi.measure} is", f"Write `{key}: {needed}`."
            )


def _status(kpi: Kpi, rule: StatusRule, text: Document) -> Iterator[Problem]:
    for colour, condition in (("green", rule.green), ("amber", rule.amber)):
        if condition is None:
            continue
        place = (kpi.id, "status", colour)
        if condition.metric not in (None, kpi.id):
            remedy = "Leave `metric` out: a status is about its own KPI."
            yield text.at((*place, "metric"), quote_input(condition.metric), f"{kpi.id} or nothing", remedy)
        for key in ("scenario", "as_of"):
            if found := getattr(condition, key):
                yield text.at(
                    (*place, key), quote_input(found), "nothing", "Remove it: a status is about the month shown."
                )
        if condition.value == "target" and not kpi.targets:
            remedy = f"Add `targets` to {kpi.id}, or write a number here."
            yield text.at((*place, "value"), "'target'", "a number: this KPI has no targets", remedy)
