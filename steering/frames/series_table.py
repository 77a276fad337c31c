"""The table beside a chart, from the chart's own series."""

from __future__ import annotations

from steering.charts.series import SeriesChart
from steering.frames.blocks import Column, TableBlock


def series_table(
    chart: SeriesChart, *, id: str, title: str, note: str = "", empty: str = TableBlock.empty
) -> TableBlock:
    """Return the table of a chart: a row for each listed category, a column for each listed series."""
    heads = (Column(label=series.name, kind=series.unit, help=series.help) for series in chart.columns)
    columns = (Column(label=chart.axis), *heads)
    return TableBlock(id=id, title=title, columns=columns, rows=chart.rows, note=note, empty=empty)
