"""The blocks of the Current state page: value streams, pain points, and who works there."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from steering.cases.dossier.current_state import CurrentState, PainPoint, Persona, StreamStep
from steering.context.dated_case import DatedCase
from steering.dossier.pain_points import cost_of, rank_pain_points
from steering.dossier.value_streams import StreamFlow, lead_time_of
from steering.drawings.value_stream import StreamBox, render_value_stream
from steering.formatting import format_number, format_value, pluralise
from steering.frames.blocks import Column, TableBlock
from steering.frames.documents import Drawing

SHARE_HELP = "Complete and accurate: the share of what arrives that the next step can use as it is"


def build_stream(flow: StreamFlow, *, id: str = "value-streams") -> Drawing:
    """Build a value stream as its map, with its steps as a table."""
    boxes = tuple(_build_box(step, flow) for step in flow.stream.steps)
    return Drawing(
        id=id,
        title=flow.stream.name,
        svg=render_value_stream(boxes, sum_up_flow(flow)),
        alt=_tell_flow(flow),
        table=_build_steps(flow, id=f"{id}-table"),
        note=f"Source: {flow.stream.source}" if flow.stream.source else "",
        method="Lead time is wait plus work. Flow efficiency is work over lead time.",
    )


def _build_box(step: StreamStep, flow: StreamFlow) -> StreamBox:
    share = step.complete_and_accurate
    return StreamBox(
        label=step.name,
        process=_describe_time(step.process, flow),
        wait=_describe_time(step.wait, flow) if step.wait else "",
        note="" if share is None else f"{format_value(float(share), 'share', 0)} right first time",
        is_bottleneck=step is flow.bottleneck,
    )


def _describe_time(time: Decimal, flow: StreamFlow) -> str:
    unit = flow.stream.unit
    return f"{format_number(float(time))} {unit.removesuffix('s') if time == 1 else unit}"


def sum_up_flow(flow: StreamFlow) -> str:
    """Sum a stream up in a line: lead time, and what of it is work and what is wait."""
    wait, work = _describe_time(flow.wait, flow), _describe_time(flow.process, flow)
    return f"Lead time {_describe_time(flow.lead_time, flow)}: {work} of work, {wait} of wait"


def _tell_flow(flow: StreamFlow) -> str:
    """Describe a stream's map for who does not see it."""
    steps = pluralise(len(flow.stream.steps), "step")
    slow = flow.bottleneck
    times = f"{_describe_time(slow.wait, flow)} of wait, {_describe_time(slow.process, flow)} of work"
    return f"{flow.stream.name} in {steps}. {sum_up_flow(flow)}. The longest step is {slow.name}: {times}."


def _build_steps(flow: StreamFlow, *, id: str) -> TableBlock:
    """Build the steps of a stream as a table, with what each takes of the lead time."""
    unit = flow.stream.unit
    rows = tuple(
        (
            step.name,
            step.who,
            float(step.wait),
            float(step.process),
            float(lead_time_of(step) / flow.lead_time),
            None if step.complete_and_accurate is None else float(step.complete_and_accurate),
        )
        for step in flow.stream.steps
    )
    return TableBlock(
        id=id,
        title="",
        columns=(
            Column(label="Step", kind="words"),
            Column(label="Who", minor=True),
            Column(label=f"Wait, {unit}", kind="figure"),
            Column(label=f"Work, {unit}", kind="figure"),
            Column(label="Of lead time", kind="share"),
            Column(label="Right first time", kind="share", help=SHARE_HELP),
        ),
        rows=rows,
    )


def describe_flow(flow: StreamFlow) -> str:
    """Describe a stream in a few words: `62 days, 9% of them work`."""
    time = f"{format_number(float(flow.lead_time))} {flow.stream.unit}"
    if flow.flow_efficiency is None:
        return time
    return f"{time}, {format_value(float(flow.flow_efficiency), 'share', 0)} of it work"


def build_pain_points(state: CurrentState, dated: DatedCase) -> TableBlock:
    """Build the pain points, the dearest first, each with its cure and the line that counts it."""
    names = {persona.id: persona.name for persona in state.personas}
    capabilities = {entry.capability: entry.name for entry in state.assessment}
    business = dated.case.business
    lines = {line.id: line.name for line in business.as_written.lines} if business else {}
    return TableBlock(
        id="pain-points",
        title="Pain points",
        columns=(
            Column(label="Pain", kind="words"),
            Column(label="A year", kind="count", help="What it costs a year"),
            Column(label="How often", minor=True),
            Column(label="Felt by", kind="words"),
            Column(label="Cured by", kind="words"),
            Column(
                label="Counted in",
                kind="words",
                help="The benefit line that counts what the cure is worth",
            ),
            Column(label="Source", kind="words", minor=True),
        ),
        rows=tuple(_build_pain(pain, names, capabilities, lines) for pain in rank_pain_points(state.pain_points)),
        note=f"Costs in {dated.case.charter.currency}.",
        empty="No pain point is written down.",
    )


def _build_pain(
    pain: PainPoint, names: dict[str, str], capabilities: dict[str, str], lines: dict[str, str]
) -> tuple[str | float | None, ...]:
    return (
        pain.title,
        round(float(cost_of(pain))) if pain.cost_a_year else None,
        pain.how_often,
        ", ".join(names.get(id, id) for id in pain.felt_by),
        ", ".join(capabilities.get(id, id) for id in pain.cured_by),
        ", ".join(lines.get(id, id) for id in pain.benefit_lines),
        pain.cost_a_year.source if pain.cost_a_year else None,
    )


def build_personas(personas: Sequence[Persona]) -> TableBlock:
    """Build who works there: goals, pains and jobs."""
    return TableBlock(
        id="personas",
        title="Personas",
        columns=(
            Column(label="Persona"),
            Column(label="People", kind="count"),
            Column(label="Wants", kind="words"),
            Column(label="Is held up by", kind="words"),
            Column(label="Has to get done", kind="words"),
        ),
        rows=tuple(
            (
                persona.name,
                round(float(persona.people.value)) if persona.people else None,
                "; ".join(persona.goals),
                "; ".join(persona.pains),
                "; ".join(persona.jobs),
            )
            for persona in personas
        ),
        empty="No persona is described.",
    )
