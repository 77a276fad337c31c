"""Charts of adoption."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steering.adoption.lateness import UnitPlan
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
from steering.charts.series import Series, SeriesChart
from steering.months import format_month
from steering.status import against_plan

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


def stage_series(counts: Sequence[StageCount]) -> SeriesChart:
    """Teams by month, a series for each stage."""
    months = sorted({count.month for count in counts})
    teams = {(count.month, count.stage): count.teams for count in counts}
    return SeriesChart(
        axis="Month",
        categories=tuple(map(format_month, months)),
        ticks=tuple(months),
        series=tuple(
            Series(
                name=LABELS[stage],
                kind="bar",
                role=STAGE_COLOURS[stage],
                values=tuple(teams.get((month, stage), 0) for month in months),
            )
            for stage in STAGES
        ),
    )


def stages(chart: SeriesChart) -> Figure:
    """Teams by stage, one column a month, the furthest stage at the foot."""
    figure = new_figure()
    for series in reversed(chart.plotted):
        add_trace(
            figure,
            "bar",
            x=chart.labels,
            y=series.numbers,
            name=series.name,
            marker={"color": series.role},
            hovertemplate="%{y}",
        )
    figure["layout"].update(barmode="stack", bargap=0.25)
    set_month_axis(figure, chart.labels)
    integer_ticks(figure, sum(series.numbers[-1] or 0 for series in chart.plotted))
    return figure


def wave_series(progress: Sequence[WaveProgress]) -> SeriesChart:
    """Teams of each wave: all, started, adopted and planned, with how it stands against its plan."""
    return SeriesChart(
        axis="Wave",
        categories=tuple(wave.wave for wave in progress),
        ticks=tuple(wave.label for wave in progress),
        series=(
            Series(name="Name", values=tuple(wave.name for wave in progress), unit="text"),
            Series(name="Teams", values=tuple(wave.teams for wave in progress)),
            Series(name="Started", values=tuple(wave.started for wave in progress)),
            Series(name="Adopted", kind="bar", role=palette.ACTUAL, values=tuple(wave.adopted for wave in progress)),
            Series(
                name="Plan",
                kind="mark",
                role=palette.PLAN,
                # No mark where nothing is planned or adopted.
                values=tuple(wave.planned if wave.planned or wave.adopted else None for wave in progress),
                cells=tuple(wave.planned for wave in progress),
            ),
            Series(
                name="Status",
                values=tuple(against_plan(wave.adopted, wave.planned) for wave in progress),
                unit="status",
            ),
        ),
    )


def waves(chart: SeriesChart) -> Figure:
    """Teams adopted by wave, as bars with a mark where the plan is."""
    figure = new_figure(height=60 + 44 * max(len(chart.categories), 2))
    labels = [escape_label(label) for label in chart.labels]
    adopted, plan = chart.find("Adopted"), chart.find("Plan")
    _add_horizontal_bars(figure, labels, adopted, hovertemplate="%{x}")
    if any(plan.numbers):
        mark = {"symbol": "line-ns", "size": 24, "line": {"width": 4, "color": plan.role}}
        look = {"mode": "markers", "name": plan.name, "hovertemplate": "%{x}", "marker": mark}
        add_trace(figure, "scatter", y=labels, x=plan.numbers, **look)
    _set_horizontal(figure)
    integer_ticks(figure, max(value or 0 for value in (*adopted.numbers, *plan.numbers)), name="x")
    return figure


def funnel_series(steps: Sequence[FunnelStep], teams: int) -> SeriesChart:
    """Teams by stage: who ever reached it, who is there today or beyond, and the shares that go on to it."""
    before = [teams, *(step.reached for step in steps)]
    return SeriesChart(
        axis="Stage",
        categories=tuple(LABELS[step.stage] for step in steps),
        series=(
            Series(name="Ever reached", kind="bar", role=palette.WARN, values=tuple(step.reached for step in steps)),
            Series(
                name="There today or beyond",
                kind="bar",
                role=palette.ACTUAL,
                values=tuple(step.today for step in steps),
            ),
            Series(
                name="Of the stage before",
                unit="share",
                values=tuple(
                    _compute_share(step.reached, earlier) for step, earlier in zip(steps, before, strict=False)
                ),
            ),
            Series(
                name="Of all teams",
                unit="share",
                values=tuple(_compute_share(step.reached, teams) for step in steps),
            ),
        ),
    )


def funnel(chart: SeriesChart) -> Figure:
    """Teams that ever reached each stage; the part that fell back is drawn apart."""
    figure = new_figure(height=60 + 44 * len(chart.categories))
    reached, today = chart.find("Ever reached"), chart.find("There today or beyond")
    _add_horizontal_bars(figure, chart.labels, today)
    lost = [(ever or 0) - (now or 0) for ever, now in zip(reached.numbers, today.numbers, strict=True)]
    bar = {"name": "Reached it, fell back", "marker": {"color": reached.role}, "orientation": "h"}
    add_trace(figure, "bar", y=chart.labels, x=lost, text=[value or "" for value in lost], **bar, **BAR_TEXT)
    figure["layout"].update(barmode="stack")
    _set_horizontal(figure)
    integer_ticks(figure, max(value or 0 for value in reached.numbers), name="x")
    return figure


def unit_series(progress: Sequence[UnitProgress], plans: Mapping[str, UnitPlan]) -> SeriesChart:
    """The share of each business unit's teams that have adopted, with the counts behind it and the plan, if any."""
    planned = Series(
        name="Planned",
        unit="text",
        values=tuple(plans[unit.business_unit].text if unit.business_unit in plans else None for unit in progress),
    )
    return SeriesChart(
        axis="Business unit",
        categories=tuple(unit.business_unit for unit in progress),
        series=(
            Series(name="Teams", values=tuple(unit.teams for unit in progress)),
            Series(name="Started", values=tuple(unit.started for unit in progress)),
            Series(name="Adopted", values=tuple(unit.adopted for unit in progress)),
            *((planned,) if plans else ()),
            Series(
                name="Share",
                kind="bar",
                role=palette.ACTUAL,
                unit="share",
                values=tuple(unit.share for unit in progress),
                cells=tuple(_compute_share(unit.adopted, unit.teams) for unit in progress),
            ),
            Series(name="Active users", values=tuple(unit.active_users for unit in progress)),
            Series(name="Models", values=tuple(unit.models_in_production for unit in progress)),
        ),
    )


def units(chart: SeriesChart) -> Figure:
    """The share of each business unit's teams that have adopted."""
    figure = new_figure(height=40 + 36 * max(len(chart.categories), 2), legend=False)
    share, counts = chart.find("Share"), (chart.find("Adopted"), chart.find("Teams"))
    add_trace(
        figure,
        "bar",
        y=[escape_label(label) for label in chart.labels],
        x=share.numbers,
        text=[f"{adopted} of {teams}" for adopted, teams in zip(*(series.values for series in counts), strict=True)],
        orientation="h",
        marker={"color": share.role},
        hovertemplate="%{x:.0%}<extra></extra>",
        **BAR_TEXT,
    )
    _set_horizontal(figure)
    update_axis(figure, "x", tickformat=".0%", range=[0, 1])
    return figure


def _add_horizontal_bars(figure: Figure, labels: Sequence[str], series: Series, **look: str) -> None:
    """Add a series as horizontal bars that say their figures."""
    bar = {"name": series.name, "marker": {"color": series.role}, "orientation": "h", **look}
    add_trace(figure, "bar", y=list(labels), x=series.numbers, text=series.numbers, **bar, **BAR_TEXT)


def _compute_share(part: int, total: int) -> float | None:
    return round(part / total, 4) if total else None


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
