"""Charts of costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steering.charts import palette
from steering.charts.base import (
    BAR_TEXT,
    FONT,
    Figure,
    add_trace,
    add_vertical_line,
    escape_label,
    line_style,
    new_figure,
    set_month_axis,
    update_axis,
)
from steering.charts.series import Series, SeriesChart, SeriesKind
from steering.costs.change import Decomposition
from steering.costs.report import CostReport
from steering.costs.spend import sum_by
from steering.months import format_month, month_range

PROVIDERS = (palette.ACTUAL, palette.SECOND, palette.ACCENT, palette.FORECAST, palette.PLAN)


def spend_series(report: CostReport) -> SeriesChart:
    """Spend by calendar month: a series for each provider, their sum, the budget, and the forecast with its range."""
    amounts, future = report.amounts, report.future
    timeline = month_range(min(report.monthly), max([*report.monthly, *future]))
    providers = sum_by(report.services, lambda row: row.provider)
    by_month = {month: _split_month(report, month, tuple(providers)) for month in report.monthly}
    ahead = report.forecast
    bounds = {"From": ahead.lower if ahead else (), "To": ahead.upper if ahead else ()}

    def series(name: str, values: Mapping[str, float], kind: SeriesKind, role: str = "") -> Series:
        numbers = tuple(values.get(month) for month in timeline)
        cells = tuple(map(amounts.cell, numbers))
        return Series(name=name, values=numbers, kind=kind, role=role, unit=amounts.kind, cells=cells)

    bars = [
        series(name, {month: parts[name] for month, parts in by_month.items() if name in parts}, "bar", colour)
        for name, colour in zip(providers, _colours(len(providers)), strict=True)
    ]
    return SeriesChart(
        axis="Month",
        categories=tuple(map(format_month, timeline)),
        ticks=timeline,
        series=(
            *bars,
            series("All", report.monthly, "column"),
            series("Budget", report.budget, "line", palette.PLAN),
            series("Forecast", future, "line", palette.FORECAST),
            *(series(name, dict(zip(future, values, strict=False)), "column") for name, values in bounds.items()),
        ),
    )


def _split_month(report: CostReport, month: str, providers: Sequence[str]) -> dict[str, float]:
    """A month's spend by provider, so that what is shown adds up to what is shown of all."""
    sums = sum_by([row for row in report.services if row.month == month], lambda row: row.provider)
    names = [name for name in providers if name in sums]
    return dict(zip(names, report.amounts.split([sums[name] for name in names]), strict=True))


def spend(chart: SeriesChart, places: int, title: str, today: str) -> Figure:
    """Spend by month, stacked by provider, with the budget as steps and the forecast after the last complete month."""
    figure = new_figure(height=340)
    hover = f"%{{y:,.{places}f}}"
    for series in chart.plotted:
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
    figure["layout"]["barmode"] = "stack"
    update_axis(figure, "y", tickformat=_ticks(places), title={"text": title, "font": FONT})
    set_month_axis(figure, chart.labels)
    return figure


def _add_forecast(figure: Figure, chart: SeriesChart, hover: str) -> None:
    """Add the forecast as a dashed line within its interval; without bounds, the line only."""
    months, point = _drawn(chart, "Forecast")
    (_, lower), (_, upper) = _drawn(chart, "From"), _drawn(chart, "To")
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


def _drawn(chart: SeriesChart, name: str) -> tuple[list[str], list[float]]:
    """The categories for which a series has a value, and the values."""
    pairs = [
        (label, value) for label, value in zip(chart.labels, chart.find(name).numbers, strict=True) if value is not None
    ]
    return [label for label, _ in pairs], [value for _, value in pairs]


def bars(names: Sequence[str], amounts: Sequence[float], texts: Sequence[str], places: int = 0) -> Figure:
    """Amounts as bars, each with its text, in the order given."""
    figure = new_figure(height=40 + 36 * max(len(names), 2), legend=False)
    bar = {"marker": {"color": palette.ACTUAL}, "hovertemplate": f"%{{x:,.{places}f}}<extra></extra>"}
    labels = [escape_label(name) for name in names]
    add_trace(figure, "bar", y=labels, x=list(amounts), text=list(texts), orientation="h", **bar, **BAR_TEXT)
    figure["layout"]["hovermode"] = "closest"
    update_axis(figure, "x", rangemode="tozero", tickformat=_ticks(places), nticks=5)
    update_axis(figure, "y", autorange="reversed", type="category", rangemode="normal", showgrid=False, dtick=1)
    return figure


def change(parts: Decomposition, before: str, now: str, texts: Sequence[str], places: int = 0) -> Figure:
    """From last month's cost of usage to this month's as a waterfall; parts that changed nothing are left out."""
    figure = new_figure(legend=False)
    components = {
        "Rate": parts.rate,
        "Volume": parts.volume,
        "Mix": parts.mix,
        "Begun": parts.started,
        "Ended": parts.stopped,
        "Other": parts.other,
    }
    labelled = zip(components.items(), texts[1:-1], strict=True)
    steps = [(name, amount, text) for (name, amount), text in labelled if round(amount, places)]
    add_trace(
        figure,
        "waterfall",
        x=[before, *(name for name, _, _ in steps), now],
        y=[parts.before, *(amount for _, amount, _ in steps), 0],
        measure=["absolute", *["relative"] * len(steps), "total"],
        text=[texts[0], *(text for _, _, text in steps), texts[-1]],
        textposition="outside",
        textfont={"size": 13},
        constraintext="none",
        cliponaxis=False,
        connector={"line": {"color": palette.PLAN, "width": 1}},
        increasing={"marker": {"color": palette.WARN}},
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


def _colours(count: int) -> list[str]:
    return [PROVIDERS[index % len(PROVIDERS)] for index in range(count)]
