"""A chart as PowerPoint has them: columns of a workbook and how each is drawn, or lines of points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from steering.exports.plots.formats import WHOLE, PlotFormat

ColumnLook = Literal["bar", "line", "mark", "base"]


@dataclass(frozen=True, kw_only=True)
class ChartColumn:
    """A column of a chart's workbook. A `base` is a bar without a filling, on which others stand.

    `labels` are words beside the values; `shows_values` writes the values themselves. `colours` are of single bars.
    """

    name: str
    look: ColumnLook
    values: tuple[float | None, ...]
    format: PlotFormat = WHOLE
    colour: str = ""
    colours: tuple[str, ...] = ()
    outline: str = ""
    dash: str = "solid"
    width: float = 2.25
    symbol: str = ""
    labels: tuple[str, ...] = ()
    shows_values: bool = False
    in_legend: bool = True


@dataclass(frozen=True, kw_only=True)
class ValueAxis:
    """An axis of values: its title and format, its ends where they are set, and whether it is drawn at all."""

    title: str = ""
    code: str = "General"
    low: float | None = None
    high: float | None = None
    step: float | None = None
    is_drawn: bool = True


@dataclass(frozen=True, kw_only=True)
class CategoryChart:
    """Columns over categories: bars beside or on one another, and lines over them on the same axes."""

    categories: tuple[str, ...]
    heading: str
    columns: tuple[ChartColumn, ...]
    axis: ValueAxis
    horizontal: bool = False
    stacked: bool = False
    gap: int = 55
    has_legend: bool = True


@dataclass(frozen=True, kw_only=True)
class PointLine:
    """A line or marks through points, each on an axis of numbers."""

    name: str
    places: tuple[float, ...]
    values: tuple[float | None, ...]
    colour: str
    dash: str = "solid"
    width: float = 2.25
    symbol: str = ""
    in_legend: bool = True


@dataclass(frozen=True, kw_only=True)
class PointChart:
    """Lines of points over an axis of numbers."""

    heading: str
    lines: tuple[PointLine, ...]
    base: ValueAxis
    axis: ValueAxis


@dataclass(frozen=True, kw_only=True)
class ChartPlan:
    """How a plot is shown: as which chart, what stands below it in words, and what is shown otherwise than on its page.

    Without a chart its fields or its table are shown.
    """

    chart: CategoryChart | PointChart | None
    captions: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    with_table: bool = False
