"""The frame of the Architecture page: what is built, on which decisions, and whether the data still supports them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steering.cases.dossier.architecture import Architecture
from steering.cases.dossier.mermaid_views import MermaidView
from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.context.filters import Filters
from steering.dossier.adr_graph import AdrStanding, judge_adrs
from steering.dossier.architecture import architecture_of, list_leaves
from steering.formatting import join_words, pluralise
from steering.frames.architecture.adrs import build_adrs
from steering.frames.architecture.blocks import build_parts
from steering.frames.blocks import Notice, Tab, Tabs, Tile, Tiles
from steering.frames.drawing_blocks import build_mermaid_blocks
from steering.frames.findings import build_findings
from steering.frames.frame import Frame, provenance
from steering.status import Status

PAGE = "architecture"


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The architecture of the dossier, its decisions held against the data of a month."""
    without_unit = replace(filters, unit=None)
    dated = DatedCase(context=context, filters=without_unit)
    source = provenance(context, without_unit, ("adoption", "kpi"))
    dossier = context.case.dossier
    if not dossier.adrs and not dossier.views and dossier.architecture is None:
        remedy = 'Add dossier/architecture.yaml, or a first record: `python -m steering adr "One platform"`.'
        notice = Notice(text="This case describes no architecture yet.", remedy=remedy)
        return Frame(page=PAGE, message="Waiting for an architecture", blocks=(), provenance=source, notices=(notice,))
    standings = judge_adrs(dated)
    findings = build_findings(dated, PAGE)
    count = f" ({len(findings.findings)})" if findings.findings else ""
    return Frame(
        page=PAGE,
        message=_describe_architecture(architecture_of(dated), standings),
        detail=_describe_shaken(standings),
        blocks=(
            _build_tiles(standings, dated),
            Tabs(
                id="parts",
                parts=(
                    *build_parts(architecture_of(dated), dated),
                    *_build_diagrams(dossier.views),
                    Tab(id="decisions", label="Decision records", blocks=build_adrs(standings, dated)),
                    Tab(id="findings", label=f"Findings{count}", blocks=(findings,)),
                ),
            ),
        ),
        provenance=source,
    )


def _build_diagrams(views: Sequence[MermaidView]) -> tuple[Tab, ...]:
    """Build the views that somebody wrote in Mermaid."""
    blocks = tuple(
        block
        for view in views
        for block in build_mermaid_blocks(id=f"view-{view.id}", title=view.title, text=view.text, file=view.file)
    )
    return (Tab(id="diagrams", label="Diagrams", blocks=blocks),) if blocks else ()


def _in_force(standings: Sequence[AdrStanding]) -> list[AdrStanding]:
    return [standing for standing in standings if standing.adr.front.status == "accepted"]


def _describe_architecture(architecture: Architecture, standings: Sequence[AdrStanding]) -> str:
    decisions = _describe_decisions(standings)
    if not architecture.components:
        return decisions
    live = sum(component.lifecycle in ("live", "pilot") for component in architecture.components)
    leaves = len(list_leaves(architecture))
    capabilities = pluralise(leaves, "capability", "capabilities")
    parts = f"{pluralise(live, 'component')} in use for {capabilities}"
    return f"{parts}; {decisions}" if standings else parts


def _describe_decisions(standings: Sequence[AdrStanding]) -> str:
    accepted = _in_force(standings)
    shaken = [standing for standing in accepted if standing.status is Status.AT_RISK]
    message = f"{pluralise(len(accepted), 'decision')} in force"
    if not shaken:
        return f"{message}; the data contradicts none"
    return f"{message}, {len(shaken)} of them no longer supported by the data"


def _describe_shaken(standings: Sequence[AdrStanding]) -> str:
    refuted = [standing.adr.label for standing in standings if standing.is_refuted]
    rest = [standing.adr.label for standing in standings if standing.shaken and not standing.is_refuted]
    sentences = [f"Not supported any longer: {join_words(refuted)}."] if refuted else []
    sentences += [f"On it rest: {join_words(rest)}."] if rest else []
    return " ".join(sentences)


def _build_tiles(standings: Sequence[AdrStanding], dated: DatedCase) -> Tiles:
    accepted = _in_force(standings)
    shaken = sum(standing.status is Status.AT_RISK for standing in accepted)
    certain = sum(standing.status is Status.ON_TRACK for standing in accepted)
    days = [standing.adr.front.review_by for standing in accepted]
    overdue = sum(1 for day in days if day and day < dated.today)
    to_come = sum(standing.adr.front.status in ("draft", "proposed") for standing in standings)
    return Tiles(
        tiles=(
            Tile(id="in-force", label="Decisions in force", value=f"{len(accepted)}", note=f"{to_come} proposed"),
            Tile(
                id="shaken",
                label="No longer supported",
                value=f"{shaken}",
                note="by the data of the month",
                status=Status.AT_RISK if shaken else Status.ON_TRACK,
            ),
            Tile(id="confirmed", label="Confirmed by data", value=f"{certain}", note="their condition holds"),
            Tile(
                id="overdue",
                label="Reviews overdue",
                value=f"{overdue}",
                status=Status.OVERDUE if overdue else Status.ON_TRACK,
            ),
        )
    )
