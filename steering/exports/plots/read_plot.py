"""Read a chart as a plot: the one place that knows how figures are written for Plotly and what that means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from steering.charts.base import shorten_name
from steering.exports.plots.colours import resolve
from steering.exports.plots.formats import DAY, parse_format
from steering.exports.plots.grids import parse_grid
from steering.exports.plots.labels import clean
from steering.exports.plots.names import name_series
from steering.exports.plots.places import Places, parse_places
from steering.exports.plots.plot import Plot, PlotAxis, PlotNote, PlotSeries, ReferenceLine, Stack
from steering.exports.plots.traces import Reading, parse_series
from steering.frames.blocks import Chart

STACKS: dict[str, Stack] = {"stack": "stack", "relative": "stack", "overlay": "overlay"}
# From which reach on the ticks of an axis are whole numbers.
COARSE = 4


def read_plot(chart: Chart) -> Plot:
    """Return what the figure of a chart draws: every value of it, with the names that its table has."""
    figure, layout = chart.figure, chart.figure["layout"]
    horizontal = any(trace.get("orientation") == "h" for trace in figure["data"])
    base, value = ("y", "x") if horizontal else ("x", "y")
    reading = Reading(
        figure=figure,
        series=chart.series,
        horizontal=horizontal,
        base=parse_places(figure, base, chart.series),
        value=parse_places(figure, value, chart.series),
    )
    series = name_series(reading, parse_series(reading))
    annotations = list(layout.get("annotations", ()))
    references = tuple(_parse_references(reading, annotations))
    return Plot(
        title=chart.title,
        alt=chart.alt,
        horizontal=horizontal,
        stack=STACKS.get(layout.get("barmode", "group"), "group"),
        categories=reading.base.categories,
        series=series,
        base=_parse_axis(reading.axis(base), reading.base, [p.at for one in series for p in one.points]),
        value=_parse_axis(reading.axis(value), reading.value, _list_ends(series)),
        references=references,
        notes=tuple(_parse_notes(reading, annotations, series)),
        grid=parse_grid(reading),
        with_legend=bool(layout.get("showlegend", True)),
    )


def _list_ends(series: Sequence[PlotSeries]) -> list[float]:
    """Return every value that an axis must reach."""
    ends = [(point.end if one.kind != "band" else point.value, point.start) for one in series for point in one.points]
    return [value for pair in ends for value in pair if value is not None]


def _parse_axis(axis: Mapping[str, Any], places: Places, values: Sequence[float]) -> PlotAxis:
    kind = "category" if places.categories else places.kind
    limits: list[float] = []
    if kind != "category" and "range" in axis:
        limits = sorted(places.find(end) for end in axis["range"])
    # Ticks are few and round: what is between them needs decimals, they do not.
    coarse = [float(round(value)) for value in values] if max(map(abs, values), default=0) >= COARSE else values
    ticks = zip(axis.get("tickvals", ()), axis.get("ticktext", ()), strict=False)
    return PlotAxis(
        kind=kind,
        title=clean(axis.get("title", {}).get("text")),
        format=DAY if kind == "date" else parse_format(axis.get("tickformat", ""), coarse),
        low=limits[0] if limits else 0.0 if _starts_at_zero(axis, kind, values) else None,
        high=limits[1] if limits else None,
        zero=bool(axis.get("zeroline")),
        ticks=tuple((float(at), clean(word)) for at, word in ticks) if kind == "number" else (),
    )


def _starts_at_zero(axis: Mapping[str, Any], kind: str, values: Sequence[float]) -> bool:
    return kind == "number" and axis.get("rangemode") == "tozero" and min(values, default=0.0) >= 0


def _parse_references(reading: Reading, annotations: list[Mapping[str, Any]]) -> Iterator[ReferenceLine]:
    """Yield lines across the whole plot; the words at one are taken from the annotations."""
    for shape in reading.figure["layout"].get("shapes", ()):
        upright = shape["x0"] == shape["x1"] and shape.get("yref") == "paper"
        if not upright and not (shape["y0"] == shape["y1"] and shape.get("xref") == "paper"):
            continue
        letter = "x" if upright else "y"
        is_base = letter == reading.letters[0]
        note = next((note for note in annotations if upright and note.get("x") == shape["x0"]), None)
        if note is not None:
            annotations.remove(note)
        places = reading.base if is_base else reading.value
        yield ReferenceLine(
            axis="base" if is_base else "value",
            at=places.find(shape[f"{letter}0"]),
            text=clean(note["text"]) if note else "",
            colour=resolve(shape["line"].get("color")),
            dash=shape["line"].get("dash", "solid"),
        )


def _parse_notes(
    reading: Reading, annotations: Sequence[Mapping[str, Any]], series: Sequence[PlotSeries]
) -> Iterator[PlotNote]:
    """Yield the words that are neither at a line of reference nor the name of a series."""
    names = {way for one in series for way in (one.name, shorten_name(one.name))}
    base, value = reading.letters
    for note in annotations:
        text = clean(note["text"])
        if text not in names:
            inside = "paper" not in (note.get("xref"), note.get("yref"))
            yield PlotNote(
                text=text,
                colour=resolve(note.get("font", {}).get("color")),
                at=reading.base.find(note[base]) if inside else None,
                value=reading.measure(note[value]) if inside else None,
            )
