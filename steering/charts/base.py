"""The parts every chart shares: size, axes, hover, legend. No chart sets these by itself.

A figure is Plotly's own JSON as a plain dict: building it through plotly's classes costs 20 ms a chart, this
none. A test gives every chart of every page to plotly's validator instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from steering.charts import palette
from steering.months import format_month

Figure: TypeAlias = dict[str, Any]

CONFIG = {"displayModeBar": False, "scrollZoom": False}
HEIGHT = 300
# Characters of a name beside bars: more would leave no room for them. Columns from which on they touch.
LONGEST, CROWDED = 24, 36
SIZE = 14
# A chart is never lower than this, nor than its axis and a line for each of its rows with names need.
LOWEST, AXIS, ROW = 170, 100, 22
# Of ticks and legends: Streamlit's own grey is too pale to be read from the back of a room.
FONT = {"size": SIZE, "color": palette.PLAN}
# Bars that say their figure, in the colour of the ground where it stands within the bar.
BAR_TEXT = {
    "textposition": "auto",
    "textangle": 0,
    "insidetextanchor": "end",
    "insidetextfont": {"color": palette.GROUND},
    "cliponaxis": False,
    # Text stays as large as all others, however thin the bar is.
    "constraintext": "none",
}


def new_figure(*, height: int = HEIGHT, legend: bool = True) -> Figure:
    """Draw an empty figure with the one layout of all charts."""
    axis = {"fixedrange": True, "automargin": True, "tickfont": FONT}
    layout = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 34 if legend else 8, "b": 8},
        "showlegend": legend,
        "legend": {
            "orientation": "h",
            "y": 1.02,
            "yanchor": "bottom",
            "x": 0,
            "xanchor": "left",
            "font": FONT,
            "traceorder": "reversed",
        },
        "hovermode": "x unified",
        "bargap": 0.35,
        "dragmode": False,
        "font": {"size": SIZE},
        "xaxis": {**axis, "showgrid": False},
        "yaxis": {**axis, "rangemode": "tozero", "nticks": 5},
    }
    return {"data": [], "layout": layout}


def add_trace(figure: Figure, kind: str, **trace: Any) -> None:
    """Add a trace of Plotly's kind `scatter`, `bar` or `heatmap`."""
    figure["data"].append({"type": kind, **trace})


def update_axis(figure: Figure, name: str, **settings: Any) -> None:
    """Change an axis, `x` or `y`."""
    figure["layout"][f"{name}axis"].update(settings)


def npv_axis(
    figure: Figure, name: str, unit: str, reach: Sequence[float], *, zero: str = palette.TEXT, width: int = 2
) -> None:
    """Make an axis, `x` or `y`, one of NPV in a unit, with a line at 0 in a colour: what is beyond it loses money."""
    amount_axis(figure, name, f"NPV, {unit}", reach, zero=zero, width=width)


def amount_axis(figure: Figure, name: str, title: str, reach: Sequence[float], *, zero: str, width: int) -> None:
    """Make an axis, `x` or `y`, one of amounts, with a line at 0 in a colour."""
    update_axis(
        figure,
        name,
        rangemode="normal",
        range=list(reach),
        nticks=5,
        tickformat=",~r",
        title={"text": title, "font": FONT},
        zeroline=True,
        zerolinecolor=zero,
        zerolinewidth=width,
        zerolinelayer="below traces",
    )


def set_month_axis(figure: Figure, months: Sequence[str], *, most: int = 9) -> None:
    """Label a category axis of months, with few enough labels to be read."""
    stride = max(1, -(-len(months) // most))
    ticks = [month for index, month in enumerate(months) if (len(months) - 1 - index) % stride == 0]
    update_axis(
        figure,
        "x",
        type="category",
        categoryorder="array",
        categoryarray=list(months),
        tickvals=ticks,
        ticktext=[format_month(month).replace(" ", "<br>") for month in ticks],
        tickangle=0,
        range=[-0.5, len(months) - 0.5],
    )


def set_name_axis(figure: Figure, names: Sequence[str]) -> None:
    """Label the vertical axis with names from the top down, long ones shortened: what is hovered has them whole.

    The bars are at the names as `escape_label` returns them.
    """
    update_axis(
        figure,
        "y",
        range=[len(names) - 0.5, -0.5],
        type="category",
        rangemode="normal",
        showgrid=False,
        tickvals=[escape_label(name) for name in names],
        ticktext=[escape_label(shorten_name(name)) for name in names],
    )


def shorten_name(name: str, longest: int = LONGEST) -> str:
    """Return a name as an axis has room for it: its beginning and its end, because names of one kind begin alike."""
    if len(name) <= longest:
        return name
    end = longest // 3
    return f"{name[: longest - 1 - end].rstrip(' ,')}…{name[-end:].lstrip()}"


def bar_gap(count: int) -> float:
    """Return the gap between so many columns: none where they are thin, or they would be stripes."""
    return 0.25 if count <= CROWDED else 0


def row_height(count: int) -> int:
    """Return the pixels that each of so many named rows takes down."""
    return 40 if count <= 8 else 28


def integer_ticks(figure: Figure, most: float, *, name: str = "y") -> None:
    """Label an axis of counts at whole numbers only; `most` is the largest count shown."""
    if most <= 5:
        update_axis(figure, name, dtick=1)


def line_style(
    name: str, colour: str, *, dash: str = "solid", width: float = 3, markers: bool = False, hover: str = "%{y:.0f}"
) -> dict[str, Any]:
    """Return the look of a line."""
    return {
        "name": name,
        "mode": "lines+markers" if markers else "lines",
        "line": {"color": colour, "dash": dash, "width": width},
        "marker": {"color": colour, "size": 7},
        "hovertemplate": hover,
    }


def add_vertical_line(figure: Figure, month: str, text: str) -> None:
    """A thin vertical line at a month, with a word at its head."""
    look = {"color": palette.PLAN, "width": 1, "dash": "dot"}
    shape = {"type": "line", "x0": month, "x1": month, "y0": 0, "y1": 1, "yref": "paper", "line": look}
    note = {
        "x": month,
        "y": 1,
        "yref": "paper",
        "text": text,
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "top",
        "xshift": -4,
        "font": {"size": SIZE, "color": palette.PLAN},
    }
    figure["layout"].setdefault("shapes", []).append(shape)
    figure["layout"].setdefault("annotations", []).append(note)


def lowest_height(figure: Figure) -> int:
    """Return the pixels below which a chart can't be read: where its rows have names, each needs a line of its own."""
    columns = [trace.get("y") for trace in figure["data"]]
    rows = {name for names in columns if isinstance(names, (list, tuple)) for name in names if isinstance(name, str)}
    return max(LOWEST, AXIS + ROW * len(rows))


def escape_label(text: str) -> str:
    """Return a user's text as Plotly shows it letter by letter: Plotly reads some tags and entities as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
