"""Adoption as it is: by month, stage, wave, team and business unit, each from one question to the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from steering.cases import AdoptionPlan
from steering.months import number
from steering.room import Filters, Room

STAGES = ("not_started", "onboarding", "pilot", "production", "scaled")
LABELS = {
    "not_started": "Not started",
    "onboarding": "Onboarding",
    "pilot": "Pilot",
    "production": "Production",
    "scaled": "Scaled",
}
STALLED_AFTER = 3
"""A team is stalled when it has been at the same stage below production for this many months."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the funnel: teams that ever got this far, and that are this far today."""

    stage: str
    reached: int
    today: int


def adopted_stages(plan: AdoptionPlan | None) -> list[str]:
    """The stages at which a team counts as adopted."""
    first = plan.counts_from if plan else "production"
    return list(STAGES[STAGES.index(first) :])


def by_month(room: Room, filters: Filters) -> pd.DataFrame:
    """One row a month: teams, started, adopted, users, models, training, satisfaction."""
    return room.ask(
        "adoption_by_month", as_of=filters.as_of, unit=filters.unit, adopted=adopted_stages(room.case.charter.adoption)
    )


def stages(room: Room, filters: Filters) -> pd.DataFrame:
    """One row a month and a column a stage: how many teams are there. Missing stages are 0."""
    counted = room.ask("adoption_stages", as_of=filters.as_of, unit=filters.unit)
    wide = counted.pivot(index="month", columns="stage", values="teams")
    return wide.reindex(columns=list(STAGES)).fillna(0).astype(int).reset_index()


def teams(room: Room, filters: Filters) -> pd.DataFrame:
    """One row a team at the chosen month, with its stay in the stage and the furthest stage reached."""
    return room.ask(
        "adoption_teams",
        as_of=filters.as_of,
        unit=filters.unit,
        adopted=adopted_stages(room.case.charter.adoption),
        stages=list(STAGES),
    )


def units(room: Room, filters: Filters) -> pd.DataFrame:
    """One row a business unit at the chosen month, with the share of its teams that have adopted."""
    adopted = adopted_stages(room.case.charter.adoption)
    found = room.ask("adoption_units", as_of=filters.as_of, unit=filters.unit, adopted=adopted)
    return found.assign(share=found["adopted"] / found["teams"])


def waves(room: Room, filters: Filters) -> pd.DataFrame:
    """One row a wave at the chosen month: teams, started, adopted and, for the whole organisation, planned."""
    plan = room.case.charter.adoption
    found = room.ask("adoption_waves", as_of=filters.as_of, unit=filters.unit, adopted=adopted_stages(plan))
    today = found[found["month"] == filters.as_of].drop(columns="month")
    known = {wave.id: wave for wave in plan.waves} if plan else {}
    named = [known[wave].name if wave in known else "" for wave in today["wave"]]
    planned = [known[wave].planned(filters.as_of) if wave in known else None for wave in today["wave"]]
    return today.assign(name=named, planned=pd.array(planned, dtype="Int64")).reset_index(drop=True)


def funnel(found: pd.DataFrame) -> tuple[Step, ...]:
    """The funnel of `teams`: how many ever reached each stage after the start, and how many are there today."""
    return tuple(
        Step(
            stage=stage,
            reached=int((found["furthest"] >= rank).sum()),
            today=int((found["rank"] >= rank).sum()),
        )
        for rank, stage in enumerate(STAGES, start=1)
        if stage != "not_started"
    )


def stalled(found: pd.DataFrame, plan: AdoptionPlan | None, as_of: str) -> pd.DataFrame:
    """The teams of `teams` at the same stage below production for three months or more, longest first.

    A team that has not started counts only from the month in which its wave was to start.
    """
    begun = {wave.id: wave.start for wave in plan.waves} if plan else {}
    waited = [_waited(row.stage, row.months_in_stage, begun.get(row.wave), as_of) for row in found.itertuples()]
    kept = found.assign(months_stalled=waited)
    below = kept["rank"] < STAGES.index("production") + 1
    kept = kept[below & (kept["months_stalled"] >= STALLED_AFTER)]
    return kept.sort_values(["months_stalled", "team"], ascending=[False, True]).reset_index(drop=True)


def fallen_back(found: pd.DataFrame) -> pd.DataFrame:
    """The teams of `teams` that are behind the furthest stage they reached."""
    return found[found["rank"] < found["furthest"]].reset_index(drop=True)


def retention(room: Room, filters: Filters) -> pd.DataFrame:
    """One row a wave and number of months since a team's first active month: teams observed, still active, share."""
    found = room.ask("adoption_retention", as_of=filters.as_of, unit=filters.unit)
    return found.assign(share=found["active"] / found["teams"])


def history(found: pd.DataFrame, column: str) -> Sequence[float]:
    """A column of `by_month` as the plain series that a forecast takes."""
    return [float(value) for value in found[column]]


def _waited(stage: str, months_in_stage: int, wave_start: str | None, as_of: str) -> int:
    if stage != "not_started":
        return months_in_stage
    if wave_start is None or wave_start > as_of:
        return 0
    return min(months_in_stage, number(as_of) - number(wave_start) + 1)
