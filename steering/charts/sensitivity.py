"""Charts of what the net present value is sensitive to: over one figure, over two, and over the discount rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from steering.charts import palette
from steering.charts.base import FONT, NUMBERED, SIZE, Figure, add_trace, axis, label, new_figure, worth_axis
from steering.finance.npv_profile import NpvProfile
from steering.finance.two_way import Point, Strand, TwoWayGrid

COLOURS = (palette.ACTUAL, palette.ACCENT, palette.SECOND, palette.PLAN)
DASHES = ("solid", "dash")
# How the lines of a spider look: colours that judge nothing, solid first, then dashed.
LOOKS = tuple((colour, dash) for dash in DASHES for colour in COLOURS)
# Characters of a name at the end of its line.
LONGEST = 24
# The least distance between two names at the ends of lines, as a share of the height.
APART = 0.065
# The colours of a heat map around an NPV of 0: losses in orange, gains in blue, 0 in the colour of the ground.
LOSS_TO_GAIN = [
    [0, palette.WARN],
    [0.42, palette.PALE_WARN],
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


def spider(strands: Sequence[Strand], names: Sequence[str], texts: Sequence[Sequence[str]], unit: str) -> Figure:
    """NPV along the range of up to eight figures, from the low end over where it stands to the high end, named there.

    `texts` are the values of each strand as they are written.
    """
    figure = new_figure(height=360, legend=False)
    every = [value for strand in strands for value in strand.npv]
    least, most = min(every), max(every)
    reach = (most - least) or 1.0
    for strand, name, said, (colour, dash) in zip(strands, names, texts, LOOKS, strict=False):
        add_trace(
            figure,
            "scatter",
            x=list(strand.places),
            y=list(strand.npv),
            customdata=[f"{label(name)} {value}" for value in said],
            mode="lines",
            line={"color": colour, "width": 3, "dash": dash},
            hovertemplate="%{customdata}: NPV %{y:,.2f}<extra></extra>",
        )
    _name_ends(figure, strands, [label(_short(name)) for name in names], APART * reach)
    # Names at the high end stand in the margin, so that they can be read on a narrow screen too.
    figure["layout"]["margin"]["r"] = 12 + 7 * max(len(_short(name)) for name in names)
    figure["layout"]["hovermode"] = "closest"
    left = -1.06 if all(strand.places[-1] > 0 for strand in strands) else -1.7
    words = {"tickvals": [-1, 0, 1], "ticktext": ["Low end", "As it<br>stands", "High end"], "tickangle": 0}
    axis(figure, "x", range=[left, 1], zeroline=True, zerolinecolor=palette.QUIET, **words)
    worth_axis(figure, "y", unit, [least - 0.08 * reach, most + 0.08 * reach])
    return figure


def _name_ends(figure: Figure, strands: Sequence[Strand], names: Sequence[str], gap: float) -> None:
    """Name each strand at its high end, or at its low end where it has no other."""
    ends = [-1 if strand.places[-1] > 0 else 0 for strand in strands]
    for end, place in ((-1, {"xanchor": "left", "xshift": 6}), (0, {"xanchor": "right", "xshift": -6})):
        there = [row for row, one in enumerate(ends) if one == end]
        heights = spread([strands[row].npv[end] for row in there], gap)
        for row, height in zip(there, heights, strict=True):
            _note(figure, strands[row].places[end], height, names[row], LOOKS[row][0], **place)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"


def surface(found: TwoWayGrid, across: Scale, up: Scale, standing: str, unit: str) -> Figure:
    """NPV over two figures in colour, with the line on which it is 0 and a mark where the scenario stands."""
    figure = new_figure(height=420, legend=False)
    most = max(abs(value) for row in found.npv for value in row) or 1.0
    add_trace(
        figure,
        "heatmap",
        x=list(found.across.values),
        y=list(found.up.values),
        z=[list(row) for row in found.npv],
        colorscale=LOSS_TO_GAIN,
        zmin=-most,
        zmax=most,
        colorbar={"title": {"text": f"NPV, {unit}", "side": "right", "font": FONT}, "tickfont": FONT, "thickness": 14},
        hovertemplate=f"{_held(across, 'x')}<br>{_held(up, 'y')}<br>NPV %{{z:,.2f}}<extra></extra>",
    )
    here = (found.across.stands, found.up.stands)
    if found.zero:
        _zero_line(figure, found, here)
    marker = {"color": palette.ACCENT, "size": 14, "symbol": "diamond", "line": {"color": palette.GROUND, "width": 2}}
    add_trace(
        figure, "scatter", x=[here[0]], y=[here[1]], mode="markers", marker=marker, hoverinfo="skip", cliponaxis=False
    )
    _inside(figure, found, here, label(standing))
    figure["layout"]["hovermode"] = "closest"
    figure["layout"]["margin"]["t"] = 14
    for name, scale, values in (("x", across, found.across.values), ("y", up, found.up.values)):
        axis(
            figure,
            name,
            rangemode="normal",
            range=[values[0], values[-1]],
            tickformat=scale.ticks,
            nticks=6,
            showgrid=False,
            zeroline=False,
            title={"text": label(f"{scale.name}, {scale.unit}" if scale.unit else scale.name), "font": FONT},
        )
    return figure


def _held(scale: Scale, place: str) -> str:
    """`Costs 110%` in a template for hovering, in which a name must not be taken for one of its places."""
    name = label(scale.name).replace("%", "&#37;")
    return f"{name} %{{{place}:{scale.ticks}}}" + (f" {scale.unit}" if scale.unit else "")


def _zero_line(figure: Figure, found: TwoWayGrid, here: Point) -> None:
    x = [place for start, end in found.zero for place in (start[0], end[0], None)]
    y = [place for start, end in found.zero for place in (start[1], end[1], None)]
    look = {"color": palette.BAD, "width": 3}
    add_trace(figure, "scatter", x=x, y=y, mode="lines", line=look, hoverinfo="skip", cliponaxis=False)
    ends = [point for piece in found.zero for point in piece]
    _inside(figure, found, max(ends, key=lambda point: _far(found, point, here)), "NPV 0")


def _far(found: TwoWayGrid, point: Point, here: Point) -> float:
    """How far apart two points are, in widths and heights of the surface."""
    wide, tall = (axis.values[-1] - axis.values[0] for axis in (found.across, found.up))
    return abs(point[0] - here[0]) / wide + abs(point[1] - here[1]) / tall


def _inside(figure: Figure, found: TwoWayGrid, point: Point, text: str) -> None:
    """A word beside a point of a surface, on the side where there is room."""
    right, high = (
        place > (axis.values[0] + axis.values[-1]) / 2
        for place, axis in zip(point, (found.across, found.up), strict=True)
    )
    place = {
        "xanchor": "right" if right else "left",
        "yanchor": "top" if high else "bottom",
        "xshift": -10 if right else 10,
        "yshift": -8 if high else 8,
    }
    _note(figure, point[0], point[1], text, palette.TEXT, bgcolor=palette.GROUND, opacity=0.9, **place)


def rates(
    found: NpvProfile, roots: Sequence[tuple[float, str]], held: Sequence[tuple[float, str]], unit: str
) -> Figure:
    """NPV over discount rates, with a mark where it is 0 and an upright line at each rate that it is held against."""
    figure = new_figure(height=320, legend=False)
    hover = "At %{x:.1%}: NPV %{y:,.2f}<extra></extra>"
    look = {"color": palette.ACTUAL, "width": 3}
    add_trace(figure, "scatter", x=list(found.rates), y=list(found.npv), mode="lines", line=look, hovertemplate=hover)
    marker = {"color": palette.BAD, "size": 12, "symbol": "diamond", "line": {"color": palette.GROUND, "width": 2}}
    at = [rate for rate, _ in roots]
    add_trace(figure, "scatter", x=at, y=[0] * len(at), mode="markers", marker=marker, hovertemplate=hover)
    for rate, text in roots:
        _note(figure, rate, 0, text, palette.TEXT, yshift=20, bgcolor=palette.GROUND, opacity=0.9)
    for row, (rate, text) in enumerate(held):
        shape = {"type": "line", "x0": rate, "x1": rate, "y0": 0, "y1": 1, "yref": "paper"}
        dotted = {"line": {"color": palette.PLAN, "width": 1, "dash": "dot"}}
        figure["layout"].setdefault("shapes", []).append({**shape, **dotted})
        place = {"yref": "paper", "yanchor": "bottom", "yshift": 20 * row, "xanchor": "left"}
        _note(figure, rate, 1, text, palette.PLAN, **place)
    figure["layout"]["hovermode"] = "closest"
    # The names of the rates stand above the plot, one above the other, where they hide nothing.
    figure["layout"]["margin"]["t"] = 8 + 20 * len(held)
    axis(
        figure,
        "x",
        rangemode="tozero",
        tickformat=",.0%",
        nticks=7,
        title={"text": "Discount rate, a year", "font": FONT},
    )
    least, most = min(*found.npv, 0.0), max(*found.npv, 0.0)
    context = 0.12 * ((most - least) or 1.0)
    worth_axis(figure, "y", unit, [least - context, most + context])
    return figure


def shares(names: Sequence[str], totals: Sequence[float], texts: Sequence[str]) -> Figure:
    """The share of the spread that each unknown makes, the largest first."""
    figure = new_figure(height=60 + 34 * max(len(names), 2), legend=False)
    bar = {"marker": {"color": palette.ACTUAL}, "hovertemplate": "%{y}: %{x:.1%}<extra></extra>"}
    labels = [label(_short(name)) for name in names]
    add_trace(figure, "bar", y=labels, x=list(totals), text=list(texts), orientation="h", **bar, **NUMBERED)
    figure["layout"]["hovermode"] = "closest"
    axis(figure, "x", rangemode="tozero", tickformat=".0%", nticks=5)
    axis(figure, "y", autorange="reversed", type="category", rangemode="normal", showgrid=False, dtick=1)
    return figure


def spread(heights: Sequence[float], gap: float) -> list[float]:
    """Heights moved apart to at least this gap, as little as can be; those that are apart stay where they are."""
    order = sorted(range(len(heights)), key=lambda row: heights[row])
    groups: list[list[float]] = []
    for place, row in enumerate(order):
        groups.append([heights[row] - place * gap])
        while len(groups) > 1 and fmean(groups[-2]) > fmean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    lowest = [fmean(group) for group in groups for _ in group]
    found = list(heights)
    for place, row in enumerate(order):
        found[row] = lowest[place] + place * gap
    return found


def _note(figure: Figure, x: float, y: float, text: str, colour: str, **place: Any) -> None:
    note = {"x": x, "y": y, "text": text, "showarrow": False, "font": {"size": SIZE, "color": colour}, **place}
    figure["layout"].setdefault("annotations", []).append(note)
