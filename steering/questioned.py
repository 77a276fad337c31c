"""Every figure can be questioned: what it means, how it is worked out, from which data, and where else it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from steering import months
from steering.cases import Kpi
from steering.room import Filters, Room
from steering.sources import Asked, asked, question_of

FIGURES = Path(__file__).parents[1] / "data" / "figures.yaml"


class Figure(BaseModel):
    """What data/figures.yaml says of one figure."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    definition: str
    formula: str = ""
    questions: tuple[str, ...] = ()
    inputs: tuple[str, ...] = Field(default=(), alias="from")


@dataclass(frozen=True, kw_only=True)
class Read:
    """A release that a figure is worked out from: all of its rows, and those up to the month that is looked at."""

    dataset: str
    release: str
    rows: int
    used: int
    source: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is known of a figure. `parameters` are what its questions were asked with; `uses` where else it counts."""

    name: str
    definition: str
    formula: str
    asked: tuple[Asked, ...]
    parameters: tuple[tuple[str, str], ...]
    inputs: tuple[str, ...]
    read: tuple[Read, ...]
    as_of: str
    owner: str
    uses: tuple[str, ...]


def answer(room: Room, filters: Filters, page: str, figure: str) -> Answer | None:
    """What is known of a figure of a page, by its id; None for one that has no definition."""
    kpi = room.case.kpis.get(figure)
    if kpi is not None:
        return _of_kpi(room, filters, kpi)
    # The tiles of the statuses are one figure.
    found = figures().get(page, {}).get("status" if figure.startswith("status-") else figure)
    return None if found is None else _of_figure(room, filters, page, figure, found)


@cache
def figures() -> Mapping[str, Mapping[str, Figure]]:
    """Every figure that is not a KPI, by page and id."""
    said = yaml.safe_load(FIGURES.read_text("utf-8"))
    return {page: {id: Figure(**block) for id, block in blocks.items()} for page, blocks in said.items()}


def _of_kpi(room: Room, filters: Filters, kpi: Kpi) -> Answer:
    name = question_of(kpi, filters.unit)
    dataset = "adoption" if kpi.measure else "kpi"
    return Answer(
        name=kpi.name,
        definition=kpi.definition,
        formula=kpi.formula or "",
        asked=_asked((name,)),
        parameters=_parameters(filters, kpi=None if kpi.measure else kpi.id),
        inputs=("metrics.yaml",),
        read=tuple(_read(room, filters, (dataset,), kpi.id)),
        as_of=months.written(filters.as_of),
        owner=kpi.owner,
        uses=tuple(_uses(room, kpi.id)),
    )


def _of_figure(room: Room, filters: Filters, page: str, id: str, found: Figure) -> Answer:
    asked_of = _asked(found.questions)
    datasets = dict.fromkeys(name for one in asked_of for name in needs(one.sql))
    return Answer(
        name=id,
        definition=found.definition,
        formula=found.formula,
        asked=asked_of,
        parameters=_parameters(filters),
        inputs=found.inputs,
        read=tuple(_read(room, filters, tuple(datasets))),
        as_of=months.written(filters.as_of),
        owner="",
        uses=tuple(_uses(room, id)) if page == "roi" else (),
    )


def needs(sql: str) -> tuple[str, ...]:
    """The datasets that a question reads, as its first line says."""
    first = sql.split("\n", 1)[0].removeprefix("-- needs:")
    return tuple(name.strip() for name in first.split(",") if name.strip())


def _asked(names: tuple[str, ...]) -> tuple[Asked, ...]:
    return tuple(one for one in asked() if one.name in names)


def _parameters(filters: Filters, kpi: str | None = None) -> tuple[tuple[str, str], ...]:
    named = {"as_of": filters.as_of, "unit": filters.unit, "kpi": kpi, "scenario": filters.scenario}
    moved = {name: f"{value:g}" for name, value in filters.drivers}
    return tuple((name, value) for name, value in {**named, **moved}.items() if value)


def _read(room: Room, filters: Filters, datasets: tuple[str, ...], kpi: str | None = None) -> Iterator[Read]:
    """Each release that is read, with how many of its rows count."""
    wanted = {"adoption": {"unit": filters.unit}, "kpi": {"kpi": kpi}}
    for dataset in datasets:
        holding = room.holdings.get(dataset)
        if holding is None or holding.manifest is None:
            continue
        found = room.ask(f"rows_of_{dataset}", as_of=filters.as_of, **wanted.get(dataset, {}))
        yield Read(
            dataset=dataset,
            release=holding.manifest.release,
            rows=holding.manifest.rows,
            used=int(found["rows"].iloc[0]),
            source=holding.history[-1].source_name if holding.history else "",
        )


def _uses(room: Room, metric: str) -> Iterator[str]:
    """Where else a KPI or a figure of the business case counts, in the words of the page that shows it."""
    case = room.case
    if metric in case.charter.headlines:
        yield "Brief: headline figure"
    for kpi in case.kpis.values():
        if kpi.id == metric:
            yield "KPIs: scorecard"
    for gate in case.roadmap.gates if case.roadmap else ():
        if any(condition.metric == metric for condition in gate.conditions):
            yield f"Roadmap: condition of {gate.name}"
