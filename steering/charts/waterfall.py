"""The waterfall: from one amount to another, cause by cause."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from textwrap import wrap

from steering.charts import palette
from steering.charts.base import BAR_TEXT, Figure, add_trace, amount_axis, escape_label, new_figure, update_axis
from steering.charts.bridge_series import LABEL, MOVE
from steering.charts.series import SeriesChart

# Characters of a cause's name on one line, so that names leave room for the bars.
WRAPPED = 22
ROW = 38


def waterfall(chart: SeriesChart, axis: str, *, less_is_better: bool = False) -> Figure:
    """Two amounts, and between them a bar for each step, which begins where the one before it ended; top to bottom.

    `axis` is what the amounts are, with their unit.
    """
    move, label = chart.find(MOVE), chart.find(LABEL)
    rows = [
        (name, size, text)
        for name, size, text in zip(chart.categories, move.numbers, label.values, strict=True)
        if size is not None
    ]
    names = ["<br>".join(map(escape_label, wrap(name, WRAPPED))) for name, _, _ in rows]
    sizes = [size for _, size, _ in rows]
    first, *steps, last = sizes
    figure = new_figure(height=70 + ROW * len(rows), legend=False)
    totals = list(accumulate(steps, initial=first))
    starts = [0.0, *totals[:-1], 0.0]
    good, bad = (palette.BAD, palette.GOOD) if less_is_better else (palette.GOOD, palette.BAD)
    colours = [palette.ACTUAL, *(good if step >= 0 else bad for step in steps), palette.ACTUAL]
    add_trace(
        figure,
        "bar",
        orientation="h",
        y=list(range(len(names))),
        x=sizes,
        base=starts,
        text=[text for *_, text in rows],
        customdata=[[name, size] for name, size in zip(names, sizes, strict=True)],
        marker={"color": colours},
        hovertemplate="%{customdata[0]}: %{customdata[1]:,.2f}<extra></extra>",
        **{**BAR_TEXT, "textposition": "outside"},
    )
    _add_connectors(figure, totals)
    _set_axes(figure, names, [0.0, *totals, last], axis)
    return figure


def _add_connectors(figure: Figure, reached: Sequence[float]) -> None:
    """A thin line from the end of each bar to the beginning of the next."""
    look = {"color": palette.PLAN, "width": 1, "dash": "dot"}
    figure["layout"]["shapes"] = [
        {"type": "line", "x0": at, "x1": at, "y0": row, "y1": row + 1, "layer": "below", "line": look}
        for row, at in enumerate(reached)
    ]


def _set_axes(figure: Figure, names: Sequence[str], reach: Sequence[float], axis: str) -> None:
    figure["layout"]["hovermode"] = "closest"
    # Amounts stand beside their bars, and on a phone they take a quarter of the width.
    context = 0.28 * ((max(reach) - min(reach)) or 1.0)
    ends = (min(reach) - (context if min(reach) < 0 else 0), max(reach) + context)
    amount_axis(figure, "x", axis, ends, zero=palette.PLAN, width=1)
    rows = list(range(len(names)))
    update_axis(figure, "y", tickvals=rows, ticktext=list(names), range=[len(names) - 0.4, -0.6], rangemode="normal")
