"""The frame of the Golden thread page: from each pain to its cure, worth, measure and claim, with the gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.context.filters import Filters
from steering.dossier.finding import DossierFinding
from steering.dossier.rules import apply_rules
from steering.dossier.thread import (
    ConstraintStrand,
    Strand,
    trace_benefits,
    trace_constraints,
    trace_pains,
)
from steering.formatting import join_words, pluralise
from steering.frames.blocks import Column, Notice, Tab, TableBlock, Tabs, Tile, Tiles
from steering.frames.findings import build_findings
from steering.frames.frame import Frame, provenance
from steering.frames.thread.strands import draw_constraints, draw_strands
from steering.status import Status

PAGE = "thread"


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The thread from either end, its claims held against the data of a month."""
    without_unit = replace(filters, unit=None, focus=None)
    dated = DatedCase(context=context, filters=without_unit)
    source = provenance(context, without_unit, ("adoption", "kpi"))
    if context.case.dossier.current_state is None and context.case.dossier.architecture is None:
        remedy = "Add dossier/current_state.yaml and dossier/architecture.yaml; docs/formats.md has their keys."
        notice = Notice(text="This case has no dossier that a thread could run through.", remedy=remedy)
        return Frame(page=PAGE, message="Waiting for a dossier", blocks=(), provenance=source, notices=(notice,))
    pains, benefits, constraints = trace_pains(dated), trace_benefits(dated), trace_constraints(dated)
    return Frame(
        page=PAGE,
        message=_describe_thread(pains, benefits, constraints),
        detail=_describe_gaps(pains, benefits, constraints),
        blocks=(_build_tiles(pains, benefits, constraints, dated), _build_tabs(pains, benefits, constraints, dated)),
        provenance=source,
    )


def _describe_thread(
    pains: Sequence[Strand], benefits: Sequence[Strand], constraints: Sequence[ConstraintStrand]
) -> str:
    whole = sum(not strand.gaps for strand in benefits)
    parts = [f"{whole} of {pluralise(len(benefits), 'benefit')} can be traced from pain to claim"] if benefits else []
    cures = sum(bool(strand.capabilities) for strand in pains)
    parts += [f"{cures} of {pluralise(len(pains), 'pain point')} have a cure"] if pains and cures < len(pains) else []
    open_ones = sum(bool(strand.gaps) for strand in constraints)
    parts += [f"{pluralise(open_ones, 'constraint')} without proof"] if open_ones else []
    return "; ".join(parts) or "The dossier has nothing to trace yet"


def _describe_gaps(pains: Sequence[Strand], benefits: Sequence[Strand], constraints: Sequence[ConstraintStrand]) -> str:
    uncured = [f"“{strand.begin}”" for strand in pains if not strand.capabilities]
    broken = [f"“{strand.begin}” ({join_words(strand.gaps)})" for strand in benefits if strand.gaps]
    unproven = [f"“{strand.constraint.name}”" for strand in constraints if strand.gaps]
    sentences = [f"Nothing cures {join_words(uncured)}."] if uncured else []
    sentences += [f"The thread of {join_words(broken)} breaks."] if broken else []
    sentences += [f"Nothing proves {join_words(unproven)}."] if unproven else []
    return " ".join(sentences)


def _build_tiles(
    pains: Sequence[Strand], benefits: Sequence[Strand], constraints: Sequence[ConstraintStrand], dated: DatedCase
) -> Tiles:
    shaken = {claim.claim.claim.says for strand in benefits for claim in strand.unsupported}
    claims = {claim.claim.claim.says for strand in benefits for claim in strand.claims}
    count = sum(len(result.findings) for result in apply_rules(dated))
    return Tiles(
        tiles=(
            _count("benefits", "Benefits traced", sum(not strand.gaps for strand in benefits), len(benefits)),
            _count("pains", "Pains with a cure", sum(bool(strand.capabilities) for strand in pains), len(pains)),
            _count("claims", "Claims supported", len(claims) - len(shaken), len(claims)),
            _count(
                "constraints", "Constraints proven", sum(not strand.gaps for strand in constraints), len(constraints)
            ),
            Tile(
                id="dossier-findings",
                label="Findings of the dossier",
                value=f"{count}",
                note="on all of its pages",
                status=Status.AT_RISK if count else Status.ON_TRACK,
            ),
        )
    )


def _count(id: str, label: str, number: int, of: int) -> Tile:
    status = Status.ON_TRACK if number == of else Status.AT_RISK
    return Tile(id=id, label=label, value=f"{number} of {of}", status=status if of else None)


def _build_tabs(
    pains: Sequence[Strand], benefits: Sequence[Strand], constraints: Sequence[ConstraintStrand], dated: DatedCase
) -> Tabs:
    return Tabs(
        id="parts",
        parts=(
            Tab(
                id="from-pains",
                label="From the pains",
                blocks=(draw_strands("pains", pains, _build_strands("pains", "Pain point", pains)),),
            ),
            Tab(
                id="from-benefits",
                label="From the benefits",
                blocks=(draw_strands("benefits", benefits, _build_strands("benefits", "Benefit line", benefits)),),
            ),
            Tab(
                id="constraints",
                label="Constraints",
                blocks=(draw_constraints(constraints, _build_constraints(constraints)),),
            ),
            Tab(id="findings", label="Findings", blocks=(build_findings(dated, PAGE), _build_worst(dated))),
        ),
    )


def _build_strands(id: str, label: str, strands: Sequence[Strand]) -> TableBlock:
    other = Column(label="Pain points" if id == "benefits" else "Benefit lines", kind="words")
    return TableBlock(
        id=id,
        title="The thread",
        columns=(
            Column(label="Whole", kind="status"),
            Column(label=label, kind="words"),
            Column(label="Missing", kind="words"),
            other,
            Column(label="Capabilities", kind="words"),
            Column(label="Components", kind="words", minor=True),
            Column(label="Decisions", kind="words", minor=True),
            Column(label="Measured by", kind="words"),
            Column(label="Claimed by", kind="words", minor=True),
        ),
        rows=tuple(
            (
                Status.AT_RISK if strand.gaps else Status.ON_TRACK,
                strand.begin,
                ", ".join(strand.gaps),
                ", ".join(strand.pains if id == "benefits" else strand.benefits),
                ", ".join(strand.capabilities),
                ", ".join(strand.components),
                "; ".join(strand.decisions),
                ", ".join(strand.kpis),
                "; ".join(f"{claim.claim.claim.says} ({claim.claim.state.word})" for claim in strand.claims),
            )
            for strand in sorted(strands, key=lambda strand: -len(strand.gaps))
        ),
        empty="Nothing to trace.",
        method="Pain points name capabilities and benefit lines, capabilities their KPIs, components their decisions.",
    )


def _build_constraints(strands: Sequence[ConstraintStrand]) -> TableBlock:
    return TableBlock(
        id="constraints",
        title="Constraints",
        columns=(
            Column(label="Proven", kind="status"),
            Column(label="Constraint", kind="words"),
            Column(label="What it asks", kind="words"),
            Column(label="Satisfied by", kind="words"),
            Column(label="Evidence"),
            Column(label="Owner", minor=True),
        ),
        rows=tuple(
            (
                Status.AT_RISK if strand.gaps else Status.ON_TRACK,
                strand.constraint.name,
                strand.constraint.text,
                "; ".join(strand.satisfied_by),
                ", ".join(strand.evidence),
                strand.constraint.owner,
            )
            for strand in strands
        ),
        empty="No constraint is written down.",
    )


def _build_worst(dated: DatedCase) -> TableBlock:
    """Build the list of every finding of the dossier, by page."""
    rows = [
        (finding.status, finding.text, finding.places[0].place if finding.places else "", _remedy(finding))
        for result in apply_rules(dated)
        for finding in result.findings
    ]
    return TableBlock(
        id="all-findings",
        title="Every finding of the dossier",
        columns=(
            Column(label="Status", kind="status"),
            Column(label="Finding", kind="words"),
            Column(label="Place", kind="words"),
            Column(label="What to do", kind="words"),
        ),
        rows=tuple(rows),
        empty="Nothing contradicts, nothing is missing, nothing has expired.",
    )


def _remedy(finding: DossierFinding) -> str:
    return finding.places[0].remedy if finding.places else ""
