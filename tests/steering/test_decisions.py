"""Conditions, actions and figures of a decision at their boundaries, seen from one month after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Literal

import pytest

from steering.cases.decisions import Term
from steering.cases.model import Kpi
from steering.conditions import Condition, ConditionState, Observation, Observer
from steering.decisions import definition_hash, evaluate_conditions, follow_actions
from steering.records import ActionEvent
from steering.status import Status
from tests.steering.small_decisions import decided


def knows(values: Mapping[str, float], month: str) -> Observer:
    """What is known of a metric by month, seen from one of them."""

    def observe(condition: Condition) -> Observation:
        value = values.get(condition.as_of or month)
        return Observation(value=value, reason="" if value is not None else "There is no value.")

    return observe


def term(due: str, **more: object) -> Term:
    return Term(id="a", label="a", metric="rate", op=">=", value=0.5, due=due, **more)  # type: ignore[arg-type]


def judged(one: Term, values: Mapping[str, float], month: str) -> Status:
    return evaluate_conditions(one, knows(values, month), month).status


class TestConditions:
    @pytest.mark.parametrize(
        ("due", "month", "value", "expected"),
        [
            ("2026-04", "2026-03", 0.4, Status.NOT_DUE),
            ("2026-04", "2026-04", 0.4, Status.BREACHED),
            ("2026-04", "2026-04", 0.5, Status.MET),
            ("2026-04", "2026-03", 0.5, Status.MET),
            ("2026-04-30", "2026-03", 0.4, Status.NOT_DUE),
            ("2026-04-30", "2026-04", 0.4, Status.BREACHED),
            ("2026-05-01", "2026-04", 0.4, Status.NOT_DUE),
            ("2026-05-01", "2026-05", 0.4, Status.BREACHED),
            ("2026-02", "2026-02", 0.49999, Status.BREACHED),
            ("2028-02-29", "2028-02", 0.4, Status.BREACHED),
            ("2028-02-29", "2028-01", 0.4, Status.NOT_DUE),
        ],
    )
    def test_it_is_judged_from_the_end_of_the_month_in_which_it_is_due(
        self, due: str, month: str, value: float, expected: Status
    ) -> None:
        assert judged(term(due), {month: value}, month) is expected

    def test_without_a_value_it_is_not_rated_once_it_is_due(self) -> None:
        assert judged(term("2026-04"), {}, "2026-03") is Status.NOT_DUE
        found = evaluate_conditions(term("2026-04"), knows({}, "2026-04"), "2026-04")
        assert (found.status, found.now.state, found.now.reason) == (
            Status.UNKNOWN,
            ConditionState.UNKNOWN,
            "There is no value.",
        )

    def test_later_months_say_what_it_was_when_it_was_due(self) -> None:
        values = {"2026-04": 0.4, "2026-05": 0.6}
        assert evaluate_conditions(term("2026-04"), knows(values, "2026-04"), "2026-04").when_due is None
        found = evaluate_conditions(term("2026-04"), knows(values, "2026-05"), "2026-05")
        assert found.status is Status.MET
        assert found.when_due and found.when_due.observed == 0.4

    def test_one_that_held_when_it_was_due_can_be_breached_later(self) -> None:
        found = evaluate_conditions(term("2026-04"), knows({"2026-04": 0.6, "2026-05": 0.4}, "2026-05"), "2026-05")
        assert found.status is Status.BREACHED
        assert found.when_due and found.when_due.state is ConditionState.HOLDS

    @pytest.mark.parametrize(("then", "expected"), [(0.4, Status.BREACHED), (0.5, Status.MET)])
    def test_where_the_month_has_no_value_the_one_in_which_it_was_due_decides(
        self, then: float, expected: Status
    ) -> None:
        assert judged(term("2026-04"), {"2026-04": then}, "2026-06") is expected

    def test_a_month_of_its_own_is_the_only_one_that_counts(self) -> None:
        values = {"2026-03": 0.4, "2026-04": 0.6, "2026-05": 0.6}
        found = evaluate_conditions(term("2026-04", as_of="2026-03"), knows(values, "2026-05"), "2026-05")
        assert (found.status, found.when_due) == (Status.BREACHED, None)


class TestActions:
    task = decided()[0].actions[0]

    def event(self, kind: Literal["done", "reopened"], day: date, action: str = "hire") -> ActionEvent:
        now = datetime(2026, 4, 1, tzinfo=UTC)
        return ActionEvent(
            id=1, case_id="c", decision_id="start", action_id=action, event=kind, on_day=day, noted_at=now, noted_by="x"
        )

    @pytest.mark.parametrize(
        ("today", "expected"),
        [(date(2026, 3, 30), Status.OPEN), (date(2026, 3, 31), Status.OPEN), (date(2026, 4, 1), Status.OVERDUE)],
    )
    def test_it_is_overdue_from_the_day_after(self, today: date, expected: Status) -> None:
        assert follow_actions(self.task, (), today).status is expected

    def test_it_is_done_from_the_day_on(self) -> None:
        done = replace(self.task, done_on=date(2026, 4, 10))
        assert follow_actions(done, (), date(2026, 4, 9)).status is Status.OVERDUE
        assert follow_actions(done, (), date(2026, 4, 10)).status is Status.DONE

    def test_what_was_noted_since_counts(self) -> None:
        done, again = self.event("done", date(2026, 3, 5)), self.event("reopened", date(2026, 3, 20))
        today = date(2026, 3, 31)
        assert follow_actions(self.task, (done,), today).done_on == date(2026, 3, 5)
        assert follow_actions(self.task, (done, again), date(2026, 3, 19)).status is Status.DONE
        assert follow_actions(replace(self.task, done_on=date(2026, 3, 1)), (done, again), today).status is Status.OPEN
        assert follow_actions(self.task, (self.event("done", today, "another"),), today).status is Status.OPEN


class TestDefinition:
    kpi = Kpi(
        id="rate",
        name="The rate",
        definition="Measured.",
        unit="share",
        better="higher",
        kind="leading",
        combine="ratio",
        status={"green": {"op": ">=", "value": "1"}},  # type: ignore[arg-type]
        owner="Head of the platform",
        source="Register",
        changes=({"from": "2026-03", "what": "Counts more."},),  # type: ignore[arg-type]
    )

    def test_its_hash_changes_with_the_month_of_a_change(self) -> None:
        before, after = definition_hash(self.kpi, "2026-02"), definition_hash(self.kpi, "2026-03")
        assert before != after == definition_hash(self.kpi, "2026-09")

    @pytest.mark.parametrize("change", [{"formula": "a ÷ b"}, {"combine": "last"}, {"definition": "Measured twice."}])
    def test_its_hash_changes_with_what_is_measured(self, change: dict[str, str]) -> None:
        assert definition_hash(replace(self.kpi, **change), "2026-02") != definition_hash(self.kpi, "2026-02")  # type: ignore[arg-type]

    def test_its_hash_keeps_with_the_rest(self) -> None:
        other = replace(self.kpi, name="Another name", owner="Another owner", decimals=3)
        assert definition_hash(other, "2026-02") == definition_hash(self.kpi, "2026-02")
