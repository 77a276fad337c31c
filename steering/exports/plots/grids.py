"""The fields of a heat map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from steering.exports.plots.colours import ink_on, mix
from steering.exports.plots.formats import parse_format
from steering.exports.plots.labels import clean
from steering.exports.plots.places import Places
from steering.exports.plots.plot import PlotField, PlotGrid
from steering.exports.plots.traces import HOVER, Reading

BLANK = "#ffffff"


def parse_grid(reading: Reading) -> PlotGrid | None:
    """Return the fields of a figure's heat map, the highest row first; None where it has none."""
    trace = next((trace for trace in reading.figure["data"] if trace["type"] == "heatmap"), None)
    if trace is None:
        return None
    values = [value for row in trace["z"] for value in row if value is not None]
    formats = dict(HOVER.findall(trace.get("hovertemplate", "")))
    format = parse_format(formats.get("z", ""), values)
    texts = trace.get("text") or [
        [format.write(value) if value is not None else "" for value in row] for row in trace["z"]
    ]
    fields = [
        tuple(_parse_field(trace, value, clean(text)) for value, text in zip(*row, strict=True))
        for row in zip(trace["z"], texts, strict=True)
    ]
    downwards = _runs_down(reading.axis("y"))
    order = slice(None) if downwards else slice(None, None, -1)
    rows = _list_names(reading.value, trace["y"], reading.axis("y"))
    columns = _list_names(reading.base, trace["x"], reading.axis("x"))
    return PlotGrid(
        columns=tuple(columns),
        rows=tuple(rows[order]),
        fields=tuple(fields[order]),
        format=format,
        title=clean(trace.get("colorbar", {}).get("title", {}).get("text")),
        column_places=tuple(reading.base.find(value) for value in trace["x"]),
        row_places=tuple(reading.value.find(value) for value in trace["y"])[order],
    )


def _runs_down(axis: Mapping[str, Any]) -> bool:
    first, last = axis.get("range", (0, 1))
    return axis.get("autorange") == "reversed" or bool(first > last)


def _list_names(places: Places, values: Sequence[Any], axis: Mapping[str, Any]) -> list[str]:
    """Return the names of rows or columns; places on an axis of numbers are written as numbers."""
    if places.categories:
        return [places.categories[int(places.find(value))] for value in values]
    format = parse_format(axis.get("tickformat", ""), values)
    return [format.write(value) for value in values]


def _parse_field(trace: Mapping[str, Any], value: float | None, text: str) -> PlotField:
    low, high = trace["zmin"], trace["zmax"]
    colour = BLANK if value is None else mix(trace["colorscale"], (value - low) / ((high - low) or 1.0))
    return PlotField(value=value, text=text, colour=colour, ink=ink_on(colour))
