"""A plot: what a chart's figure draws, as plain values in the light palette, without any medium's terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from steering.exports.plots.formats import WHOLE, PlotFormat

PlotKind = Literal["bar", "line", "mark", "band", "text"]
Stack = Literal["stack", "group", "overlay"]
AxisKind = Literal["category", "number", "date"]


@dataclass(frozen=True, kw_only=True)
class PlotPoint:
    """One value of a series: `at` is its place on the base axis, the index of a category or a number.

    A bar has its length as `value`, from `start`, or from 0 (or the bar below it) where that is None. A band has its
    upper edge as `value` and its lower one as `start`. `text` is what the figure writes beside it. Dates are days as
    `date.toordinal` counts them. `width` is that of a bar on an axis of numbers.
    """

    at: float
    value: float | None
    start: float | None = None
    text: str = ""
    colour: str = ""
    width: float | None = None

    @property
    def end(self) -> float | None:
        """Where a bar ends that begins at `start`; otherwise the value."""
        return self.value if self.value is None or self.start is None else self.start + self.value


@dataclass(frozen=True, kw_only=True)
class PlotSeries:
    """Points that are drawn alike. `colour` is a hexadecimal light colour, which a point may have of its own.

    `dash` as Plotly has it (`solid`, `dash`, `dot`, `dashdot`); a `stepped` line is level around each of its points;
    `symbol` is that of marks. Only series with `in_legend` are named beside the plot.
    """

    name: str
    kind: PlotKind
    points: tuple[PlotPoint, ...]
    format: PlotFormat = WHOLE
    colour: str = ""
    outline: str = ""
    dash: str = "solid"
    width: float = 3.0
    thickness: float | None = None
    stepped: bool = False
    symbol: str = ""
    in_legend: bool = True

    def over(self, count: int) -> list[PlotPoint | None]:
        """The points by category, None where a category of so many has none; points between categories are left out."""
        places: list[PlotPoint | None] = [None] * count
        for point in self.points:
            if point.at == int(point.at) and 0 <= point.at < count:
                places[int(point.at)] = point
        return places


@dataclass(frozen=True, kw_only=True)
class PlotAxis:
    """An axis: its title, how its values are written, and where it begins and ends, None for as far as values go.

    With `zero` a line is drawn at 0. `ticks` are places on an axis of numbers that have words instead of numbers.
    """

    kind: AxisKind
    title: str = ""
    format: PlotFormat = WHOLE
    low: float | None = None
    high: float | None = None
    zero: bool = False
    ticks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReferenceLine:
    """A thin line across the plot at a place of its base or its value axis, with its words."""

    axis: Literal["base", "value"]
    at: float
    text: str
    colour: str
    dash: str = "solid"


@dataclass(frozen=True, kw_only=True)
class PlotNote:
    """Words of the figure that belong to no line of reference; at a point, or None where they stand in a margin."""

    text: str
    colour: str
    at: float | None = None
    value: float | None = None


@dataclass(frozen=True, kw_only=True)
class PlotField:
    """A field of a grid: its value, None where there is none, what is written in it, and its colours."""

    value: float | None
    text: str
    colour: str
    ink: str


@dataclass(frozen=True, kw_only=True)
class PlotGrid:
    """The fields of a heat map, the highest row first; places are those of rows and columns on axes of numbers."""

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    fields: tuple[tuple[PlotField, ...], ...]
    format: PlotFormat = WHOLE
    title: str = ""
    column_places: tuple[float, ...] = ()
    row_places: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plot:
    """What a chart's figure draws. Where it is `horizontal` the base axis runs down and values run to the right.

    `categories` are the whole names along the base axis, none where that is one of numbers. With a `grid` the series
    lie on its axes.
    """

    title: str
    alt: str
    horizontal: bool
    stack: Stack
    categories: tuple[str, ...]
    series: tuple[PlotSeries, ...]
    base: PlotAxis
    value: PlotAxis
    references: tuple[ReferenceLine, ...] = ()
    notes: tuple[PlotNote, ...] = ()
    grid: PlotGrid | None = None
    with_legend: bool = True

    def of_kind(self, *kinds: PlotKind) -> Sequence[PlotSeries]:
        """The series of these kinds, in their order."""
        return [series for series in self.series if series.kind in kinds]
