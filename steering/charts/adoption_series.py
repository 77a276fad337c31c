"""What the charts of adoption show, as series and in words."""

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
from steering.charts.series import Series, SeriesChart, SeriesKind
from steering.charts.wording import describe_move
from steering.formatting import format_value, join_words, pluralise
from steering.months import format_month
from steering.status import against_plan

# Business units with a bar each; of more, the last bar is of the others together.
MOST_UNITS = 12
STAGE_COLOURS = {
    "not_started": palette.QUIET,
    "onboarding": palette.RAMP_COLOURS[2],
    "pilot": palette.RAMP_COLOURS[4],
    "production": palette.RAMP_COLOURS[6],
    "scaled": palette.RAMP_COLOURS[9],
}


def curve_series(
    months: Sequence[str],
    actual: Sequence[float],
    plan: Sequence[float] | None,
    forecast: tuple[Sequence[float], Sequence[float], Sequence[float]],
    outlook: str = "",
    trial: Sequence[float] = (),
) -> SeriesChart:
    """Return teams adopted so far, the plan, and the forecast with the ends of its interval, after the last actual.

    `outlook` is the last month of the forecast in words; `trial` what a what-if makes of the forecast, where there is
    one.
    """
    past, ahead = len(actual), len(months) - len(actual)
    first, last = (format_value(value, "count") for value in (actual[0], actual[-1]))
    moves = describe_move((actual[0], actual[-1]), (first, last), (months[0], months[past - 1]))
    plan_values = tuple(int(value) for value in plan) if plan else (None,) * len(months)
    goal = f" The plan for {format_month(months[past - 1])} is {format_value(plan[past - 1], 'count')}." if plan else ""
    kinds: tuple[tuple[str, SeriesKind], ...] = (("Forecast", "line"), ("From", "column"), ("To", "column"))
    continued = [(*(None,) * past, *part, *(None,) * (ahead - len(part))) for part in forecast]
    tried = (*(None,) * past, *trial, *(None,) * (ahead - len(trial)))
    return SeriesChart(
        axis="Month",
        categories=tuple(map(format_month, months)),
        ticks=tuple(months),
        series=(
            Series(name="Actual", kind="line", values=(*(int(value) for value in actual), *(None,) * ahead)),
            Series(name="Plan", kind="line", values=plan_values),
            *(
                Series(name=name, kind=kind, unit="figure", values=values, cells=_round(values))
                for (name, kind), values in zip(kinds, continued, strict=True)
            ),
            *(
                (Series(name="What-if", kind="line", unit="figure", values=tried, cells=_round(tried)),)
                if trial
                else ()
            ),
        ),
        alt=f"Line chart. Teams adopted {moves}.{goal}" + (f" {outlook}" if outlook else ""),
    )


def _round(values: Sequence[float | None]) -> tuple[float | None, ...]:
    return tuple(None if value is None else round(value, 1) for value in values)


def stage_series(counts: Sequence[StageCount]) -> SeriesChart:
    """Return teams by month, a series for each stage."""
    months = sorted({count.month for count in counts})
    teams = {(count.month, count.stage): count.teams for count in counts}
    last = [(LABELS[stage].lower(), teams.get((months[-1], stage), 0)) for stage in STAGES]
    tally = join_words([f"{number} {stage}" for stage, number in last if number])
    return SeriesChart(
        alt=f"Stacked columns by month. In {format_month(months[-1])}: {tally}.",
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


def wave_series(progress: Sequence[WaveProgress]) -> SeriesChart:
    """Return teams of each wave: all, started, adopted and planned, with how it stands against its plan."""
    adopted, teams = sum(wave.adopted for wave in progress), sum(wave.teams for wave in progress)
    alt = f"Bar chart of {pluralise(len(progress), 'wave')}: {adopted} of {pluralise(teams, 'team')} adopted."
    return SeriesChart(
        alt=alt + _describe_delays(progress),
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


def _describe_delays(progress: Sequence[WaveProgress]) -> str:
    """Describe which waves are behind their plan, as the sentence that goes on; nothing where none has one."""
    planned = [(wave, wave.planned) for wave in progress if wave.planned is not None]
    late = [f"{wave.label} with {wave.adopted} of {plan} planned" for wave, plan in planned if wave.adopted < plan]
    if late:
        return f" Behind plan: {join_words(late)}."
    return " No wave is behind its plan." if planned else ""


def funnel_series(steps: Sequence[FunnelStep], teams: int) -> SeriesChart:
    """Return teams by stage: who ever reached it, who is there today or beyond, and the shares that go on to it."""
    before = [teams, *(step.reached for step in steps)]
    tally = join_words([f"{step.reached} reached {LABELS[step.stage].lower()}" for step in steps])
    lost = pluralise(sum(step.reached - step.today for step in steps if step.stage == "production"), "team")
    return SeriesChart(
        alt=f"Funnel of {pluralise(teams, 'team')}: {tally}. {lost.capitalize()} fell back from production.",
        axis="Stage",
        categories=tuple(LABELS[step.stage] for step in steps),
        series=(
            Series(name="Ever reached", kind="bar", role=palette.NEUTRAL, values=tuple(step.reached for step in steps)),
            Series(
                name="At this stage or later",
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


def unit_series(progress: Sequence[UnitProgress], plans: Mapping[str, UnitPlan]) -> SeriesChart:
    """Return the share of adopted teams by business unit, with the counts behind it and any plan.

    Of many units the first ones have a bar each and the others one together; the table has all of them.
    """
    rest = progress[MOST_UNITS - 1 :] if len(progress) > MOST_UNITS else ()
    adopted, teams = sum(unit.adopted for unit in rest), sum(unit.teams for unit in rest)
    none = (None,) if rest else ()
    texts = [f"{unit.adopted} of {unit.teams}" for unit in progress[: len(progress) - len(rest)]]
    labels = (*texts, *(None for _ in rest), *((f"{adopted} of {teams}",) if rest else ()))
    plan = tuple(plans[unit.business_unit].text if unit.business_unit in plans else None for unit in progress)
    planned = (Series(name="Planned", unit="text", values=(*plan, *none)),) if plans else ()
    return SeriesChart(
        alt=_describe_units(progress) + _describe_late_units(progress, plans),
        axis="Business unit",
        categories=(
            *(unit.business_unit for unit in progress),
            *((pluralise(len(rest), "other unit"),) if rest else ()),
        ),
        listed=(*(True for _ in progress), *(False for _ in none)),
        series=(
            Series(name="Teams", values=(*(unit.teams for unit in progress), *none)),
            Series(name="Started", values=(*(unit.started for unit in progress), *none)),
            Series(name="Adopted", values=(*(unit.adopted for unit in progress), *none)),
            *planned,
            Series(
                name="Share",
                kind="bar",
                role=palette.ACTUAL,
                unit="share",
                values=(*(unit.share for unit in progress), *((adopted / teams,) if rest else ())),
                cells=(*(_compute_share(unit.adopted, unit.teams) for unit in progress), *none),
            ),
            Series(name="Label", unit="text", listed=False, values=labels),
            Series(name="Active users", values=(*(unit.active_users for unit in progress), *none)),
            Series(name="Models", values=(*(unit.models_in_production for unit in progress), *none)),
        ),
    )


def _describe_units(units: Sequence[UnitProgress]) -> str:
    first, last = units[0], units[-1]
    alt = f"Bar chart of {pluralise(len(units), 'business unit')}. {first.business_unit}: {first.adopted} of "
    alt += f"{pluralise(first.teams, 'team')} adopted"
    return alt + (f", the most; {last.business_unit}: {last.adopted} of {last.teams}, the least." if units[1:] else ".")


def _describe_late_units(units: Sequence[UnitProgress], plans: Mapping[str, UnitPlan]) -> str:
    """Describe which business units are behind even the least that the plan asks of them."""
    late = [
        f"{unit.business_unit} with {unit.adopted} of at least {plans[unit.business_unit].least} planned"
        for unit in units
        if unit.business_unit in plans and unit.adopted < plans[unit.business_unit].least
    ]
    if late:
        return f" Certainly behind plan: {join_words(late)}."
    return " No unit is certainly behind plan." if plans else ""


def _compute_share(part: int, total: int) -> float | None:
    return round(part / total, 4) if total else None


def retention_series(rates: Sequence[RetentionRate]) -> SeriesChart:
    """Cohort retention by wave and month since the first active one: one category for each pair of the two."""
    observed, active = sum(rate.teams for rate in rates), sum(rate.active for rate in rates)
    dips = list(dict.fromkeys(wave_label(rate.wave) for rate in rates if rate.active < rate.teams))
    lost = f"Below 100%: {join_words(dips)}." if dips else "Every team that became active stayed so."
    return SeriesChart(
        axis="Wave",
        categories=tuple(rate.wave for rate in rates),
        ticks=tuple(wave_label(rate.wave) for rate in rates),
        series=(
            Series(name="Months since the first active month", values=tuple(rate.months_since for rate in rates)),
            Series(name="Teams observed", values=tuple(rate.teams for rate in rates)),
            Series(name="Still active", values=tuple(rate.active for rate in rates)),
            Series(
                name="Retention",
                kind="mark",
                unit="share",
                values=tuple(rate.share for rate in rates),
                cells=tuple(_compute_share(rate.active, rate.teams) for rate in rates),
            ),
        ),
        alt="Heat map of retention by wave and month since the first active one: "
        f"{active} of {pluralise(observed, 'team-month')} active. {lost}",
    )
