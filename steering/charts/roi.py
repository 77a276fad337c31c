"""Charts of the business case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import Any

from steering.charts import palette
from steering.charts.base import (
    BAR_TEXT,
    FONT,
    SIZE,
    Figure,
    add_trace,
    escape_label,
    line_style,
    new_figure,
    npv_axis,
    update_axis,
)
from steering.charts.roi_series import LOSS, PERCENTILES
from steering.charts.series import Series, SeriesChart, Value
from steering.formatting import format_value

MONEY = "%{y:,.2f}"
AFTER_COSTS = "After costs"
# Characters of a bar's name on one line, so that names leave room for the bars.
WRAPPED = 22
# How many bars the tornado has at most.
WIDEST = 8


def cash_series(
    periods: Sequence[str],
    benefits: Sequence[float] | None,
    costs: Sequence[float] | None,
    net: Sequence[float],
    cumulative: Sequence[float],
    money: Callable[[float], str],
    *,
    after_costs: Sequence[float] = (),
    axis: str = "Period to",
) -> SeriesChart:
    """Return cash by period and the running total; benefits and costs in place of the net where the case has both.

    `money` writes an amount in words. `after_costs` is the running total at the start of each period from 1 on, where
    something is paid then.
    """
    total = Series(name="Cumulative", kind="line", role=palette.ACTUAL, unit="figure", **_amounts(cumulative))
    if benefits and costs:
        series = [
            Series(name="Benefits", kind="bar", role=palette.GOOD, unit="figure", **_amounts(benefits)),
            Series(name="Costs", kind="bar", role=palette.NEUTRAL, unit="figure", **_amounts(costs)),
            Series(name="Net", unit="figure", **_amounts(net)),
        ]
    else:
        series = [Series(name="Net", kind="bar", role=palette.QUIET, unit="figure", **_amounts(net))]
    lowest = money(min([*cumulative, *after_costs]))
    if after_costs:
        series.append(_total_after_costs(after_costs))
        lowest += " once the costs of a period are paid at its start"
    return SeriesChart(
        axis=axis,
        categories=tuple(periods),
        series=(*series, total),
        alt="Columns of benefits and costs by period with a line of the cumulative net: "
        f"from {money(cumulative[0])} today down to {lowest}, and {money(cumulative[-1])} at the end.",
    )


def _total_after_costs(totals: Sequence[float]) -> Series:
    """Return the running total when the costs of each period are paid at its start; nothing is paid before today."""
    return Series(
        name=AFTER_COSTS,
        unit="figure",
        help="The running total at the start of the period, when its costs are paid and no benefit has come",
        values=(None, *totals),
        cells=(None, *(format_value(value, "count", 2) for value in totals)),
    )


def _amounts(values: Sequence[float]) -> dict[str, Any]:
    """Return the values of a series, and its cells with two decimals."""
    return {"values": tuple(values), "cells": tuple(format_value(value, "count", 2) for value in values)}


def cash(chart: SeriesChart, payback: float | None, unit: str) -> Figure:
    """Draw costs and benefits by period, the running total as a line, and a mark where it turns positive for good.

    Amounts are in `unit`; costs are drawn downwards. `payback` is in periods from today, on the axis of the periods.
    """
    figure = new_figure(height=380)
    at = list(range(len(chart.categories)))
    for series in chart.traces:
        if series.kind == "line":
            look = line_style(series.name, series.role, hover=MONEY)
            x, y = _trace_total(chart, series)
            add_trace(figure, "scatter", x=x, y=y, **look)
        else:
            sign = -1 if series.name == "Costs" else 1
            values = [sign * (value or 0.0) for value in series.numbers]
            look = {"name": series.name, "marker": {"color": series.role}, "hovertemplate": MONEY}
            add_trace(figure, "bar", x=at, y=values, **look)
    if payback is not None:
        _add_payback(figure, payback)
    figure["layout"]["barmode"] = "relative"
    figure["layout"]["legend"]["traceorder"] = "normal"
    _set_cash_axes(figure, chart.categories, unit)
    return figure


def _trace_total(chart: SeriesChart, total: Series) -> tuple[list[int], list[float | None]]:
    """Return the places and values of the running total: upright at the start of a period whose costs are paid then."""
    places, values = list(range(len(total.values))), total.numbers
    starts = next((series.numbers for series in chart.series if series.name == AFTER_COSTS), None)
    if starts is None:
        return places, values
    points = [(at, value) for at in places for value in (values[at], *starts[at + 1 : at + 2])]
    return [at for at, _ in points], [value for _, value in points]


def _set_cash_axes(figure: Figure, periods: Sequence[str], unit: str) -> None:
    stride = max(1, -(-len(periods) // 8))
    ticks = [index for index in range(len(periods)) if index % stride == 0]
    words = [periods[index].replace(" ", "<br>") for index in ticks]
    update_axis(
        figure, "x", tickvals=ticks, ticktext=words, tickangle=0, range=[-0.6, len(periods) - 0.4], zeroline=False
    )
    update_axis(
        figure,
        "y",
        rangemode="normal",
        tickformat=",~r",
        title={"text": unit, "font": FONT},
        zeroline=True,
        zerolinecolor=palette.PLAN,
        zerolinewidth=1,
    )


def _add_payback(figure: Figure, at: float) -> None:
    marker = {"color": palette.ACTUAL, "size": 13, "symbol": "diamond", "line": {"color": palette.GROUND, "width": 2}}
    add_trace(figure, "scatter", x=[at], y=[0], mode="markers", marker=marker, name="Payback", hoverinfo="skip")
    figure["layout"].setdefault("annotations", []).append(
        {
            "x": at,
            "y": 0,
            "text": "Payback",
            "showarrow": False,
            "yshift": -20,
            "font": {"size": SIZE, "color": palette.TEXT},
            "bgcolor": palette.GROUND,
            "opacity": 0.9,
        }
    )


def tornado(chart: SeriesChart, base: float, base_text: str, unit: str) -> Figure:
    """NPV with one driver at a time at either end of its range, the widest eight, around the NPV of the scenario."""
    names = chart.labels[:WIDEST]
    low, high = (chart.find(name).numbers[:WIDEST] for name in ("NPV at low", "NPV at high"))
    texts = [
        [f"{value}: {npv}" for value, npv in zip(chart.find(end).values, _texts(chart, name), strict=True)]
        for end, name in (("Low", "NPV at low"), ("High", "NPV at high"))
    ]
    figure = new_figure(height=70 + 40 * max(len(names), 2), legend=False)
    labels = ["<br>".join(map(escape_label, wrap(name, WRAPPED))) for name in names]
    ends_by_npv = [
        sorted(((at_low or 0.0, low_text), (at_high or 0.0, high_text)), key=lambda end: end[0])
        for at_low, at_high, low_text, high_text in zip(low, high, *(part[:WIDEST] for part in texts), strict=True)
    ]
    worse, better = ([ends[side][0] for ends in ends_by_npv] for side in (0, 1))
    for values, colour, side in ((worse, palette.BAD, 0), (better, palette.GOOD, 1)):
        add_trace(
            figure,
            "bar",
            orientation="h",
            y=labels,
            x=[end - base for end in values],
            base=[base] * len(values),
            text=[ends[side][1] for ends in ends_by_npv],
            customdata=values,
            marker={"color": colour},
            hovertemplate="%{y}: NPV %{customdata:,.2f}<extra></extra>",
            **{**BAR_TEXT, "textposition": "outside"},
        )
    layout = figure["layout"]
    layout["barmode"], layout["hovermode"] = "overlay", "closest"
    layout["margin"]["t"] = 30
    _mark_value(layout, f"Base {base_text}", base)
    reach = [*worse, *better, base, 0.0]
    context = 0.36 * ((max(reach) - min(reach)) or 1.0)
    npv_axis(figure, "x", unit, (min(reach) - context, max(reach) + context))
    update_axis(figure, "y", autorange="reversed", type="category", rangemode="normal", dtick=1)
    return figure


def _texts(chart: SeriesChart, name: str) -> tuple[Value, ...]:
    """Return the values of a series as the table has them."""
    series = chart.find(name)
    return series.values if series.cells is None else series.cells


def _mark_value(
    layout: dict[str, Any], text: str, value: float, *, colour: str = palette.TEXT, at: float = 1, side: str = "center"
) -> None:
    """Draw an upright dotted line at a value, with a text above it, or beside it so far up."""
    look = {"color": colour, "width": 1, "dash": "dot"}
    layout.setdefault("shapes", []).append(
        {"type": "line", "x0": value, "x1": value, "y0": 0, "y1": 1, "yref": "paper", "line": look}
    )
    layout.setdefault("annotations", []).append(
        {
            "x": value,
            "y": at,
            "yref": "paper",
            "yanchor": "bottom" if at == 1 else "top",
            "xanchor": side,
            "text": text,
            "showarrow": False,
            "font": {"size": SIZE, "color": colour},
        }
    )


def odds(chart: SeriesChart, base: tuple[float, str] | None, unit: str) -> Figure:
    """Draw how many simulated futures have which NPV, losses in another colour, with percentiles as upright lines.

    `base` is the NPV of the base and its text.
    """
    figure = new_figure(height=340, legend=False)
    _add_columns(figure, chart)
    layout = figure["layout"]
    layout["bargap"], layout["hovermode"] = 0, "closest"
    layout["margin"]["t"] = 74
    for name, value, text in zip(chart.categories, chart.find("NPV").numbers, _texts(chart, "NPV"), strict=True):
        if name in PERCENTILES:
            _mark_value(layout, f"{name}<br>{text}", value or 0.0)
        elif name == LOSS and value:
            _name_sides(layout, value)
    if base:
        _mark_value(layout, f" Base {base[1]} ", base[0], colour=palette.ACTUAL, at=0.98, side="left")
    update_axis(
        figure,
        "x",
        rangemode="normal",
        tickformat=",~r",
        nticks=7,
        zeroline=True,
        zerolinecolor=palette.TEXT,
        zerolinewidth=2,
        title={"text": f"NPV, {unit}", "font": FONT},
    )
    update_axis(figure, "y", tickformat=".0%", nticks=4, title={"text": "Futures", "font": FONT})
    return figure


def _add_columns(figure: Figure, chart: SeriesChart) -> None:
    """Add the columns of simulated futures, those of losses in another colour."""
    npv, share, width = (chart.find(name).numbers for name in ("NPV", "Share", "Width"))
    columns = [
        (middle or 0.0, part, wide) for middle, part, wide in zip(npv, share, width, strict=True) if part is not None
    ]
    add_trace(
        figure,
        "bar",
        x=[middle for middle, _, _ in columns],
        y=[part for _, part, _ in columns],
        width=[wide for _, _, wide in columns],
        marker={
            "color": [palette.BAD if middle < 0 else palette.GOOD for middle, _, _ in columns],
            "line": {"color": palette.GROUND, "width": 1},
        },
        hovertemplate="NPV near %{x:,.2f}: %{y:.1%} of the futures<extra></extra>",
    )


def _name_sides(layout: dict[str, Any], loss: float) -> None:
    """Name the two colours at the head: the share of futures that lose money, and of those that gain."""
    for text, at, side, colour in (
        (f"{loss:.0%} lose money", 0, "left", palette.BAD),
        (f"{1 - loss:.0%} gain", 1, "right", palette.GOOD),
    ):
        note = {"x": at, "xref": "paper", "xanchor": side, "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 44}
        font = {"size": SIZE, "color": colour}
        layout.setdefault("annotations", []).append(
            {**note, "text": f"<b>{text}</b>", "showarrow": False, "font": font}
        )
