"""The parts of the Adoption page that show teams by wave, stage, unit and age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steering import months
from steering.adoption import progress
from steering.adoption.lateness import LateTeam, UnitPlan
from steering.adoption.progress import Stall, TeamProgress, UnitProgress, WaveProgress, wave_label
from steering.charts import adoption as charts
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import join_words, pluralise
from steering.frames.blocks import Chart, Column, Leaf, Notice, TableBlock
from steering.frames.series_table import series_table


def build_wave_chart(context: CaseContext, filters: Filters) -> Chart:
    """Teams adopted by wave, against the plan where it applies."""
    found = progress.query_waves(context, filters)
    adopted, teams = sum(one.adopted for one in found), sum(one.teams for one in found)
    alt = f"Bar chart of {pluralise(len(found), 'wave')}: {adopted} of {pluralise(teams, 'team')} adopted."
    planned = any(one.planned is not None for one in found)
    chart = charts.wave_series(found)
    return Chart(
        id="waves",
        title="Adopted by wave",
        figure=charts.waves(chart),
        alt=alt + (_describe_delays(found) if planned else ""),
        table=series_table(chart, id="waves-table", title="Waves"),
        note=_describe_plan(context, filters, found),
    )


def _describe_plan(context: CaseContext, filters: Filters, waves: Sequence[WaveProgress]) -> str:
    """How waves are rated, and which waves of the plan the data does not know by this name."""
    plan = context.case.charter.adoption
    if plan is None or filters.unit:
        return ""
    ids = {wave_progress.wave for wave_progress in waves}
    absent = [f"wave {wave.id!r}" for wave in plan.waves if wave.id not in ids]
    note = "On track: plan met. At risk: at least 85% of plan. Off track: less."
    return note + (f" Planned, but not in the adoption data: {join_words(absent)}." if absent else "")


def _describe_delays(waves: Sequence[WaveProgress]) -> str:
    """Which waves are behind their plan, as the sentence that goes on."""
    behind = [
        f"{wave.label} with {wave.adopted} of {wave.planned} planned"
        for wave in waves
        if wave.planned is not None and wave.adopted < wave.planned
    ]
    return f" Behind plan: {join_words(behind)}." if behind else " No wave is behind its plan."


def build_stage_chart(context: CaseContext, filters: Filters) -> Chart:
    """Teams by stage and month."""
    counts = progress.query_stages(context, filters)
    teams = {(count.month, count.stage): count.teams for count in counts}
    today = [(stage, teams.get((filters.as_of, stage), 0)) for stage in progress.STAGES]
    said = join_words([f"{number} {progress.LABELS[stage].lower()}" for stage, number in today if number])
    chart = charts.stage_series(counts)
    return Chart(
        id="stages",
        title="Teams by stage",
        figure=charts.stages(chart),
        alt=f"Stacked columns by month. In {months.format_month(filters.as_of)}: {said}.",
        table=series_table(chart, id="stages-table", title="Teams by stage and month"),
    )


def build_funnel_chart(teams: Sequence[TeamProgress]) -> Chart:
    """How far the teams have come, and how many fell back."""
    steps = progress.count_funnel(teams)
    said = join_words([f"{step.reached} reached {progress.LABELS[step.stage].lower()}" for step in steps])
    lost = sum(step.reached - step.today for step in steps if step.stage == "production")
    chart = charts.funnel_series(steps, len(teams))
    return Chart(
        id="funnel",
        title="How far teams have come",
        figure=charts.funnel(chart),
        alt=f"Funnel of {pluralise(len(teams), 'team')}: {said}. {_describe_regression(lost)}",
        table=series_table(chart, id="funnel-table", title="Funnel"),
    )


def _describe_regression(teams: int) -> str:
    return f"{pluralise(teams, 'team').capitalize()} fell back from production."


def _compute_share(part: int, total: int) -> float | None:
    return round(part / total, 4) if total else None


def build_retention(context: CaseContext, filters: Filters) -> Leaf:
    """Cohort retention by wave; a notice while nobody is active yet."""
    cohorts = progress.query_retention(context, filters)
    if not cohorts:
        return Notice(text="No team has active users yet, so there is no retention to show.")
    observed, active = sum(cohort.teams for cohort in cohorts), sum(cohort.active for cohort in cohorts)
    dips = list(dict.fromkeys(wave_label(cohort.wave) for cohort in cohorts if cohort.active < cohort.teams))
    alt = "Heat map of retention by wave and month since the first active one: "
    alt += f"{active} of {pluralise(observed, 'team-month')} active. "
    alt += f"Below 100%: {join_words(dips)}." if dips else "Every team that became active stayed so."
    return Chart(
        id="retention",
        title="Retention by wave",
        figure=charts.retention(cohorts),
        alt=alt,
        table=TableBlock(
            id="retention-table",
            title="Retention",
            columns=(
                Column(label="Wave"),
                Column(label="Months since the first active month", kind="count"),
                Column(label="Teams observed", kind="count"),
                Column(label="Still active", kind="count"),
                Column(label="Retention", kind="share"),
            ),
            rows=tuple(
                (
                    cohort.wave,
                    cohort.months_since,
                    cohort.teams,
                    cohort.active,
                    _compute_share(cohort.active, cohort.teams),
                )
                for cohort in cohorts
            ),
        ),
        note="Cohort retention: a team is active in a month when it has at least one active user.",
    )


def build_unit_chart(context: CaseContext, filters: Filters, plans: Mapping[str, UnitPlan]) -> Chart:
    """Business units by the share of their teams that have adopted, with their part of the plan."""
    units = progress.query_units(context, filters)
    first, last = units[0], units[-1]
    alt = f"Bar chart of {pluralise(len(units), 'business unit')}. {first.business_unit}: {first.adopted} of "
    alt += f"{pluralise(first.teams, 'team')} adopted"
    alt += f", the most; {last.business_unit}: {last.adopted} of {last.teams}, the least." if len(units) > 1 else "."
    chart = charts.unit_series(units, plans)
    return Chart(
        id="units",
        title="Adopted by business unit",
        figure=charts.units(chart),
        alt=alt + _describe_late_units(units, plans),
        table=series_table(chart, id="units-table", title="Business units"),
        note="Planned: what the plans of the waves ask of the unit's teams; a range where they leave the order open."
        if plans
        else "",
    )


def _describe_late_units(units: Sequence[UnitProgress], plans: Mapping[str, UnitPlan]) -> str:
    """Which business units are behind even the least that the plan asks of them."""
    if not plans:
        return ""
    late = [
        f"{unit.business_unit} with {unit.adopted} of at least {plans[unit.business_unit].least} planned"
        for unit in units
        if unit.business_unit in plans and unit.adopted < plans[unit.business_unit].least
    ]
    return f" Certainly behind plan: {join_words(late)}." if late else " No unit is certainly behind plan."


def build_late_table(late: Sequence[LateTeam]) -> TableBlock:
    """The teams behind plan, stalled or not."""
    return TableBlock(
        id="behind",
        title="Teams behind plan",
        columns=(
            Column(label="Team"),
            Column(label="Stage"),
            Column(label="Due"),
            Column(label="Months late", kind="count"),
            Column(label="Certain", help="1 of 3: one of three teams that are equally near is late"),
            Column(label="Business unit"),
            Column(label="Wave"),
        ),
        rows=tuple(
            (
                team.team.team,
                progress.LABELS[team.team.stage],
                months.format_month(team.due),
                team.months,
                "yes" if team.is_certain else f"{team.places} of {team.rivals}",
                team.team.business_unit,
                team.team.wave,
            )
            for team in late
        ),
        empty="No team is behind plan.",
        note="The plan counts the teams of a wave without naming them: those nearest to adoption are due first.",
    )


def build_stalled_table(stalled: Sequence[Stall]) -> TableBlock:
    """The teams that do not move on."""
    return TableBlock(
        id="stalled",
        title="Stalled teams",
        columns=(
            Column(label="Team"),
            Column(label="Stage"),
            Column(label="Months", kind="count", help="Months at this stage"),
            Column(label="Business unit"),
            Column(label="Wave"),
        ),
        rows=tuple(
            (
                stall.team.team,
                progress.LABELS[stall.team.stage],
                stall.months,
                stall.team.business_unit,
                stall.team.wave,
            )
            for stall in stalled
        ),
        empty="No team is stalled.",
        note="At the same stage below production for three months or more.",
    )
