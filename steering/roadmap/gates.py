"""Funding gates as of a day: whether their conditions hold, and what becomes of the money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from steering.cases.roadmap import Gate, GateCondition
from steering.conditions import ConditionResult, ConditionState, Observer, evaluate_condition

# A gate is judged when it is due within this many days, or overdue; before, its conditions are only shown.
LOOK_AHEAD = 90


class GateStanding(StrEnum):
    """How a gate stands."""

    RELEASED = "released"
    HOLDS = "conditions hold"
    BREACHED = "breached"
    UNKNOWN = "can't be judged"
    NOT_DUE = "not yet due"


@dataclass(frozen=True, kw_only=True)
class ConditionProgress:
    """A condition of a gate and what it evaluates to."""

    condition: GateCondition
    verdict: ConditionResult

    @property
    def state(self) -> ConditionState:
        """Holds, broken or unknown."""
        return self.verdict.state


@dataclass(frozen=True, kw_only=True)
class GateResult:
    """A gate with its day, each of its conditions evaluated, and how it stands."""

    gate: Gate
    day: date
    checks: tuple[ConditionProgress, ...]
    standing: GateStanding

    @property
    def amount(self) -> Decimal:
        """What the gate releases, in the case's currency."""
        return self.gate.amount.value

    @property
    def count_met(self) -> int:
        """How many of its conditions hold."""
        return sum(check.state is ConditionState.HOLDS for check in self.checks)

    @property
    def unmet_conditions(self) -> tuple[ConditionProgress, ...]:
        """The conditions that do not hold."""
        return tuple(check for check in self.checks if check.state is ConditionState.BROKEN)


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


def evaluate_gate(gate: Gate, day: date, observe: Observer, today: date) -> GateResult:
    """Return a gate that is due on a day, as seen from today. A release after today has not happened yet."""
    checks = tuple(
        ConditionProgress(condition=condition, verdict=evaluate_condition(condition, observe))
        for condition in gate.conditions
    )
    if gate.released and gate.released <= today:
        standing = GateStanding.RELEASED
    elif (day - today).days > LOOK_AHEAD:
        standing = GateStanding.NOT_DUE
    else:
        standing = _standing([check.state for check in checks], gate.requires)
    return GateResult(gate=gate, day=day, checks=checks, standing=standing)


def funding(gates: Sequence[GateResult]) -> Funding:
    """Return what is released, what is at risk because a gate that is due is breached, and what is still to come."""
    parts = {GateStanding.RELEASED: Decimal(0), GateStanding.BREACHED: Decimal(0)}
    rest = Decimal(0)
    for gate in gates:
        if gate.standing in parts:
            parts[gate.standing] += gate.amount
        else:
            rest += gate.amount
    return Funding(released=parts[GateStanding.RELEASED], at_risk=parts[GateStanding.BREACHED], to_come=rest)


def next_gate(gates: Sequence[GateResult]) -> GateResult | None:
    """Return the next gate to decide: of those that are not released, the first by its day."""
    waiting = [gate for gate in gates if gate.standing is not GateStanding.RELEASED]
    return min(waiting, key=lambda gate: gate.day, default=None)


def _standing(states: Sequence[ConditionState], requires: str) -> GateStanding:
    """Judge all conditions together: one that decides is enough, and an unknown one leaves it open."""
    decisive, otherwise = (
        (ConditionState.BROKEN, ConditionState.HOLDS)
        if requires == "all"
        else (ConditionState.HOLDS, ConditionState.BROKEN)
    )
    state = (
        decisive if decisive in states else ConditionState.UNKNOWN if ConditionState.UNKNOWN in states else otherwise
    )
    return {
        ConditionState.HOLDS: GateStanding.HOLDS,
        ConditionState.BROKEN: GateStanding.BREACHED,
        ConditionState.UNKNOWN: GateStanding.UNKNOWN,
    }[state]
