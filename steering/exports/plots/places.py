"""Where the values of a figure lie along an axis: indices of categories, numbers, or days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from steering.charts.base import Figure
from steering.charts.series import SeriesChart
from steering.exports.plots.labels import clean, squash, whole_names
from steering.exports.plots.plot import AxisKind


@dataclass(frozen=True, kw_only=True)
class Places:
    """An axis of a figure: its kind, the categories on it, and the place of each of its raw values that has a name."""

    kind: AxisKind
    categories: tuple[str, ...]
    by_value: Mapping[Any, float]

    def find(self, value: Any) -> float:
        """Return the place of a raw value: the index of its category, a day's number, or itself."""
        if value in self.by_value:
            return self.by_value[value]
        if self.kind == "date":
            return float(date.fromisoformat(f"{value}"[:10]).toordinal())
        return float(value)


def parse_places(figure: Figure, letter: str, series: SeriesChart) -> Places:
    """Return the places of the axis `x` or `y`."""
    axis = figure["layout"][f"{letter}axis"]
    if axis.get("type") == "date":
        return Places(kind="date", categories=(), by_value={})
    values = list(dict.fromkeys(_list_values(figure, letter)))
    names = whole_names(series)
    if any(isinstance(value, str) for value in values):
        order = _sort_categories(axis, values)
        if not {squash(clean(value)) for value in values} <= names.keys():
            # The axis has something else than the categories, such as months since a beginning.
            names = {}
        words = dict(zip(axis.get("tickvals", ()), axis.get("ticktext", ()), strict=False))
        return Places(
            kind="category",
            categories=tuple(_tell_name(value, words, names) for value in order),
            by_value={value: float(index) for index, value in enumerate(order)},
        )
    return _parse_numbers(figure, axis, values, series, names)


def _list_values(figure: Figure, letter: str) -> Iterator[Any]:
    for trace in figure["data"]:
        yield from (value for value in trace.get(letter, ()) if value is not None)


def _sort_categories(axis: Mapping[str, Any], values: Sequence[Any]) -> list[Any]:
    """Return every category of an axis in its order: as it is told, or as values come."""
    for candidates in (axis.get("categoryarray", ()), axis.get("tickvals", ())):
        if set(values) <= set(candidates):
            return list(dict.fromkeys(candidates))
    return list(values)


def _tell_name(value: Any, words: Mapping[Any, str], names: Mapping[str, str]) -> str:
    """Return the whole name of a category: as the series has it, otherwise in the words of the axis."""
    label = clean(value)
    return names.get(squash(label)) or clean(words.get(value, value))


def _parse_numbers(
    figure: Figure, axis: Mapping[str, Any], values: Sequence[float], series: SeriesChart, names: Mapping[str, str]
) -> Places:
    """Return the places of an axis of numbers, which are indices of categories where bars stand at named places."""
    ticks, words = list(axis.get("tickvals", ())), list(axis.get("ticktext", ()))
    has_bars = any(trace["type"] == "bar" for trace in figure["data"])
    if not (has_bars and ticks and ticks[0] == 0):
        return Places(kind="number", categories=(), by_value={})
    if ticks == list(range(len(ticks))) and len(ticks) > max(values):
        category_names = [names.get(squash(clean(word)), clean(word)) for word in words]
    else:
        category_names = [clean(category) for category in series.categories]
    return Places(kind="category", categories=tuple(category_names), by_value={})
