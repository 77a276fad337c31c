"""The traces of a figure as series of a plot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from steering.charts import palette
from steering.charts.base import Figure
from steering.charts.roadmap import DAY as MILLISECONDS
from steering.charts.series import SeriesChart
from steering.exports.plots.colours import parse_colours, resolve
from steering.exports.plots.formats import DAY, PlotFormat, parse_format
from steering.exports.plots.labels import clean
from steering.exports.plots.places import Places
from steering.exports.plots.plot import PlotKind, PlotPoint, PlotSeries

# A value in a template for hovering, with its format.
HOVER = re.compile(r"%\{(x|y|z|customdata(?:\[\d+\])?):([^}]+)\}")
# How the parts of a waterfall are called in Plotly's terms, by their direction.
INCREASING, DECREASING, TOTALS = "increasing", "decreasing", "totals"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A figure while it is read: which way it lies, and where values are on its base and on its value axis."""

    figure: Figure
    series: SeriesChart
    horizontal: bool
    base: Places
    value: Places

    @property
    def letters(self) -> tuple[str, str]:
        """The letters of the base axis and of the value axis."""
        return ("y", "x") if self.horizontal else ("x", "y")

    def axis(self, letter: str) -> Mapping[str, Any]:
        """Return the settings of the axis `x` or `y`."""
        settings: Mapping[str, Any] = self.figure["layout"][f"{letter}axis"]
        return settings

    def measure(self, value: Any) -> float | None:
        """Return where a raw value lies on the value axis."""
        return None if value is None else self.value.find(value)


def parse_series(reading: Reading) -> tuple[PlotSeries, ...]:
    """Return the series of a figure in the order in which they are drawn, heat maps apart; some have no name yet."""
    return tuple(_parse_trace(reading, trace) for trace in reading.figure["data"] if trace["type"] != "heatmap")


def _parse_trace(reading: Reading, trace: Mapping[str, Any]) -> PlotSeries:
    kind, points = _parse_points(reading, trace)
    marker, line = trace.get("marker", {}), trace.get("line", {})
    own = line if kind == "line" else marker if kind != "text" else trace.get("textfont", {})
    colour = trace.get("fillcolor") if kind == "band" else own.get("color") or marker.get("line", {}).get("color")
    if kind == "bar" and trace["type"] == "waterfall":
        colour = trace[TOTALS]["marker"]["color"]
    outline = marker.get("line", {}) if kind in ("bar", "mark") else {}
    thickness = trace.get("width")
    has_legend = reading.figure["layout"].get("showlegend", True) and trace.get("showlegend", True)
    return PlotSeries(
        name=clean(trace.get("name")),
        kind=kind,
        points=points,
        format=_parse_format(reading, trace, points),
        colour=resolve(colour) if isinstance(colour, str) else "",
        outline=resolve(outline.get("color")) if outline.get("color") != palette.GROUND else "",
        dash=line.get("dash", "solid"),
        width=float(line.get("width", 3.0)),
        thickness=float(thickness) if isinstance(thickness, (int, float)) else None,
        stepped=line.get("shape") == "hvh",
        symbol=marker.get("symbol", "") if kind == "mark" or "markers" in trace.get("mode", "") else "",
        in_legend=bool(has_legend and trace.get("name")),
    )


def _parse_points(reading: Reading, trace: Mapping[str, Any]) -> tuple[PlotKind, tuple[PlotPoint, ...]]:
    if trace["type"] == "waterfall":
        return "bar", tuple(_parse_steps(reading, trace))
    if trace["type"] == "bar":
        return "bar", tuple(_parse_bars(reading, trace))
    if trace.get("fill") == "toself":
        return "band", tuple(_parse_band(reading, trace))
    mode = trace.get("mode", "lines")
    kind: PlotKind = "line" if "lines" in mode else "mark" if "markers" in mode else "text"
    return kind, tuple(_parse_plain(reading, trace))


def _parse_plain(reading: Reading, trace: Mapping[str, Any]) -> Iterator[PlotPoint]:
    """Yield points of lines, marks and texts; a place of None, which parts a line, is a point without a value."""
    base, value = reading.letters
    texts, colours = _parse_texts(trace), parse_colours(trace.get("marker", {}), len(trace[base]))
    last = 0.0
    for at, raw, text, colour in zip(trace[base], trace[value], texts, colours, strict=True):
        last = last if at is None else reading.base.find(at)
        yield PlotPoint(at=last, value=reading.measure(raw), text=text, colour=colour)


def _parse_bars(reading: Reading, trace: Mapping[str, Any]) -> Iterator[PlotPoint]:
    """Yield bars; the length of a bar between days is in days."""
    base, value = reading.letters
    count = len(trace[base])
    starts, widths = trace.get("base") or [None] * count, trace.get("width")
    widths = widths if isinstance(widths, (list, tuple)) else [None] * count
    colours = parse_colours(trace.get("marker", {}), count)
    rows = zip(trace[base], trace[value], starts, _parse_texts(trace), colours, widths, strict=True)
    for at, length, start, text, colour, width in rows:
        size = length / MILLISECONDS if length is not None and reading.value.kind == "date" else length
        point = PlotPoint(at=reading.base.find(at), value=size, start=reading.measure(start), text=text)
        yield replace(point, colour=colour, width=width)


def _parse_band(reading: Reading, trace: Mapping[str, Any]) -> Iterator[PlotPoint]:
    """Yield the upper and lower edge of an area that is drawn along its upper edge and back along its lower one."""
    base, value = reading.letters
    half = len(trace[base]) // 2
    for at, upper, lower in zip(trace[base], trace[value][:half], trace[value][: half - 1 : -1], strict=False):
        yield PlotPoint(at=reading.base.find(at), value=reading.measure(upper), start=reading.measure(lower))


def _parse_steps(reading: Reading, trace: Mapping[str, Any]) -> Iterator[PlotPoint]:
    """Yield the bars of Plotly's own waterfall, each with where it begins; a total is what those before it reach."""
    reached = 0.0
    rows = zip(trace["x"], trace["y"], trace["measure"], _parse_texts(trace), strict=True)
    for at, raw, measure, text in rows:
        start, size = (0.0, reached if measure == "total" else raw) if measure != "relative" else (reached, raw)
        look = TOTALS if measure != "relative" else INCREASING if size >= 0 else DECREASING
        colour = resolve(trace[look]["marker"]["color"])
        yield PlotPoint(at=reading.base.find(at), value=size, start=start, text=text, colour=colour)
        reached = start + size


def _parse_texts(trace: Mapping[str, Any]) -> Sequence[str]:
    count = len(trace["x"])
    texts = trace.get("text")
    return [clean(text) for text in texts] if isinstance(texts, (list, tuple)) else [""] * count


def _parse_format(reading: Reading, trace: Mapping[str, Any], points: Sequence[PlotPoint]) -> PlotFormat:
    """Return how the values of a trace are written: as where it is hovered, otherwise as on the axis."""
    if reading.value.kind == "date":
        return DAY
    letter = reading.letters[1]
    formats = {place.partition("[")[0]: text for place, text in HOVER.findall(trace.get("hovertemplate", ""))}
    text = formats.get(letter) or formats.get("customdata") or reading.axis(letter).get("tickformat", "")
    return parse_format(text, [point.value for point in points if point.value is not None])
