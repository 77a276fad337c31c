"""Charts of adoption."""

from __future__ import annotations

from collections.abc import Sequence

from steering.charts import palette
from steering.charts.base import (
    BAR_TEXT,
    FONT,
    Figure,
    add_trace,
    add_vertical_line,
    bar_gap,
    escape_label,
    integer_ticks,
    line_style,
    new_figure,
    row_height,
    set_month_axis,
    set_name_axis,
    update_axis,
)
from steering.charts.series import Series, SeriesChart

# What is said of a bar that is hovered: its whole name, which the axis may have shortened.
NAMED = "%{y}: %{x}"
# Columns of a heat map from which on its fields have no room for their figures.
SMALL_FIELDS = 18


def curve(chart: SeriesChart) -> Figure:
    """Draw teams adopted so far, the plan, the forecast with its interval, and what a what-if makes of it."""
    figure = new_figure(height=340)
    months = chart.labels
    actual, plan, *forecast = (_values(series) for series in chart.series[:5])
    trial = [value for series in chart.series[5:] for value in _values(series)]
    past = len(actual)
    point, lower, upper = ([actual[-1], *part] for part in forecast)
    future = months[past - 1 : past - 1 + len(point)]
    if len(point) > 1:
        add_trace(
            figure,
            "scatter",
            x=[*future, *reversed(future)],
            y=[*upper, *reversed(lower)],
            fill="toself",
            fillcolor=palette.RAMP_COLOURS[0],
            line={"width": 0},
            hoverinfo="skip",
            name="Likely range",
        )
        add_trace(figure, "scatter", x=future, y=point, **line_style("Forecast", palette.FORECAST, dash="dash"))
    if plan:
        add_trace(figure, "scatter", x=months, y=plan, **line_style("Plan", palette.PLAN, dash="dot", width=2))
    if trial:
        ahead = months[past : past + len(trial)]
        add_trace(figure, "scatter", x=ahead, y=trial, **line_style("What-if", palette.SECOND, dash="dashdot"))
    look = line_style("Actual", palette.ACTUAL, width=4, markers=past < 3)
    add_trace(figure, "scatter", x=months[:past], y=actual, **look)
    set_month_axis(figure, months)
    integer_ticks(figure, max([*actual, *plan, *upper, *trial]))
    if len(point) > 1:
        add_vertical_line(figure, months[past - 1], "today")
    return figure


def _values(series: Series) -> list[float]:
    """Return the values of a series without the months that it says nothing of."""
    return [value for value in series.numbers if value is not None]


def stages(chart: SeriesChart) -> Figure:
    """Draw teams by stage, one column a month, the furthest stage at the foot."""
    figure = new_figure()
    for series in reversed(chart.traces):
        add_trace(
            figure,
            "bar",
            x=chart.labels,
            y=series.numbers,
            name=series.name,
            marker={"color": series.role},
            hovertemplate="%{y}",
        )
    figure["layout"].update(barmode="stack", bargap=bar_gap(len(chart.categories)))
    set_month_axis(figure, chart.labels)
    integer_ticks(figure, sum(series.numbers[-1] or 0 for series in chart.traces))
    return figure


def waves(chart: SeriesChart) -> Figure:
    """Draw teams adopted by wave, as bars with a mark where the plan is."""
    figure = new_figure(height=60 + row_height(len(chart.categories)) * max(len(chart.categories), 2))
    labels = [escape_label(label) for label in chart.labels]
    adopted, plan = chart.find("Adopted"), chart.find("Plan")
    _add_horizontal_bars(figure, labels, adopted, hovertemplate=NAMED)
    if any(plan.numbers):
        mark = {"symbol": "line-ns", "size": 20, "line": {"width": 4, "color": plan.role}}
        look = {"mode": "markers", "name": plan.name, "hovertemplate": NAMED, "marker": mark}
        add_trace(figure, "scatter", y=labels, x=plan.numbers, **look)
    set_horizontal(figure, chart.labels)
    integer_ticks(figure, max(value or 0 for value in (*adopted.numbers, *plan.numbers)), name="x")
    return figure


def funnel(chart: SeriesChart) -> Figure:
    """Draw teams that ever reached each stage; the part that fell back is drawn apart."""
    figure = new_figure(height=60 + 44 * len(chart.categories))
    reached, today = chart.find("Ever reached"), chart.find("At this stage or later")
    _add_horizontal_bars(figure, chart.labels, today)
    lost = [(ever or 0) - (now or 0) for ever, now in zip(reached.numbers, today.numbers, strict=True)]
    bar = {"name": "Regressed", "marker": {"color": reached.role}, "orientation": "h"}
    add_trace(figure, "bar", y=chart.labels, x=lost, text=[value or "" for value in lost], **bar, **BAR_TEXT)
    figure["layout"].update(barmode="stack")
    set_horizontal(figure, chart.labels)
    integer_ticks(figure, max(value or 0 for value in reached.numbers), name="x")
    return figure


def units(chart: SeriesChart) -> Figure:
    """Draw the share of each business unit's teams that have adopted; of many the first ones, the others together."""
    share, counts = chart.find("Share"), chart.find("Label").values
    rows = [row for row in zip(chart.labels, share.numbers, counts, strict=True) if row[2] is not None]
    figure = new_figure(height=40 + row_height(len(rows)) * max(len(rows), 2), legend=False)
    names, parts, texts = ([row[place] for row in rows] for place in range(3))
    add_trace(
        figure,
        "bar",
        y=[escape_label(f"{name}") for name in names],
        x=parts,
        text=texts,
        orientation="h",
        marker={"color": share.role},
        hovertemplate="%{y}: %{x:.0%}<extra></extra>",
        **BAR_TEXT,
    )
    set_horizontal(figure, [f"{name}" for name in names])
    update_axis(figure, "x", tickformat=".0%", range=[0, 1])
    return figure


def _add_horizontal_bars(figure: Figure, labels: Sequence[str], series: Series, **look: str) -> None:
    """Add a series as horizontal bars that say their figures."""
    bar = {"name": series.name, "marker": {"color": series.role}, "orientation": "h", **look}
    add_trace(figure, "bar", y=list(labels), x=series.numbers, text=series.numbers, **bar, **BAR_TEXT)


def retention(chart: SeriesChart) -> Figure:
    """Draw the share of each wave's teams still active, by months since their first active month."""
    waves = list(dict.fromkeys(chart.labels))
    age, share = chart.find("Months since the first active month").numbers, chart.find("Retention").numbers
    shares = {(wave, at): value for wave, at, value in zip(chart.labels, age, share, strict=True)}
    ages = range(int(max(at or 0 for at in age)) + 1)
    figure = new_figure(height=70 + row_height(len(waves)) * max(len(waves), 2), legend=False)
    add_trace(
        figure,
        "heatmap",
        z=[[shares.get((wave, age)) for age in ages] for wave in waves],
        x=[str(age) for age in ages],
        y=[escape_label(wave) for wave in waves],
        colorscale=[[0, palette.RAMP_COLOURS[0]], [0.99, palette.RAMP_COLOURS[1]], [1, palette.RAMP_COLOURS[3]]],
        zmin=0.5,
        zmax=1,
        showscale=False,
        texttemplate="%{z:.0%}" if len(ages) <= SMALL_FIELDS else "",
        xgap=2 if len(ages) <= SMALL_FIELDS else 0,
        ygap=2,
        hovertemplate="%{y}, month %{x}: %{z:.0%}<extra></extra>",
        hoverongaps=False,
    )
    figure["layout"].update(hovermode="closest")
    set_name_axis(figure, waves)
    title = {"text": "Months since the first active month", "font": FONT}
    # A label for every field, or for every sixth month.
    stride = 1 if len(ages) <= SMALL_FIELDS else 6
    update_axis(figure, "x", type="category", side="bottom", tickangle=0, dtick=stride, title=title)
    return figure


def set_horizontal(figure: Figure, names: Sequence[str]) -> None:
    """Set the axes of horizontal bars: names from the top down, figures from 0."""
    figure["layout"].update(hovermode="closest", bargap=0.22)
    update_axis(figure, "x", rangemode="tozero", showgrid=False, showticklabels=True, nticks=6)
    set_name_axis(figure, names)
