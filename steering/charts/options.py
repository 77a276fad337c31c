"""The charts of options: NPV over discount rates, and NPV as bars where each option has a rate of its own."""

from __future__ import annotations

from collections.abc import Sequence

from steering.charts import palette
from steering.charts.base import (
    BAR_TEXT,
    FONT,
    Figure,
    add_trace,
    amount_axis,
    escape_label,
    new_figure,
    npv_axis,
    set_name_axis,
    shorten_name,
    update_axis,
)
from steering.charts.sensitivity import APART, LOOKS, spread_apart
from steering.charts.series import Series, SeriesChart

# Where the name of a line stands: in the margin beside its end.
BESIDE = {"showarrow": False, "xanchor": "left", "xshift": 6}


def option_rates(chart: SeriesChart, here: float, text: str, unit: str) -> Figure:
    """Draw the NPV of each option over discount rates, named at the highest rate, with a line at the rate of the case.

    Looks follow the order of the options and judge nothing.
    """
    figure = new_figure(height=340, legend=False)
    rates, lines = chart.find("Rate").numbers, [series for series in chart.traces if series.kind == "line"]
    values = [value or 0.0 for series in lines for value in series.numbers]
    least, most = min(*values, 0.0), max(*values, 0.0)
    reach = (most - least) or 1.0
    for series, (colour, dash) in zip(lines, LOOKS, strict=False):
        hover = f"{escape_label(series.name)} at %{{x:.1%}}: NPV %{{y:,.2f}}<extra></extra>"
        look = {"color": colour, "width": 3, "dash": dash}
        line = {"x": rates, "y": series.numbers, "mode": "lines", "line": look, "name": escape_label(series.name)}
        add_trace(figure, "scatter", hovertemplate=hover, **line)
    _name_lines(figure, lines, rates[-1] or 0.0, APART * reach)
    _mark_rate(figure, here, text)
    figure["layout"]["hovermode"] = "closest"
    reach_of_rates = [rates[0] or 0.0, rates[-1] or 0.0]
    title = {"text": "Discount rate, a year", "font": FONT}
    update_axis(figure, "x", range=reach_of_rates, tickformat=",.0%", nticks=7, title=title)
    npv_axis(figure, "y", unit, [least - 0.08 * reach, most + 0.08 * reach])
    return figure


def _name_lines(figure: Figure, lines: Sequence[Series], last: float, gap: float) -> None:
    """Name each line at its end, in the margin, so that it can be read on a narrow screen too."""
    heights = spread_apart([series.numbers[-1] or 0.0 for series in lines], gap)
    names = [shorten_name(series.name) for series in lines]
    figure["layout"]["annotations"] = [
        {"x": last, "y": height, "text": escape_label(name), "font": {**FONT, "color": colour}, **BESIDE}
        for name, height, (colour, _) in zip(names, heights, LOOKS, strict=False)
    ]
    figure["layout"]["margin"] |= {"r": 12 + 7 * max(map(len, names)), "t": 28}


def _mark_rate(figure: Figure, rate: float, text: str) -> None:
    dotted = {"color": palette.PLAN, "width": 1, "dash": "dot"}
    line = {"type": "line", "x0": rate, "x1": rate, "y0": 0, "y1": 1, "yref": "paper", "line": dotted}
    figure["layout"]["shapes"] = [line]
    note = {"x": rate, "y": 1, "text": text, "font": {**FONT, "color": palette.PLAN}, "showarrow": False}
    figure["layout"]["annotations"].append({**note, "yref": "paper", "xanchor": "left", "yanchor": "bottom"})


def option_bars(chart: SeriesChart, unit: str) -> Figure:
    """Draw the NPV of each option as a bar, the highest first."""
    npv = chart.find("NPV")
    figure = new_figure(height=70 + 38 * len(chart.categories), legend=False)
    values = [value or 0.0 for value in npv.numbers]
    add_trace(
        figure,
        "bar",
        orientation="h",
        y=[escape_label(name) for name in chart.labels],
        x=values,
        text=list(npv.cells or ()),
        marker={"color": palette.ACTUAL},
        hovertemplate="%{x:,.2f}<extra></extra>",
        **{**BAR_TEXT, "textposition": "outside"},
    )
    set_name_axis(figure, chart.labels)
    context = 0.3 * ((max(*values, 0.0) - min(*values, 0.0)) or 1.0)
    ends = (min(*values, 0.0) - context, max(*values, 0.0) + context)
    amount_axis(figure, "x", f"NPV, {unit}", ends, zero=palette.PLAN, width=1)
    return figure
