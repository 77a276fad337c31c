"""The golden thread drawn from either end, and its constraints, each with the table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steering.conditions import ConditionState
from steering.dossier.thread import PARTS, ConstraintStrand, Strand
from steering.drawings.thread import MOST_ROWS, ThreadBox, render_thread
from steering.formatting import join_words, pluralise
from steering.frames.blocks import TableBlock
from steering.frames.documents import Drawing
from steering.status import Status

# The parts along the thread from the pain to the claim, by their heads.
ALONG = {
    "pains": "Pain point",
    "capabilities": "Capability",
    "components": "Component",
    "decisions": "Decision",
    "benefits": "Benefit",
    "kpis": "KPI",
    "claims": "Claim",
}
EVIDENCE = "Evidence"
# From the benefits the thread is followed both ways: first to what brings it, then to what shows it.
FROM_BENEFITS = ("benefits", "pains", "capabilities", "components", "decisions", "kpis", "claims")


def draw_strands(id: str, strands: Sequence[Strand], table: TableBlock) -> Drawing | TableBlock:
    """Draw strands from the pains or the benefits, broken ones first; the table alone where they are too many."""
    if not 0 < len(strands) <= MOST_ROWS:
        return replace(table, id=id)
    order = FROM_BENEFITS if id == "benefits" else tuple(ALONG)
    ordered = sorted(strands, key=lambda strand: -len(strand.gaps))
    rows = [[*(_build_part(strand, part) for part in order), _build_evidence(strand)] for strand in ordered]
    return Drawing(
        id=id,
        title=table.title,
        svg=render_thread([*(ALONG[part] for part in order), EVIDENCE], rows),
        alt=_tell_strands(ordered),
        table=replace(table, id=f"{id}-table", title="", method=""),
        note="Where several stand in one place the first is named; the table has all.",
        method=table.method,
    )


def _build_part(strand: Strand, part: str) -> ThreadBox:
    names: tuple[str, ...] = getattr(strand, part)
    if part == "claims":
        names = tuple(claim.claim.claim.says for claim in strand.claims)
    return ThreadBox(names=names, lack="" if names else PARTS[part].capitalize().replace("kpi", "KPI"))


def _build_evidence(strand: Strand) -> ThreadBox:
    """Whether data supports the claims of a strand."""
    if not strand.claims:
        return ThreadBox(lack="No evidence")
    states = [claim.claim.state for claim in strand.claims]
    holds, broken = states.count(ConditionState.HOLDS), states.count(ConditionState.BROKEN)
    text = f"Data supports {holds} of {pluralise(len(states), 'claim')}"
    status = Status.OFF_TRACK if broken else Status.AT_RISK if holds < len(states) else Status.ON_TRACK
    return ThreadBox(names=(text,), status=status)


def _tell_strands(strands: Sequence[Strand]) -> str:
    broken = [f"{strand.begin} ({join_words(strand.gaps)})" for strand in strands if strand.gaps]
    told = f"{pluralise(len(strands), 'strand')}, {len(strands) - len(broken)} of them whole."
    return f"{told} Missing: {'; '.join(broken)}." if broken else told


def draw_constraints(strands: Sequence[ConstraintStrand], table: TableBlock) -> Drawing | TableBlock:
    """Draw each constraint with what satisfies it and the controls that prove it."""
    if not 0 < len(strands) <= MOST_ROWS:
        return table
    ordered = sorted(strands, key=lambda strand: -len(strand.gaps))
    rows = [
        [
            ThreadBox(names=(strand.constraint.name,)),
            _build_links(strand.satisfied_by, "Nothing satisfies it"),
            _build_links(strand.evidence, "No evidence"),
        ]
        for strand in ordered
    ]
    broken = [f"{strand.constraint.name} ({join_words(strand.gaps)})" for strand in ordered if strand.gaps]
    told = f"{pluralise(len(ordered), 'constraint')}, {len(ordered) - len(broken)} of them proven."
    return Drawing(
        id=table.id,
        title=table.title,
        svg=render_thread(("Constraint", "Satisfied by", EVIDENCE), rows),
        alt=f"{told} Missing: {'; '.join(broken)}." if broken else told,
        table=replace(table, id=f"{table.id}-table", title=""),
    )


def _build_links(names: tuple[str, ...], lack: str) -> ThreadBox:
    return ThreadBox(names=names, lack="" if names else lack)
