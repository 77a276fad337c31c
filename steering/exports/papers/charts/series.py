"""The series of a chart: bars, lines, bands, marks and texts, each at its place in the field."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from steering.exports.papers.charts.canvas import INK, LETTER, Canvas
from steering.exports.papers.charts.layout import Field
from steering.exports.plots.plot import PlotPoint, PlotSeries

# The share of a category that its bars take, and the widths of lines on paper against those on a screen.
FILLED, THINNER = 0.68, 0.45
GAP = 3.0


def draw_series(canvas: Canvas, field: Field) -> None:
    """Draw every series of the field's plot: what covers most first, so that nothing is hidden."""
    plot = field.plot
    for series in plot.of_kind("band"):
        _fill_band(canvas, field, series)
    _draw_bars(canvas, field)
    for series in plot.of_kind("line"):
        _draw_line(canvas, field, series)
    for series in plot.of_kind("mark", "text"):
        _draw_marks(canvas, field, series)


def _draw_bars(canvas: Canvas, field: Field) -> None:
    all_bars = field.plot.of_kind("bar")
    ends: dict[tuple[float, bool], float] = {}
    count = len(all_bars) if field.plot.stack == "group" else 1
    for number, series in enumerate(all_bars):
        shift = ((number + 0.5) / count - 0.5) * FILLED if count > 1 else 0.0
        for point in series.points:
            if point.value is None:
                continue
            start = point.start
            if start is None:
                key = (point.at, point.value < 0)
                start = ends.get(key, 0.0) if field.plot.stack == "stack" else 0.0
                ends[key] = start + point.value
            thickness = point.width or series.thickness or FILLED / count
            _draw_bar(canvas, field, series, point, start, (point.at + shift, thickness))


def _draw_bar(
    canvas: Canvas, field: Field, series: PlotSeries, point: PlotPoint, start: float, place: tuple[float, float]
) -> None:
    at, thickness = place
    assert point.value is not None  # the caller looked
    low, high = (min(max(end, field.value.low), field.value.high) for end in (start, start + point.value))
    first, last = field.at(at - thickness / 2, low), field.at(at + thickness / 2, high)
    gap = 0.4 if point.width else 0.0
    canvas.draw_box(
        first[0] + gap,
        first[1],
        last[0] - first[0] - 2 * gap,
        last[1] - first[1],
        point.colour or series.colour,
        series.outline,
    )
    _write_beside(canvas, field, at, start, start + point.value, point.text)


def _write_beside(canvas: Canvas, field: Field, at: float, start: float, end: float, text: str) -> None:
    """Write the text of a bar beyond its end; of an upright one above it, or below where it hangs down alone."""
    if field.plot.horizontal:
        goes_left = end < start and not (start > 0 and end >= 0 and field.plot.stack == "group" and start != end)
        edge = min(start, end) if goes_left else max(start, end)
        x, y = field.at(at, edge)
        canvas.write(x + (-GAP if goes_left else GAP), y, text, anchor="end" if goes_left else "start", clears=True)
    else:
        hangs = end < 0 and start <= 0
        x, y = field.at(at, min(start, end) if hangs else max(start, end))
        canvas.write(x, y + (LETTER * 0.75 if hangs else -LETTER * 0.75), text, anchor="middle", clears=True)


def _runs(series: PlotSeries) -> Iterator[list[PlotPoint]]:
    """Yield the points that follow one another without a gap."""
    for has_value, points in groupby(series.points, key=lambda point: point.value is not None):
        if has_value:
            yield list(points)


def _draw_line(canvas: Canvas, field: Field, series: PlotSeries) -> None:
    for points in _runs(series):
        places: list[tuple[float, float]] = []
        for point in points:
            assert point.value is not None  # a run has values only
            value = min(max(point.value, field.value.low), field.value.high)
            offsets = (-0.5, 0.5) if series.stepped else (0.0,)
            places += [field.at(point.at + offset, value) for offset in offsets]
        canvas.draw_line(places, series.colour or INK, max(series.width * THINNER, 0.8), series.dash)


def _fill_band(canvas: Canvas, field: Field, series: PlotSeries) -> None:
    for points in _runs(series):
        upper = [field.at(point.at, point.value or 0.0) for point in points]
        lower = [field.at(point.at, point.value or 0.0 if point.start is None else point.start) for point in points]
        canvas.fill_area([*upper, *reversed(lower)], series.colour)


def _draw_marks(canvas: Canvas, field: Field, series: PlotSeries) -> None:
    for point in series.points:
        if point.value is None:
            continue
        x, y = field.at(point.at, point.value)
        colour = point.colour or series.colour
        if series.kind == "mark":
            canvas.draw_mark(x, y, series.symbol, colour, series.outline)
        canvas.write(x + (GAP + 2), y, point.text, colour=colour or INK)
