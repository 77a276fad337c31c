"""Charts of rehearsals: minutes by scene against the plan, two runs side by side, the trend, and the spread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from steering.charts import palette
from steering.charts.base import (
    BAR_TEXT,
    FONT,
    Figure,
    add_trace,
    escape_label,
    line_style,
    new_figure,
    row_height,
    set_name_axis,
    update_axis,
)
from steering.charts.series import Series, SeriesChart
from steering.formatting import ABSENT, format_clock

# From which share of its plan on a scene is far over it, as readiness has it.
FAR_OVER = 4 / 3
# How a scene stands against its plan: the name of its bars, and their colour.
STANDINGS = {
    "Within plan": palette.ACTUAL,
    "Over plan": palette.WARN,
    "Over by more than a third": palette.BAD,
}
# Labels of an axis of runs, at most.
MOST_TICKS = 10
# What is said of what is hovered.
HOVER = "%{y}: %{hovertext}<extra>%{fullData.name}</extra>"


def scene_times(chart: SeriesChart) -> Figure:
    """Draw what each scene took, coloured by how it stands against its plan, with a mark where that is."""
    took, planned = chart.find("Took"), chart.find("Planned")
    figure = _new_rows(chart, 1)
    standings = [_judge(*pair) for pair in zip(took.numbers, planned.numbers, strict=True)]
    for name, colour in STANDINGS.items():
        rows = [row for row, standing in enumerate(standings) if standing == name]
        if rows:
            _add_bars(figure, chart, took, rows, name=name, colour=colour)
    figure["layout"].update(barmode="overlay")
    _add_marks(figure, chart, planned)
    _add_absences(figure, chart, took)
    return figure


def compare_scenes(chart: SeriesChart) -> Figure:
    """Draw what each scene took in two runs, with a mark where the later one had its plan."""
    figure = _new_rows(chart, 2)
    for series in chart.traces:
        if series.kind == "bar":
            _add_bars(figure, chart, series, range(len(chart.labels)), name=series.name, colour=series.role)
    figure["layout"].update(barmode="group", bargroupgap=0.06)
    for series in chart.traces:
        if series.kind == "mark":
            _add_marks(figure, chart, series)
    return figure


def scene_spread(chart: SeriesChart) -> Figure:
    """Draw each scene from its shortest to its longest time, with marks at its median and its plan."""
    shortest, longest = chart.find("Shortest"), chart.find("Longest")
    figure = _new_rows(chart, 1)
    pairs = [(low or 0, high or 0) for low, high in zip(shortest.numbers, longest.numbers, strict=True)]
    add_trace(
        figure,
        "bar",
        name="Shortest to longest",
        y=[escape_label(label) for label in chart.labels],
        base=[low / 60 for low, _ in pairs],
        x=[(high - low) / 60 for low, high in pairs],
        orientation="h",
        marker={"color": palette.RAMP_COLOURS[2]},
        hovertext=[f"{format_clock(low)} to {format_clock(high)}" for low, high in pairs],
        hovertemplate=HOVER,
    )
    _add_marks(figure, chart, chart.find("Planned"))
    _add_marks(figure, chart, chart.find("Median"), symbol="circle", size=11)
    return figure


def trend(chart: SeriesChart) -> Figure:
    """Draw the length of the complete runs, beside their plan, what was allowed and what was likely."""
    figure = new_figure(height=320)
    looks = {"Planned": ("dot", 2.0), "Allowed": ("dash", 2.0), "Predicted": ("dashdot", 2.0)}
    for series in reversed(chart.traces):
        dash, width = looks.get(series.name, ("solid", 4.0))
        look = line_style(series.name, series.role, dash=dash, width=width, hover="%{hovertext}")
        # A series that begins late, or stands alone, would not be seen as a line.
        look["mode"] = "lines+markers" if series.name == "Took" or len(chart.labels) < 3 else "lines"
        texts = [ABSENT if value is None else format_clock(value) for value in series.numbers]
        add_trace(figure, "scatter", x=chart.labels, y=_minutes(series), hovertext=texts, connectgaps=False, **look)
    stride = -(-len(chart.labels) // MOST_TICKS) or 1
    ticks = chart.labels[::-1][::stride][::-1]
    title = {"text": chart.axis, "font": FONT}
    update_axis(figure, "x", type="category", tickvals=ticks, tickangle=0, title=title)
    # Runs differ by seconds: from 0 on, no line would rise or fall.
    update_axis(figure, "y", rangemode="normal", title={"text": "Minutes", "font": FONT})
    return figure


def _judge(seconds: float | None, planned: float | None) -> str:
    """Return how a scene stands against its plan; one without a plan is within it, one not shown does not stand."""
    within, over, far = STANDINGS
    if seconds is None:
        return ""
    if not planned or seconds <= planned:
        return within
    return far if seconds > planned * FAR_OVER else over


def _new_rows(chart: SeriesChart, bars: int) -> Figure:
    """Return a figure with a row for each scene, from the top down, and minutes below."""
    rows = len(chart.labels)
    figure = new_figure(height=110 + (row_height(rows) + 12 * (bars - 1)) * max(rows, 2))
    figure["layout"].update(hovermode="closest", bargap=0.25)
    title = {"text": "Minutes", "font": FONT}
    update_axis(figure, "x", rangemode="tozero", showgrid=True, gridcolor=palette.QUIET, nticks=7, title=title)
    set_name_axis(figure, chart.labels)
    # Not in the order in which the bars of each colour come.
    update_axis(figure, "y", categoryorder="array", categoryarray=[escape_label(label) for label in chart.labels])
    return figure


def _add_bars(
    figure: Figure, chart: SeriesChart, series: Series, rows: Sequence[int], *, name: str, colour: str
) -> None:
    """Add the bars of some rows, each with its time at its beginning, where no mark of a plan stands on it."""
    times = [series.numbers[row] for row in rows]
    texts = ["" if time is None else format_clock(time) for time in times]
    add_trace(
        figure,
        "bar",
        name=name,
        y=[escape_label(chart.labels[row]) for row in rows],
        x=[(time or 0) / 60 for time in times],
        text=texts,
        hovertext=texts,
        hovertemplate=HOVER,
        orientation="h",
        marker={"color": colour},
        **{**BAR_TEXT, "insidetextanchor": "start"},
    )


def _add_absences(figure: Figure, chart: SeriesChart, series: Series) -> None:
    """Say of each row without a time that it was not shown."""
    rows = [row for row, value in enumerate(series.numbers) if value is None]
    if rows:
        add_trace(
            figure,
            "scatter",
            mode="text",
            y=[escape_label(chart.labels[row]) for row in rows],
            x=[0] * len(rows),
            text=["not shown"] * len(rows),
            textposition="middle right",
            textfont=FONT,
            hoverinfo="skip",
            showlegend=False,
        )


def _add_marks(figure: Figure, chart: SeriesChart, series: Series, *, symbol: str = "line-ns", size: int = 20) -> None:
    mark: dict[str, Any] = {"symbol": symbol, "size": size, "color": series.role}
    mark["line"] = {"width": 4 if symbol == "line-ns" else 0, "color": series.role}
    add_trace(
        figure,
        "scatter",
        name=series.name,
        mode="markers",
        y=[escape_label(label) for label in chart.labels],
        x=_minutes(series),
        hovertext=["" if value is None else format_clock(value) for value in series.numbers],
        hovertemplate=HOVER,
        marker=mark,
    )


def _minutes(series: Series) -> list[float | None]:
    return [None if value is None else value / 60 for value in series.numbers]
