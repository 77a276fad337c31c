"""The parts of the Adoption page that show teams by wave, stage, unit and age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steering import months
from steering.adoption import progress
from steering.adoption.lateness import LateTeam, UnitPlan
from steering.adoption.progress import Stall, TeamProgress, WaveProgress
from steering.cases.model import AdoptionPlan
from steering.charts import adoption as charts
from steering.charts import adoption_series as series
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import join_words
from steering.frames.blocks import Chart, Column, Leaf, Notice, TableBlock
from steering.frames.series_table import series_table


def build_wave_chart(context: CaseContext, filters: Filters) -> Chart:
    """Teams adopted by wave, against the plan where it applies."""
    waves = progress.query_waves(context, filters)
    plan = None if filters.unit else context.case.charter.adoption
    chart = series.wave_series(waves)
    return Chart(
        id="waves",
        title="Adopted by wave",
        figure=charts.waves(chart),
        series=chart,
        table=series_table(chart, id="waves-table", title="Waves"),
        note=_describe_absent_waves(plan, waves) if plan else "",
        method="On track: plan met. At risk: at least 85% of plan. Off track: less." if plan else "",
    )


def _describe_absent_waves(plan: AdoptionPlan, waves: Sequence[WaveProgress]) -> str:
    """Which waves of the plan the data does not know by this name."""
    ids = {wave_progress.wave for wave_progress in waves}
    absent = [f"wave {wave.id!r}" for wave in plan.waves if wave.id not in ids]
    return f"Planned, but not in the adoption data: {join_words(absent)}." if absent else ""


def build_stage_chart(context: CaseContext, filters: Filters) -> Chart:
    """Teams by stage and month."""
    chart = series.stage_series(progress.query_stages(context, filters))
    return Chart(
        id="stages",
        title="Teams by stage",
        figure=charts.stages(chart),
        series=chart,
        table=series_table(chart, id="stages-table", title="Teams by stage and month"),
    )


def build_funnel_chart(teams: Sequence[TeamProgress]) -> Chart:
    """How far the teams have come, and how many fell back."""
    chart = series.funnel_series(progress.count_funnel(teams), len(teams))
    return Chart(
        id="funnel",
        title="Adoption funnel",
        figure=charts.funnel(chart),
        series=chart,
        table=series_table(chart, id="funnel-table", title="Funnel"),
    )


def build_retention(context: CaseContext, filters: Filters) -> Leaf:
    """Cohort retention by wave; a notice while nobody is active yet."""
    cohorts = progress.query_retention(context, filters)
    if not cohorts:
        return Notice(text="No team has active users yet, so there is no retention to show.")
    chart = series.retention_series(cohorts)
    return Chart(
        id="retention",
        title="Retention by wave",
        figure=charts.retention(chart),
        series=chart,
        table=series_table(chart, id="retention-table", title="Retention"),
        method="Cohort retention: a team is active in a month when it has at least one active user.",
    )


def build_unit_chart(context: CaseContext, filters: Filters, plans: Mapping[str, UnitPlan]) -> Chart:
    """Business units by the share of their teams that have adopted, with their part of the plan."""
    units = progress.query_units(context, filters)
    chart = series.unit_series(units, plans)
    return Chart(
        id="units",
        title="Adopted by business unit",
        figure=charts.units(chart),
        series=chart,
        table=series_table(chart, id="units-table", title="Business units"),
        method="Planned: what the plans of the waves ask of the unit's teams; a range where they leave the order open."
        if plans
        else "",
    )


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
        method="The plan counts the teams of a wave without naming them: those nearest to adoption are due first.",
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
        method="At the same stage below production for three months or more.",
    )
