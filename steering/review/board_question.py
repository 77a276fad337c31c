"""A question of the architecture review board as one frozen value: who asks, about which gap, and what closes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from steering.errors import Problem
from steering.formatting import join_words, pluralise

# How many things a sentence names.
NAMED = 4


class Weight(StrEnum):
    """What a gap does to the outcome."""

    RETURNS = "returns the case"
    CONDITION = "becomes a condition"
    ADVICE = "is advice"


class BoardSubject(StrEnum):
    """The part of a case that a member of the board asks about."""

    CHARTER = "charter and architecture"
    ROADMAP = "roadmap, change and enablement"
    RISKS = "risks and governance"
    EVIDENCE = "evidence and controls"
    BUSINESS_CASE = "business case and benefits"


# Who sits on the board, in the order in which they ask, and the subject of each.
ROLES: Mapping[BoardSubject, str] = {
    BoardSubject.CHARTER: "Chief architect",
    BoardSubject.ROADMAP: "Head of delivery",
    BoardSubject.RISKS: "Head of risk",
    BoardSubject.EVIDENCE: "Security architect",
    BoardSubject.BUSINESS_CASE: "Finance partner",
}


@dataclass(frozen=True, kw_only=True)
class BoardQuestion:
    """A question with the gap that it comes from. `condition` is what the board asks for where the gap stays open.

    `points` are what a good answer has; `places` are where the gap can be closed in the case's files; `owner` is who
    answers for it by the files. `page` and its block `place` show it.
    """

    id: str
    subject: BoardSubject
    weight: Weight
    text: str
    gap: str
    condition: str
    points: tuple[str, ...]
    places: tuple[Problem, ...] = ()
    owner: str = ""
    page: str = ""
    place: str = ""

    @property
    def role(self) -> str:
        """Who asks."""
        return ROLES[self.subject]

    @property
    def sentence(self) -> str:
        """The condition as a sentence: one that quotes a question has its sign already."""
        return self.condition if self.condition.endswith("?") else f"{self.condition}."


def name_some(names: Iterable[str]) -> str:
    """Join the first names: `a, b, c, d and 3 more`, with semicolons where a name has commas of its own."""
    every = list(names)
    shown = every if len(every) <= NAMED + 1 else [*every[:NAMED], f"{len(every) - NAMED} more"]
    return "; ".join(shown) if any("," in name for name in shown) else join_words(shown)


def join_owners(owners: Iterable[str | None]) -> str:
    """Join the roles that answer for several things, each once."""
    return join_words(list(dict.fromkeys(owner for owner in owners if owner)))


def count_days(days: int) -> str:
    """`1 working day`, `12 working days`."""
    return pluralise(days, "working day")
