"""The states that a badge shows, each with its colour role, icon, word and text mark; imports nothing of ours."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Literal, Self

Role = Literal["good", "warning", "bad", "neutral"]
Colour = Literal["green", "orange", "red", "gray"]
# By Material Symbols' names; the offline file draws its own icons under the same names.
Icon = Literal["check_circle", "warning", "error", "help", "schedule"]

# The theme's colour of each role.
COLOURS: dict[Role, Colour] = {"good": "green", "warning": "orange", "bad": "red", "neutral": "gray"}
# The sign that stands for an icon where there is room for text only, such as a grid's cell.
SIGNS: dict[Icon, str] = {"check_circle": "✓", "warning": "!", "error": "✕", "help": "?", "schedule": "○"}


class Badge(StrEnum):
    """A state that is shown as icon, word and colour, never colour alone. A member: value, role, icon, word.

    Without a word of its own a member's word is its value with a capital.
    """

    role: Role
    icon: Icon
    word: str

    def __new__(cls, value: str, role: Role, icon: Icon, word: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.role, member.icon, member.word = role, icon, word or value.capitalize()
        return member

    @classmethod
    def parse(cls, value: object) -> Self:
        """The member of a value such as `on track`. Raises ValueError where there is none."""
        for member in cls:
            if member == value:
                return member
        raise ValueError(f"{value} is no {cls.__name__}")

    @property
    def colour(self) -> Colour:
        """The theme's colour of its role."""
        return COLOURS[self.role]

    @property
    def mark(self) -> str:
        """Sign and word, for places that take text only: `✓ On track`."""
        return f"{SIGNS[self.icon]} {self.word}"


class Status(Badge):
    """The status of a KPI, a benefit, a gate, a condition, an action, a stated figure or an item of a checklist."""

    ON_TRACK = "on track", "good", "check_circle"
    AT_RISK = "at risk", "warning", "warning"
    OFF_TRACK = "off track", "bad", "error"
    UNKNOWN = "not rated", "neutral", "help"

    WORTH_FUNDING = "worth funding", "good", "check_circle"
    UNCERTAIN = "not certain to pay", "warning", "warning"
    NOT_WORTH_FUNDING = "not worth funding", "bad", "error"

    ABOVE_ZERO = "above 0", "good", "check_circle"
    BELOW_ZERO = "below 0", "bad", "error"
    ABOVE_HURDLE = "above hurdle", "good", "check_circle"
    BELOW_HURDLE = "below hurdle", "bad", "error"

    MET = "met", "good", "check_circle"
    BREACHED = "breached", "bad", "error"
    NOT_DUE = "not yet due", "neutral", "schedule"

    AHEAD = "ahead", "good", "check_circle"
    ON_PLAN = "on plan", "good", "check_circle"
    BEHIND = "behind", "warning", "warning"
    NOT_MEASURED = "not measured", "neutral", "help"

    DONE = "done", "good", "check_circle"
    OPEN = "open", "neutral", "schedule"
    OVERDUE = "overdue", "bad", "error"

    RIGHT = "right", "good", "check_circle"
    ROUNDED = "rounded", "good", "check_circle"
    WRONG = "wrong", "bad", "error"
    SIGN = "wrong sign", "bad", "error"
    UNDEFINED = "undefined", "neutral", "help"

    PASSED = "passed", "good", "check_circle"
    FAILED = "failed", "bad", "error"
    TO_JUDGE = "for a person to judge", "warning", "help"
    NOT_APPLICABLE = "not applicable", "neutral", "schedule"

    AUTOMATED = "automated", "good", "check_circle"
    MANUAL = "manual", "good", "check_circle"
    IN_REVIEW = "in review", "warning", "schedule"
    EXPIRED = "expired", "bad", "error"
    REJECTED = "rejected", "bad", "error"
    NOT_COVERED = "not covered", "bad", "help"

    IN_THE_CASE = "in the case", "good", "check_circle"
    LINKED = "a link", "neutral", "help"
    TOO_LARGE = "too large", "warning", "warning"
    MISSING = "missing", "bad", "error"

    APPROVED = "approved", "good", "check_circle"
    CONDITIONAL = "approved with conditions", "warning", "warning"
    RETURNED = "returned", "bad", "error"

    NOT_MET = "not met", "bad", "error"
    # Not met where it is enough to know what to say.
    TO_SAY = "not met, say if asked", "warning", "warning", "Not met"


# At or above this share of its plan, something behind plan is at risk; below it, off track.
TOLERATED = 0.85


def against_plan(actual: float, planned: float | None) -> Status:
    """The status of a count against its plan: met, at least 85% of it, or less. Nothing planned is not rated."""
    if planned is None or (planned == 0 and actual == 0):
        return Status.UNKNOWN
    if actual >= planned:
        return Status.ON_TRACK
    return Status.AT_RISK if actual >= TOLERATED * planned else Status.OFF_TRACK


def describe_plan_rule(planned: int) -> str:
    """The same rule in words: `on track at 31, at risk from 27`."""
    least = math.ceil(TOLERATED * planned)
    return f"on track at {planned:,}" + (f", at risk from {least:,}" if least < planned else "")
