"""What a checklist asks and what comes of it, the same for every profile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from steering.errors import Problem
from steering.formatting import counted
from steering.status import Status

T = TypeVar("T")
PLACE = ("file", "row", "column", "found", "expected", "remedy")
STATES = {
    Status.PASSED: "passed",
    Status.FAILED: "failed",
    Status.TO_JUDGE: "for a person to judge",
    Status.NOT_APPLICABLE: "not applicable",
}
"""How an item may stand, and how many of them are said to."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How a question stands and why, with every place that fails or that a person has to look at."""

    state: Status
    why: str
    places: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question(Generic[T]):
    """One item of a checklist: what is asked, in words, and how it is answered."""

    id: str
    words: str
    answer: Callable[[T], Answer]


@dataclass(frozen=True, kw_only=True)
class Item:
    """A question with its answer."""

    id: str
    question: str
    state: Status
    why: str
    places: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is left to correct: what a person has to judge is no failure."""
        return self.state is not Status.FAILED

    def as_dict(self) -> dict[str, Any]:
        """The item as plain JSON values."""
        return {
            "item": self.id,
            "question": self.question,
            "state": self.state.value,
            "places": [{key: getattr(place, key) for key in PLACE} for place in self.places],
            "why": self.why,
        }


def asked(questions: Sequence[Question[T]], about: T) -> tuple[Item, ...]:
    """Every question, answered about one thing, in their order."""
    answers = [(question, question.answer(about)) for question in questions]
    return tuple(
        Item(id=one.id, question=one.words, state=found.state, why=found.why, places=found.places)
        for one, found in answers
    )


def tally(items: Sequence[Item]) -> str:
    """`10 questions: 7 passed, 1 failed, 2 for a person to judge`."""
    counts = {said: sum(item.state is state for item in items) for state, said in STATES.items()}
    parts = ", ".join(f"{count} {said}" for said, count in counts.items() if count)
    return f"{counted(len(items), 'question')}: {parts}" if parts else "No question was asked"


def passed(why: str) -> Answer:
    """Everything that was looked at is as it should be."""
    return Answer(state=Status.PASSED, why=why)


def failed(why: str, *places: Problem) -> Answer:
    """Something certainly is not as it should be, at each of these places."""
    return Answer(state=Status.FAILED, why=why, places=places)


def to_judge(why: str, *places: Problem) -> Answer:
    """A file alone can't tell; these places are what to look at."""
    return Answer(state=Status.TO_JUDGE, why=why, places=places)


def not_applicable(why: str) -> Answer:
    """There is nothing that the question could be asked about."""
    return Answer(state=Status.NOT_APPLICABLE, why=why)
