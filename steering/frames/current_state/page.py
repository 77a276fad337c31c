"""The frame of the Current state page: what it takes today, what hurts, and how able the organisation is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from steering.cases.dossier.current_state import CurrentState
from steering.context.case_context import CaseContext
from steering.context.dated_case import DatedCase
from steering.context.filters import Filters
from steering.dossier.assessment import AssessedCapability, assess_capabilities
from steering.dossier.pain_points import add_up_costs
from steering.dossier.value_streams import StreamFlow, measure_stream
from steering.formatting import format_money, format_number, format_value, pluralise
from steering.frames.blocks import Block, Notice, Piece, Tab, Tabs, Tile, Tiles
from steering.frames.current_state.assessment import build_assessment
from steering.frames.current_state.blocks import (
    build_pain_points,
    build_personas,
    build_stream,
    describe_flow,
)
from steering.frames.findings import build_findings
from steering.frames.frame import Frame, provenance
from steering.status import Status

PAGE = "current_state"


def build_frame(context: CaseContext, filters: Filters) -> Frame:
    """The current state of the dossier, its scores held against the data of a month."""
    without_unit = replace(filters, unit=None, focus=None)
    dated = DatedCase(context=context, filters=without_unit)
    source = provenance(context, without_unit, ("adoption", "kpi"))
    state = context.case.dossier.current_state
    if state is None:
        remedy = "Add dossier/current_state.yaml to the case folder; docs/formats.md has its keys."
        notice = Notice(text="This case does not describe its current state yet.", remedy=remedy)
        message = "Waiting for the current state"
        return Frame(page=PAGE, message=message, blocks=(), provenance=source, notices=(notice,))
    flows = [measure_stream(stream) for stream in state.value_streams]
    assessment = assess_capabilities(dated)
    return Frame(
        page=PAGE,
        message=_describe_state(state, flows, dated),
        detail=_describe_bottlenecks(flows, assessment),
        blocks=_build_blocks(state, flows, assessment, dated),
        provenance=source,
    )


def _describe_state(state: CurrentState, flows: Sequence[StreamFlow], dated: DatedCase) -> str:
    parts = [f"{flows[0].stream.name} takes {describe_flow(flows[0])}"] if flows else []
    if state.pain_points:
        cost = add_up_costs(state.pain_points)
        pains = pluralise(len(state.pain_points), "pain point")
        verb = "costs" if len(state.pain_points) == 1 else "cost"
        amount = format_money(float(cost), dated.case.charter.currency)
        parts.append(f"{pains} {verb} {amount} a year" if cost else f"{pains}, none with a cost")
    return "; ".join(parts) or "The current state names neither value streams nor pain points"


def _describe_bottlenecks(flows: Sequence[StreamFlow], assessment: Sequence[AssessedCapability]) -> str:
    sentences = [f"{flow.stream.name} is held up most by: {flow.bottleneck.name}." for flow in flows[:2]]
    overrated = [row.entry.name for row in assessment if row.is_overrated]
    if overrated:
        verb = "scores itself" if len(overrated) == 1 else "score themselves"
        sentences.append(f"{', '.join(overrated)} {verb} above what the data supports.")
    return " ".join(sentences)


def _build_blocks(
    state: CurrentState, flows: Sequence[StreamFlow], assessment: Sequence[AssessedCapability], dated: DatedCase
) -> tuple[Block, ...]:
    streams: tuple[Piece, ...] = tuple(
        build_stream(flow, id="value-streams" if not place else f"value-streams-{place + 1}")
        for place, flow in enumerate(flows)
    )
    findings = build_findings(dated, PAGE)
    count = f" ({len(findings.findings)})" if findings.findings else ""
    tabs = (
        Tab(id="streams", label="Value streams", blocks=streams),
        Tab(id="pains", label="Pain points", blocks=(build_pain_points(state, dated),)),
        Tab(id="abilities", label="Capabilities", blocks=build_assessment(assessment, state.levels)),
        Tab(id="personas", label="Personas", blocks=(build_personas(state.personas),)),
        Tab(id="findings", label=f"Findings{count}", blocks=(findings,)),
    )
    tiles = _build_tiles(state, flows, assessment, dated)
    return (tiles, Tabs(id="parts", parts=tuple(tab for tab in tabs if tab.blocks)))


def _build_tiles(
    state: CurrentState, flows: Sequence[StreamFlow], assessment: Sequence[AssessedCapability], dated: DatedCase
) -> Tiles:
    return Tiles(tiles=(*_build_flow_tiles(flows[:1]), *_build_pain_tiles(state, dated), *_build_gap_tile(assessment)))


def _build_flow_tiles(flows: Sequence[StreamFlow]) -> tuple[Tile, ...]:
    return tuple(
        tile
        for flow in flows
        for tile in (
            Tile(
                id="lead-time",
                label="Lead time",
                value=f"{format_number(float(flow.lead_time))} {flow.stream.unit}",
                note=flow.stream.name,
                help="The sum of wait and work over all steps.",
            ),
            Tile(
                id="flow-efficiency",
                label="Flow efficiency",
                value=format_value(None if flow.flow_efficiency is None else float(flow.flow_efficiency), "share", 0),
                note=f"longest step: {flow.bottleneck.name}",
                help="Work over lead time.",
            ),
        )
    )


def _build_pain_tiles(state: CurrentState, dated: DatedCase) -> tuple[Tile, ...]:
    if not state.pain_points:
        return ()
    uncured = sum(not pain.cured_by for pain in state.pain_points)
    cost = format_money(float(add_up_costs(state.pain_points)), dated.case.charter.currency)
    return (
        Tile(id="pain-cost", label="Cost of the pains", value=cost, note=f"a year, {len(state.pain_points)} in all"),
        Tile(
            id="uncured",
            label="Without a cure",
            value=f"{uncured}",
            note=f"of {pluralise(len(state.pain_points), 'pain point')}",
            status=Status.AT_RISK if uncured else Status.ON_TRACK,
        ),
    )


def _build_gap_tile(assessment: Sequence[AssessedCapability]) -> tuple[Tile, ...]:
    if not assessment:
        return ()
    overrated = sum(row.is_overrated for row in assessment)
    return (
        Tile(
            id="overrated",
            label="Scores the data supports",
            value=f"{len(assessment) - overrated} of {len(assessment)}",
            note=f"widest gap: {max(assessment, key=lambda row: row.gap).entry.name}",
            status=Status.AT_RISK if overrated else Status.ON_TRACK,
        ),
    )
