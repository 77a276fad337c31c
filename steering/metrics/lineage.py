"""Every figure can be questioned: what it means, how it is worked out, from which data, and where else it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from steering import months
from steering.cases.model import Kpi
from steering.cases.storyboard import Scene
from steering.cases.yaml_reader import parse_yaml
from steering.catalog.business_metrics import CONDITION_METRICS, ODDS
from steering.catalog.contracts import contract
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.sources import QueryDescription, query_descriptions, query_of_kpi
from steering.warehouse import rows_query

# The figures of the business case that stand beside the ask.
ASK_FIGURES = ("npv", "payback_months", "peak_funding", "middle_npv", "paying_share")
FIGURES = Path(__file__).parents[2] / "data" / "figures.yaml"


class FigureDefinition(BaseModel):
    """What data/figures.yaml says of one figure."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    definition: str
    formula: str = ""
    queries: tuple[str, ...] = ()
    inputs: tuple[str, ...] = Field(default=(), alias="from")


@dataclass(frozen=True, kw_only=True)
class SourceRead:
    """A release that a figure is worked out from: all of its rows, and those up to the month that is looked at."""

    dataset: str
    release: str
    rows: int
    rows_used: int
    source: str


@dataclass(frozen=True, kw_only=True)
class FigureUse:
    """Where a figure counts, in words, with the page, its block and what to look closer at there."""

    text: str
    page: str
    place: str = ""
    focus: str = ""
    scene: str = ""


@dataclass(frozen=True, kw_only=True)
class Lineage:
    """What is known of a figure. `parameters` are what its queries were asked with; `uses` where it counts."""

    definition: str
    formula: str
    queries: tuple[QueryDescription, ...]
    parameters: tuple[tuple[str, str], ...]
    inputs: tuple[str, ...]
    releases: tuple[SourceRead, ...]
    as_of: str
    owner: str
    uses: tuple[FigureUse, ...]


def lineage_of(context: CaseContext, filters: Filters, page: str, figure: str) -> Lineage | None:
    """Return what is known of a figure of a page, by its id; None for one that has no definition.

    Figures of one kind are defined once: `status-on_track` as `status`, `coverage.soc2` as `coverage`.
    """
    kpi = context.case.kpis.get(figure)
    if kpi is not None:
        return _of_kpi(context, filters, kpi)
    if figure in CONDITION_METRICS:
        return _of_figure(context, filters, _of_business(context, figure), figure)
    known = definitions().get(page, {})
    definition = known.get(figure) or known.get(re.split(r"[-.]", figure)[0])
    return None if definition is None else _of_figure(context, filters, definition, figure)


@cache
def definitions() -> Mapping[str, Mapping[str, FigureDefinition]]:
    """Return every figure that is not a KPI, by page and id."""
    said = parse_yaml(FIGURES.read_text("utf-8"), FIGURES.name)
    assert isinstance(said.tree, dict)  # a test reads it
    return {page: {id: FigureDefinition(**block) for id, block in blocks.items()} for page, blocks in said.tree.items()}


def _of_kpi(context: CaseContext, filters: Filters, kpi: Kpi) -> Lineage:
    name = query_of_kpi(kpi, filters.unit)
    dataset = "adoption" if kpi.measure else "kpi"
    return Lineage(
        definition=kpi.definition,
        formula=kpi.formula or "",
        queries=_queries_named((name,)),
        parameters=_parameters(filters, kpi=None if kpi.measure else kpi.id),
        inputs=("metrics.yaml",),
        releases=tuple(_read_releases(context, filters, (dataset,), kpi.id)),
        as_of=months.format_month(filters.as_of),
        owner=kpi.owner,
        uses=tuple(_uses(context, kpi.id)),
    )


def _of_business(context: CaseContext, metric: str) -> FigureDefinition:
    """Return a metric of the business case, which follows the data as far as its lines do."""
    lines = context.case.business.lines if context.case.business else ()
    queries = ["adoption_by_month"] if any(line.scales_with for line in lines) else []
    queries += ["cost_months"] if any(line.follows_cost for line in lines) else []
    meaning = CONDITION_METRICS[metric]
    inputs = ("business_case.yaml", *(("case.yaml",) if queries else ()))
    return FigureDefinition(
        definition=meaning.definition, formula=meaning.formula, queries=tuple(queries), **{"from": inputs}
    )


def _of_figure(context: CaseContext, filters: Filters, found: FigureDefinition, id: str) -> Lineage:
    queries = _queries_named(found.queries)
    datasets = dict.fromkeys(name for query in queries for name in datasets_of_query(query.sql))
    return Lineage(
        definition=found.definition,
        formula=found.formula,
        queries=queries,
        parameters=_parameters(filters),
        inputs=found.inputs,
        releases=tuple(_read_releases(context, filters, tuple(datasets))),
        as_of=months.format_month(filters.as_of),
        owner="",
        uses=tuple(_uses(context, id)),
    )


def datasets_of_query(sql: str) -> tuple[str, ...]:
    """Return the datasets that a query reads, as its first line says."""
    first = sql.split("\n", 1)[0].removeprefix("-- needs:")
    return tuple(name.strip() for name in first.split(",") if name.strip())


def _queries_named(names: tuple[str, ...]) -> tuple[QueryDescription, ...]:
    return tuple(query for query in query_descriptions() if query.name in names)


def _parameters(filters: Filters, kpi: str | None = None) -> tuple[tuple[str, str], ...]:
    parameters = {"as_of": filters.as_of, "unit": filters.unit, "kpi": kpi, "scenario": filters.scenario}
    drivers = {name: f"{value:g}" for name, value in filters.drivers}
    return tuple((name, value) for name, value in {**parameters, **drivers}.items() if value)


def _read_releases(
    context: CaseContext, filters: Filters, datasets: tuple[str, ...], kpi: str | None = None
) -> Iterator[SourceRead]:
    """Yield each release that is read, with how many of its rows count."""
    scope = {"unit": filters.unit, "kpi": kpi}
    for dataset in datasets:
        holding = context.dataset_states.get(dataset)
        if holding is None or holding.manifest is None:
            continue
        found = context.query(
            rows_query(dataset), as_of=filters.as_of, **{name: scope[name] for name in contract(dataset).scope}
        )
        yield SourceRead(
            dataset=dataset,
            release=holding.manifest.release,
            rows=holding.manifest.rows,
            rows_used=int(found["rows"][0]),
            source=holding.history[-1].source_name if holding.history else "",
        )


def _uses(context: CaseContext, metric: str) -> Iterator[FigureUse]:
    """Yield where a KPI or a figure of the business case counts, in the words of the page that shows it."""
    case = context.case
    # The verdict and the odds follow from NPV.
    names = {metric, *(ODDS if metric == "npv" else ())}
    if metric in case.charter.headlines:
        yield FigureUse(text="Brief: headline figure", page="brief", place=metric)
    if metric in CONDITION_METRICS and case.business:
        if case.charter.ask and metric in ASK_FIGURES:
            yield FigureUse(text="Brief: return of the ask", page="brief", place="ask")
        yield FigureUse(text="ROI scenarios: headline figures", page="roi")
    if metric in case.kpis:
        yield FigureUse(text="KPIs: scorecard", page="kpis", place="trend", focus=metric)
    for gate in case.roadmap.gates if case.roadmap else ():
        if any(condition.metric in names for condition in gate.conditions):
            yield FigureUse(text=f"Roadmap: condition of {gate.name}", page="roadmap", place="conditions")
    for scene in case.storyboard.scenes if case.storyboard else ():
        if isinstance(scene, Scene) and any(claim.metric in names for claim in scene.claims):
            yield FigureUse(text=f"Storyboard: {scene.message}", page="storyboard", scene=scene.id)
    for decision in case.decisions:
        if any(condition.metric in names for condition in decision.conditions):
            where = f"Decisions: condition of {decision.title}"
            yield FigureUse(text=where, page="decisions", place=f"conditions-{decision.id}", focus=decision.id)
