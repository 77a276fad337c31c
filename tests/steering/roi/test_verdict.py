"""The verdict on a business case: graded by one rule, and said where figures disagree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from steering.conditions import Condition, ConditionState, evaluate_condition
from steering.context.filters import Filters
from steering.metrics.lookup import observer
from steering.roi.verdict import judge_case
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.small_cases import small

NOW = Filters(as_of="2026-10")
CASE = """\
discount_rate: 0
verdict: {{worth_funding: {pays}, not_worth_funding: {fails}}}
lines:
  - {{id: cost, kind: cost, values: [100, 0], risk_adjustment: {risk}}}
  - {{id: gain, kind: benefit, values: [0, {gain}], low: {low}, high: {high}, distribution: uniform}}
"""


@pytest.fixture
def judge(tmp_path: Path, lay: Callable[[Path], CaseSnapshot]) -> Callable[..., Status]:
    """Grade a case of one cost of 100 and one benefit whose factor is uniform from `low` to `high`."""

    def grade(
        gain: int, low: float = 1, high: float = 1, risk: float = 0, pays: float = 0.8, fails: float = 0.5
    ) -> Status:
        folder = small(tmp_path / "case")
        text = CASE.format(gain=gain, low=low, high=high, risk=risk, pays=pays, fails=fails)
        (folder / "business_case.yaml").write_text(text, "utf-8")
        verdict = judge_case(lay(folder).context, Filters(as_of="2026-04"))
        assert verdict is not None
        return verdict.grade

    return grade


# A benefit of 100 whose factor is even from 0.5 to 1.5 pays in one half of the futures.
@pytest.mark.parametrize(
    ("values", "grade"),
    [
        ({"gain": 110}, Status.WORTH_FUNDING),
        ({"gain": 90}, Status.NOT_WORTH_FUNDING),
        ({"gain": 110, "risk": 0.2}, Status.UNCERTAIN),
        ({"gain": 100, "low": 0.9, "high": 1.4}, Status.UNCERTAIN),
        ({"gain": 110, "low": 0.95, "high": 1.2}, Status.WORTH_FUNDING),
        ({"gain": 110, "low": 0.95, "high": 1.2, "risk": 0.2}, Status.UNCERTAIN),
        ({"gain": 110, "low": 0.5, "high": 1.05}, Status.NOT_WORTH_FUNDING),
        ({"gain": 110, "low": 0.5, "high": 1.05, "fails": 0.1}, Status.UNCERTAIN),
        ({"gain": 120, "low": 0.75, "high": 1.25, "pays": 0.9}, Status.UNCERTAIN),
    ],
    ids=str,
)
def test_the_rule(judge: Callable[..., Status], values: dict[str, float], grade: Status) -> None:
    assert judge(**values) is grade


def test_nobody_says_worth_funding_while_most_futures_lose(whole_example: CaseSnapshot) -> None:
    # With benefits at 88% NPV is still above 0, and 89% of the futures are not.
    verdict = judge_case(whole_example.context, replace(NOW, drivers=(("benefit_factor", 0.88),)))
    assert verdict is not None
    assert verdict.base is not None
    assert verdict.base > 0
    assert verdict.grade is Status.NOT_WORTH_FUNDING
    assert "the base USD" in verdict.disagreement


@pytest.mark.parametrize(
    ("metric", "op", "value", "state"),
    [
        ("worth_funding", "==", 1, ConditionState.BROKEN),
        ("worth_funding", "==", 0, ConditionState.HOLDS),
        ("paying_share", ">=", Decimal("0.55"), ConditionState.HOLDS),
        ("paying_share", ">=", Decimal("0.65"), ConditionState.BROKEN),
        ("middle_npv", ">", 0, ConditionState.HOLDS),
        ("middle_npv", ">", 1, ConditionState.BROKEN),
    ],
)
def test_conditions_use_the_same_rule(
    whole_example: CaseSnapshot, metric: str, op: str, value: int | Decimal, state: ConditionState
) -> None:
    condition = Condition(metric=metric, op=op, value=Decimal(value))
    assert evaluate_condition(condition, observer(whole_example.context, NOW)).state is state


@pytest.mark.parametrize(
    ("metric", "state"), [("npv", ConditionState.HOLDS), ("worth_funding", ConditionState.UNKNOWN)]
)
def test_a_condition_on_the_risk_adjusted_basis(
    whole_example: CaseSnapshot, metric: str, state: ConditionState
) -> None:
    observe = observer(whole_example.context, NOW)
    plain = evaluate_condition(Condition(metric="npv", op=">", value=Decimal(-(10**9))), observe).observed
    condition = Condition(metric=metric, op=">", value=Decimal(-(10**9)), basis="risk_adjusted")
    result = evaluate_condition(condition, observe)
    assert result.state is state
    assert plain is not None
    assert result.observed is None or result.observed < plain
