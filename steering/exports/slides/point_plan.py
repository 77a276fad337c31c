"""Plots over an axis of numbers: lines of points, and columns side by side."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, log10

from steering.charts import palette
from steering.exports.plots.colours import resolve
from steering.exports.plots.plot import Plot, PlotAxis
from steering.exports.slides.native_chart import CategoryChart, ChartColumn, ChartPlan, PointChart, PointLine, ValueAxis

HISTOGRAM = "Columns stand at the middle of their range; percentiles and the base are told below the chart."
NAMES = "Names at the ends of lines are in the legend."
# Ticks of an axis of values, about.
TICKS = 5
# Names of the columns of losses and gains.
SIDES = {palette.BAD: "Below 0", palette.GOOD: "Above 0"}


def plan_points(plot: Plot) -> ChartPlan:
    """Plan lines of points, with upright lines of reference as lines of two points."""
    low, high, step = _round_ends(*_find_ends(plot))
    lines = [
        PointLine(
            name=series.name or plot.title,
            places=tuple(point.at for point in series.points),
            values=tuple(point.value for point in series.points),
            colour=series.colour,
            dash=series.dash,
            width=0.75 * series.width,
            symbol=series.symbol if series.kind == "mark" else "",
        )
        for series in plot.of_kind("line", "mark")
    ]
    for line in plot.references:
        if line.axis == "base":
            lines.append(
                PointLine(
                    name=line.text,
                    places=(line.at, line.at),
                    values=(low, high),
                    colour=line.colour,
                    dash="dot",
                    width=1,
                )
            )
    chart = PointChart(
        heading=plot.value.title,
        lines=tuple(lines),
        base=_build_base(plot),
        axis=ValueAxis(title=plot.value.title, code=_write_ticks(step), low=low, high=high, step=step),
    )
    return ChartPlan(chart=chart, captions=tuple(note.text for note in plot.notes), remarks=(NAMES,))


def _find_ends(plot: Plot) -> tuple[float, float]:
    """Return the ends of the value axis: as the plot has them, otherwise as far as its values go."""
    values = [point.value for one in plot.series for point in one.points if point.value is not None]
    low = plot.value.low if plot.value.low is not None else min([*values, 0.0])
    return low, plot.value.high if plot.value.high is not None else max([*values, 0.0])


def _round_ends(low: float, high: float) -> tuple[float, float, float]:
    """Return ends that are whole steps, and the step: 1, 2 or 5 of a power of ten, so that ticks are what they say."""
    rough = ((high - low) or 1.0) / TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough)
    return floor(low / step) * step, ceil(high / step) * step, step


def _write_ticks(step: float) -> str:
    """Return the number format that tells ticks of this step apart."""
    places = max(-floor(log10(step)), 0)
    return f"#,##0.{'0' * places}" if places else "#,##0"


def _build_base(plot: Plot) -> ValueAxis:
    places = [point.at for one in plot.series for point in one.points]
    axis = plot.base
    low = axis.low if axis.low is not None else min(places)
    if axis.ticks:
        low = min(place for place, _ in axis.ticks)
    code = _word_ticks(axis) if axis.ticks else axis.format.code
    step = 1.0 if axis.ticks else None
    return ValueAxis(title=axis.title, code=code, low=low, high=max(places), step=step)


def _word_ticks(axis: PlotAxis) -> str:
    """Return the number format that writes words at the two ends and in the middle of an axis."""
    (low, first), (_, middle), (high, last) = axis.ticks
    return f'[={low:g}]"{first}";[={high:g}]"{last}";"{middle}"'


def plan_columns_of_numbers(plot: Plot) -> ChartPlan:
    """Plan columns that touch, one for each range of values, in two colours where they are on two sides."""
    (series,) = plot.of_kind("bar")
    colours = list(dict.fromkeys(point.colour or series.colour for point in series.points))
    names = {resolve(colour): name for colour, name in SIDES.items()}
    columns = tuple(
        ChartColumn(
            name=names.get(colour, series.name),
            look="bar",
            values=tuple(point.value if (point.colour or series.colour) == colour else None for point in series.points),
            format=series.format,
            colour=colour,
        )
        for colour in colours
    )
    chart = CategoryChart(
        categories=tuple(_write_place(plot, point.at) for point in series.points),
        heading=" · ".join(part for part in (plot.base.title, plot.value.title) if part),
        columns=columns,
        axis=ValueAxis(title=plot.value.title, code=plot.value.format.code),
        stacked=True,
        gap=6,
        has_legend=len(columns) > 1,
    )
    return ChartPlan(chart=chart, captions=tuple(_list_words(plot)), remarks=(HISTOGRAM,))


def _write_place(plot: Plot, at: float) -> str:
    reach = max((abs(point.at) for one in plot.series for point in one.points), default=1.0)
    return f"{at:,.{0 if reach >= 100 else 1}f}".replace("-", "−")


def _list_words(plot: Plot) -> Iterator[str]:
    yield from (line.text for line in plot.references if line.text)
    yield from (note.text for note in plot.notes)
