"""The model of `dossier/governance.yaml`: charter, policies, workflows, roles, RACI, review board and exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic.dataclasses import dataclass

from steering.cases.dossier.ids import check_ids, check_known
from steering.cases.yaml_reader import Document, Place
from steering.errors import Problem
from steering.field_types import STRICT, Count, Day, Identifier, Label, Words
from steering.recurrence import LONGEST, parse_rule

# Written with a slash, a comma, a plus, an ampersand or nothing in between, as matrices in the wild are.
LETTERS = re.compile(r"[RACI](?: ?[/,+&]? ?[RACI]){0,3}")
ACCOUNTABLE, RESPONSIBLE, CONSULTED, INFORMED = "A", "R", "C", "I"


def _letters(value: str) -> str:
    """Return letters in one order, whichever way they are written: `R/A`, `A, R` and `AR` are the same."""
    upper = value.strip().upper()
    if not LETTERS.fullmatch(upper):
        raise ValueError("letters out of R, A, C and I, such as A or A/R")
    return "".join(sorted(set(upper) & set("RACI")))


def _rule(value: str) -> str:
    parse_rule(value)
    return value.strip()


# What a role has to do with an activity: one or more of R, A, C and I.
RaciLetters = Annotated[
    str,
    AfterValidator(_letters),
    WithJsonSchema({"type": "string", "pattern": r"^[RACIraci](?: ?[/,+&]? ?[RACIraci]){0,3}$"}),
]
RuleText = Annotated[
    str, AfterValidator(_rule), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST})
]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class GovernanceCharter:
    """What the board is for, what it covers, who gave it its mandate, who sits on it, and how it decides."""

    purpose: Words
    scope: Words
    mandate: Words | None = None
    members: tuple[Identifier, ...] = ()
    decision_rule: Words | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class GovernanceRole:
    """A role, by the name under which other files call it, and who holds it. `short` heads its column in the RACI."""

    id: Identifier
    name: Label
    short: Annotated[Label, Field(max_length=12)] | None = None
    held_by: Label | None = None
    about: Words | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Policy:
    """A policy: who owns it, which version is in force, when it is due for review, and which controls it rests on."""

    id: Identifier
    title: Label
    version: Label
    summary: Words
    owner: Label | None = None
    review_by: Day | None = None
    link: Label | None = None
    controls: tuple[Label, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class WorkflowState:
    """A state of a workflow, and how many days something may stay in it. Nothing leaves an end."""

    id: Identifier
    name: Label
    days: Count | None = None
    is_end: Annotated[bool, Field(alias="end")] = False


@dataclass(frozen=True, kw_only=True, config=STRICT)
class WorkflowMove:
    """A move from one state to another, and the roles that may make it."""

    from_: Annotated[Identifier, Field(alias="from")]
    to: Identifier
    by: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    when: Words | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Workflow:
    """States and the moves between them; the first state is where everything begins."""

    id: Identifier
    title: Label
    states: Annotated[tuple[WorkflowState, ...], Field(min_length=1)]
    moves: tuple[WorkflowMove, ...] = ()
    owner: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class RaciActivity:
    """A row of the RACI: an activity, what each role has to do with it, and the gate or ADR that it is about."""

    id: Identifier
    activity: Label
    roles: dict[Identifier, RaciLetters]
    gate: Identifier | None = None
    adr: Identifier | None = None

    def list_roles(self, letter: str) -> list[str]:
        """Return the ids of the roles with a letter, in the order of the file."""
        return [role for role, letters in self.roles.items() if letter in letters]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ReviewBoard:
    """When the review board meets: a rule of RFC 5545 that counts from `start`, without the days of `skips`."""

    name: Label
    rule: RuleText
    start: Day
    skips: tuple[Day, ...] = ()
    place: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PolicyException:
    """Leave to depart from a policy for a time, and what makes up for it; it is open until it is closed."""

    id: Identifier
    policy: Identifier
    reason: Words
    granted: Day
    owner: Label | None = None
    expires: Day | None = None
    control: Words | None = None
    closed: Day | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Governance:
    """The content of `dossier/governance.yaml`."""

    charter: GovernanceCharter | None = None
    roles: tuple[GovernanceRole, ...] = ()
    policies: tuple[Policy, ...] = ()
    workflows: tuple[Workflow, ...] = ()
    raci: tuple[RaciActivity, ...] = ()
    review_board: ReviewBoard | None = None
    exceptions: tuple[PolicyException, ...] = ()


LISTS = ("roles", "policies", "workflows", "raci", "exceptions")


def check_governance(governance: Governance, text: Document) -> Iterator[Problem]:
    """Yield what keeps `dossier/governance.yaml` from being read as it is meant; contradictions are findings."""
    for key in LISTS:
        yield from check_ids(text, (key,), [item.id for item in getattr(governance, key)])
    for index, workflow in enumerate(governance.workflows):
        states = [state.id for state in workflow.states]
        yield from check_ids(text, ("workflows", index, "states"), states)
        for position, move in enumerate(workflow.moves):
            place = ("workflows", index, "moves", position)
            yield from check_known(text, (*place, "from"), move.from_, states, "a state")
            yield from check_known(text, (*place, "to"), move.to, states, "a state")
    for index, exception in enumerate(governance.exceptions):
        yield from _check_days(exception, ("exceptions", index), text)


def _check_days(exception: PolicyException, place: Place, text: Document) -> Iterator[Problem]:
    for key in ("expires", "closed"):
        day = getattr(exception, key)
        if day and day < exception.granted:
            expected = f"a day from {exception.granted} on, when it was granted"
            yield text.at((*place, key), str(day), expected, "Correct one of the two.")
