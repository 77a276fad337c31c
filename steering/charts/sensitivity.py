"""Charts of what the net present value is sensitive to: over one figure, over two, and over the discount rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from steering.charts import palette
from steering.charts.base import (
    BAR_TEXT,
    FONT,
    SIZE,
    Figure,
    add_trace,
    escape_label,
    new_figure,
    npv_axis,
    set_name_axis,
    shorten_name,
    update_axis,
)
from steering.charts.sensitivity_series import ZERO
from steering.charts.series import SeriesChart
from steering.finance.two_way import Point, TwoWayGrid

COLOURS = (palette.ACTUAL, palette.ACCENT, palette.SECOND, palette.PLAN)
DASHES = ("solid", "dash")
# How the lines of a spider look: colours that judge nothing, solid first, then dashed.
LOOKS = tuple((colour, dash) for dash in DASHES for colour in COLOURS)
# Of the shares of the spread: bars at most, and the least share that has one.
MOST_SHARES, LEAST_SHARE = 8, 0.005
# The least distance between two names at the ends of lines, as a share of the height.
APART = 0.065
# The colours of a heat map around an NPV of 0: losses in red, gains in blue, 0 in the colour of the ground.
LOSS_TO_GAIN = [
    [0, palette.BAD],
    [0.42, palette.PALE_BAD],
    [0.5, palette.GROUND],
    [0.58, palette.RAMP_COLOURS[1]],
    [1, palette.RAMP_COLOURS[7]],
]


@dataclass(frozen=True, kw_only=True)
class Scale:
    """An axis of a figure that is moved: its name, how its values are written in Plotly's terms, and their unit."""

    name: str
    ticks: str
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class SpiderLine:
    """One line of the spider: its name, its places, NPV there, and both as they are written."""

    name: str
    places: tuple[float, ...]
    npv: tuple[float, ...]
    texts: tuple[str, ...]


def _spider_lines(chart: SeriesChart) -> list[SpiderLine]:
    """Return the lines of the chart, each at the places that its range has."""
    lines = []
    for row, name in enumerate(chart.categories):
        points = [
            (series.position, series.numbers[row], f"{(series.cells or series.values)[row]}") for series in chart.series
        ]
        places = [(place, npv, text) for place, npv, text in points if npv is not None]
        xs, ys, texts = zip(*places, strict=True)
        lines.append(SpiderLine(name=name, places=xs, npv=ys, texts=texts))
    return lines


def spider(chart: SeriesChart, unit: str) -> Figure:
    """Draw NPV along the range of up to eight figures, from the low end to the high end, where they are named."""
    figure = new_figure(height=360, legend=False)
    strands = _spider_lines(chart)
    every = [value for strand in strands for value in strand.npv]
    least, most = min(every), max(every)
    reach = (most - least) or 1.0
    for strand, (colour, dash) in zip(strands, LOOKS, strict=False):
        add_trace(
            figure,
            "scatter",
            x=list(strand.places),
            y=list(strand.npv),
            customdata=[f"{escape_label(strand.name)}: {escape_label(text)}" for text in strand.texts],
            mode="lines",
            line={"color": colour, "width": 3, "dash": dash},
            hovertemplate="%{customdata}<extra></extra>",
        )
    names = [shorten_name(strand.name) for strand in strands]
    _add_end_labels(figure, strands, [escape_label(name) for name in names], APART * reach)
    # Names at the high end stand in the margin, so that they can be read on a narrow screen too.
    figure["layout"]["margin"]["r"] = 12 + 7 * max(map(len, names))
    figure["layout"]["hovermode"] = "closest"
    left = -1.06 if all(strand.places[-1] > 0 for strand in strands) else -1.7
    words = {"tickvals": [-1, 0, 1], "ticktext": ["Low end", "As it<br>stands", "High end"], "tickangle": 0}
    update_axis(figure, "x", range=[left, 1], zeroline=True, zerolinecolor=palette.QUIET, **words)
    npv_axis(figure, "y", unit, [least - 0.08 * reach, most + 0.08 * reach])
    return figure


def _add_end_labels(figure: Figure, strands: Sequence[SpiderLine], names: Sequence[str], gap: float) -> None:
    """Name each strand at its high end, or at its low end where it has no other."""
    ends = [-1 if strand.places[-1] > 0 else 0 for strand in strands]
    for end, place in ((-1, {"xanchor": "left", "xshift": 6}), (0, {"xanchor": "right", "xshift": -6})):
        rows = [row for row, side in enumerate(ends) if side == end]
        heights = spread_apart([strands[row].npv[end] for row in rows], gap)
        for row, height in zip(rows, heights, strict=True):
            _add_note(figure, strands[row].places[end], height, names[row], LOOKS[row][0], **place)


def surface(chart: SeriesChart, grid: TwoWayGrid, across: Scale, up: Scale, scenario: str, unit: str) -> Figure:
    """Draw NPV over two figures in colour, with the line on which it is 0 and a mark where the scenario stands."""
    figure = new_figure(height=420, legend=False)
    columns = [series.numbers for series in chart.series]
    most = max(abs(value or 0.0) for column in columns for value in column) or 1.0
    add_trace(
        figure,
        "heatmap",
        x=[series.position for series in chart.series],
        y=list(grid.up.values),
        # The table has the highest row first, the figure the lowest.
        z=[list(row) for row in zip(*columns, strict=True)][::-1],
        colorscale=LOSS_TO_GAIN,
        zmin=-most,
        zmax=most,
        colorbar={"title": {"text": f"NPV, {unit}", "side": "right", "font": FONT}, "tickfont": FONT, "thickness": 14},
        hovertemplate=f"{_hover_value(across, 'x')}<br>{_hover_value(up, 'y')}<br>NPV %{{z:,.2f}}<extra></extra>",
    )
    base = (grid.across.base, grid.up.base)
    if grid.zero:
        _add_zero_line(figure, grid, base)
    marker = {"color": palette.ACCENT, "size": 14, "symbol": "diamond", "line": {"color": palette.GROUND, "width": 2}}
    add_trace(
        figure, "scatter", x=[base[0]], y=[base[1]], mode="markers", marker=marker, hoverinfo="skip", cliponaxis=False
    )
    _add_inner_note(figure, grid, base, escape_label(scenario))
    figure["layout"]["hovermode"] = "closest"
    figure["layout"]["margin"]["t"] = 14
    _set_surface_axes(figure, grid, across, up)
    return figure


def _set_surface_axes(figure: Figure, grid: TwoWayGrid, across: Scale, up: Scale) -> None:
    for name, scale, values in (("x", across, grid.across.values), ("y", up, grid.up.values)):
        update_axis(
            figure,
            name,
            rangemode="normal",
            range=[values[0], values[-1]],
            tickformat=scale.ticks,
            nticks=6,
            showgrid=False,
            zeroline=False,
            title={"text": escape_label(f"{scale.name}, {scale.unit}" if scale.unit else scale.name), "font": FONT},
        )


def _hover_value(scale: Scale, place: str) -> str:
    """`Costs 110%` in a template for hovering, in which a name must not be taken for one of its places."""
    name = escape_label(scale.name).replace("%", "&#37;")
    return f"{name} %{{{place}:{scale.ticks}}}" + (f" {scale.unit}" if scale.unit else "")


def _add_zero_line(figure: Figure, grid: TwoWayGrid, base: Point) -> None:
    x = [place for start, end in grid.zero for place in (start[0], end[0], None)]
    y = [place for start, end in grid.zero for place in (start[1], end[1], None)]
    look = {"color": palette.TEXT, "width": 3}
    add_trace(figure, "scatter", x=x, y=y, mode="lines", line=look, hoverinfo="skip", cliponaxis=False)
    ends = [point for piece in grid.zero for point in piece]
    _add_inner_note(figure, grid, max(ends, key=lambda point: _distance(grid, point, base)), "NPV 0")


def _distance(grid: TwoWayGrid, point: Point, base: Point) -> float:
    """Return how far apart two points are, in widths and heights of the surface."""
    wide, tall = (axis.values[-1] - axis.values[0] for axis in (grid.across, grid.up))
    return abs(point[0] - base[0]) / wide + abs(point[1] - base[1]) / tall


def _add_inner_note(figure: Figure, grid: TwoWayGrid, point: Point, text: str) -> None:
    """A word beside a point of a surface, on the side where there is room."""
    right, high = (
        place > (axis.values[0] + axis.values[-1]) / 2
        for place, axis in zip(point, (grid.across, grid.up), strict=True)
    )
    place = {
        "xanchor": "right" if right else "left",
        "yanchor": "top" if high else "bottom",
        "xshift": -10 if right else 10,
        "yshift": -8 if high else 8,
    }
    _add_note(figure, point[0], point[1], text, palette.TEXT, bgcolor=palette.GROUND, opacity=0.9, **place)


def rates(chart: SeriesChart, references: Sequence[tuple[float, str]], unit: str) -> Figure:
    """Draw NPV over discount rates, with a mark where it is 0 and a line at each hurdle rate."""
    figure = new_figure(height=320, legend=False)
    hover = "At %{x:.1%}: NPV %{y:,.2f}<extra></extra>"
    look = {"color": palette.ACTUAL, "width": 3}
    at, npv, is_root = (chart.find(name).numbers for name in ("Rate", "NPV", ZERO))
    add_trace(figure, "scatter", x=at, y=npv, mode="lines", line=look, hovertemplate=hover)
    marker = {"color": palette.TEXT, "size": 12, "symbol": "diamond", "line": {"color": palette.GROUND, "width": 2}}
    roots = [(rate or 0.0, text) for rate, text, root in zip(at, chart.categories, is_root, strict=True) if root]
    zeros = {"x": [rate for rate, _ in roots], "y": [0] * len(roots)}
    add_trace(figure, "scatter", mode="markers", marker=marker, hovertemplate=hover, **zeros)
    for rate, text in roots:
        _add_note(figure, rate, 0, text, palette.TEXT, yshift=20, bgcolor=palette.GROUND, opacity=0.9)
    for row, (rate, text) in enumerate(references):
        shape = {"type": "line", "x0": rate, "x1": rate, "y0": 0, "y1": 1, "yref": "paper"}
        dotted = {"line": {"color": palette.PLAN, "width": 1, "dash": "dot"}}
        figure["layout"].setdefault("shapes", []).append({**shape, **dotted})
        place = {"yref": "paper", "yanchor": "bottom", "yshift": 20 * row, "xanchor": "left"}
        _add_note(figure, rate, 1, text, palette.PLAN, **place)
    figure["layout"]["hovermode"] = "closest"
    # The names of the rates stand above the plot, one above the other, where they hide nothing.
    figure["layout"]["margin"]["t"] = 8 + 20 * len(references)
    update_axis(
        figure,
        "x",
        rangemode="tozero",
        tickformat=",.0%",
        nticks=7,
        title={"text": "Discount rate, a year", "font": FONT},
    )
    reach = [value or 0.0 for value in npv]
    least, most = min(*reach, 0.0), max(*reach, 0.0)
    context = 0.12 * ((most - least) or 1.0)
    npv_axis(figure, "y", unit, [least - context, most + context])
    return figure


def shares(chart: SeriesChart) -> Figure:
    """Draw the share of the spread that each unknown makes, the largest first; the smallest are in the table only."""
    total = chart.find("In all")
    count = max(1, min(MOST_SHARES, sum((value or 0.0) >= LEAST_SHARE for value in total.numbers)))
    figure = new_figure(height=60 + 34 * max(count, 2), legend=False)
    bar = {"marker": {"color": palette.ACTUAL}, "hovertemplate": "%{y}: %{x:.1%}<extra></extra>"}
    names = chart.labels[:count]
    labels = [escape_label(name) for name in names]
    texts = list(total.cells or total.values)[:count]
    add_trace(figure, "bar", y=labels, x=total.numbers[:count], text=texts, orientation="h", **bar, **BAR_TEXT)
    figure["layout"]["hovermode"] = "closest"
    update_axis(figure, "x", rangemode="tozero", tickformat=".0%", nticks=5)
    set_name_axis(figure, names)
    return figure


def spread_apart(heights: Sequence[float], gap: float) -> list[float]:
    """Heights moved apart to at least this gap, as little as can be; those that are apart stay where they are."""
    order = sorted(range(len(heights)), key=lambda row: heights[row])
    groups: list[list[float]] = []
    for place, row in enumerate(order):
        groups.append([heights[row] - place * gap])
        while len(groups) > 1 and fmean(groups[-2]) > fmean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    lowest = [fmean(group) for group in groups for _ in group]
    moved = list(heights)
    for place, row in enumerate(order):
        moved[row] = lowest[place] + place * gap
    return moved


def _add_note(figure: Figure, x: float, y: float, text: str, colour: str, **place: Any) -> None:
    note = {"x": x, "y": y, "text": text, "showarrow": False, "font": {"size": SIZE, "color": colour}, **place}
    figure["layout"].setdefault("annotations", []).append(note)
