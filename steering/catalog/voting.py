"""How a committee votes: the options, rules and bases of a vote, each with what it is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Option = Literal["approve", "conditions", "defer", "reject"]
Rule = Literal["simple", "two_thirds", "unanimous"]
Base = Literal["cast", "present", "entitled"]

OPTIONS: Mapping[Option, str] = {
    "approve": "Approve",
    "conditions": "Approve with conditions",
    "defer": "Defer",
    "reject": "Reject",
}
# Options that count for what is asked; the others count against it.
IN_FAVOUR: tuple[Option, ...] = ("approve", "conditions")
RULES: Mapping[Rule, str] = {"simple": "More than half", "two_thirds": "At least two thirds", "unanimous": "All"}
BASES: Mapping[Base, str] = {
    "cast": "of the votes cast",
    "present": "of those present",
    "entitled": "of those entitled to vote",
}


def describe_terms(rule: Rule, base: Base, quorum: int, *, secret: bool) -> str:
    """`At least two thirds of the votes cast; quorum 5; open vote`."""
    words = f"quorum {quorum}" if quorum else "no quorum"
    return f"{RULES[rule]} {BASES[base]}; {words}; {'secret' if secret else 'open'} vote"
