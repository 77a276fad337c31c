"""Charts of costs, from their series."""

from __future__ import annotations

from steering.charts import palette
from steering.charts.base import (
    BAR_TEXT,
    FONT,
    Figure,
    add_trace,
    add_vertical_line,
    bar_gap,
    escape_label,
    line_style,
    new_figure,
    row_height,
    set_month_axis,
    set_name_axis,
    update_axis,
)
from steering.charts.series import SeriesChart


def spend(chart: SeriesChart, places: int, title: str, today: str) -> Figure:
    """Draw spend by month, stacked by provider, with the budget as steps and the forecast."""
    figure = new_figure(height=340)
    hover = f"%{{y:,.{places}f}}"
    for series in chart.traces:
        if series.kind == "bar":
            bar = {"name": escape_label(series.name), "marker": {"color": series.role}, "hovertemplate": hover}
            add_trace(figure, "bar", x=chart.labels, y=series.numbers, **bar)
    if any(value is not None for value in chart.find("Forecast").values):
        _add_forecast(figure, chart, hover)
        add_vertical_line(figure, today, "today")
    budget = chart.find("Budget")
    if any(value is not None for value in budget.values):
        look = line_style("Budget", palette.PLAN, width=3, hover=hover)
        look["line"]["shape"] = "hvh"
        add_trace(figure, "scatter", x=chart.labels, y=budget.numbers, **look)
    figure["layout"].update(barmode="stack", bargap=bar_gap(len(chart.categories)))
    update_axis(figure, "y", tickformat=_ticks(places), title={"text": title, "font": FONT})
    set_month_axis(figure, chart.labels)
    return figure


def _add_forecast(figure: Figure, chart: SeriesChart, hover: str) -> None:
    """Add the forecast as a dashed line within its interval; without bounds, the line only."""
    months, point = _list_points(chart, "Forecast")
    (_, lower), (_, upper) = _list_points(chart, "From"), _list_points(chart, "To")
    if lower:
        add_trace(
            figure,
            "scatter",
            x=[*months, *reversed(months)],
            y=[*upper, *reversed(lower)],
            fill="toself",
            fillcolor=palette.RAMP_COLOURS[1],
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
            name="Likely range",
        )
    look = line_style("Forecast", palette.FORECAST, dash="dash", hover=hover)
    add_trace(figure, "scatter", x=months, y=point, **look)


def _list_points(chart: SeriesChart, name: str) -> tuple[list[str], list[float]]:
    """Return the categories for which a series has a value, and the values."""
    pairs = [
        (label, value) for label, value in zip(chart.labels, chart.find(name).numbers, strict=True) if value is not None
    ]
    return [label for label, _ in pairs], [value for _, value in pairs]


def services(chart: SeriesChart, places: int) -> Figure:
    """Draw the dearest services as bars, each with its text, and the others together."""
    spend = chart.find("Spend")
    rows = [
        (label, cost, text)
        for label, cost, text in zip(chart.labels, spend.numbers, spend.cells or spend.values, strict=True)
        if cost is not None
    ]
    names = [name for name, _, _ in rows]
    figure = new_figure(height=40 + row_height(len(rows)) * max(len(rows), 2), legend=False)
    add_trace(
        figure,
        "bar",
        y=[escape_label(name) for name in names],
        x=[cost for _, cost, _ in rows],
        text=[text for _, _, text in rows],
        orientation="h",
        marker={"color": spend.role},
        hovertemplate=f"%{{y}}: %{{x:,.{places}f}}<extra></extra>",
        **BAR_TEXT,
    )
    figure["layout"].update(hovermode="closest", bargap=0.22)
    update_axis(figure, "x", rangemode="tozero", tickformat=_ticks(places), nticks=5)
    set_name_axis(figure, names)
    return figure


def change(chart: SeriesChart, places: int = 0) -> Figure:
    """From last month's cost of usage to this month's as a waterfall; parts that changed nothing are left out."""
    figure = new_figure(legend=False)
    (before, first, first_text), *parts, (now, _, last_text) = zip(
        chart.labels, chart.find("Amount").numbers, chart.find("Label").values, strict=True
    )
    steps = [(name, amount, text) for name, amount, text in parts if round(amount or 0.0, places)]
    add_trace(
        figure,
        "waterfall",
        x=[before, *(name for name, _, _ in steps), now],
        y=[first, *(amount for _, amount, _ in steps), 0],
        measure=["absolute", *["relative"] * len(steps), "total"],
        text=[first_text, *(text for _, _, text in steps), last_text],
        textposition="outside",
        textfont={"size": 13},
        constraintext="none",
        cliponaxis=False,
        connector={"line": {"color": palette.PLAN, "width": 1}},
        increasing={"marker": {"color": palette.NEUTRAL}},
        decreasing={"marker": {"color": palette.GOOD}},
        totals={"marker": {"color": palette.ACTUAL}},
        hovertemplate=f"%{{x}}: %{{y:,.{places}f}}<extra></extra>",
    )
    figure["layout"]["hovermode"] = "closest"
    figure["layout"]["margin"]["t"] = 28
    update_axis(figure, "y", tickformat=_ticks(places))
    update_axis(figure, "x", type="category")
    return figure


def _ticks(places: int) -> str:
    """Thousands and millions shortened; small amounts in full, never as `5m` for a two-hundredth."""
    return f",.{places}~f" if places else "~s"
