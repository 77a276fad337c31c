"""Adoption as it is: by month, stage, wave, team and business unit, each from one query to the warehouse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from steering.cases.model import AdoptionPlan
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.months import month_index
from steering.warehouse.answer import rows_as

STAGES = ("not_started", "onboarding", "pilot", "production", "scaled")
LABELS = {
    "not_started": "Not started",
    "onboarding": "Onboarding",
    "pilot": "Pilot",
    "production": "Production",
    "scaled": "Scaled",
}
# A team is stalled when it has been at the same stage below production for this many months.
STALLED_AFTER = 3


@dataclass(frozen=True, kw_only=True)
class AdoptionMonth:
    """All teams at the end of a month. Satisfaction is kept as a sum, to be divided by the users who gave it."""

    month: str
    teams: int
    started: int
    adopted: int
    active_users: int
    models_in_production: int
    data_scientists: float | None
    trained: float | None
    satisfaction_weighted: float | None
    satisfaction_users: float | None


@dataclass(frozen=True, kw_only=True)
class StageCount:
    """How many teams are at a stage at the end of a month."""

    month: str
    stage: str
    teams: int


@dataclass(frozen=True, kw_only=True)
class TeamProgress:
    """A team at the chosen month. `rank` and `furthest` count stages from 1; `adopted` is its first such month."""

    team_id: str
    team: str
    business_unit: str
    wave: str | None
    stage: str
    rank: int
    furthest: int
    since: str
    months_in_stage: int
    started: str | None
    adopted: str | None
    active_users: int
    models_in_production: int


@dataclass(frozen=True, kw_only=True)
class UnitProgress:
    """A business unit at the chosen month."""

    business_unit: str
    teams: int
    started: int
    adopted: int
    active_users: int
    models_in_production: int

    @property
    def share(self) -> float:
        """The share of its teams that have adopted."""
        return self.adopted / self.teams


@dataclass(frozen=True, kw_only=True)
class WaveProgress:
    """A wave at a month; `planned` and `name` where the case's plan has this wave."""

    wave: str
    month: str
    teams: int
    started: int
    adopted: int
    name: str = ""
    planned: int | None = None

    @property
    def label(self) -> str:
        """`Wave 2 · Early movers`."""
        return wave_label(self.wave) + (f" · {self.name}" if self.name else "")


@dataclass(frozen=True, kw_only=True)
class RetentionRate:
    """Of a wave's teams observed so many months after their first active month, those that are still active."""

    wave: str
    months_since: int
    teams: int
    active: int

    @property
    def share(self) -> float:
        """The retention, from 0 to 1."""
        return self.active / self.teams


@dataclass(frozen=True, kw_only=True)
class FunnelStep:
    """One step of the funnel: teams that ever got this far, and that are this far today."""

    stage: str
    reached: int
    today: int


@dataclass(frozen=True, kw_only=True)
class Stall:
    """A team that does not move on, and for how many months."""

    team: TeamProgress
    months: int

    @property
    def text(self) -> str:
        """`4 months in pilot`, or how long its start is overdue."""
        where = "without a start" if self.team.stage == "not_started" else f"in {LABELS[self.team.stage].lower()}"
        return f"{self.months} months {where}"


def wave_label(wave: str) -> str:
    """`Wave 2` for the wave `2`; a wave with a name of its own keeps it."""
    return f"Wave {wave}" if len(wave) <= 3 else wave


def list_adopted_stages(plan: AdoptionPlan | None) -> list[str]:
    """The stages at which a team counts as adopted."""
    first = plan.counts_from if plan else "production"
    return list(STAGES[STAGES.index(first) :])


def describe_adopted_stages(plan: AdoptionPlan | None) -> str:
    """From where on a team counts as adopted, in words: `stage production or beyond`."""
    first, *beyond = list_adopted_stages(plan)
    return f"stage {LABELS[first].lower()}" + (" or beyond" if beyond else "")


def query_months(context: CaseContext, filters: Filters, adopted: Sequence[str] = ()) -> tuple[AdoptionMonth, ...]:
    """All teams by month, up to the chosen one; adopted are those at these stages, else those of the plan."""
    adopted = list(adopted) or list_adopted_stages(context.case.charter.adoption)
    return rows_as(
        context.query("adoption_by_month", as_of=filters.as_of, unit=filters.unit, adopted=adopted), AdoptionMonth
    )


def query_stages(context: CaseContext, filters: Filters) -> tuple[StageCount, ...]:
    """Teams by month and stage; a stage without teams has no row."""
    return rows_as(context.query("adoption_stages", as_of=filters.as_of, unit=filters.unit), StageCount)


def query_teams(context: CaseContext, filters: Filters) -> tuple[TeamProgress, ...]:
    """Every team at the chosen month, with its stay in the stage and the furthest stage reached."""
    stages = list_adopted_stages(context.case.charter.adoption)
    rows = context.query("adoption_teams", as_of=filters.as_of, unit=filters.unit, adopted=stages, stages=list(STAGES))
    return rows_as(rows, TeamProgress)


def query_units(context: CaseContext, filters: Filters) -> tuple[UnitProgress, ...]:
    """Every business unit at the chosen month, the furthest first."""
    stages = list_adopted_stages(context.case.charter.adoption)
    rows = context.query("adoption_units", as_of=filters.as_of, unit=filters.unit, adopted=stages)
    return tuple(sorted(rows_as(rows, UnitProgress), key=lambda unit: (-unit.share, unit.business_unit)))


def query_waves(context: CaseContext, filters: Filters) -> tuple[WaveProgress, ...]:
    """Every wave at the chosen month; the plan only for the whole organisation, for which it is made."""
    plan = context.case.charter.adoption
    plans = {wave.id: wave for wave in plan.waves} if plan else {}
    stages = list_adopted_stages(plan)
    waves = rows_as(
        context.query("adoption_waves", as_of=filters.as_of, unit=filters.unit, adopted=stages), WaveProgress
    )
    return tuple(
        WaveProgress(
            wave=wave.wave,
            month=wave.month,
            teams=wave.teams,
            started=wave.started,
            adopted=wave.adopted,
            name=plans[wave.wave].name if wave.wave in plans else "",
            planned=plans[wave.wave].count_planned(filters.as_of) if wave.wave in plans and not filters.unit else None,
        )
        for wave in sorted(waves, key=lambda wave: natural_order(wave.wave))
        if wave.month == filters.as_of
    )


def query_retention(context: CaseContext, filters: Filters) -> tuple[RetentionRate, ...]:
    """Retention by wave and by months since a team's first active month."""
    rates = rows_as(context.query("adoption_retention", as_of=filters.as_of, unit=filters.unit), RetentionRate)
    return tuple(sorted(rates, key=lambda rate: (natural_order(rate.wave), rate.months_since)))


def count_funnel(teams: Sequence[TeamProgress]) -> tuple[FunnelStep, ...]:
    """How many teams ever reached each stage after the start, and how many are there today or beyond."""
    return tuple(
        FunnelStep(
            stage=stage,
            reached=sum(team.furthest >= rank for team in teams),
            today=sum(team.rank >= rank for team in teams),
        )
        for rank, stage in enumerate(STAGES, start=1)
        if stage != "not_started"
    )


def find_stalled_teams(teams: Sequence[TeamProgress], plan: AdoptionPlan | None, as_of: str) -> tuple[Stall, ...]:
    """The teams at the same stage below production for three months or more, longest first.

    A team that has not started counts only from the month in which its wave was to start.
    """
    starts = {wave.id: wave.start for wave in plan.waves} if plan else {}
    stays = [Stall(team=team, months=_months_waited(team, starts.get(team.wave or ""), as_of)) for team in teams]
    stalls = [stall for stall in stays if stall.months >= STALLED_AFTER and not in_production(stall.team)]
    return tuple(sorted(stalls, key=lambda stall: (-stall.months, stall.team.team)))


def find_regressed_teams(teams: Sequence[TeamProgress]) -> tuple[TeamProgress, ...]:
    """The teams that are behind the furthest stage they reached."""
    return tuple(team for team in teams if team.rank < team.furthest)


def in_production(team: TeamProgress) -> bool:
    """Whether a team is at production or beyond, whatever stage the plan counts from."""
    return team.rank > STAGES.index("production")


def natural_order(wave: str) -> list[str | int]:
    """A key that sorts wave 2 before wave 10: texts and numbers by turns."""
    return [int(part) if index % 2 else part for index, part in enumerate(re.split(r"(\d+)", wave))]


def _months_waited(team: TeamProgress, wave_start: str | None, as_of: str) -> int:
    if team.stage != "not_started":
        return team.months_in_stage
    if wave_start is None or wave_start > as_of:
        return 0
    return min(team.months_in_stage, month_index(as_of) - month_index(wave_start) + 1)
