"""Charts of costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steering.charts import palette
from steering.charts.base import (
    BAR_TEXT,
    Figure,
    add_trace,
    add_vertical_line,
    escape_label,
    line_style,
    new_figure,
    set_month_axis,
    update_axis,
)
from steering.costs.change import Decomposition

PROVIDERS = (palette.ACTUAL, palette.SECOND, palette.ACCENT, palette.FORECAST, palette.PLAN)


def spend(
    months: Sequence[str],
    providers: Mapping[str, Sequence[float]],
    budget: Sequence[float | None],
    point: Sequence[float],
    lower: Sequence[float],
    upper: Sequence[float],
    places: int = 0,
) -> Figure:
    """Spend by month, stacked by provider, with the budget as steps and the forecast after the last month."""
    figure = new_figure(height=340)
    amount = f"%{{y:,.{places}f}}"
    observed = len(months) - len(point)
    for colour, (provider, amounts) in zip(_colours(len(providers)), providers.items(), strict=True):
        bar = {"name": escape_label(provider), "marker": {"color": colour}, "hovertemplate": amount}
        add_trace(figure, "bar", x=list(months[:observed]), y=list(amounts), **bar)
    if point:
        _add_forecast(figure, months[observed:], point, lower, upper, amount)
        add_vertical_line(figure, months[observed - 1], "today")
    if any(amount_planned is not None for amount_planned in budget):
        look = line_style("Budget", palette.PLAN, width=3, hover=amount)
        look["line"]["shape"] = "hvh"
        add_trace(figure, "scatter", x=list(months), y=list(budget), **look)
    figure["layout"]["barmode"] = "stack"
    update_axis(figure, "y", tickformat=_ticks(places))
    set_month_axis(figure, months)
    return figure


def _add_forecast(
    figure: Figure,
    months: Sequence[str],
    point: Sequence[float],
    lower: Sequence[float],
    upper: Sequence[float],
    hover: str,
) -> None:
    """Add the forecast as a dashed line within its interval; without bounds, the line only."""
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
    add_trace(figure, "scatter", x=list(months), y=list(point), **look)


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
