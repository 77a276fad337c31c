"""When a question comes back: spaced repetition as FSRS schedules it, from how the last answers went."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from fsrs import Card, Rating, Scheduler, State


class Grade(IntEnum):
    """How an answer went; the numbers are those of FSRS."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, kw_only=True)
class CardState:
    """Where a question stands with a person: when it is due (UTC), and whether it sits.

    It sits once it has left the first steps, which takes two good answers at least, and until one fails.
    """

    text: str
    due: dt.datetime
    is_learned: bool


def review(before: str | None, grade: Grade, at: dt.datetime) -> CardState:
    """Return the state of a question after an answer. `before` is its state as it was stored; None for a new one."""
    card = Card.from_json(before) if before else Card(card_id=0, due=at)
    # A clock that was set back takes no time away.
    moment = max(at, card.last_review) if card.last_review else at
    card, _ = _scheduler().review_card(card, Rating(int(grade)), moment)
    return _state(card)


def read_card(text: str) -> CardState:
    """Read the state of a question as it was stored.

    Raises:
        ValueError: it is none.
    """
    try:
        return _state(Card.from_json(text))
    except (KeyError, TypeError) as error:
        raise ValueError(f"the state of a question can't be read: {error}") from error


def _state(card: Card) -> CardState:
    return CardState(text=card.to_json(), due=card.due, is_learned=card.state == State.Review)


@cache
def _scheduler() -> Scheduler:
    # Without chance in it, the same answers at the same times always lead to the same day.
    return Scheduler(enable_fuzzing=False)
