"""The condition grammar: every operator at its boundary, tolerances, targets, and what can't be known."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from steering.conditions import (
    WORDS,
    Condition,
    ConditionState,
    Observation,
    Tolerance,
    compare,
    describe_requirement,
    evaluate_condition,
)

OPS = list(WORDS)
HOLDS, BROKEN, UNKNOWN = ConditionState.HOLDS, ConditionState.BROKEN, ConditionState.UNKNOWN


def condition(**written: Any) -> Condition:
    return TypeAdapter(Condition).validate_python(written)


def state(op: str, value: Any, seen: float | None, **more: Any) -> ConditionState:
    observed = Observation(value=seen, target=more.pop("target", None))
    return evaluate_condition(condition(op=op, value=value, **more), lambda _: observed).state


@pytest.mark.parametrize(
    ("op", "below", "at", "above"),
    [
        (">=", BROKEN, HOLDS, HOLDS),
        (">", BROKEN, BROKEN, HOLDS),
        ("<=", HOLDS, HOLDS, BROKEN),
        ("<", HOLDS, BROKEN, BROKEN),
        ("==", BROKEN, HOLDS, BROKEN),
        ("!=", HOLDS, BROKEN, HOLDS),
    ],
)
class TestBoundary:
    @pytest.mark.parametrize("bound", ["30", "0", "-30", "0.3", "1e9"])
    def test_without_a_tolerance(
        self, op: str, below: ConditionState, at: ConditionState, above: ConditionState, bound: str
    ) -> None:
        step = max(abs(float(bound)), 1.0) * 1e-6
        seen = [float(bound) - step, float(bound), float(bound) + step]
        assert [state(op, bound, one) for one in seen] == [below, at, above]

    def test_floating_point_makes_no_difference(
        self, op: str, below: ConditionState, at: ConditionState, above: ConditionState
    ) -> None:
        assert state(op, "0.3", 0.1 + 0.2) is state(op, "0.3", 0.3) is at
        assert state(op, "0", 0.1 + 0.2 - 0.3) is at
        assert [state(op, "0.3", 0.2999), state(op, "0.3", 0.3001)] == [below, above]

    def test_a_target_is_a_bound_like_any_other(
        self, op: str, below: ConditionState, at: ConditionState, above: ConditionState
    ) -> None:
        assert [state(op, "target", one, target=30.0) for one in (29.9, 30.0, 30.1)] == [below, at, above]
        assert state(op, "target", 30.0) is UNKNOWN
        assert state(op, "target", 30.0, target=math.nan) is UNKNOWN


@pytest.mark.parametrize("tolerance", ["4.5", "15%"])
@pytest.mark.parametrize(
    ("op", "widened"),
    [
        (">=", {25.4: BROKEN, 25.5: HOLDS, 34.6: HOLDS}),
        (">", {25.4: BROKEN, 25.5: BROKEN, 25.6: HOLDS}),
        ("<=", {25.4: HOLDS, 34.5: HOLDS, 34.6: BROKEN}),
        ("<", {34.4: HOLDS, 34.5: BROKEN, 34.6: BROKEN}),
        ("==", {25.4: BROKEN, 25.5: HOLDS, 34.5: HOLDS, 34.6: BROKEN}),
        ("!=", {25.4: HOLDS, 25.5: BROKEN, 34.5: BROKEN, 34.6: HOLDS}),
    ],
)
def test_a_tolerance_widens(op: str, tolerance: str, widened: dict[float, ConditionState]) -> None:
    assert {seen: state(op, "30", seen, tolerance=tolerance) for seen in widened} == widened


def test_between_includes_both_ends_and_widens_each_by_its_own_share() -> None:
    ends = {0.99: BROKEN, 1.0: HOLDS, 50.0: HOLDS, 100.0: HOLDS, 100.01: BROKEN}
    assert {seen: state("between", ["1", "100"], seen) for seen in ends} == ends
    wider = {0.89: BROKEN, 0.9: HOLDS, 110.0: HOLDS, 110.1: BROKEN}
    assert {seen: state("between", ["1", "100"], seen, tolerance="10%") for seen in wider} == wider


def test_a_share_of_a_negative_bound_widens_as_well() -> None:
    assert [state(">=", "-100", seen, tolerance="10%") for seen in (-111.0, -110.0, -90.0)] == [BROKEN, HOLDS, HOLDS]


class TestUnknown:
    @pytest.mark.parametrize("seen", [None, math.nan, math.inf, -math.inf])
    @pytest.mark.parametrize("op", [op for op in OPS if op != "between"])
    def test_without_a_figure(self, op: str, seen: float | None) -> None:
        assert state(op, "1", seen) is UNKNOWN

    def test_the_reason_is_that_of_the_observer(self) -> None:
        seen = Observation(value=None, reason="This case has no KPI data yet.")
        verdict = evaluate_condition(condition(op=">", value="1"), lambda _: seen)
        assert (verdict.observed, verdict.reason) == (None, "This case has no KPI data yet.")

    def test_there_is_always_a_reason(self) -> None:
        assert evaluate_condition(condition(op=">", value="1"), lambda _: Observation(value=None)).reason
        assert (
            "No target"
            in evaluate_condition(condition(op=">", value="target"), lambda _: Observation(value=1.0)).reason
        )


class TestWritten:
    def test_reasons_name_the_figures_without_exponents(self) -> None:
        verdict = evaluate_condition(
            condition(op=">=", value="2000000", tolerance="15%"), lambda _: Observation(value=1234567.0)
        )
        assert verdict.reason == "1,234,567 is not at least 2,000,000, with a tolerance of 15%"

    def test_a_met_one_says_so(self) -> None:
        verdict = evaluate_condition(
            condition(op="between", value=["0.3", "0.5"], tolerance="2"), lambda _: Observation(value=0.4)
        )
        assert verdict.reason == "0.4 is between 0.3 and 0.5, with a tolerance of 2"

    @pytest.mark.parametrize(
        ("value", "read"), [("true", 1), ("FALSE", 0), (" 1.50 ", Decimal("1.50")), (".5", Decimal("0.5"))]
    )
    def test_values_that_can_be_written(self, value: str, read: Any) -> None:
        assert condition(op="==", value=value).value == read

    @pytest.mark.parametrize("text", ["-1", "%", "x", "", "²", "٣", "1e400", "inf", "nan", "1%%"])
    def test_tolerances_that_cannot(self, text: str) -> None:
        with pytest.raises(ValidationError, match="a tolerance such as 2"):
            condition(op="==", value="1", tolerance=text)

    @pytest.mark.parametrize(
        "written",
        [
            {"op": "=", "value": "1"},
            {"op": "between", "value": "1"},
            {"op": "between", "value": ["2", "1"]},
            {"op": "between", "value": ["1"]},
            {"op": "between", "value": "target"},
            {"op": ">=", "value": ["1", "2"]},
            {"op": ">=", "value": "nan"},
            {"op": ">=", "value": None},
            {"op": ">="},
            {"value": "1"},
            {"op": ">=", "value": "1", "as_of": "2026"},
            {"op": ">=", "value": "1", "metrics": "npv"},
        ],
    )
    def test_what_is_no_condition(self, written: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            condition(**written)

    def test_every_key_of_the_grammar_is_read(self) -> None:
        read = condition(
            metric="npv", scenario="worst", as_of="2026-10", op="between", value=["1", "2"], tolerance="5 %"
        )
        assert (read.metric, read.scenario, read.as_of) == ("npv", "worst", "2026-10")
        assert read.value == (Decimal(1), Decimal(2))
        assert read.tolerance == Tolerance(amount=Decimal("0.05"), relative=True)
        assert str(read.tolerance) == "5%"


FIGURES = st.floats() | st.none()
VALUES = st.decimals(-(10**17), 10**17, places=3).map(str)


@given(op=st.sampled_from(OPS), value=VALUES, other=VALUES, seen=FIGURES, target=FIGURES, share=st.booleans())
@example(op="between", value="0", other="0", seen=1e308, target=None, share=True)
def test_it_never_raises_and_always_says_why(
    op: str, value: str, other: str, seen: float | None, target: float | None, share: bool
) -> None:
    written: Any = sorted([value, other], key=Decimal) if op == "between" else "target" if share else value
    asked = condition(op=op, value=written, tolerance="15%" if share else "2")
    verdict = evaluate_condition(asked, lambda _: Observation(value=seen, target=target))
    assert verdict.reason and "nan" not in verdict.reason and "e+" not in verdict.reason
    known = seen is not None and math.isfinite(seen)
    assert (verdict.state is UNKNOWN) == (not known or not verdict.bounds)


@given(value=st.floats(-1e12, 1e12), bound=st.floats(-1e12, 1e12))
def test_opposite_operators_disagree(value: float, bound: float) -> None:
    for one, other in ((">=", "<"), ("<=", ">"), ("==", "!=")):
        assert compare(value, one, (bound,)) != compare(value, other, (bound,))
    assert compare(value, "==", (bound,)) == (compare(value, ">=", (bound,)) and compare(value, "<=", (bound,)))


def test_the_basis_of_a_condition() -> None:
    plain = Condition(op=">", value=Decimal(0), metric="npv")
    adjusted = Condition(op=">", value=Decimal(0), metric="npv", basis="risk_adjusted")
    assert (plain.risk_adjusted, adjusted.risk_adjusted) == (False, True)


class TestWhatIsRequired:
    @pytest.mark.parametrize(
        ("op", "bounds", "words"),
        [
            (">=", ["26"], "at least 26"),
            ("between", ["30%", "50%"], "between 30% and 50%"),
            ("==", ["26"], "equal to 26"),
            ("==", ["yes"], "yes"),
            (">=", [], "at least its target"),
        ],
    )
    def test_words(self, op: str, bounds: list[str], words: str) -> None:
        assert describe_requirement(condition(op=op, value=[0, 1] if op == "between" else 1), bounds) == words

    def test_a_tolerance_is_said(self) -> None:
        tolerant = condition(op="<=", value=30, tolerance="15%")
        assert describe_requirement(tolerant, ["30 days"]) == "at most 30 days, within 15%"
