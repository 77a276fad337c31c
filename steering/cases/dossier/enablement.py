"""The model of `dossier/enablement.yaml`: FAQ, onboarding, toolkit, competencies, phases, touchpoints, deliverables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator
from pydantic.dataclasses import dataclass

from steering.cases.dossier.case_paths import CasePath, ToolkitPath, WebLink
from steering.cases.dossier.ids import check_ids, check_known
from steering.cases.yaml_reader import Document, Place
from steering.catalog.phases import PhaseId
from steering.errors import Problem
from steering.field_types import STRICT, Day, Identifier, Label, Words, parse_number, parse_ratio

TIME = re.compile(r"(?P<figure>[0-9]{1,4}(?:\.[0-9]{1,2})?) ?(?P<unit>min|h)")
LONGEST_STEP = 1_000 * 60
# What an objective may be shown by; exactly one of them in each piece of evidence.
PROOFS = ("deliverable", "file", "claim", "quiz", "run")


def _minutes_of(value: Any) -> int:
    """Return whole minutes from `45 min` or `1.5 h`."""
    match = TIME.fullmatch(str(value).strip())
    minutes = parse_number(match["figure"]) * (60 if match["unit"] == "h" else 1) if match else Decimal(0)
    if minutes != minutes.to_integral_value() or not 0 < minutes <= LONGEST_STEP:
        raise ValueError("minutes or hours above 0 and up to 1000 h, such as 45 min or 1.5 h")
    return int(minutes)


def _threshold(value: Any) -> Decimal | str:
    """Return a number or a share; any other text is the name of a stage, which the data has to know."""
    try:
        return parse_ratio(value)
    except ValueError:
        return str(value).strip()


# How long a step takes, in minutes.
StepTime = Annotated[
    int,
    BeforeValidator(_minutes_of),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,4}(\.[0-9]{1,2})? ?(min|h)$"}),
]
Threshold = Annotated[
    Decimal | str, PlainValidator(_threshold), WithJsonSchema({"type": ["number", "string"], "maxLength": 160})
]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class FaqEntry:
    """A question that people ask, its answer as Markdown, who answers for it, and when it has to be reviewed."""

    id: Identifier
    question: Label
    answer: Words
    owner: Label | None = None
    review_by: Day | None = None
    asked_by: tuple[Label, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class StepProof:
    """What tells that a team has done a step: a column of the adoption data that is at least so much, or a stage.

    With `of` it is the share of another column: `trained` of `data_scientists`.
    """

    column: Label
    at_least: Threshold
    of: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class OnboardingStep:
    """A step by which a team comes onto the platform: how long it takes, and what tells that a team has done it."""

    id: Identifier
    name: Label
    time: StepTime
    about: Words | None = None
    owner: Label | None = None
    done_when: StepProof | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ToolkitItem:
    """Something that teams take along: a file of `dossier/toolkit`, or a link to the web. `for_` says who needs it."""

    id: Identifier
    name: Label
    file: ToolkitPath | None = None
    link: WebLink | None = None
    for_: Annotated[tuple[Label, ...], Field(alias="for")] = ()
    version: Label | None = None
    about: Words | None = None

    @model_validator(mode="after")
    def _has_one_place(self) -> ToolkitItem:
        if (self.file is None) == (self.link is None):
            raise ValueError("either `file` or `link`")
        return self


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Competency:
    """What somebody is able to do in the end, and the roles that teach it."""

    id: Identifier
    name: Label
    about: Words | None = None
    taught_by: tuple[Label, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ObjectiveProof:
    """What shows an objective: one of a deliverable, a file of the case, the claims of a scene, a quiz and a run.

    A quiz and a run have the day `on` which they were taken, and a `result` in words.
    """

    deliverable: Identifier | None = None
    file: CasePath | None = None
    claim: Identifier | None = None
    quiz: Label | None = None
    run: Label | None = None
    on: Day | None = None
    result: Label | None = None

    @model_validator(mode="after")
    def _is_one_kind(self) -> ObjectiveProof:
        kinds = [kind for kind in PROOFS if getattr(self, kind) is not None]
        if len(kinds) != 1:
            raise ValueError(f"exactly one of {', '.join(PROOFS)}")
        is_dated = kinds[0] in ("quiz", "run")
        if is_dated != (self.on is not None) or (self.result and not is_dated):
            raise ValueError("the day `on` with a quiz or a run, and `on` and `result` with nothing else")
        return self

    @property
    def kind(self) -> str:
        """Which of the five it is."""
        return next(kind for kind in PROOFS if getattr(self, kind) is not None)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class LearningObjective:
    """What somebody has to have shown by the end of a phase, for a competency."""

    id: Identifier
    text: Words
    competency: Identifier
    phase: PhaseId | None = None
    evidence: tuple[ObjectiveProof, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PhasePlan:
    """When a phase of the learner begins and ends, and its goal; its hours are the same for every case."""

    id: PhaseId
    start: Day
    end: Day
    goal: Words | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Touchpoint:
    """A talk with an instructor: when, in which phase, with whom, about what, and what came of it."""

    id: Identifier
    on: Day
    phase: PhaseId
    with_: Annotated[Label, Field(alias="with")]
    about: Words
    outcome: Words | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SignatureDays:
    """The days on which author and reviewer have signed."""

    author: Day | None = None
    reviewer: Day | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Deliverable:
    """What is handed in within a phase: its day, who writes and who reviews it, and when each has signed."""

    id: Identifier
    name: Label
    phase: PhaseId
    due: Day
    author: Label | None = None
    reviewer: Label | None = None
    signed: SignatureDays = SignatureDays()
    files: tuple[CasePath, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Enablement:
    """The content of `dossier/enablement.yaml`."""

    faq: Annotated[tuple[FaqEntry, ...], Field(max_length=500)] = ()
    onboarding: Annotated[tuple[OnboardingStep, ...], Field(max_length=60)] = ()
    toolkit: Annotated[tuple[ToolkitItem, ...], Field(max_length=200)] = ()
    competencies: Annotated[tuple[Competency, ...], Field(max_length=200)] = ()
    objectives: Annotated[tuple[LearningObjective, ...], Field(max_length=500)] = ()
    phases: tuple[PhasePlan, ...] = ()
    touchpoints: Annotated[tuple[Touchpoint, ...], Field(max_length=500)] = ()
    deliverables: Annotated[tuple[Deliverable, ...], Field(max_length=500)] = ()


def list_files(enablement: Enablement | None) -> Iterator[str]:
    """Yield the name of every file of the case that the enablement names; there may be none of it."""
    if enablement is None:
        return
    yield from (item.file for item in enablement.toolkit if item.file)
    yield from (file for deliverable in enablement.deliverables for file in deliverable.files)
    yield from (proof.file for objective in enablement.objectives for proof in objective.evidence if proof.file)


LISTS = ("faq", "onboarding", "toolkit", "competencies", "objectives", "phases", "touchpoints", "deliverables")


def check_enablement(enablement: Enablement, text: Document) -> Iterator[Problem]:
    """Yield what keeps `dossier/enablement.yaml` from being read as it is meant; contradictions are findings."""
    for key in LISTS:
        yield from check_ids(text, (key,), [item.id for item in getattr(enablement, key)])
    competencies = [competency.id for competency in enablement.competencies]
    deliverables = [deliverable.id for deliverable in enablement.deliverables]
    for index, objective in enumerate(enablement.objectives):
        place: Place = ("objectives", index)
        yield from check_known(text, (*place, "competency"), objective.competency, competencies, "a competency")
        for position, proof in enumerate(objective.evidence):
            spot = (*place, "evidence", position, "deliverable")
            if proof.deliverable is not None:
                yield from check_known(text, spot, proof.deliverable, deliverables, "a deliverable")
    for index, phase in enumerate(enablement.phases):
        if phase.end < phase.start:
            expected = f"a day from {phase.start} on, when it starts"
            yield text.at(("phases", index, "end"), str(phase.end), expected, "Correct one of the two.")
