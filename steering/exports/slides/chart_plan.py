"""How each kind of plot is shown with the charts that PowerPoint has, and what it says in words or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from steering.charts.roi import AFTER_COSTS
from steering.exports.plots.formats import PlotFormat
from steering.exports.plots.plot import Plot, PlotAxis, PlotPoint, PlotSeries
from steering.exports.slides.floating_plan import plan_days, plan_floating
from steering.exports.slides.native_chart import CategoryChart, ChartColumn, ChartPlan, ValueAxis
from steering.exports.slides.point_plan import plan_columns_of_numbers, plan_points

# Lines at the ends of a range, lighter than what they surround.
EDGE = "#92bee7"


def plan_chart(plot: Plot) -> ChartPlan:
    """Return how a plot is shown. A heat map has no chart: PowerPoint has none for it."""
    if plot.grid is not None:
        return ChartPlan(chart=None)
    bars = plot.of_kind("bar")
    if plot.value.kind == "date":
        return plan_days(plot)
    if any(point.start is not None for one in bars for point in one.points):
        return plan_floating(plot)
    if plot.base.kind == "number":
        return plan_columns_of_numbers(plot) if bars else plan_points(plot)
    return _plan_categories(plot)


def _plan_categories(plot: Plot) -> ChartPlan:
    bars = _merge(plot.of_kind("bar")) if plot.stack == "overlay" else list(plot.of_kind("bar"))
    others = [column for one in plot.of_kind("line", "mark", "band") for column in _build_lines(plot, one)]
    if plot.horizontal:
        # Lines and marks can't lie over bars that run to the right.
        others = [replace(column, look="bar", outline=column.colour, colour="") for column in others]
    columns = (*(_build_bars(plot, one) for one in bars), *others)
    labelled = bool(bars) and not others and all(column.labels or column.shows_values for column in columns)
    chart = CategoryChart(
        categories=plot.categories,
        heading=plot.value.title,
        columns=columns,
        axis=replace(build_axis(plot.value, plot), is_drawn=not labelled),
        horizontal=plot.horizontal,
        stacked=plot.stack == "stack" and not (plot.horizontal and bool(others)),
        has_legend=len(columns) > 1,
    )
    return ChartPlan(chart=chart, captions=tuple(list_captions(plot)), remarks=tuple(_list_remarks(plot)))


def build_axis(axis: PlotAxis, plot: Plot) -> ValueAxis:
    """Return an axis of values; its ends are set only where the plot is of points, bars stand on 0."""
    low = axis.low if plot.base.kind == "number" else None
    return ValueAxis(
        title=axis.title, code=axis.format.code, low=low, high=axis.high if plot.base.kind == "number" else None
    )


def _merge(bars: Sequence[PlotSeries]) -> list[PlotSeries]:
    """Return bars that lie over one another as one series where no two are of one category, each in its own colour."""
    places = [point.at for one in bars for point in one.points]
    if len(places) != len(set(places)) or len(bars) < 2:
        return list(bars)
    points = tuple(replace(point, colour=point.colour or one.colour) for one in bars for point in one.points)
    return [replace(bars[0], name=", ".join(one.name for one in bars), points=points)]


def _build_bars(plot: Plot, series: PlotSeries) -> ChartColumn:
    points = series.over(len(plot.categories))
    colours = tuple(point.colour if point else "" for point in points)
    texts = tuple(point.text if point else "" for point in points)
    says_values = _says_values(texts, points, series.format)
    return ChartColumn(
        name=series.name or plot.title,
        look="bar",
        values=tuple(point.value if point else None for point in points),
        format=series.format,
        colour=series.colour,
        colours=colours if any(colours) else (),
        outline=series.outline,
        labels=texts if any(texts) and not says_values else (),
        shows_values=says_values,
    )


def _says_values(texts: Sequence[str], points: Sequence[PlotPoint | None], format: PlotFormat) -> bool:
    """Return whether what is written beside bars are their values, which PowerPoint then writes by itself."""
    written = [format.write(point.value) if point and point.value else "" for point in points]
    return any(texts) and list(texts) == written


def _build_lines(plot: Plot, series: PlotSeries) -> Iterator[ChartColumn]:
    """Yield a line or marks over categories; of a range both edges; of a total what it is once costs are paid too."""
    count = len(plot.categories)
    if series.kind == "band":
        for name, values in zip(("to", "from"), _list_edges(series, count), strict=True):
            yield ChartColumn(
                name=f"{series.name}, {name}", look="line", values=values, format=series.format, colour=EDGE, width=1.25
            )
        return
    first: dict[int, float | None] = {}
    again: dict[int, float | None] = {}
    for point in series.points:
        if point.at == int(point.at):
            (again if int(point.at) in first else first)[int(point.at)] = point.value
    look = ChartColumn(
        name=series.name or plot.title,
        look="mark" if series.kind == "mark" else "line",
        values=tuple(first.get(at) for at in range(count)),
        format=series.format,
        colour=series.colour,
        dash=series.dash,
        width=0.75 * series.width,
        symbol=series.symbol,
    )
    if first:
        yield look
    if again:
        yield replace(look, name=AFTER_COSTS, look="mark", values=tuple(again.get(at) for at in range(count)))


def _list_edges(series: PlotSeries, count: int) -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    points = series.over(count)
    upper = tuple(point.value if point else None for point in points)
    return upper, tuple(point.start if point else None for point in points)


def list_captions(plot: Plot) -> Iterator[str]:
    """Yield in words what PowerPoint has no sign for: lines of reference, marks between categories, notes."""
    for line in plot.references:
        if line.text:
            names = plot.categories if line.axis == "base" else ()
            index = int(line.at)
            place = names[index] if 0 <= index < len(names) and names[index] not in line.text else ""
            text = line.text[:1].upper() + line.text[1:]
            yield f"{text}: {place}" if place else text
    for series in plot.of_kind("mark", "line"):
        for point in series.points:
            if plot.categories and point.at != int(point.at) and 0 < point.at < len(plot.categories) - 1:
                before, after = plot.categories[int(point.at)], plot.categories[int(point.at) + 1]
                yield f"{series.name}: between {before} and {after}"
    yield from (note.text for note in plot.notes)


def _list_remarks(plot: Plot) -> Iterator[str]:
    if any(line.text for line in plot.references):
        yield "Lines of reference are told below the chart: PowerPoint has none."
    if plot.of_kind("band"):
        yield "The likely range is two lines, its ends, in place of a filled area."
    if any(series.stepped for series in plot.series):
        yield "The budget is a line from month to month in place of steps."
    between = [point for one in plot.of_kind("mark") for point in one.points if point.at != int(point.at)]
    if plot.categories and between:
        yield "A mark between two periods is told below the chart: PowerPoint has no place for it."
    if plot.horizontal and plot.of_kind("mark", "line"):
        yield "Marks on bars are bars of their own: PowerPoint has no marks on bars that run to the right."
    if any(len({point.at for point in one.points}) < len(one.points) for one in plot.of_kind("line")):
        yield "The drop of the total when costs are paid is a mark in place of a step."
