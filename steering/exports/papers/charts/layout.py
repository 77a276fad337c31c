"""Where the parts of a chart are: its legend, its axes with their texts, its lines of reference, and the field between.

Everything is in points from the upper left of the chart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from steering.exports.papers.charts.canvas import FAINT, LETTER, LINE_HEIGHT, QUIET, Canvas, measure, wrap
from steering.exports.papers.charts.scales import AxisScale, list_ticks, reach
from steering.exports.plots.plot import Plot, PlotPoint, PlotSeries

WIDTH = 484.0
# Heights of the field of an upright chart, and of a row of one that lies down.
UPRIGHT, ROW, LOW_ROW = 132.0, 14.0, 11.0
MANY_ROWS = 14
# How wide the names of rows become at most, and what stands beside the field at the right.
NAMES_WIDTH, RIGHT = 150.0, 8.0
# Categories from which on names on the base axis are thinned out rather than wrapped.
FEW = 9


@dataclass(frozen=True, kw_only=True)
class Field:
    """The field of a chart: its edges, and the scales of its base and of its value axis."""

    plot: Plot
    left: float
    right: float
    top: float
    bottom: float
    base: AxisScale
    value: AxisScale

    def at(self, base: float, value: float) -> tuple[float, float]:
        """Where a point lies."""
        along, across = self.base.place(base), self.value.place(value)
        return (across, along) if self.plot.horizontal else (along, across)

    @property
    def step(self) -> float:
        """How far two categories lie apart."""
        return abs(self.base.place(1.0) - self.base.place(0.0))


def list_values(plot: Plot) -> Iterator[float]:
    """Yield every value that the value axis has to reach: ends of bars, also of those on others, lines and bands."""
    heights: dict[tuple[float, bool], float] = {}
    for series in plot.series:
        for point in series.points:
            if point.value is None:
                continue
            if series.kind == "bar" and point.start is None and plot.stack == "stack":
                key = (point.at, point.value < 0)
                heights[key] = heights.get(key, 0.0) + point.value
                yield heights[key]
            else:
                yield from _list_ends(series, point)


def _list_ends(series: PlotSeries, point: PlotPoint) -> Iterator[float]:
    if series.kind == "bar":
        yield point.start or 0.0
        if point.end is not None:
            yield point.end
    else:
        yield from (value for value in (point.value, point.start) if value is not None)


def lay_field(canvas: Canvas, plot: Plot, top: float) -> Field:
    """Return the field of a plot below a height, and draw its axes."""
    texts = [point.text for series in plot.series if series.kind == "bar" for point in series.points if point.text]
    values = list(list_values(plot))
    has_bars = bool(plot.of_kind("bar"))
    room = (measure(max(texts, key=len)) + 6) / WIDTH * 1.3 if texts and plot.horizontal else 0.1 if texts else 0.0
    low, high = reach(plot.value, values, room=room, with_zero=has_bars and plot.value.kind == "number")
    field = _lay_horizontal(plot, top, low, high) if plot.horizontal else _lay_upright(plot, top, low, high)
    _draw_value_axis(canvas, field)
    _draw_base_axis(canvas, field)
    return field


def _span_base(plot: Plot) -> tuple[float, float]:
    if plot.categories:
        return -0.5, len(plot.categories) - 0.5
    places = [point.at for series in plot.series for point in series.points]
    halves = [(point.width or 0.0) / 2 for series in plot.series for point in series.points]
    half = max(halves, default=0.0)
    low = plot.base.low if plot.base.low is not None else min(places, default=0.0) - half
    high = plot.base.high if plot.base.high is not None else max(places, default=1.0) + half
    return (low, high) if high > low else (low, low + 1.0)


def _lay_horizontal(plot: Plot, top: float, low: float, high: float) -> Field:
    first, last = _span_base(plot)
    row = LOW_ROW if len(plot.categories) > MANY_ROWS else ROW
    names = max((measure(name) for name in plot.categories), default=0.0)
    if names > NAMES_WIDTH:
        row = max(row, 2 * LETTER * LINE_HEIGHT + 1.5)
    left = min(names, NAMES_WIDTH) + 8
    bottom = top + (last - first) * row if plot.categories else top + UPRIGHT
    return Field(
        plot=plot,
        left=left,
        right=WIDTH - RIGHT,
        top=top,
        bottom=bottom,
        base=AxisScale(low=first, high=last, start=top, stop=bottom),
        value=AxisScale(low=low, high=high, start=left, stop=WIDTH - RIGHT),
    )


def _lay_upright(plot: Plot, top: float, low: float, high: float) -> Field:
    first, last = _span_base(plot)
    ticks = [text for _, text in list_ticks(plot.value, low, high)]
    left = max((measure(text) for text in ticks), default=0.0) + 8
    bottom = top + UPRIGHT
    return Field(
        plot=plot,
        left=left,
        right=WIDTH - RIGHT,
        top=top,
        bottom=bottom,
        base=AxisScale(low=first, high=last, start=left, stop=WIDTH - RIGHT),
        value=AxisScale(low=low, high=high, start=bottom, stop=top),
    )


def _draw_value_axis(canvas: Canvas, field: Field) -> None:
    most = 8 if field.plot.horizontal else 6
    for at, text in list_ticks(field.plot.value, field.value.low, field.value.high, most):
        place = field.value.place(at)
        colour = QUIET if at == 0 and field.plot.value.kind == "number" else FAINT
        if field.plot.horizontal:
            canvas.draw_line([(place, field.top), (place, field.bottom)], colour, 0.5)
            canvas.write(place, field.bottom + 6.5, text, anchor="middle", colour=QUIET)
        else:
            canvas.draw_line([(field.left, place), (field.right, place)], colour, 0.5)
            canvas.write(field.left - 4, place, text, anchor="end", colour=QUIET)


def _draw_base_axis(canvas: Canvas, field: Field) -> None:
    plot = field.plot
    if plot.horizontal:
        _write_rows(canvas, field)
    elif plot.categories:
        _write_columns(canvas, field)
    else:
        for at, text in list_ticks(plot.base, field.base.low, field.base.high, 9):
            canvas.write(field.base.place(at), field.bottom + 6.5, text, anchor="middle", colour=QUIET)
    title = plot.value.title if plot.horizontal else plot.base.title
    below = field.bottom + 6.5
    canvas.height = below + LETTER
    if title:
        canvas.write((field.left + field.right) / 2, below + 9.5, title, anchor="middle", colour=QUIET)
        canvas.height += 9.5


def _write_rows(canvas: Canvas, field: Field) -> None:
    for number, name in enumerate(field.plot.categories):
        lines = wrap(name, NAMES_WIDTH, 2 if field.step > 2 * LETTER else 1)
        first = field.base.place(number) - (len(lines) - 1) * LETTER * LINE_HEIGHT / 2
        for line, text in enumerate(lines):
            canvas.write(field.left - 5, first + line * LETTER * LINE_HEIGHT, text, anchor="end")


def _write_columns(canvas: Canvas, field: Field) -> None:
    names = field.plot.categories
    widest = max(map(measure, names)) + 5
    every = 1
    if widest > field.step and len(names) > FEW:
        every = int(-(-widest // field.step))
    for number, name in enumerate(names):
        if number % every:
            continue
        lines = wrap(name, field.step - 3, 2) if every == 1 and widest > field.step else [name]
        for line, text in enumerate(lines):
            place = field.bottom + 6.5 + line * LETTER * LINE_HEIGHT
            canvas.write(field.base.place(number), place, text, anchor="middle", colour=QUIET)
