"""How able the organisation is, on the Current state page: the assessment as a heat map, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from steering.dossier.assessment import AssessedCapability
from steering.formatting import join_words, pluralise
from steering.frames.blocks import Column, TableBlock
from steering.frames.documents import HeatCell, HeatMap, HeatRow
from steering.status import Status

COLUMNS = ("Target", "Own score", "By the data", "Gap")


def build_assessment(rows: Sequence[AssessedCapability], levels: Sequence[str]) -> tuple[HeatMap, TableBlock]:
    """Build the assessment, the widest gap first: its levels as a heat map, and what is missing for the next one."""
    ordered = sorted(rows, key=lambda row: -row.gap)
    return _build_map(ordered, levels), _build_missing(ordered)


def _build_map(rows: Sequence[AssessedCapability], levels: Sequence[str]) -> HeatMap:
    return HeatMap(
        id="assessment",
        title="Target, own score and the score that the data supports",
        alt=_tell_assessment(rows),
        columns=COLUMNS,
        rows=tuple(HeatRow(label=row.entry.name, cells=_build_cells(row, levels)) for row in rows),
        scale=tuple(f"{level} {word}" for level, word in enumerate(levels)),
        row_label="Capability",
        empty="No capability is assessed.",
        method="The score by the data is the highest level below the first proof that fails. "
        "The gap is the target less that score, or less the own score where no data decides. "
        "An own score above what the data supports is at risk.",
    )


def _build_cells(row: AssessedCapability, levels: Sequence[str]) -> tuple[HeatCell, ...]:
    return (
        _build_level(row.entry.target, levels),
        _build_level(row.entry.self_score, levels, Status.AT_RISK if row.is_overrated else None),
        HeatCell(text="?", words="no data decides") if row.data_score is None else _build_level(row.data_score, levels),
        _build_gap(row, len(levels)),
    )


def _build_level(level: int, levels: Sequence[str], status: Status | None = None) -> HeatCell:
    word = f"{level} {levels[level]}"
    return HeatCell(text=word, level=level, status=status)


def _build_gap(row: AssessedCapability, count: int) -> HeatCell:
    """A gap is as strong as its levels; what is above the target has none."""
    gap = max(row.gap, 0)
    text = f"{pluralise(gap, 'level')} to go" if gap else "Reached"
    return HeatCell(text=text, words="" if not gap else "below the target", level=min(gap, count - 1))


def _tell_assessment(rows: Sequence[AssessedCapability]) -> str:
    overrated = [row.entry.name for row in rows if row.is_overrated]
    below = sum(row.gap > 0 for row in rows)
    told = f"{pluralise(len(rows), 'capability', 'capabilities')}, {below} of them below their target."
    return f"{told} Scored above what the data supports: {join_words(overrated)}." if overrated else told


def _build_missing(rows: Sequence[AssessedCapability]) -> TableBlock:
    return TableBlock(
        id="missing",
        title="What is missing for the next level",
        columns=(
            Column(label="Capability", kind="words"),
            Column(label="What is missing", kind="words"),
            Column(label="Gap", kind="count", help="Levels between the target and the score"),
            Column(label="Owner", kind="words"),
        ),
        rows=tuple((row.entry.name, row.missing, row.gap, row.entry.owner) for row in rows if row.missing),
        empty="Nothing is missing: every proof holds.",
    )
