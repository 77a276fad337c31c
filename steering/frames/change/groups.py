"""How far each group has come on the Change page: ADKAR as a heat map, the plan's steps, and resistance in the data."""

from __future__ import annotations

from collections.abc import Sequence

from steering.cases.dossier.change import ChangePlan
from steering.dossier.adkar import MEANINGS, WORDS, GroupProgress, StepProgress, order_steps
from steering.dossier.resistance import GroupResistance, TeamResistance
from steering.formatting import ABSENT, format_value, join_words
from steering.frames.blocks import Column, TableBlock
from steering.frames.documents import HeatCell, HeatMap, HeatRow

FREE = HeatCell(text=ABSENT, words="nothing that is due")


def build_adkar(change: ChangePlan, groups: Sequence[GroupProgress], total: GroupProgress) -> HeatMap:
    """Build the stages of ADKAR by group, all teams together first; what holds each back stands at the end."""
    steps = order_steps(change.plan)
    rows = [HeatRow(label="All teams", cells=_build_cells(total))] if steps and total.teams else []
    if steps:
        rows += [HeatRow(label=entry.group.name, cells=_build_cells(entry)) for entry in groups if entry.group]
    short = sum(entry.barrier is not None for entry in groups)
    return HeatMap(
        id="adkar",
        title="How far each group has come",
        alt=f"{len(groups)} groups in {len(steps)} steps of the plan; {short} are held back by one of them.",
        columns=(*(f"{step.stage.capitalize()}: {WORDS[step.measure]}" for step in steps), "Held back by"),
        rows=tuple(rows),
        row_label="Group",
        note="" if total.teams else "There is no adoption data for this month, so nothing can be told of any group.",
        method=" ".join(
            (
                "On track: the step's target; at risk: at least 85% of it. What holds a group back is its first step, "
                "in ADKAR's order, that is short of its target in or after the month of the target.",
                *(
                    f"{WORDS[measure].capitalize()}: {MEANINGS[measure]}."
                    for measure in WORDS
                    if _uses(change, measure)
                ),
            )
        ),
        empty="There is no change plan yet, or no group.",
    )


def _uses(change: ChangePlan, measure: str) -> bool:
    return any(step.measure == measure for step in change.plan)


def _build_cells(entry: GroupProgress) -> tuple[HeatCell, ...]:
    barrier = entry.barrier
    last = HeatCell(text=barrier.step.stage.capitalize()) if barrier else FREE
    return (*map(_build_cell, entry.steps), last)


def _build_cell(progress: StepProgress) -> HeatCell:
    reach = progress.reach
    if reach is None or (reach.at_least and not reach.count):
        return HeatCell(text=ABSENT, words="the data does not say", status=progress.status)
    if reach.share is None:
        return HeatCell(text=ABSENT, words="nobody yet", detail="no team is due")
    least = "at least " if reach.at_least else ""
    return HeatCell(
        text=f"{least}{format_value(reach.share, 'share', 0)}",
        detail=f"{reach.count} of {reach.total}",
        status=progress.status,
    )


def build_plan(total: GroupProgress) -> TableBlock:
    """Build the steps of the change plan in ADKAR's order, with target and owner, and how all teams stand."""
    return TableBlock(
        id="plan",
        title="The change plan",
        columns=(
            Column(label="All teams", kind="status", help="Against the target, in the month shown"),
            Column(label="Stage"),
            Column(label="Aim", kind="words"),
            Column(label="Told by", help="What tells it in the adoption data"),
            Column(label="Now", kind="words"),
            Column(label="Target"),
            Column(label="By", kind="month"),
            Column(label="Owner", kind="words"),
            Column(label="What is done", kind="words"),
        ),
        rows=tuple(
            (
                progress.status,
                progress.step.stage.capitalize(),
                progress.step.aim,
                WORDS[progress.step.measure],
                _describe_reach(progress),
                format_value(float(progress.step.target), "share", 0),
                progress.step.by,
                progress.step.owner or "nobody",
                "; ".join(progress.step.actions),
            )
            for progress in total.steps
        ),
        empty="There is no change plan yet.",
    )


def _describe_reach(progress: StepProgress) -> str:
    reach = progress.reach
    if reach is None:
        return "the data does not say"
    least = "at least " if reach.at_least else ""
    return f"{least}{reach.count} of {reach.total}"


def build_group_resistance(groups: Sequence[GroupResistance]) -> TableBlock:
    """Build the resistance by group beside whoever answers for it, the most signs a team first."""
    return TableBlock(
        id="resistance",
        title="Resistance by group, beside who answers for it",
        columns=(
            Column(label="Group", kind="words"),
            Column(label="Answers for it", kind="words"),
            Column(label="Stance", help="How they stand today"),
            Column(label="Teams that have started", kind="count"),
            Column(label="With a sign", kind="count", help="Teams that show at least one of the three"),
            Column(label="Stalled or gone back", kind="count"),
            Column(label="Training missed", kind="count", help="Below the plan's target for trained people"),
            Column(label="Less content", kind="count", help="Satisfaction fell by 0.3 in three months, or is below 3"),
        ),
        rows=tuple(
            (
                entry.group.name,
                join_words([owner.name for owner in entry.owners]) or "nobody",
                join_words([owner.stance for owner in entry.owners]),
                entry.teams_started,
                len(entry.teams),
                entry.count("stall"),
                entry.count("training"),
                entry.count("satisfaction"),
            )
            for entry in groups
        ),
        empty="No group is named yet.",
        note="Signs are no proof: a team may stand still because it waits for somebody else.",
    )


def build_team_resistance(teams: Sequence[TeamResistance]) -> TableBlock:
    """Build the teams that show resistance, the most signs first."""
    return TableBlock(
        id="resisting-teams",
        title="Teams with signs of resistance",
        columns=(
            Column(label="Team", kind="words"),
            Column(label="Business unit", kind="words"),
            Column(label="Signs", kind="count"),
            Column(label="Stalled or gone back", kind="words"),
            Column(label="Training missed", kind="words"),
            Column(label="Satisfaction", kind="words"),
        ),
        rows=tuple(
            (
                entry.team.team,
                entry.team.business_unit,
                len(entry.signs),
                entry.stall,
                entry.training,
                entry.satisfaction,
            )
            for entry in teams
        ),
        empty="No team shows any.",
    )
