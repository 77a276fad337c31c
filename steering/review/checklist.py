"""Questions and answers of a checklist, the same for every profile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from steering.errors import Problem
from steering.formatting import pluralise
from steering.status import Status

T = TypeVar("T")
PLACE = ("file", "row", "column", "found", "expected", "remedy")
# How an item may stand, and how many of them are said to.
STATES = {
    Status.PASSED: "passed",
    Status.FAILED: "failed",
    Status.TO_JUDGE: "for a person to judge",
    Status.NOT_APPLICABLE: "not applicable",
}


@dataclass(frozen=True, kw_only=True)
class ChecklistAnswer:
    """How a question stands and why, with every place that fails or that a person has to look at."""

    state: Status
    why: str
    places: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ChecklistQuestion(Generic[T]):
    """One item of a checklist: its question in words, and the function that answers it."""

    id: str
    words: str
    answer: Callable[[T], ChecklistAnswer]


@dataclass(frozen=True, kw_only=True)
class ChecklistItem:
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
        """Return the item as plain JSON values."""
        return {
            "item": self.id,
            "question": self.question,
            "state": self.state.value,
            "places": [{key: getattr(place, key) for key in PLACE} for place in self.places],
            "why": self.why,
        }


def ask_question(questions: Sequence[ChecklistQuestion[T]], about: T) -> tuple[ChecklistItem, ...]:
    """Return every question, answered about one thing, in their order."""
    answers = [(question, question.answer(about)) for question in questions]
    return tuple(
        ChecklistItem(id=entry.id, question=entry.words, state=answer.state, why=answer.why, places=answer.places)
        for entry, answer in answers
    )


def tally(items: Sequence[ChecklistItem], about: str = "the plan") -> str:
    """`10 questions about the plan: 7 passed, 1 failed, 2 for a person to judge`."""
    counts = {word: sum(item.state is state for item in items) for state, word in STATES.items()}
    parts = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f"{pluralise(len(items), 'question')} about {about}: {parts}" if parts else "No question was asked"


def pass_item(why: str) -> ChecklistAnswer:
    """Pass the question: everything that was looked at is as it should be."""
    return ChecklistAnswer(state=Status.PASSED, why=why)


def fail_item(why: str, *places: Problem) -> ChecklistAnswer:
    """Something certainly is not as it should be, at each of these places."""
    return ChecklistAnswer(state=Status.FAILED, why=why, places=places)


def leave_to_person(why: str, *places: Problem) -> ChecklistAnswer:
    """Leave the question to a person, who has these places to look at."""
    return ChecklistAnswer(state=Status.TO_JUDGE, why=why, places=places)


def skip_item(why: str) -> ChecklistAnswer:
    """Skip the question: it does not apply."""
    return ChecklistAnswer(state=Status.NOT_APPLICABLE, why=why)
