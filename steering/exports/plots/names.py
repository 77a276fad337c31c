"""Names for the series of a figure that have none there, because words beside them or a colour say what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from steering.charts import palette
from steering.charts.series import SeriesChart, Value
from steering.exports.plots.colours import resolve
from steering.exports.plots.labels import clean, clean_name, squash, whole_names
from steering.exports.plots.plot import PlotSeries
from steering.exports.plots.traces import Reading

# Marks among bars between days, by their symbol.
MARKS = {"diamond-open": "Milestone in the baseline", "diamond": "Milestone", "square": "Funding gate"}
SLIPS = "Slip"


def name_series(reading: Reading, series: Sequence[PlotSeries]) -> tuple[PlotSeries, ...]:
    """Return the series with a name each, where anything tells one."""
    return tuple(one if one.name else replace(one, name=next(_list_names(reading, one), "")) for one in series)


def _list_names(reading: Reading, series: PlotSeries) -> Iterator[str]:
    if reading.value.kind == "date":
        yield MARKS.get(series.symbol, SLIPS)
    if series.kind != "bar":
        yield from _parse_notes(reading, series)
    values = [point.value for point in series.points]
    yield from _match(reading.series, values)
    judged = {resolve(palette.BAD): "Worse", resolve(palette.GOOD): "Better"}
    yield from (word for colour, word in judged.items() if colour == series.colour)


def _parse_notes(reading: Reading, series: PlotSeries) -> Iterator[str]:
    """Yield the words that stand at a point of the series."""
    places = {(point.at, point.value) for point in series.points}
    for note in reading.figure["layout"].get("annotations", ()):
        if "paper" not in (note.get("xref"), note.get("yref")) and _find_place(reading, note) in places:
            text = clean(note["text"])
            yield whole_names(reading.series).get(squash(text), text)


def _find_place(reading: Reading, note: Mapping[str, Any]) -> tuple[float, float | None]:
    base, value = reading.letters
    return reading.base.find(note[base]), reading.measure(note[value])


def _match(chart: SeriesChart, values: Sequence[float | None]) -> Iterator[str]:
    """Yield the column of the table that begins with these values, or the category that has them in all its series."""
    for series in chart.columns:
        if _begins(series.values, values):
            yield clean_name(series.name)
    for row, category in enumerate(chart.categories):
        if _begins([series.values[row] for series in chart.series], values):
            yield clean_name(category)


def _begins(whole: Sequence[Value], part: Sequence[float | None]) -> bool:
    numbers = [value for value in whole if value is not None]
    return bool(part) and numbers[: len(part)] == list(part)
