"""The instructor's answer key: what was planted for whom, as a value that JSON and a table are made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from steering.variants.trouble import PlantedTrouble

HEADINGS = ("learner", "page", "trouble", "subject", "since", "without it", "with it", "rows changed", "answer")


@dataclass(frozen=True, kw_only=True)
class AnswerKey:
    """All answers of a set of variants, and the seed that makes the same set again."""

    case: str
    seed: int
    answers: tuple[tuple[str, tuple[PlantedTrouble, ...]], ...]

    @property
    def rows(self) -> list[tuple[str | float | int, ...]]:
        """A row for each trouble of each learner, below `HEADINGS`."""
        return [
            (name, answer.page, answer.kind, answer.subject, answer.since, *_figures(answer), answer.says)
            for name, planted in self.answers
            for answer in planted
        ]

    def as_dict(self) -> dict[str, Any]:
        """What the answer key holds as JSON."""
        variants = [
            {"learner": name, "planted": [trouble.as_dict() for trouble in planted]} for name, planted in self.answers
        ]
        return {"case": self.case, "seed": self.seed, "variants": variants}


def _figures(trouble: PlantedTrouble) -> tuple[float, float, int]:
    return trouble.before, trouble.after, trouble.rows


def list_answers(case: str, seed: int, answers: Iterable[tuple[str, tuple[PlantedTrouble, ...]]]) -> AnswerKey:
    """Return the key to what was planted for each learner."""
    return AnswerKey(case=case, seed=seed, answers=tuple(answers))
