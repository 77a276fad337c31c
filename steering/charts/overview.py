"""The heat map of a cohort: a row for each learner, a column for each matter, coloured by how much help it needs."""

from __future__ import annotations

from steering.charts import palette
from steering.charts.base import Figure, add_trace, escape_label, new_figure, row_height, set_name_axis, update_axis
from steering.charts.series import SeriesChart
from steering.status import SIGNS, Icon

# What the levels of concern mean, from 0 on.
LEVELS = ("Fine", "To watch", "Needs help")
# What stands for each where there is no room for words.
ICONS: tuple[Icon, ...] = ("check_circle", "warning", "error")


def heat_map(chart: SeriesChart) -> Figure:
    """Draw every field with its words on the colour of its level; what can't be told yet has no colour."""
    columns = list(chart.traces)
    names = [escape_label(label) for label in chart.labels]
    figure = new_figure(height=70 + row_height(len(names)) * max(len(names), 2), legend=False)
    words = [[_describe(series.cells, row) for series in columns] for row in range(len(names))]
    add_trace(
        figure,
        "heatmap",
        z=[[series.numbers[row] for series in columns] for row in range(len(names))],
        x=[series.name for series in columns],
        y=names,
        text=words,
        hovertext=words,
        customdata=[[_mark(series.numbers[row]) for series in columns] for row in range(len(names))],
        texttemplate="%{text}",
        textfont={"size": 13},
        hovertemplate="%{y}, %{x}: %{hovertext}<extra></extra>",
        colorscale=[[0, palette.RAMP_COLOURS[0]], [0.5, palette.PALE_WARN], [1, palette.PALE_BAD]],
        zmin=0,
        zmax=len(LEVELS) - 1,
        showscale=False,
        xgap=2,
        ygap=2,
    )
    figure["layout"].update(hovermode="closest")
    set_name_axis(figure, chart.labels)
    update_axis(figure, "x", type="category", side="top", tickangle=0)
    return figure


def _describe(cells: tuple[object, ...] | None, row: int) -> str:
    return escape_label(f"{cells[row]}") if cells and cells[row] is not None else ""


def _mark(level: float | None) -> str:
    return "" if level is None else SIGNS[ICONS[int(level)]]
