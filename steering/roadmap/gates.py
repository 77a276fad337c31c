"""Funding gates as of a day: whether their conditions hold, and what becomes of the money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from steering.cases.roadmap import Gate, GateCondition
from steering.conditions import Observe, State, Verdict, evaluate

LOOK_AHEAD = 90
"""A gate is judged when it is due within this many days, or overdue; before, its conditions are only shown."""


class Standing(StrEnum):
    """How a gate stands."""

    RELEASED = "released"
    HOLDS = "conditions hold"
    BREACHED = "breached"
    UNKNOWN = "can't be judged"
    NOT_DUE = "not yet due"


@dataclass(frozen=True, kw_only=True)
class Check:
    """A condition of a gate and what it evaluates to."""

    condition: GateCondition
    verdict: Verdict

    @property
    def state(self) -> State:
        """Holds, broken or unknown."""
        return self.verdict.state


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A gate with its day, each of its conditions evaluated, and how it stands."""

    gate: Gate
    day: date
    checks: tuple[Check, ...]
    standing: Standing

    @property
    def amount(self) -> Decimal:
        """What the gate releases, in the case's currency."""
        return self.gate.amount.value

    @property
    def met(self) -> int:
        """How many of its conditions hold."""
        return sum(check.state is State.HOLDS for check in self.checks)

    @property
    def broken(self) -> tuple[Check, ...]:
        """The conditions that do not hold."""
        return tuple(check for check in self.checks if check.state is State.BROKEN)


@dataclass(frozen=True, kw_only=True)
class Funding:
    """The money of all gates in the case's currency: the three parts add up to the total."""

    released: Decimal
    at_risk: Decimal
    to_come: Decimal

    @property
    def total(self) -> Decimal:
        """What all gates release together."""
        return self.released + self.at_risk + self.to_come


def judge(gate: Gate, day: date, observe: Observe, today: date) -> Judged:
    """A gate that is due on a day, as seen from today. A release after today has not happened yet."""
    checks = tuple(Check(condition=one, verdict=evaluate(one, observe)) for one in gate.conditions)
    if gate.released and gate.released <= today:
        standing = Standing.RELEASED
    elif (day - today).days > LOOK_AHEAD:
        standing = Standing.NOT_DUE
    else:
        standing = _standing([check.state for check in checks], gate.requires)
    return Judged(gate=gate, day=day, checks=checks, standing=standing)


def funding(gates: Sequence[Judged]) -> Funding:
    """What is released, what is at risk because a gate that is due is breached, and what is still to come."""
    parts = {Standing.RELEASED: Decimal(0), Standing.BREACHED: Decimal(0)}
    rest = Decimal(0)
    for one in gates:
        if one.standing in parts:
            parts[one.standing] += one.amount
        else:
            rest += one.amount
    return Funding(released=parts[Standing.RELEASED], at_risk=parts[Standing.BREACHED], to_come=rest)


def following(gates: Sequence[Judged]) -> Judged | None:
    """The next gate to decide: of those that are not released, the first by its day."""
    waiting = [one for one in gates if one.standing is not Standing.RELEASED]
    return min(waiting, key=lambda one: one.day, default=None)


def _standing(states: Sequence[State], requires: str) -> Standing:
    """All conditions together: one that decides is enough, and one that is unknown leaves it open."""
    decisive, otherwise = (State.BROKEN, State.HOLDS) if requires == "all" else (State.HOLDS, State.BROKEN)
    found = decisive if decisive in states else State.UNKNOWN if State.UNKNOWN in states else otherwise
    return {State.HOLDS: Standing.HOLDS, State.BROKEN: Standing.BREACHED, State.UNKNOWN: Standing.UNKNOWN}[found]
