"""The headline figures of the Adoption page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from steering import months
from steering.adoption import progress
from steering.adoption.progress import AdoptionMonth, Stall, TeamProgress
from steering.cases.model import AdoptionPlan
from steering.formatting import ABSENT, format_delta, format_value, pluralise
from steering.frames.blocks import Tile, Tiles
from steering.status import against_plan, describe_plan_rule


def build_tiles(
    monthly: Sequence[AdoptionMonth],
    teams: Sequence[TeamProgress],
    stalled: Sequence[Stall],
    planned: int | None,
    plan: AdoptionPlan | None,
) -> Tiles:
    """Build the six tiles of the last month in `monthly`, each with its change from the month before."""
    now = monthly[-1]
    before = next((month for month in monthly if month.month == months.add_months(now.month, -1)), None)
    counts = _build_count_tiles(now, before, planned, plan)
    return Tiles(tiles=(*counts, _build_retained_tile(teams, plan), _build_stalled_tile(stalled)))


def _build_count_tiles(
    now: AdoptionMonth, before: AdoptionMonth | None, planned: int | None, plan: AdoptionPlan | None
) -> tuple[Tile, ...]:
    since = f"vs {months.format_month(before.month)}" if before else ""
    return (
        Tile(
            id="adopted",
            label="Teams adopted",
            value=f"{now.adopted}",
            note=f"plan {planned}" if planned is not None else f"of {pluralise(now.teams, 'team')}",
            status=against_plan(now.adopted, planned) if planned is not None else None,
            **_format_change(now.adopted, before.adopted if before else None, since),
            help=f"Teams at {progress.describe_adopted_stages(plan)} at the end of the month."
            + (f" {describe_plan_rule(planned).capitalize()}." if planned else ""),
        ),
        Tile(
            id="started",
            label="Teams started",
            value=f"{now.started}",
            note=f"of {pluralise(now.teams, 'team')}",
            **_format_change(now.started, before.started if before else None, since),
            help="Teams that have begun onboarding or gone further.",
        ),
        Tile(
            id="users",
            label="Active users",
            value=format_value(now.active_users, "count"),
            note="people this month",
            **_format_change(now.active_users, before.active_users if before else None, since),
        ),
        Tile(
            id="models",
            label="Models in production",
            value=format_value(now.models_in_production, "count"),
            note="on the platform",
            **_format_change(now.models_in_production, before.models_in_production if before else None, since),
        ),
    )


def _build_retained_tile(teams: Sequence[TeamProgress], plan: AdoptionPlan | None) -> Tile:
    adopters = [team for team in teams if team.adopted]
    count = sum(team.stage in progress.list_adopted_stages(plan) for team in adopters)
    return Tile(
        id="kept",
        label="Adopters retained",
        value=format_value(count / len(adopters), "share") if adopters else ABSENT,
        note=f"{count} of {pluralise(len(adopters), 'team')}" if adopters else "no adopters yet",
        help="Of the teams that ever adopted, those that still count as adopted.",
    )


def _build_stalled_tile(stalled: Sequence[Stall]) -> Tile:
    return Tile(
        id="stalled",
        label="Teams stalled",
        value=f"{len(stalled)}",
        note=f"{progress.STALLED_AFTER} months or more",
        help="At the same stage below production for three months or more.",
    )


def _format_change(now: float, before: float | None, since: str) -> dict[str, Any]:
    """The change of a count from the month before, where more is welcome."""
    if before is None:
        return {}
    step = now - before
    return {
        "delta": format_delta(step, "count") if step else "0",
        "since": since,
        "good": None if step == 0 else step > 0,
    }
