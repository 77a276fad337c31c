"""The frame of the KPIs page: is each figure where it should be by now, and who answers for it?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from steering import months
from steering.charts import kpis as charts
from steering.conditions import WORDS
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import join_words, pluralise
from steering.frames.blocks import (
    Chart,
    Column,
    Columns,
    Drilldown,
    Leaf,
    Notice,
    Statement,
    Statements,
    TableBlock,
    Tile,
    Tiles,
)
from steering.frames.frame import Frame, provenance
from steering.frames.phrases import describe_move
from steering.frames.series_table import series_table
from steering.kpis.scorecard import KpiResult, build_scorecard
from steering.status import Status

PAGE = "kpis"
PATHS = {
    "linear": "The target lies on a straight line from one date to the next.",
    "step": "The target moves in steps.",
}
WORST_FIRST = (Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK, Status.UNKNOWN)


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The scorecard as of a month, and one KPI closer: `filters.focus`, or the first of the worst."""
    standings = build_scorecard(context, filters)
    if not standings:
        remedy = "Add metrics.yaml to the case folder, one block per KPI."
        notice = Notice(text="This case has no KPIs yet.", remedy=remedy)
        source = provenance(context, filters, ())
        return Frame(page=PAGE, message="Waiting for KPIs", blocks=(), provenance=source, notices=(notice,))
    focus = next((one for one in standings if one.kpi.id == filters.focus), sort_worst_first(standings)[0])
    return Frame(
        page=PAGE,
        message=_describe_scorecard(standings),
        detail=_describe_detail(standings),
        blocks=(
            _build_tiles(standings),
            _build_scorecard_table(standings, filters),
            Drilldown(
                label="Look closer at",
                options=tuple((one.kpi.id, one.kpi.name) for one in standings),
                chosen=focus.kpi.id,
            ),
            Columns(blocks=(_build_trend(focus, filters), _build_definition(focus)), weights=(3, 2)),
        ),
        provenance=provenance(context, filters, ("kpi", "adoption")),
        notices=_build_notices(standings, filters),
    )


def sort_worst_first(standings: tuple[KpiResult, ...]) -> list[KpiResult]:
    """The standings, those off track first, in the case's order within a status."""
    return sorted(standings, key=lambda one: WORST_FIRST.index(one.status))


def _build_notices(standings: tuple[KpiResult, ...], filters: Filters) -> tuple[Notice, ...]:
    absent = [one.kpi.name for one in standings if not one.series]
    if filters.unit and absent:
        remedy = "A KPI is shown for a business unit where its rows name the teams."
        return (Notice(text=f"There are no figures of {filters.unit} for {join_words(absent)}.", remedy=remedy),)
    return ()


def _describe_scorecard(standings: tuple[KpiResult, ...]) -> str:
    rated = [one for one in standings if one.status is not Status.UNKNOWN]
    good = sum(one.status is Status.ON_TRACK for one in rated)
    if not rated:
        return "No KPI can be rated yet"
    return f"{good} of {pluralise(len(rated), 'KPI')} {'is' if 1 in (good, len(rated)) else 'are'} on track"


def _describe_detail(standings: tuple[KpiResult, ...]) -> str:
    off = [one.kpi.name for one in standings if one.status is Status.OFF_TRACK]
    rated = any(one.status is not Status.UNKNOWN for one in standings)
    said = [f"Off track: {join_words(off)}."] if off else ["No KPI is off track."] if rated else []
    said += [
        f"{one.kpi.name}: definition changed in {months.format_month(one.redefined_in)}."
        for one in standings
        if one.redefined_in
    ]
    return " ".join(said)


def _build_tiles(standings: tuple[KpiResult, ...]) -> Tiles:
    tally = Counter(one.status for one in standings)
    leading = Counter(one.status for one in standings if one.kpi.kind == "leading")
    shown = [Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK]
    if tally[Status.UNKNOWN]:
        shown.append(Status.UNKNOWN)
    return Tiles(
        tiles=tuple(
            Tile(
                id=f"status-{status.name.lower()}",
                label=status.capitalize(),
                value=f"{tally[status]}",
                note=f"{leading[status]} leading, {tally[status] - leading[status]} lagging",
                status=status,
            )
            for status in shown
        )
    )


def _build_scorecard_table(standings: tuple[KpiResult, ...], filters: Filters) -> TableBlock:
    before = months.add_months(filters.as_of, -1)
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
            Column(label="Kind"),
            Column(label="Baseline", kind="figure"),
            Column(label="Source"),
        ),
        rows=tuple(_build_row(one, before) for one in standings),
        note="Status by each KPI's own rule. Between two dates a target lies on a straight line, unless it is a step.",
        figures=tuple((one.kpi.id, one.kpi.name) for one in standings),
    )


def _build_row(one: KpiResult, before: str) -> tuple[str | tuple[float | None, ...] | None, ...]:
    kpi = one.kpi
    final = kpi.targets[-1] if kpi.targets and one.has_target else None
    step = one.move_since(before)
    return (
        kpi.name,
        one.status,
        one.format(one.value),
        one.format(one.target),
        None if step is None else one.format_change(step),
        tuple(point.value for point in one.series),
        f"{one.format(float(final.value))}, {months.format_month(final.by)}" if final else None,
        kpi.owner,
        kpi.kind,
        one.format(float(kpi.baseline.value)) if kpi.baseline and one.has_target else None,
        kpi.source,
    )


def _build_trend(one: KpiResult, filters: Filters) -> Leaf:
    kpi = one.kpi
    known = [(point.month, point.value) for point in one.series if point.value is not None]
    if not known:
        remedy = "Choose another KPI, or all business units." if filters.unit else "Choose another KPI or month."
        return Notice(text=f"{kpi.name}: {one.verdict.reason}", remedy=remedy)
    chart = charts.trend_series(one)
    return Chart(
        id="trend",
        about=kpi.id,
        title=f"{kpi.name} by month",
        figure=charts.trend(one, chart),
        alt=_describe_trend(one, known),
        table=series_table(chart, id="trend-table", title=kpi.name),
        note=PATHS[kpi.between] if kpi.targets and one.has_target else "",
    )


def _describe_trend(one: KpiResult, known: Sequence[tuple[str, float]]) -> str:
    (start, first), (end, last) = known[0], known[-1]
    alt = f"Line chart. {one.kpi.name} "
    alt += describe_move((first, last), (one.format(first), one.format(last)), (start, end))
    if one.redefined_in and start < one.redefined_in:
        alt += f"; its definition changed in {months.format_month(one.redefined_in)}"
    if one.target is not None:
        alt += f"; the target for {months.format_month(one.month)} is {one.format(one.target)}"
    return alt + "."


def _build_definition(one: KpiResult) -> Statements:
    kpi = one.kpi
    rule = f"Green: {_describe_rule(one, 'green')}. Amber: {_describe_rule(one, 'amber')}. Otherwise red."
    facts = [
        Statement(text="Definition", detail=kpi.definition),
        Statement(text="Formula", detail=kpi.formula or "The value as delivered."),
        Statement(text="Status", detail=f"{_describe_reason(one)} {rule}", status=one.status),
        Statement(text="Owner and source", detail=f"{kpi.owner}. {kpi.source}"),
    ]
    facts += [
        Statement(text=f"Definition changed in {months.format_month(part.from_)}", detail=part.what)
        for part in kpi.changes
    ]
    return Statements(id="definition", title=kpi.question or kpi.name, findings=tuple(facts))


def _describe_reason(one: KpiResult) -> str:
    if one.status is Status.UNKNOWN:
        return one.verdict.reason
    bounds = join_words([one.format(bound) for bound in one.verdict.bounds])
    return f"{one.format(one.value)} against {bounds}."


def _describe_rule(one: KpiResult, colour: str) -> str:
    condition = one.kpi.status.green if colour == "green" else one.kpi.status.amber
    if condition is None:
        return "none"
    value = condition.value
    if isinstance(value, tuple):
        bound = join_words([one.format(float(part)) for part in value])
    else:
        bound = "target" if isinstance(value, str) else one.format(float(value))
    return f"{WORDS[condition.op]} {bound}" + (f", within {condition.tolerance}" if condition.tolerance else "")
