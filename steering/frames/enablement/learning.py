"""What the learner has shown: competencies, objectives, phases with hours, talks, deliverables with both signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from steering.cases.dossier.enablement import Competency, Touchpoint
from steering.catalog.phases import PHASES, PhaseId
from steering.dossier.objectives import ObjectiveStanding
from steering.dossier.sign_off import PhaseStanding, SignOff
from steering.formatting import format_day, join_words
from steering.frames.blocks import Column, Piece, TableBlock, Tabs
from steering.frames.frame import Frame
from steering.status import Status

HOURS_NOTE = "Hours are logged on Readiness. Each sees their own; the instructor sees the sums on Cohorts."
PHASES_ID = "phases"


def build_competencies(competencies: Sequence[Competency], standings: Sequence[ObjectiveStanding]) -> TableBlock:
    """Build the competencies, each with the objectives that have been shown."""
    rows = []
    for competency in competencies:
        own = [entry for entry in standings if entry.objective.competency == competency.id]
        done = sum(entry.status is Status.DONE for entry in own)
        status = Status.AT_RISK if not own or not competency.taught_by else Status.OPEN
        rows.append(
            (
                Status.DONE if own and done == len(own) and competency.taught_by else status,
                competency.name,
                f"{done} of {len(own)}" if own else "no objective",
                join_words(competency.taught_by) or "nobody",
                competency.about,
            )
        )
    return TableBlock(
        id="competencies",
        title="Competencies",
        columns=(
            Column(label="State", kind="status", help="Done: all objectives are shown. At risk: nobody teaches it"),
            Column(label="Competency", kind="words"),
            Column(label="Objectives shown"),
            Column(label="Taught by", kind="words"),
            Column(label="What it means", kind="words", minor=True),
        ),
        rows=tuple(rows),
        empty="No competency is named yet.",
    )


def build_objectives(competencies: Sequence[Competency], standings: Sequence[ObjectiveStanding]) -> TableBlock:
    """Build the learning objectives with what shows each."""
    names = {competency.id: competency.name for competency in competencies}
    return TableBlock(
        id="objectives",
        title="Learning objectives and what shows them",
        columns=(
            Column(label="State", kind="status", help="Done: some evidence is there. At risk: nothing is to show it"),
            Column(label="Objective", kind="words"),
            Column(label="Evidence", kind="words"),
            Column(label="Phase"),
            Column(label="Competency", kind="words", minor=True),
        ),
        rows=tuple(
            (
                entry.status,
                entry.objective.text,
                "; ".join(proof.text for proof in entry.proofs) or "nothing",
                PHASES[entry.objective.phase].title if entry.objective.phase else None,
                names.get(entry.objective.competency, entry.objective.competency),
            )
            for entry in standings
        ),
        empty="No learning objective is named yet.",
    )


def build_phases(standings: Sequence[PhaseStanding]) -> TableBlock:
    """Build the phases of the learner, each with its planned hours and what was handed in."""
    return TableBlock(
        id=PHASES_ID,
        title="Phases",
        columns=(
            Column(label="Phase"),
            Column(label="State", kind="status", help="Done: both have signed every deliverable"),
            Column(label="From", kind="day", minor=True),
            Column(label="To", kind="day"),
            Column(label="Planned, h", kind="count", help="The same for every case"),
            Column(label="Signed"),
            Column(label="Talks", kind="count", minor=True),
            Column(label="Goal", kind="words", minor=True),
        ),
        rows=tuple(
            (
                PHASES[entry.id].title,
                entry.status,
                _write_day(entry.start),
                _write_day(entry.end),
                PHASES[entry.id].hours,
                f"{entry.done} of {len(entry.deliverables)}",
                len(entry.touchpoints),
                entry.goal or PHASES[entry.id].about,
            )
            for entry in standings
        ),
        note=HOURS_NOTE,
    )


def add_hours(frame: Frame, minutes: Mapping[PhaseId, int], note: str) -> Frame:
    """Return the page's frame with the hours that were logged beside those that are planned."""
    blocks = tuple(
        replace(
            block,
            parts=tuple(
                replace(part, blocks=tuple(_add_column(piece, minutes, note) for piece in part.blocks))
                for part in block.parts
            ),
        )
        if isinstance(block, Tabs)
        else block
        for block in frame.blocks
    )
    return replace(frame, blocks=blocks)


def _add_column(block: Piece, minutes: Mapping[PhaseId, int], note: str) -> Piece:
    if not isinstance(block, TableBlock) or block.id != PHASES_ID:
        return block
    place = [column.label for column in block.columns].index("Planned, h") + 1
    columns = (*block.columns[:place], Column(label="Logged, h", kind="figure"), *block.columns[place:])
    rows = tuple(
        (*row[:place], minutes.get(id, 0) / 60, *row[place:]) for id, row in zip(PHASES, block.rows, strict=True)
    )
    return replace(block, columns=columns, rows=rows, texts=(), note=note)


def build_deliverables(entries: Sequence[SignOff]) -> TableBlock:
    """Build the deliverables with both signatures, those that are overdue first."""
    order = (Status.OVERDUE, Status.OPEN, Status.DONE)
    ordered = sorted(entries, key=lambda entry: (order.index(entry.status), entry.deliverable.due))
    return TableBlock(
        id="deliverables",
        title="Deliverables and sign-off",
        columns=(
            Column(label="State", kind="status", help="Open until author and reviewer, two roles, have signed"),
            Column(label="Deliverable", kind="words"),
            Column(label="Due", kind="day"),
            Column(label="Waits for"),
            Column(label="Author", minor=True),
            Column(label="Author signed", kind="day"),
            Column(label="Reviewer", kind="words"),
            Column(label="Reviewer signed", kind="day"),
            Column(label="Phase", minor=True),
            Column(label="Files", kind="words", minor=True),
        ),
        rows=tuple(
            (
                entry.status,
                entry.deliverable.name,
                _write_day(entry.deliverable.due),
                entry.waits_for,
                entry.deliverable.author,
                _write_day(entry.author_on),
                entry.deliverable.reviewer,
                _write_day(entry.reviewer_on),
                PHASES[entry.deliverable.phase].title,
                ", ".join(entry.deliverable.files),
            )
            for entry in ordered
        ),
        empty="Nothing is to be handed in yet.",
    )


def build_touchpoints(talks: Sequence[Touchpoint], today: date) -> TableBlock:
    """Build the talks with instructors, the next one first, then the last ones."""
    ahead = sorted((talk for talk in talks if talk.on > today), key=lambda talk: talk.on)
    past = sorted((talk for talk in talks if talk.on <= today), key=lambda talk: talk.on, reverse=True)
    return TableBlock(
        id="touchpoints",
        title="Talks with instructors",
        columns=(
            Column(label="State", kind="status"),
            Column(label="Day", kind="day"),
            Column(label="With", kind="words"),
            Column(label="About", kind="words"),
            Column(label="What came of it", kind="words"),
            Column(label="Phase", minor=True),
        ),
        rows=tuple(
            (
                _judge_talk(talk, today),
                talk.on.isoformat(),
                talk.with_,
                talk.about,
                talk.outcome if talk.on <= today else None,
                PHASES[talk.phase].title,
            )
            for talk in (*ahead, *past)
        ),
        empty="No talk is planned yet.",
    )


def _judge_talk(talk: Touchpoint, today: date) -> Status:
    if talk.on > today:
        return Status.OPEN
    return Status.DONE if talk.outcome else Status.OVERDUE


def _write_day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def describe_phase(standings: Sequence[PhaseStanding], today: date) -> str:
    """Describe which phase it is on a day: `Enable, until 27 Nov 2026`; nothing between phases and outside of them."""
    for entry in standings:
        if entry.start and entry.end and entry.start <= today <= entry.end:
            return f"{PHASES[entry.id].title}, until {format_day(entry.end)}"
    return ""
