"""The table beside a chart, from the chart's own series."""

from __future__ import annotations

from steering.charts.series import SeriesChart
from steering.frames.blocks import Column, TableBlock


def series_table(chart: SeriesChart, *, id: str, title: str, note: str = "") -> TableBlock:
    """Return the table of a chart: a row for each category, a column for each series."""
    columns = (Column(label=chart.axis), *(Column(label=series.name, kind=series.unit) for series in chart.series))
    return TableBlock(id=id, title=title, columns=columns, rows=chart.rows, note=note)
