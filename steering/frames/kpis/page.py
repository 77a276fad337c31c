"""The frame of the KPIs page: is each figure where it should be by now, and who answers for it?"""

from __future__ import annotations

from collections import Counter

from steering import months
from steering.charts import kpis as charts
from steering.conditions import describe_requirement
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import join_words, pluralise
from steering.frames.blocks import (
    Chart,
    Choice,
    Column,
    Columns,
    Leaf,
    Notice,
    Statement,
    Statements,
    TableBlock,
    Tile,
    Tiles,
)
from steering.frames.frame import Frame, describe_month_gap, provenance
from steering.frames.series_table import series_table
from steering.kpis.scorecard import KpiResult, build_scorecard
from steering.status import Status

PAGE = "kpis"
PATHS = {
    "linear": "The target is interpolated between dates.",
    "step": "The target moves in steps.",
}
# How many headline figures the page begins with.
MOST = 6
WORST_FIRST = (Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK, Status.UNKNOWN)


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """Build the scorecard as of a month, and the details of a KPI: `filters.focus`, or the first of the worst."""
    results = build_scorecard(context, filters)
    if not results:
        remedy = "Add metrics.yaml to the case folder, one block per KPI."
        notice = Notice(text="This case has no KPIs yet.", remedy=remedy)
        source = provenance(context, filters, ())
        return Frame(page=PAGE, message="Waiting for KPIs", blocks=(), provenance=source, notices=(notice,))
    focus = next((result for result in results if result.kpi.id == filters.focus), sort_worst_first(results)[0])
    return Frame(
        page=PAGE,
        message=_describe_scorecard(results),
        detail=_describe_detail(results),
        blocks=(
            _build_tiles(results),
            _build_scorecard_table(results, filters),
            Choice(
                label="Details for",
                options=tuple((result.kpi.id, result.kpi.name) for result in results),
                chosen=focus.kpi.id,
            ),
            Columns(blocks=(_build_trend(focus, filters), _build_definition(focus)), weights=(3, 2)),
        ),
        provenance=provenance(context, filters, ("kpi", "adoption")),
        notices=_build_notices(context, results, filters),
    )


def sort_worst_first(results: tuple[KpiResult, ...]) -> list[KpiResult]:
    """Return the standings, those off track first, in the case's order within a status."""
    return sorted(results, key=lambda result: WORST_FIRST.index(result.status))


def _build_notices(context: CaseContext, results: tuple[KpiResult, ...], filters: Filters) -> tuple[Notice, ...]:
    if context.has("kpi") and all(result.value is None for result in results) and filters.unit is None:
        return (describe_month_gap(context, filters, "kpi"),)
    absent = [result.kpi.name for result in results if not result.series]
    if filters.unit and absent:
        remedy = "A KPI is shown for a business unit where its rows name the teams."
        return (Notice(text=f"There are no figures of {filters.unit} for {join_words(absent)}.", remedy=remedy),)
    return ()


def _describe_scorecard(results: tuple[KpiResult, ...]) -> str:
    rated = [result for result in results if result.status is not Status.UNKNOWN]
    good = sum(result.status is Status.ON_TRACK for result in rated)
    if not rated:
        return "No KPI can be rated yet"
    return f"{good} of {pluralise(len(rated), 'KPI')} {'is' if 1 in (good, len(rated)) else 'are'} on track"


def _describe_detail(results: tuple[KpiResult, ...]) -> str:
    off = [result.kpi.name for result in results if result.status is Status.OFF_TRACK]
    rated = any(result.status is not Status.UNKNOWN for result in results)
    sentences = [f"Off track: {join_words(off)}."] if off else ["No KPI is off track."] if rated else []
    sentences += [
        f"{result.kpi.name}: definition changed in {months.format_month(result.redefined_in)}."
        for result in results
        if result.redefined_in
    ]
    return " ".join(sentences)


def _build_tiles(results: tuple[KpiResult, ...]) -> Tiles:
    """How many KPIs have each status, and the worst of them."""
    tally = Counter(result.status for result in results)
    leading = Counter(result.status for result in results if result.kpi.kind == "leading")
    statuses = [Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK]
    if tally[Status.UNKNOWN]:
        statuses.append(Status.UNKNOWN)
    counts = tuple(
        Tile(
            id=f"status-{status.name.lower()}",
            label=status.capitalize(),
            value=f"{tally[status]}",
            note=f"{leading[status]} leading, {tally[status] - leading[status]} lagging",
            status=status,
        )
        for status in statuses
    )
    bad = [result for result in sort_worst_first(results) if result.status in (Status.OFF_TRACK, Status.AT_RISK)]
    return Tiles(tiles=(*counts, *map(_build_kpi_tile, bad[: MOST - len(counts)])))


def _build_kpi_tile(result: KpiResult) -> Tile:
    """Build the tile of a KPI that is not on track."""
    target = f"target {result.format(result.target)}" if result.target is not None else ""
    return Tile(
        id=result.kpi.id,
        label=result.kpi.name,
        value=result.format(result.value),
        note=target,
        status=result.status,
        help=result.kpi.definition,
    )


def _build_scorecard_table(results: tuple[KpiResult, ...], filters: Filters) -> TableBlock:
    before, ordered = months.add_months(filters.as_of, -1), sort_worst_first(results)
    return TableBlock(
        id="scorecard",
        title="Scorecard",
        columns=(
            Column(label="KPI"),
            Column(label="Status", kind="status"),
            Column(label="Actual", kind="figure"),
            Column(label="Target", kind="figure", help="Where it should be by now"),
            Column(label="Last month", kind="figure", help="The change since the month before"),
            Column(label="Trend", kind="series"),
            Column(label="Final target"),
            Column(label="Owner"),
            Column(label="Kind", minor=True),
            Column(label="Baseline", kind="figure", minor=True),
            Column(label="Source", minor=True),
        ),
        rows=tuple(_build_row(result, before) for result in ordered),
        method="Status by each KPI's own rule. Targets are interpolated between dates unless they move in steps.",
        figures=tuple((result.kpi.id, result.kpi.name) for result in ordered),
    )


def _build_row(result: KpiResult, before: str) -> tuple[str | tuple[float | None, ...] | None, ...]:
    kpi = result.kpi
    final = kpi.targets[-1] if kpi.targets and result.has_target else None
    step = result.move_since(before)
    return (
        kpi.name,
        result.status,
        result.format(result.value),
        result.format(result.target),
        None if step is None else result.format_change(step),
        tuple(point.value for point in result.series),
        f"{result.format(float(final.value))}, {months.format_month(final.by)}" if final else None,
        kpi.owner,
        kpi.kind,
        result.format(float(kpi.baseline.value)) if kpi.baseline and result.has_target else None,
        kpi.source,
    )


def _build_trend(result: KpiResult, filters: Filters) -> Leaf:
    kpi = result.kpi
    points = [(point.month, point.value) for point in result.series if point.value is not None]
    if not points:
        remedy = "Choose another KPI, or all business units." if filters.unit else "Choose another KPI or month."
        return Notice(text=f"{kpi.name}: {result.verdict.reason}", remedy=remedy)
    chart = charts.trend_series(result)
    return Chart(
        id="trend",
        about=kpi.id,
        title=f"{kpi.name} by month",
        figure=charts.trend(result, chart),
        series=chart,
        table=series_table(chart, id="trend-table", title=kpi.name),
        method=PATHS[kpi.between] if kpi.targets and result.has_target else "",
    )


def _build_definition(result: KpiResult) -> Statements:
    kpi = result.kpi
    rule = f"Green: {_describe_rule(result, 'green')}. Amber: {_describe_rule(result, 'amber')}. Otherwise red."
    facts = [
        Statement(text="Definition", detail=kpi.definition),
        Statement(text="Formula", detail=kpi.formula or "The value as delivered."),
        Statement(text="Status", detail=f"{_describe_reason(result)} {rule}", status=result.status),
        Statement(text="Owner and source", detail=f"{kpi.owner}. {kpi.source}"),
    ]
    facts += [
        Statement(text=f"Definition changed in {months.format_month(part.from_)}", detail=part.what)
        for part in kpi.changes
    ]
    return Statements(id="definition", title=kpi.question or kpi.name, findings=tuple(facts))


def _describe_reason(result: KpiResult) -> str:
    if result.status is Status.UNKNOWN:
        return result.verdict.reason
    bounds = join_words([result.format(bound) for bound in result.verdict.bounds])
    return f"{result.format(result.value)} against {bounds}."


def _describe_rule(result: KpiResult, colour: str) -> str:
    condition = result.kpi.status.green if colour == "green" else result.kpi.status.amber
    if condition is None:
        return "none"
    value = condition.value
    values = value if isinstance(value, tuple) else (value,)
    bounds = ["target" if isinstance(part, str) else result.format(float(part)) for part in values]
    return describe_requirement(condition, bounds)
