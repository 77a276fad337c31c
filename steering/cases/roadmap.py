"""What `roadmap.yaml` says, and what it must agree on with itself and with the rest of the case."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic.dataclasses import dataclass

from steering import months
from steering.cases.model import Charter, Sourced
from steering.cases.yaml_reader import Document, Place
from steering.catalog.business_metrics import SINGLE_METRICS
from steering.conditions import Condition
from steering.errors import Problem, did_you_mean, quote_input
from steering.field_types import STRICT, Day, Identifier, Label, Whole, Words

# What a gate may name beside the KPIs of metrics.yaml.
COVERAGES = ("coverage.soc2", "coverage.hipaa")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Link:
    """A finish-to-start dependency: begin when `on` has ended and `lag` calendar days have passed."""

    on: Label
    lag: Annotated[Whole, Field(ge=-3660, le=3660)] = 0


def _link(value: Any) -> Any:
    return value if isinstance(value, (dict, Link)) else {"on": value}


# A dependency written alone (`pilot`) or with a lag (`{on: pilot, lag: 14}`).
Linked = Annotated[Link, BeforeValidator(_link)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Span:
    """From the first to the last day of a piece of work, both included."""

    start: Day
    end: Day


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DateForecast:
    """As much of a span as is forecast, or has happened."""

    start: Day | None = None
    end: Day | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Phase:
    """A phase of the roadmap."""

    id: Identifier
    name: Label
    baseline: Span
    forecast: DateForecast | None = None
    actual: DateForecast | None = None
    depends_on: tuple[Linked, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Launch:
    """A wave's first day, and the day on which the last of its teams is in production."""

    start: Day | None = None
    production: Day | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class WaveDates:
    """The dates of a wave of the adoption plan. Its baseline is the plan's, unless one is written here."""

    id: Label
    baseline: Launch | None = None
    forecast: Launch | None = None
    actual: Launch | None = None
    depends_on: tuple[Linked, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Milestone:
    """A point that is reached at the end of a day."""

    id: Identifier
    name: Label
    baseline: Day
    forecast: Day | None = None
    actual: Day | None = None
    owner: Label | None = None
    depends_on: tuple[Linked, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class GateCondition(Condition):
    """A condition of a gate, with the words it is shown in."""

    label: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Gate:
    """A funding gate: an amount that is released on a date when its conditions hold."""

    id: Identifier
    name: Label
    amount: Sourced
    conditions: Annotated[tuple[GateCondition, ...], Field(min_length=1)]
    date: Day | None = None
    milestone: Identifier | None = None
    purpose: Words | None = None
    requires: Literal["all", "any"] = "all"
    owner: Label | None = None
    released: Day | None = None
    depends_on: tuple[Linked, ...] = ()

    @model_validator(mode="after")
    def _one_date(self) -> Gate:
        if (self.date is None) == (self.milestone is None):
            raise ValueError("either `date` or `milestone`, to say when the gate is due")
        return self


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Checkpoint:
    """A meeting of the steering committee, with what it decides."""

    date: Day
    title: Label
    decisions: tuple[Identifier, ...] = ()
    gates: tuple[Identifier, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Roadmap:
    """What `roadmap.yaml` says."""

    phases: tuple[Phase, ...] = ()
    waves: tuple[WaveDates, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    gates: tuple[Gate, ...] = ()
    committee: tuple[Checkpoint, ...] = ()

    @property
    def links(self) -> dict[str, tuple[Link, ...]]:
        """What each phase, wave, milestone and gate waits for; a gate also for the milestone that dates it."""
        items: tuple[Phase | WaveDates | Milestone | Gate, ...]
        items = (*self.phases, *self.waves, *self.milestones, *self.gates)
        dated_by = {gate.id: (Link(on=gate.milestone),) for gate in self.gates if gate.milestone}
        return {one.id: (*one.depends_on, *dated_by.get(one.id, ())) for one in items}


def last_day(month: str) -> date:
    """The last day of a month: `today`, for whoever looks from that month."""
    return date.fromisoformat(f"{months.add_months(month, 1)}-01") - timedelta(days=1)


def check_roadmap(
    roadmap: Roadmap, text: Document, charter: Charter | None, kpis: Collection[str] | None
) -> Iterator[Problem]:
    """Every disagreement within `roadmap.yaml`, and with `case.yaml` and the names of the KPIs where they are known."""
    yield from _ids(roadmap, text)
    yield from _links(roadmap, text)
    yield from _spans(roadmap, text)
    yield from _gates(roadmap, text, kpis)
    if charter:
        yield from _waves(roadmap, text, charter)
        yield from _committee(roadmap, text, charter)
        yield from _foretold(roadmap, text, charter)


def _items(roadmap: Roadmap) -> Iterator[tuple[Place, Phase | WaveDates | Milestone | Gate]]:
    for key in ("phases", "waves", "milestones", "gates"):
        for index, one in enumerate(getattr(roadmap, key)):
            yield (key, index), one


def _ids(roadmap: Roadmap, text: Document) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, one in _items(roadmap):
        if one.id in seen:
            yield text.at((*place, "id"), quote_input(one.id), "an id used once in the roadmap", "Give it another id.")
        seen.add(one.id)


def _links(roadmap: Roadmap, text: Document) -> Iterator[Problem]:
    known = [one.id for _, one in _items(roadmap)]
    for place, one in _items(roadmap):
        for index, link in enumerate(one.depends_on):
            if link.on not in known:
                yield _unknown(text, (*place, "depends_on", index), link.on, known, "the id of something in this file")
    graph = {id: [link.on for link in links] for id, links in roadmap.links.items()}
    if round_ := circle(graph):
        place = next(place for place, one in _items(roadmap) if one.id == round_[-1])
        found = "a circle: " + ", which waits for ".join(reversed(round_))
        yield text.at((*place, "depends_on"), found, "dependencies that lead to an end", "Remove one of these links.")


def circle(graph: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The first circle of a graph from each id to what it waits for, as `a, b, a` where b waits for a; or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()


def _unknown(text: Document, place: Place, name: str, known: Sequence[str], expected: str) -> Problem:
    remedy = did_you_mean(name, known).strip() or f"Use one of {', '.join(known) or 'none: there are none yet'}."
    return text.at(place, quote_input(name), expected, remedy)


def _spans(roadmap: Roadmap, text: Document) -> Iterator[Problem]:
    for place, one in _items(roadmap):
        if isinstance(one, (Phase, WaveDates)):
            for key in ("baseline", "forecast", "actual"):
                yield from _span(getattr(one, key), text, (*place, key), key)


def _span(span: Span | DateForecast | Launch | None, text: Document, place: Place, kind: str) -> Iterator[Problem]:
    if span is None:
        return
    last = "production" if isinstance(span, Launch) else "end"
    start, end = span.start, getattr(span, last)
    if start and end and end < start:
        yield text.at((*place, last), str(end), f"a day from {start} on", "Correct one of the two days.")
    if kind == "actual" and end and not start:
        yield text.at((*place, last), f"{end} without a start", "a start as well", "Add `start:` with its day.")


def _gates(roadmap: Roadmap, text: Document, kpis: Collection[str] | None) -> Iterator[Problem]:
    milestones = [one.id for one in roadmap.milestones]
    for index, gate in enumerate(roadmap.gates):
        if gate.milestone and gate.milestone not in milestones:
            place = ("gates", index, "milestone")
            yield _unknown(text, place, gate.milestone, milestones, "the id of a milestone")
        if gate.amount.value < 0:
            found = str(gate.amount.value)
            yield text.at(("gates", index, "amount"), found, "an amount of at least 0", "Remove the sign.")
        for number, condition in enumerate(gate.conditions):
            yield from _metric(condition, text, ("gates", index, "conditions", number), kpis)


def _metric(condition: GateCondition, text: Document, place: Place, kpis: Collection[str] | None) -> Iterator[Problem]:
    expected = "a KPI of metrics.yaml, a metric of the business case or a control coverage"
    if condition.metric is None:
        yield text.at(place, "no metric", expected, "Add `metric:` with its name.")
    elif kpis is not None and condition.metric not in (known := (*kpis, *SINGLE_METRICS, *COVERAGES)):
        yield _unknown(text, (*place, "metric"), condition.metric, known, expected)


def _waves(roadmap: Roadmap, text: Document, charter: Charter) -> Iterator[Problem]:
    known = [wave.id for wave in charter.adoption.waves] if charter.adoption else []
    for index, wave in enumerate(roadmap.waves):
        if wave.id not in known:
            expected = "a wave of the adoption plan in case.yaml"
            yield _unknown(text, ("waves", index, "id"), wave.id, known, expected)


def _committee(roadmap: Roadmap, text: Document, charter: Charter) -> Iterator[Problem]:
    decisions, gates = [one.id for one in charter.decisions], [one.id for one in roadmap.gates]
    for index, meeting in enumerate(roadmap.committee):
        for key, known, expected in (
            ("decisions", decisions, "the id of a decision in case.yaml"),
            ("gates", gates, "the id of a gate"),
        ):
            for number, name in enumerate(getattr(meeting, key)):
                if name not in known:
                    yield _unknown(text, ("committee", index, key, number), name, known, expected)


def _foretold(roadmap: Roadmap, text: Document, charter: Charter) -> Iterator[Problem]:
    """Days that are said to have happened after the last day of `as_of`, as warnings."""
    today = last_day(charter.as_of)
    for place, one in _items(roadmap):
        for within, day in _happened(one):
            if day > today:
                expected = f"a day up to {today}, the last of as_of"
                remedy = "Move it to `forecast`, or set as_of in case.yaml to a later month."
                yield replace(text.at((*place, *within), str(day), expected, remedy), severity="warning")


def _happened(one: Phase | WaveDates | Milestone | Gate) -> Iterator[tuple[Place, date]]:
    last = "production" if isinstance(one, WaveDates) else "end"
    known: dict[Place, date | None]
    if isinstance(one, (Phase, WaveDates)):
        known = {("actual", key): getattr(one.actual, key, None) for key in ("start", last)}
    else:
        known = {("released",): one.released} if isinstance(one, Gate) else {("actual",): one.actual}
    yield from ((place, day) for place, day in known.items() if day)
