"""The model of `dossier/change.yaml`: who has to be won over, the change plan, what is told to whom, and the pilot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from steering.cases.dossier.current_state import Share
from steering.cases.dossier.governance import RuleText
from steering.cases.dossier.ids import check_ids, check_known
from steering.cases.yaml_reader import Document
from steering.conditions import Condition
from steering.errors import Problem, quote_input
from steering.field_types import STRICT, Day, Identifier, Label, Month, Words

Level = Literal["low", "medium", "high"]
# From the least to the most; the place in the list is the rank.
LEVELS: tuple[Level, ...] = ("low", "medium", "high")
Stance = Literal["opposed", "sceptical", "neutral", "supportive", "champion"]
STANCES: tuple[Stance, ...] = ("opposed", "sceptical", "neutral", "supportive", "champion")
# The stages of ADKAR, in the order in which people go through them.
AdkarStage = Literal["awareness", "desire", "knowledge", "ability", "reinforcement"]
STAGES: tuple[AdkarStage, ...] = ("awareness", "desire", "knowledge", "ability", "reinforcement")
# What tells from the adoption data how far a group is.
AdoptionMeasure = Literal["invited", "started", "trained", "first_deployment", "active", "retained"]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ChangeGroup:
    """Teams that change together: those that fit every list which is there, by unit, wave and team id."""

    id: Identifier
    name: Label
    business_units: tuple[Label, ...] = ()
    waves: tuple[Label, ...] = ()
    teams: tuple[Label, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Stakeholder:
    """Somebody by role: how much they can move, how they stand today and have to, and who wins them over until when.

    `groups` are those that they answer for.
    """

    id: Identifier
    name: Label
    influence: Level
    interest: Level
    stance: Stance
    needed: Stance
    won_by: Label | None = None
    until: Day | None = None
    how: Words | None = None
    concern: Words | None = None
    groups: tuple[Identifier, ...] = ()

    @property
    def short(self) -> int:
        """How many steps the stance of today is short of the one that is needed; 0 where it is enough."""
        return max(0, STANCES.index(self.needed) - STANCES.index(self.stance))


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ChangeStep:
    """A step of the change plan: the stage of ADKAR that it is for, what tells how far each group is, and the target.

    `by` is the month at the end of which every group has to be there.
    """

    id: Identifier
    stage: AdkarStage
    aim: Words
    measure: AdoptionMeasure
    target: Share
    by: Month | None = None
    owner: Label | None = None
    actions: tuple[Words, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Communication:
    """What is told to whom, by which channel, and when: by a rule of RFC 5545 from `start` on, without `skips`."""

    id: Identifier
    message: Words
    channel: Label
    rule: RuleText
    start: Day
    audience: tuple[Identifier, ...] = ()
    skips: tuple[Day, ...] = ()
    owner: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PilotMetric:
    """What has to hold in the data for the pilot to count as a success."""

    id: Identifier
    label: Label
    condition: Condition
    owner: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ChangePlan:
    """The content of `dossier/change.yaml`."""

    stakeholders: Annotated[tuple[Stakeholder, ...], Field(max_length=300)] = ()
    groups: Annotated[tuple[ChangeGroup, ...], Field(max_length=100)] = ()
    plan: Annotated[tuple[ChangeStep, ...], Field(max_length=30)] = ()
    communications: Annotated[tuple[Communication, ...], Field(max_length=200)] = ()
    pilot: Annotated[tuple[PilotMetric, ...], Field(max_length=100)] = ()


LISTS = ("stakeholders", "groups", "plan", "communications", "pilot")


def check_change(change: ChangePlan, text: Document) -> Iterator[Problem]:
    """Yield what keeps `dossier/change.yaml` from being read as it is meant; contradictions are findings."""
    for key in LISTS:
        yield from check_ids(text, (key,), [item.id for item in getattr(change, key)])
    people, groups = [entry.id for entry in change.stakeholders], [group.id for group in change.groups]
    yield from _check_shared_ids(people, groups, text)
    for index, stakeholder in enumerate(change.stakeholders):
        yield from check_known(text, ("stakeholders", index, "groups"), stakeholder.groups, groups, "a group")
    for index, communication in enumerate(change.communications):
        place = ("communications", index, "audience")
        yield from check_known(text, place, communication.audience, [*people, *groups], "a stakeholder or group")


def _check_shared_ids(people: Sequence[str], groups: Sequence[str], text: Document) -> Iterator[Problem]:
    """Yield ids that a group shares with a stakeholder: an audience could not tell which of the two is meant."""
    for index, id in enumerate(groups):
        if id in people:
            expected = "an id that no stakeholder has"
            yield text.at(("groups", index, "id"), quote_input(id), expected, "Give one of the two another id.")
