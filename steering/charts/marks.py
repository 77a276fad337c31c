"""The parts every chart shares: size, axes, hover, legend. No chart sets these by itself."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from steering.charts import palette
from steering.months import written

CONFIG = {"displayModeBar": False, "scrollZoom": False}
HEIGHT = 300
SIZE = 14
AXIS = {"fixedrange": True, "automargin": True, "title": None, "tickfont": {"size": SIZE}}


def canvas(*, height: int = HEIGHT, legend: bool = True, left: int | None = None) -> go.Figure:
    """An empty figure with the one layout of all charts."""
    figure = go.Figure()
    figure.update_layout(
        height=height,
        margin={"l": left if left is not None else 8, "r": 8, "t": 8 if not legend else 34, "b": 8},
        showlegend=legend,
        legend={
            "orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left", "title": None,
            "font": {"size": SIZE}, "traceorder": "reversed",
        },
        hovermode="x unified",
        bargap=0.35,
        dragmode=False,
        font={"size": SIZE},
        xaxis={**AXIS, "showgrid": False},
        yaxis={**AXIS, "rangemode": "tozero", "nticks": 5},
    )  # fmt: skip
    return figure


def month_axis(figure: go.Figure, months: Sequence[str], *, most: int = 9) -> None:
    """Label a category axis of months, with few enough labels to be read."""
    stride = max(1, -(-len(months) // most))
    ticks = [month for index, month in enumerate(months) if (len(months) - 1 - index) % stride == 0]
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(months),
        tickvals=ticks,
        ticktext=[written(month).replace(" ", "<br>") for month in ticks],
        tickangle=0,
        range=[-0.5, len(months) - 0.5],
    )


def whole(figure: go.Figure, most: float, *, axis: str = "y") -> None:
    """Label an axis of counts at whole numbers only; `most` is the largest count shown."""
    if most <= 5:
        figure.update_layout({f"{axis}axis": {"dtick": 1}})


def line(name: str, colour: str, *, dash: str = "solid", width: float = 3, markers: bool = False) -> dict[str, object]:
    """The look of a line."""
    return {
        "name": name,
        "mode": "lines+markers" if markers else "lines",
        "line": {"color": colour, "dash": dash, "width": width},
        "marker": {"color": colour, "size": 7},
    }


def upright(figure: go.Figure, month: str, text: str) -> None:
    """A thin vertical line at a month, with a word at its head."""
    figure.add_shape(
        type="line", x0=month, x1=month, y0=0, y1=1, yref="paper",
        line={"color": palette.PLAN, "width": 1, "dash": "dot"},
    )  # fmt: skip
    figure.add_annotation(
        x=month, y=1, yref="paper", text=text, showarrow=False, xanchor="right", yanchor="top", xshift=-4,
        font={"size": 13, "color": palette.PLAN},
    )  # fmt: skip
