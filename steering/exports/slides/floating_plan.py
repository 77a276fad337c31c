"""Waterfalls, bars around a value, ranges and spans of days, as bars on bases that are not filled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from steering.charts.roadmap import SIGNS
from steering.exports.plots.colours import resolve
from steering.exports.plots.formats import DAY
from steering.exports.plots.plot import Plot, PlotPoint, PlotSeries
from steering.exports.slides.floating import FloatingBar, stack_spans
from steering.exports.slides.native_chart import CategoryChart, ChartPlan, ValueAxis

# Of so many categories the names have room below columns; more have bars that run to the right.
COLUMNS = 8
# Day 0 of spreadsheets, as `date.toordinal` counts days.
EPOCH = 693_594
# Days of a quarter on an axis, and what is left free before the first day.
QUARTER, FREE = 91.3125, 10
# A bar thinner than this is a baseline under another one.
THIN = 0.3
GATE = "square"
WATERFALL = "Bars stand on bases that are not filled, because PowerPoint's own waterfall can't be edited everywhere."
DAYS = (
    "Bars of days stand on bases that are not filled. Baselines and slips are in the table that follows, milestones "
    "are days at their names, gates are told below the chart: PowerPoint has no chart of spans of days."
)


def plan_floating(plot: Plot) -> ChartPlan:
    """Plan a waterfall or bars around a value: amounts as they are, bars from where each of them begins."""
    spans = [list(_list_spans(plot, row)) for row in range(len(plot.categories))]
    columns = stack_spans(spans)
    horizontal = plot.horizontal and (len(plot.categories) > COLUMNS or len(plot.of_kind("bar")) > 1)
    chart = CategoryChart(
        categories=tuple(_tell_amounts(plot, row) for row in range(len(plot.categories))),
        heading=plot.value.title,
        columns=columns,
        axis=ValueAxis(title=plot.value.title, code=plot.value.format.code),
        horizontal=horizontal,
        stacked=True,
        has_legend=sum(column.in_legend for column in columns) > 1,
    )
    return ChartPlan(
        chart=chart, captions=tuple(line.text for line in plot.references if line.text), remarks=(WATERFALL,)
    )


def _tell_amounts(plot: Plot, row: int) -> str:
    """Return the name of a category with what is written at its bars: bars on others have no room for it."""
    texts = [point.text for one in plot.of_kind("bar") for point in one.points if point.at == row and point.text]
    return "\n".join(part for part in (plot.categories[row], " · ".join(texts)) if part)


def _list_spans(plot: Plot, row: int) -> Iterator[FloatingBar]:
    for series in plot.of_kind("bar"):
        for point in series.points:
            if point.at == row and point.value is not None:
                start, colour = point.start or 0.0, point.colour or series.colour
                name = series.name or _name_step(plot, point)
                yield FloatingBar(name=name, colour=colour, start=start, end=start + point.value)


def _name_step(plot: Plot, point: PlotPoint) -> str:
    """Return what a bar of a waterfall is: an amount at either end, or a step up or down."""
    if point.at in (0, len(plot.categories) - 1):
        return "Amount"
    return "Increase" if (point.value or 0.0) >= 0 else "Decrease"


def plan_days(plot: Plot) -> ChartPlan:
    """Plan spans of days: bars by kind, milestones as days at their names, gates in words."""
    gates = [point for one in plot.of_kind("mark") if one.symbol == GATE for point in one.points]
    rows = [row for row in range(len(plot.categories)) if not any(point.at == row for point in gates)]
    names = tuple(plot.categories[row] + _tell_day(plot, row) for row in rows)
    columns = stack_spans([list(_list_days(plot, row)) for row in rows])
    days = [point.start or 0.0 for one in plot.of_kind("bar") for point in one.points] or [0.0]
    low = min(days) - EPOCH - FREE
    chart = CategoryChart(
        categories=names,
        heading="",
        columns=columns,
        axis=ValueAxis(code="mmm yyyy", low=low, high=_find_last(plot), step=QUARTER),
        horizontal=True,
        stacked=True,
        gap=40,
    )
    captions = [*_list_gates(gates), *(line.text[:1].upper() + line.text[1:] for line in plot.references if line.text)]
    return ChartPlan(chart=chart, captions=tuple(captions), remarks=(DAYS,), with_table=True)


def _find_last(plot: Plot) -> float:
    ends = [point.end for one in plot.of_kind("bar", "mark") for point in one.points if point.end is not None]
    return max(ends, default=0.0) - EPOCH + FREE


def _list_days(plot: Plot, row: int) -> Iterator[FloatingBar]:
    """Yield the bars of a row; those of a baseline lie beside them and are left out."""
    for series in plot.of_kind("bar"):
        for point in series.points:
            if point.at == row and point.start is not None and point.value is not None and not _is_thin(series):
                start = point.start - EPOCH
                yield FloatingBar(
                    name=series.name,
                    colour=series.colour,
                    start=start,
                    end=start + point.value,
                    outline=series.outline,
                )


def _is_thin(series: PlotSeries) -> bool:
    return series.thickness is not None and series.thickness < THIN


def _tell_day(plot: Plot, row: int) -> str:
    """Return the day of a milestone as it stands at its name; nothing for a bar."""
    for series in plot.of_kind("mark"):
        if series.symbol == "diamond":
            for point in series.points:
                if point.at == row:
                    return f" ◆ {DAY.write(point.value)}"
    return ""


def _list_gates(gates: Sequence[PlotPoint]) -> Iterator[str]:
    words = {resolve(colour): standing.value for standing, (_, colour) in SIGNS.items()}
    if gates:
        each = (f"{point.text} {DAY.write(point.value)} ({words.get(point.colour, '')})" for point in gates)
        yield f"Funding gates: {'; '.join(each)}"
