"""The blocks of the Current state page: value streams, pain points, the assessment, and who works there."""

from __future__ import annotations

from collections.abc import Sequence

from steering.cases.dossier.current_state import CurrentState, PainPoint, Persona
from steering.context.dated_case import DatedCase
from steering.dossier.assessment import AssessedCapability
from steering.dossier.pain_points import cost_of, rank_pain_points
from steering.dossier.value_streams import StreamFlow, lead_time_of
from steering.formatting import format_number, format_value
from steering.frames.blocks import Column, TableBlock

SHARE_HELP = "Complete and accurate: the share of what arrives that the next step can use as it is"


def build_stream(flow: StreamFlow, *, id: str = "value-streams") -> TableBlock:
    """Build a value stream as its steps, with what each takes of the lead time."""
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
        title=flow.stream.name,
        columns=(
            Column(label="Step", kind="words"),
            Column(label="Who", minor=True),
            Column(label=f"Wait, {unit}", kind="figure"),
            Column(label=f"Work, {unit}", kind="figure"),
            Column(label="Of lead time", kind="share"),
            Column(label="Right first time", kind="share", help=SHARE_HELP),
        ),
        rows=rows,
        note=f"Source: {flow.stream.source}" if flow.stream.source else "",
        method="Lead time is wait plus work. Flow efficiency is work over lead time.",
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
    lines = {line.id: line.name for line in business.lines} if business else {}
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


def build_assessment(rows: Sequence[AssessedCapability], levels: Sequence[str]) -> TableBlock:
    """Build the assessment: target, own score and the score that the data supports, the widest gap first."""
    ordered = sorted(rows, key=lambda row: -row.gap)
    return TableBlock(
        id="assessment",
        title="Assessment of capabilities",
        columns=(
            Column(label="Capability", kind="words"),
            Column(label="Target", kind="text"),
            Column(label="Own score"),
            Column(label="By the data", help="The highest level whose proofs all hold"),
            Column(label="Gap", kind="count"),
            Column(label="What is missing", kind="words"),
            Column(label="Owner", minor=True),
        ),
        rows=tuple(
            (
                row.entry.name,
                name_level(row.entry.target, levels),
                name_level(row.entry.self_score, levels),
                None if row.data_score is None else name_level(row.data_score, levels),
                row.gap,
                row.missing,
                row.entry.owner,
            )
            for row in ordered
        ),
        empty="No capability is assessed.",
        note=f"Levels: {', '.join(name_level(level, levels) for level in range(len(levels)))}.",
    )


def name_level(level: int, levels: Sequence[str]) -> str:
    """Return a level with its word: `3 Defined`."""
    return f"{level} {levels[level]}"


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
