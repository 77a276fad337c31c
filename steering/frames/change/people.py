"""Who has to be won over on the Change page: the grid of stakeholders by influence and interest, and their list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steering.cases.dossier.change import LEVELS, ChangePlan
from steering.dossier.stakeholders import StakeholderStanding
from steering.drawings.stakeholder_grid import StakeholderMark, render_stakeholder_grid
from steering.formatting import join_words, pluralise
from steering.frames.blocks import Column, TableBlock
from steering.frames.documents import Drawing
from steering.status import Status

# How many stand on the grid: first those who are short, then those of most influence. The list has all.
DRAWN = 36
# Those who need most comes first.
ORDER = (Status.OVERDUE, Status.OFF_TRACK, Status.AT_RISK, Status.ON_TRACK)


def build_grid(standings: Sequence[StakeholderStanding]) -> tuple[Drawing, ...]:
    """Build the grid of stakeholders; nothing where there are none."""
    if not standings:
        return ()
    shown = _sort(standings)[:DRAWN]
    marks = [
        StakeholderMark(
            label=standing.stakeholder.name,
            influence=LEVELS.index(standing.stakeholder.influence),
            interest=LEVELS.index(standing.stakeholder.interest),
            status=standing.status,
            detail=standing.words,
        )
        for standing in shown
    ]
    short = [standing for standing in standings if standing.stakeholder.short]
    names = [standing.stakeholder.name for standing in short if standing.stakeholder.influence == "high"]
    verb = "does" if len(short) == 1 else "do"
    alt = (
        f"{pluralise(len(standings), 'stakeholder')} by influence and interest; {len(short)} {verb} not stand as needed"
    )
    return (
        Drawing(
            id="stakeholder-grid",
            title="Who matters how much, and how they stand",
            svg=render_stakeholder_grid(marks, [level.capitalize() for level in LEVELS]),
            alt=alt + (f", of high influence {join_words(names)}." if names else "."),
            table=_tabulate(shown),
            note=f"{DRAWN} of {len(standings)} are drawn; the list has all." if len(standings) > DRAWN else "",
        ),
    )


def _sort(standings: Sequence[StakeholderStanding]) -> list[StakeholderStanding]:
    return sorted(standings, key=lambda entry: (ORDER.index(entry.status), -LEVELS.index(entry.stakeholder.influence)))


def _tabulate(standings: Sequence[StakeholderStanding]) -> TableBlock:
    columns = (
        Column(label="Stakeholder", kind="words"),
        Column(label="Influence"),
        Column(label="Interest"),
        Column(label="Stance", kind="words"),
    )
    rows = tuple(
        (
            standing.stakeholder.name,
            standing.stakeholder.influence,
            standing.stakeholder.interest,
            standing.words,
        )
        for standing in standings
    )
    return TableBlock(id="stakeholder-grid-table", title="", columns=columns, rows=rows)


def build_list(change: ChangePlan, standings: Sequence[StakeholderStanding]) -> TableBlock:
    """Build the list of stakeholders, those who need most first."""
    groups = {group.id: group.name for group in change.groups}
    return TableBlock(
        id="stakeholders",
        title="Stakeholders",
        columns=(
            Column(
                label="State",
                kind="status",
                help="On track: they stand as needed. At risk: somebody wins them over. Off track: nobody does",
            ),
            Column(label="Stakeholder", kind="words"),
            Column(label="Stance today"),
            Column(label="Needed"),
            Column(label="Won over by", kind="words"),
            Column(label="Until", kind="day"),
            Column(label="How", kind="words"),
            Column(label="What worries them", kind="words"),
            Column(label="Answers for", kind="words"),
            Column(label="Influence", minor=True),
            Column(label="Interest", minor=True),
        ),
        rows=tuple(_build_row(standing, groups) for standing in _sort(standings)),
        empty="No stakeholder is named yet.",
    )


def _build_row(standing: StakeholderStanding, groups: Mapping[str, str]) -> tuple[str | None, ...]:
    entry = standing.stakeholder
    return (
        standing.status,
        entry.name,
        entry.stance,
        entry.needed,
        entry.won_by or ("nobody" if entry.short else None),
        entry.until.isoformat() if entry.until else None,
        entry.how,
        entry.concern,
        join_words([groups[id] for id in entry.groups]),
        entry.influence,
        entry.interest,
    )
