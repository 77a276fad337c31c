"""A chart as series over shared categories. Its figure and the table beside it follow from this one value."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress, repeat
from typing import Literal, TypeAlias

# How a series is drawn; a column is in the table only.
SeriesKind = Literal["bar", "line", "mark", "column"]
# How its values are written, in the words of a table's column.
Unit = Literal["text", "count", "share", "figure", "clock", "clock_change", "status"]
Value: TypeAlias = str | int | float | None


@dataclass(frozen=True, kw_only=True)
class Series:
    """Values over the categories of a chart, None where there is none, with the role that colours them.

    `cells` are the values as the table has them, where it rounds or formats them, and `help` explains the column. A
    series that is not `listed` is drawn only. `position` is where a series lies that is itself a place on an axis.
    """

    name: str
    values: tuple[Value, ...]
    kind: SeriesKind = "column"
    role: str = ""
    unit: Unit = "count"
    cells: tuple[Value, ...] | None = None
    help: str = ""
    listed: bool = True
    position: float = 0.0

    @property
    def numbers(self) -> list[float | None]:
        """The values as numbers, to be drawn. Raises TypeError for a text, which only a table can show."""
        numbers: list[float | None] = []
        for value in self.values:
            if isinstance(value, str):
                raise TypeError(f"The series {self.name!r} has the text {value!r}, which cannot be drawn.")
            numbers.append(value)
        return numbers


@dataclass(frozen=True, kw_only=True)
class SeriesChart:
    """Series over shared categories, in the order of the table's columns, and what they say in words.

    `ticks` are the categories as the axis has them, where it writes them otherwise than the table. Where the figure is
    finer than the table, `listed` tells the categories that have a row.
    """

    axis: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    ticks: tuple[str, ...] | None = None
    listed: tuple[bool, ...] | None = None
    alt: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError where a series has another length than the categories."""
        for series in self.series:
            for values in (series.values, series.cells):
                if values is not None and len(values) != len(self.categories):
                    raise ValueError(f"The series {series.name!r} has {len(values)} of {len(self.categories)} values.")
        if self.listed is not None and len(self.listed) != len(self.categories):
            raise ValueError(f"{len(self.listed)} of {len(self.categories)} categories are said to be listed or not.")

    @property
    def labels(self) -> list[str]:
        """The categories as the axis has them."""
        return list(self.ticks or self.categories)

    @property
    def traces(self) -> tuple[Series, ...]:
        """The series that are drawn."""
        return tuple(series for series in self.series if series.kind != "column")

    @property
    def columns(self) -> tuple[Series, ...]:
        """The series that are columns of the table."""
        return tuple(series for series in self.series if series.listed)

    @property
    def rows(self) -> tuple[tuple[Value, ...], ...]:
        """The rows of the table: the category and the cell of every series."""
        columns = [series.values if series.cells is None else series.cells for series in self.columns]
        return tuple(compress(zip(self.categories, *columns, strict=True), self.listed or repeat(True)))

    def find(self, name: str) -> Series:
        """Return the series of this name. Raises KeyError where there is none."""
        for series in self.series:
            if series.name == name:
                return series
        raise KeyError(name)
