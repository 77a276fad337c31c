"""What `roadmap.yaml` must agree on with itself, with its own dates and with the rest of the case."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from steering.cases.model import Charter
from steering.cases.roadmap import COVERAGES, GateCondition, Roadmap
from steering.cases.roadmap_dates import check_dates, items
from steering.cases.yaml_reader import Document, Place
from steering.catalog.business_metrics import SINGLE_METRICS
from steering.errors import Problem, did_you_mean, quote_input


def check_roadmap(
    roadmap: Roadmap, text: Document, charter: Charter | None, kpis: Collection[str] | None
) -> Iterator[Problem]:
    """Yield every disagreement within `roadmap.yaml`, and with `case.yaml` and KPIs where they are known."""
    yield from _ids(roadmap, text)
    yield from _links(roadmap, text)
    circles = list(_circles(roadmap, text))
    yield from circles
    yield from check_dates(roadmap, text, charter, in_order=not circles)
    yield from _gates(roadmap, text, kpis)
    if charter:
        yield from _waves(roadmap, text, charter)
        yield from _committee(roadmap, text, charter)


def _ids(roadmap: Roadmap, text: Document) -> Iterator[Problem]:
    ids: set[str] = set()
    for place, item in items(roadmap):
        if item.id in ids:
            yield text.at((*place, "id"), quote_input(item.id), "an id used once in the roadmap", "Give it another id.")
        ids.add(item.id)


def _links(roadmap: Roadmap, text: Document) -> Iterator[Problem]:
    ids = [item.id for _, item in items(roadmap)]
    for place, item in items(roadmap):
        names = [link.on for link in item.depends_on]
        for index, link in enumerate(item.depends_on):
            here = (*place, "depends_on", index)
            if link.on not in ids:
                others = [id for id in ids if id != item.id]
                yield _unknown(text, here, link.on, others, "the id of something in this file")
            elif link.on in names[:index]:
                found, remedy = f"{quote_input(link.on)} a second time", "Remove one of the two; the longer lag counts."
                yield replace(text.at(here, found, "each dependency once", remedy), severity="warning")
            if link.lag_in == "working_days" and roadmap.calendar is None:
                remedy = "Add `calendar:` to this file, or leave lag_in out."
                yield text.at((*here, "lag_in"), "working_days without a calendar", "a calendar", remedy)


def _circles(roadmap: Roadmap, text: Document) -> Iterator[Problem]:
    """Yield each circle of dependencies, found by cutting the one before."""
    graph = {id: [link.on for link in links] for id, links in roadmap.links.items()}
    while path := circle(graph):
        place = next(place for place, item in items(roadmap) if item.id == path[-1])
        found = "a circle: " + ", which waits for ".join(reversed(path))
        yield text.at((*place, "depends_on"), found, "dependencies that lead to an end", "Remove one of these links.")
        graph[path[-1]] = [id for id in graph[path[-1]] if id != path[-2]]


def circle(graph: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the first cycle of a graph from each id to what it waits for, as `a, b, a`, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()


def _unknown(text: Document, place: Place, name: str, known: Sequence[str], expected: str) -> Problem:
    remedy = did_you_mean(name, known).strip() or (
        f"Use one of {', '.join(known)}." if known else "Remove it: there is nothing else to name yet."
    )
    return text.at(place, quote_input(name), expected, remedy)


def _gates(roadmap: Roadmap, text: Document, kpis: Collection[str] | None) -> Iterator[Problem]:
    milestones = [milestone.id for milestone in roadmap.milestones]
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
    elif kpis is not None and condition.metric not in (names := (*kpis, *SINGLE_METRICS, *COVERAGES)):
        yield _unknown(text, (*place, "metric"), condition.metric, names, expected)


def _waves(roadmap: Roadmap, text: Document, charter: Charter) -> Iterator[Problem]:
    ids = [wave.id for wave in charter.adoption.waves] if charter.adoption else []
    for index, wave in enumerate(roadmap.waves):
        if wave.id not in ids:
            expected = "a wave of the adoption plan in case.yaml"
            yield _unknown(text, ("waves", index, "id"), wave.id, ids, expected)


def _committee(roadmap: Roadmap, text: Document, charter: Charter) -> Iterator[Problem]:
    decisions, gates = [item.id for item in charter.decisions], [item.id for item in roadmap.gates]
    for index, meeting in enumerate(roadmap.committee):
        for key, names, expected in (
            ("decisions", decisions, "the id of a decision in case.yaml"),
            ("gates", gates, "the id of a gate"),
        ):
            for number, name in enumerate(getattr(meeting, key)):
                if name not in names:
                    yield _unknown(text, ("committee", index, key, number), name, names, expected)
