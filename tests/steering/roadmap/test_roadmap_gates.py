"""Funding gates: how one stands, and what becomes of the money."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from steering.cases.model import SourcedFigure
from steering.cases.roadmap import Gate, GateCondition
from steering.conditions import Condition, ConditionState, Observation
from steering.roadmap.gates import LOOK_AHEAD, Funding, GateResult, GateStanding, evaluate_gate, funding, next_gate

TODAY = date(2026, 4, 30)
DUE = TODAY + timedelta(days=20)
VALUES = {"good": 1.0, "bad": -1.0}


def observe(condition: Condition) -> Observation:
    value = VALUES.get(condition.metric or "")
    return Observation(value=value, reason="" if value is not None else "It is not measured.")


def gate(*metrics: str, amount: int = 100, requires: str = "all", released: date | None = None) -> Gate:
    return Gate(
        id="g",
        name="Gate",
        amount=SourcedFigure(value=Decimal(amount)),
        date=DUE,
        requires=requires,  # type: ignore[arg-type]
        released=released,
        conditions=tuple(GateCondition(metric=metric, op=">", value=Decimal(0)) for metric in metrics),
    )


def judged(one: Gate, day: date = DUE) -> GateResult:
    return evaluate_gate(one, day, observe, TODAY)


@pytest.mark.parametrize(
    ("metrics", "requires", "standing"),
    [
        (("good", "good"), "all", GateStanding.HOLDS),
        (("good", "bad"), "all", GateStanding.BREACHED),
        (("good", "unheard"), "all", GateStanding.UNKNOWN),
        (("bad", "unheard"), "all", GateStanding.BREACHED),
        (("good", "bad"), "any", GateStanding.HOLDS),
        (("good", "unheard"), "any", GateStanding.HOLDS),
        (("bad", "unheard"), "any", GateStanding.UNKNOWN),
        (("bad", "bad"), "any", GateStanding.BREACHED),
    ],
)
def test_conditions_together(metrics: tuple[str, ...], requires: str, standing: GateStanding) -> None:
    assert judged(gate(*metrics, requires=requires)).standing is standing


def test_each_condition_says_why() -> None:
    found = judged(gate("good", "bad", "unheard"))
    assert [check.state for check in found.checks] == [
        ConditionState.HOLDS,
        ConditionState.BROKEN,
        ConditionState.UNKNOWN,
    ]
    assert [check.verdict.reason for check in found.checks] == [
        "1 is above 0",
        "−1 is not above 0",
        "It is not measured.",
    ]
    assert (found.count_met, [check.condition.metric for check in found.unmet_conditions]) == (1, ["bad"])


@pytest.mark.parametrize(
    ("days", "standing"), [(LOOK_AHEAD, GateStanding.BREACHED), (LOOK_AHEAD + 1, GateStanding.NOT_DUE)]
)
def test_a_gate_is_judged_when_it_is_near(days: int, standing: GateStanding) -> None:
    assert judged(gate("bad"), TODAY + timedelta(days=days)).standing is standing


def test_an_overdue_gate_is_judged() -> None:
    assert judged(gate("bad"), TODAY - timedelta(days=400)).standing is GateStanding.BREACHED


def test_a_release_stands_whatever_the_conditions_say_now_and_not_before_its_day() -> None:
    assert judged(gate("bad", released=TODAY)).standing is GateStanding.RELEASED
    assert judged(gate("bad", released=TODAY + timedelta(days=1))).standing is GateStanding.BREACHED


def test_the_parts_of_the_money_add_up() -> None:
    found = [
        judged(gate("bad", amount=1, released=TODAY)),
        judged(gate("bad", amount=20)),
        judged(gate("good", amount=300)),
        judged(gate("unheard", amount=4000)),
        judged(gate("bad", amount=50000), TODAY + timedelta(days=300)),
    ]
    money = funding(found)
    assert money == Funding(released=Decimal(1), at_risk=Decimal(20), to_come=Decimal(54300))
    assert money.total == sum(one.amount for one in found)


def test_the_next_gate_is_the_first_that_is_not_released() -> None:
    late, soon = judged(gate("good"), DUE + timedelta(days=9)), judged(gate("good"))
    done = judged(gate("good", released=TODAY), TODAY)
    assert next_gate([late, done, soon]) is soon
    assert next_gate([done]) is None
