"""A chart of a paper: its plot drawn with legend, axes, series and lines of reference, and its words."""

from __future__ import annotations

from typing import Any

from steering.exports.papers.charts.canvas import INK, LETTER, QUIET, Canvas, measure
from steering.exports.papers.charts.grid import draw_grid
from steering.exports.papers.charts.layout import WIDTH, Field, lay_field
from steering.exports.papers.charts.series import draw_series
from steering.exports.plots.plot import Plot, PlotSeries
from steering.exports.plots.read_plot import read_plot
from steering.frames.blocks import Chart

# Points between the entries of a legend, and of a line of it.
BETWEEN, LEGEND_LINE, SWATCH = 12.0, 11.0, 14.0
# How far the texts of lines of reference lie apart at least.
LANE = 8.6


def write_chart(chart: Chart) -> dict[str, Any]:
    """Return a chart as values: its shapes, how large it is, and what it shows in words."""
    plot = read_plot(chart)
    canvas = Canvas(width=WIDTH)
    draw_plot(canvas, plot)
    return {
        "kind": "chart",
        "title": chart.title,
        "alt": chart.alt or chart.title,
        "note": chart.note,
        "width": WIDTH,
        "height": round(canvas.height, 2),
        "shapes": canvas.shapes,
    }


def draw_plot(canvas: Canvas, plot: Plot) -> None:
    """Draw a plot from the top of an empty canvas."""
    top = _draw_legend(canvas, plot)
    top = _draw_words(canvas, plot, top)
    if plot.grid is not None:
        draw_grid(canvas, plot, plot.grid, top)
        return
    lanes = _spread(plot) if plot.references else []
    field = lay_field(canvas, plot, top + LANE * (max(lanes, default=-1) + 1) + 3)
    draw_series(canvas, field)
    _draw_references(canvas, field)
    _write_notes(canvas, field)


def _draw_legend(canvas: Canvas, plot: Plot) -> float:
    """Draw the names of series that are told apart by colour; return the height below them."""
    named = [series for series in plot.series if series.name and series.kind != "text"]
    entries = [series for series in named if series.in_legend or len(named) > 1] if plot.grid is None else named
    first_by_name = {series.name: series for series in reversed(entries)}
    entries = [series for series in entries if first_by_name[series.name] is series]
    if len(entries) < 2 and not any(series.in_legend for series in entries):
        return _write_value_title(canvas, plot, 0.0)
    x, y = 0.0, 5.0
    for series in entries:
        wide = SWATCH + 3 + measure(series.name) + BETWEEN
        if x and x + wide > WIDTH:
            x, y = 0.0, y + LEGEND_LINE
        _draw_swatch(canvas, x, y, series)
        canvas.write(x + SWATCH + 3, y, series.name)
        x += wide
    return _write_value_title(canvas, plot, y + 5)


def _write_value_title(canvas: Canvas, plot: Plot, top: float) -> float:
    """Write the title of an upright value axis above it."""
    if plot.horizontal or not plot.value.title or plot.grid is not None:
        return top
    canvas.write(0.0, top + 6, plot.value.title, colour=QUIET)
    return top + 11


def _draw_swatch(canvas: Canvas, x: float, y: float, series: PlotSeries) -> None:
    colour = series.colour or next((point.colour for point in series.points if point.colour), INK)
    if series.kind == "line":
        canvas.draw_line([(x, y), (x + SWATCH, y)], colour, 1.4, series.dash)
    elif series.kind == "mark":
        canvas.draw_mark(x + SWATCH / 2, y, series.symbol, colour, series.outline)
    else:
        canvas.draw_box(x, y - 3.2, SWATCH, 6.4, colour, series.outline)


def _draw_words(canvas: Canvas, plot: Plot, top: float) -> float:
    """Write what the figure says in its margins; return the height below it."""
    words = [note for note in plot.notes if note.at is None]
    x = 0.0
    for note in words:
        canvas.write(x, top + 6, note.text, colour=note.colour or INK, bold=True)
        x += measure(note.text) + BETWEEN
    return top + 11 if words else top


def _spread(plot: Plot) -> list[int]:
    """Return the lane of each text at a line of reference, so that none lies on another; by a field of usual size."""
    canvas = Canvas(width=WIDTH)
    field = lay_field(canvas, plot, 0.0)
    ends: list[float] = []
    lanes: list[int] = []
    for reference in plot.references:
        if not _is_upright(field, reference.axis) or not reference.text:
            lanes.append(-1)
            continue
        middle = _place(field, reference.axis, reference.at)
        start, end = middle - measure(reference.text) / 2, middle + measure(reference.text) / 2
        lane = next((number for number, last in enumerate(ends) if start > last + 4), len(ends))
        ends[lane : lane + 1] = [end]
        lanes.append(lane)
    return lanes


def _is_upright(field: Field, axis: str) -> bool:
    return (axis == "base") != field.plot.horizontal


def _place(field: Field, axis: str, at: float) -> float:
    return (field.base if axis == "base" else field.value).place(at)


def _draw_references(canvas: Canvas, field: Field) -> None:
    for reference, lane in zip(field.plot.references, _spread(field.plot), strict=True):
        scale = field.base if reference.axis == "base" else field.value
        if not scale.holds(reference.at):
            continue
        place = scale.place(reference.at)
        if _is_upright(field, reference.axis):
            top = field.top - LANE * lane - 2 if lane > 0 else field.top
            canvas.draw_line([(place, top), (place, field.bottom)], reference.colour, 0.8, reference.dash)
            half = measure(reference.text) / 2
            x = min(max(place, half), WIDTH - half)
            canvas.write(
                x, field.top - LANE * max(lane, 0) - 5, reference.text, anchor="middle", colour=reference.colour
            )
        else:
            canvas.draw_line([(field.left, place), (field.right, place)], reference.colour, 0.8, reference.dash)
            canvas.write(field.right, place - LETTER * 0.7, reference.text, anchor="end", colour=reference.colour)


def _write_notes(canvas: Canvas, field: Field) -> None:
    for note in field.plot.notes:
        if note.at is not None and note.value is not None:
            x, y = field.at(note.at, note.value)
            canvas.write(x, y - LETTER, note.text, anchor="middle", colour=note.colour or INK)
