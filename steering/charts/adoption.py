"""Charts of adoption."""

from __future__ import annotations

from collections.abc import Sequence

from steering.adoption.progress import (
    LABELS,
    STAGES,
    FunnelStep,
    RetentionRate,
    StageCount,
    UnitProgress,
    WaveProgress,
    wave_label,
)
from steering.charts import palette
from steering.charts.base import (
    BAR_TEXT,
    Figure,
    add_trace,
    add_vertical_line,
    escape_label,
    integer_ticks,
    line_style,
    new_figure,
    set_month_axis,
    update_axis,
)

CATEGORIES = {"autorange": "reversed", "type": "category", "rangemode": "normal", "showgrid": False, "dtick": 1}
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
) -> Figure:
    """Teams adopted so far, the plan, and the forecast with its interval. `point` begins after the last actual."""
    figure = new_figure(height=340)
    future = list(months[len(actual) - 1 : len(actual) + len(point)])
    if point:
        low, high = [actual[-1], *lower], [actual[-1], *upper]
        add_trace(
            figure,
            "scatter",
            x=[*future, *reversed(future)],
            y=[*high, *reversed(low)],
            fill="toself",
            fillcolor=palette.RAMP_COLOURS[0],
            line={"width": 0},
            hoverinfo="skip",
            name="Likely range",
        )
        look = line_style("Forecast", palette.FORECAST, dash="dash")
        add_trace(figure, "scatter", x=future, y=[actual[-1], *point], **look)
    if plan is not None:
        look = line_style("Plan", palette.PLAN, dash="dot", width=2)
        add_trace(figure, "scatter", x=list(months), y=list(plan), **look)
    look = line_style("Actual", palette.ACTUAL, width=4, markers=len(actual) < 3)
    add_trace(figure, "scatter", x=list(months[: len(actual)]), y=list(actual), **look)
    set_month_axis(figure, months)
    integer_ticks(figure, max([*actual, *(plan or ()), *upper]))
    if point:
        add_vertical_line(figure, months[len(actual) - 1], "today")
    return figure


def stages(counts: Sequence[StageCount]) -> Figure:
    """Teams by stage, one column a month, the furthest stage at the foot."""
    figure = new_figure()
    months = sorted({count.month for count in counts})
    teams = {(count.month, count.stage): count.teams for count in counts}
    for stage in reversed(STAGES):
        add_trace(
            figure,
            "bar",
            x=months,
            y=[teams.get((month, stage), 0) for month in months],
            name=LABELS[stage],
            marker={"color": STAGE_COLOURS[stage]},
            hovertemplate="%{y}",
        )
    figure["layout"].update(barmode="stack", bargap=0.25)
    set_month_axis(figure, months)
    integer_ticks(figure, sum(count.teams for count in counts if count.month == months[-1]))
    return figure


def waves(progress: Sequence[WaveProgress]) -> Figure:
    """Teams adopted by wave, as bars with a mark where the plan is."""
    figure = new_figure(height=60 + 44 * max(len(progress), 2))
    labels = [escape_label(wave.label) for wave in progress]
    adopted = [wave.adopted for wave in progress]
    bar = {"name": "Adopted", "marker": {"color": palette.ACTUAL}, "hovertemplate": "%{x}"}
    add_trace(figure, "bar", y=labels, x=adopted, text=adopted, orientation="h", **bar, **BAR_TEXT)
    plan = [wave.planned if wave.planned or wave.adopted else None for wave in progress]
    if any(plan):
        mark = {"symbol": "line-ns", "size": 24, "line": {"width": 4, "color": palette.PLAN}}
        add_trace(figure, "scatter", y=labels, x=plan, mode="markers", name="Plan", hovertemplate="%{x}", marker=mark)
    _set_horizontal(figure)
    integer_ticks(figure, max([*adopted, *(planned or 0 for planned in plan)]), name="x")
    return figure


def funnel(steps: Sequence[FunnelStep]) -> Figure:
    """Teams that ever reached each stage; the part that fell back is drawn apart."""
    figure = new_figure(height=60 + 44 * len(steps))
    labels = [LABELS[step.stage] for step in steps]
    today = [step.today for step in steps]
    lost = [step.reached - step.today for step in steps]
    bar = {"name": "There today or beyond", "marker": {"color": palette.ACTUAL}}
    add_trace(figure, "bar", y=labels, x=today, text=today, orientation="h", **bar, **BAR_TEXT)
    bar = {"name": "Reached it, fell back", "marker": {"color": palette.WARN}}
    add_trace(figure, "bar", y=labels, x=lost, text=[value or "" for value in lost], orientation="h", **bar, **BAR_TEXT)
    figure["layout"].update(barmode="stack")
    _set_horizontal(figure)
    integer_ticks(figure, max(step.reached for step in steps), name="x")
    return figure


def units(progress: Sequence[UnitProgress]) -> Figure:
    """The share of each business unit's teams that have adopted."""
    figure = new_figure(height=40 + 36 * max(len(progress), 2), legend=False)
    add_trace(
        figure,
        "bar",
        y=[escape_label(unit.business_unit) for unit in progress],
        x=[unit.share for unit in progress],
        text=[f"{unit.adopted} of {unit.teams}" for unit in progress],
        orientation="h",
        marker={"color": palette.ACTUAL},
        hovertemplate="%{x:.0%}<extra></extra>",
        **BAR_TEXT,
    )
    _set_horizontal(figure)
    update_axis(figure, "x", tickformat=".0%", range=[0, 1])
    return figure


def retention(rates: Sequence[RetentionRate]) -> Figure:
    """The share of each wave's teams still active, by months since their first active month."""
    waves = list(dict.fromkeys(rate.wave for rate in rates))
    ages = range(max(rate.months_since for rate in rates) + 1)
    shares = {(rate.wave, rate.months_since): rate.share for rate in rates}
    figure = new_figure(height=70 + 44 * max(len(waves), 2), legend=False)
    add_trace(
        figure,
        "heatmap",
        z=[[shares.get((wave, age)) for age in ages] for wave in waves],
        x=[str(age) for age in ages],
        y=[escape_label(wave_label(wave)) for wave in waves],
        colorscale=[[0, palette.WARN], [0.99, palette.PALE_WARN], [1, palette.RAMP_COLOURS[1]]],
        zmin=0.5,
        zmax=1,
        showscale=False,
        texttemplate="%{z:.0%}",
        xgap=2,
        ygap=2,
        hovertemplate="%{y}, month %{x}: %{z:.0%}<extra></extra>",
        hoverongaps=False,
    )
    figure["layout"].update(hovermode="closest")
    update_axis(figure, "y", **CATEGORIES)
    update_axis(figure, "x", type="category", side="bottom", title={"text": "Months since the first active month"})
    return figure


def _set_horizontal(figure: Figure) -> None:
    figure["layout"].update(hovermode="y unified")
    update_axis(figure, "x", rangemode="tozero", showgrid=False, showticklabels=True, nticks=6)
    update_axis(figure, "y", **CATEGORIES)
