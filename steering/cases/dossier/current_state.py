"""The model of `dossier/current_state.yaml`: who works how today, what hurts, and how able the organisation is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from steering.cases.dossier.ids import check_ids, check_known
from steering.cases.model import Sourced
from steering.cases.yaml_reader import Document
from steering.conditions import Condition
from steering.errors import Problem
from steering.field_types import STRICT, Identifier, Label, Number, Ratio, Whole, Words

Share = Annotated[Ratio, Field(ge=0, le=1)]
Time = Annotated[Number, Field(ge=0, le=1_000_000)]
# How able the organisation is: 0 is nothing there, 5 the most that the scale has.
AbilityLevel = Annotated[Whole, Field(ge=0, le=5)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Persona:
    """Somebody who works with models: what they want, what stands in their way, and what they have to get done."""

    id: Identifier
    name: Label
    goals: Annotated[tuple[Words, ...], Field(min_length=1)]
    pains: tuple[Words, ...] = ()
    jobs: tuple[Words, ...] = ()
    people: Sourced | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class StreamStep:
    """A step of a value stream, in the stream's unit of time: the wait before it, and the work in it.

    `complete_and_accurate` is the share of what arrives from it that the next step can use as it is.
    """

    id: Identifier
    name: Label
    process: Time
    wait: Time = Decimal(0)
    complete_and_accurate: Share | None = None
    who: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ValueStream:
    """How something of value comes about, step by step. `kpi` is the one that measures its lead time."""

    id: Identifier
    name: Label
    unit: Literal["hours", "days"]
    steps: Annotated[tuple[StreamStep, ...], Field(min_length=1, max_length=40)]
    customer: Label | None = None
    source: Words | None = None
    kpi: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PainPoint:
    """What hurts: whom, how often, and what it costs a year, in whole units of the case's currency.

    `cured_by` are capabilities, `benefit_lines` lines of the business case that count what the cure is worth.
    """

    id: Identifier
    title: Label
    felt_by: tuple[Identifier, ...] = ()
    how_often: Label | None = None
    cost_a_year: Sourced | None = None
    cured_by: tuple[Identifier, ...] = ()
    benefit_lines: tuple[Label, ...] = ()
    stream: Identifier | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class LevelProof:
    """What has to hold in the data before a level counts as reached."""

    level: Annotated[Whole, Field(ge=1, le=5)]
    condition: Condition


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CapabilityAssessment:
    """How able the organisation is in one capability: the target, its own score, and what proves each level."""

    capability: Identifier
    name: Label
    target: AbilityLevel
    self_score: AbilityLevel
    proofs: tuple[LevelProof, ...] = ()
    owner: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CurrentState:
    """The content of `dossier/current_state.yaml`. `levels` are the words of levels 0 to 5 of the assessment."""

    personas: tuple[Persona, ...] = ()
    value_streams: tuple[ValueStream, ...] = ()
    pain_points: tuple[PainPoint, ...] = ()
    levels: Annotated[tuple[Label, ...], Field(min_length=6, max_length=6)] = (
        "Absent",
        "Ad hoc",
        "Repeatable",
        "Defined",
        "Measured",
        "Improving",
    )
    assessment: tuple[CapabilityAssessment, ...] = ()


def check_current_state(state: CurrentState, text: Document) -> Iterator[Problem]:
    """Yield every disagreement within `dossier/current_state.yaml`."""
    for key in ("personas", "value_streams", "pain_points"):
        yield from check_ids(text, (key,), [item.id for item in getattr(state, key)])
    yield from check_ids(text, ("assessment",), [entry.capability for entry in state.assessment], key="capability")
    personas = [persona.id for persona in state.personas]
    streams = [stream.id for stream in state.value_streams]
    for index, stream in enumerate(state.value_streams):
        yield from check_ids(text, ("value_streams", index, "steps"), [step.id for step in stream.steps])
        yield from _check_times(text, index, stream)
    for index, pain in enumerate(state.pain_points):
        where = ("pain_points", index)
        yield from check_known(text, (*where, "felt_by"), pain.felt_by, personas, "a persona")
        if pain.stream is not None:
            yield from check_known(text, (*where, "stream"), pain.stream, streams, "a value stream")
        if pain.cost_a_year and pain.cost_a_year.value < 0:
            found, expected = str(pain.cost_a_year.value), "an amount of at least 0"
            yield text.at((*where, "cost_a_year"), found, expected, "Remove the sign.")
    for index, entry in enumerate(state.assessment):
        yield from _check_levels(text, index, entry)


def _check_times(text: Document, index: int, stream: ValueStream) -> Iterator[Problem]:
    if not any(step.process or step.wait for step in stream.steps):
        place = ("value_streams", index, "steps")
        yield text.at(place, "no step that takes time", "times above 0", "Write process and wait of each step.")


def _check_levels(text: Document, index: int, entry: CapabilityAssessment) -> Iterator[Problem]:
    levels: Sequence[int] = [proof.level for proof in entry.proofs]
    if list(levels) != sorted(levels):
        place, found = ("assessment", index, "proofs"), ", ".join(map(str, levels))
        yield text.at(place, f"the levels {found}", "levels from the lowest up", "Sort the proofs by their level.")
