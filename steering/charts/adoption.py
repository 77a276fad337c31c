"""Charts of adoption."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from steering.adoption.progress import LABELS, STAGES, Step
from steering.charts import palette
from steering.charts.marks import canvas, line, month_axis, upright

STAGE_COLOURS = {
    "not_started": palette.QUIET,
    "onboarding": palette.RAMP_COLOURS[2],
    "pilot": palette.RAMP_COLOURS[4],
    "production": palette.RAMP_COLOURS[6],
    "scaled": palette.RAMP_COLOURS[9],
}


def curve(
    months: Sequence[str],
    actual: Sequence[float],
    plan: Sequence[float] | None,
    point: Sequence[float],
    lower: Sequence[float],
    upper: Sequence[float],
) -> go.Figure:
    """Teams adopted so far, the plan, and the forecast with its interval. `point` begins after the last actual."""
    figure = canvas(height=340)
    future = months[len(actual) - 1 : len(actual) + len(point)]
    if len(point):
        low, high = [actual[-1], *lower], [actual[-1], *upper]
        figure.add_scatter(
            x=[*future, *reversed(future)], y=[*high, *reversed(low)], fill="toself", fillcolor=palette.RAMP_COLOURS[0],
            line={"width": 0}, hoverinfo="skip", name="Likely range",
        )  # fmt: skip
        look = line("Forecast", palette.FORECAST, dash="dash")
        figure.add_scatter(x=list(future), y=[actual[-1], *point], hovertemplate="%{y:.0f}", **look)
    if plan is not None:
        look = line("Plan", palette.PLAN, dash="dot", width=2)
        figure.add_scatter(x=list(months), y=list(plan), hovertemplate="%{y:.0f}", **look)
    look = line("Actual", palette.ACTUAL, width=4)
    figure.add_scatter(x=list(months[: len(actual)]), y=list(actual), hovertemplate="%{y:.0f}", **look)
    month_axis(figure, months)
    if len(point):
        upright(figure, months[len(actual) - 1], "today")
    return figure


def stages(wide: pd.DataFrame) -> go.Figure:
    """Teams by stage, one column a month, the furthest stage at the foot."""
    figure = canvas()
    for stage in reversed(STAGES):
        figure.add_bar(
            x=wide["month"], y=wide[stage], name=LABELS[stage], marker={"color": STAGE_COLOURS[stage]},
            hovertemplate="%{y}",
        )  # fmt: skip
    figure.update_layout(barmode="stack", bargap=0.25)
    month_axis(figure, list(wide["month"]), most=5)
    return figure


def waves(found: pd.DataFrame) -> go.Figure:
    """Teams adopted by wave beside the plan, as bars with a mark where the plan is."""
    figure = canvas(height=60 + 44 * max(len(found), 2))
    labels = [_wave(row.wave, row.name_) for row in found.rename(columns={"name": "name_"}).itertuples()]
    figure.add_bar(
        y=labels, x=found["adopted"], orientation="h", name="Adopted", marker={"color": palette.ACTUAL},
        text=found["adopted"], textposition="auto", hovertemplate="%{x}", cliponaxis=False,
    )  # fmt: skip
    if found["planned"].notna().any():
        figure.add_scatter(
            y=labels, x=found["planned"], mode="markers", name="Plan", hovertemplate="%{x}",
            marker={"symbol": "line-ns", "size": 24, "line": {"width": 4, "color": palette.PLAN}},
        )  # fmt: skip
    _sideways(figure)
    return figure


def funnel(steps: Sequence[Step]) -> go.Figure:
    """Teams that ever reached each stage; the part that fell back is drawn apart."""
    figure = canvas(height=60 + 44 * len(steps))
    labels = [LABELS[step.stage] for step in steps]
    figure.add_bar(
        y=labels, x=[step.today for step in steps], orientation="h", name="There today or beyond",
        marker={"color": palette.ACTUAL}, text=[step.today for step in steps], textposition="auto", cliponaxis=False,
    )  # fmt: skip
    lost = [step.reached - step.today for step in steps]
    figure.add_bar(
        y=labels, x=lost, orientation="h", name="Reached it, fell back", marker={"color": palette.WARN},
        text=[value or "" for value in lost], textposition="auto", cliponaxis=False,
    )  # fmt: skip
    figure.update_layout(barmode="stack")
    _sideways(figure)
    return figure


def units(found: pd.DataFrame) -> go.Figure:
    """The share of each business unit's teams that have adopted."""
    figure = canvas(height=40 + 36 * max(len(found), 2), legend=False)
    figure.add_bar(
        y=found["business_unit"], x=found["share"], orientation="h", marker={"color": palette.ACTUAL},
        text=[f"{row.adopted} of {row.teams}" for row in found.itertuples()], textposition="auto",
        hovertemplate="%{x:.0%}<extra></extra>", cliponaxis=False,
    )  # fmt: skip
    _sideways(figure)
    figure.update_xaxes(tickformat=".0%", range=[0, max(1.0, float(found["share"].max()))])
    return figure


def retention(found: pd.DataFrame) -> go.Figure:
    """The share of each wave's teams still active, by months since their first active month."""
    wide = found.pivot(index="wave", columns="months_since", values="share")
    figure = canvas(height=70 + 44 * max(len(wide), 2), legend=False)
    scale = [[step / 9, colour] for step, colour in enumerate(palette.RAMP_COLOURS)]
    figure.add_heatmap(
        z=wide.to_numpy(dtype=float), x=[str(age) for age in wide.columns], y=[_wave(wave, "") for wave in wide.index],
        colorscale=scale, zmin=0, zmax=1, showscale=False, texttemplate="%{z:.0%}", xgap=2, ygap=2,
        hovertemplate="%{y}, month %{x}: %{z:.0%}<extra></extra>", hoverongaps=False,
    )  # fmt: skip
    figure.update_layout(hovermode="closest")
    figure.update_yaxes(autorange="reversed", type="category", rangemode="normal", showgrid=False)
    figure.update_xaxes(type="category", side="bottom", title={"text": "Months since the first active month"})
    return figure


def _wave(wave: str, name: str) -> str:
    label = f"Wave {wave}" if len(wave) <= 3 else wave
    return f"{label} · {name}" if name else label


def _sideways(figure: go.Figure) -> None:
    figure.update_layout(hovermode="y unified")
    figure.update_xaxes(rangemode="tozero", showgrid=False, showticklabels=True, nticks=6)
    figure.update_yaxes(autorange="reversed", type="category", rangemode="normal", showgrid=False)
