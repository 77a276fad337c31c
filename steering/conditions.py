"""The one condition grammar: `{metric, basis?, scenario?, as_of?, op, value, tolerance?}` and its evaluation.

Claims, funding gates, votes and the status rules of KPIs are all written in it. A condition evaluates to
holds, broken or unknown with the reason, and never raises.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass as plain
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema, model_validator
from pydantic.dataclasses import dataclass

from steering.field_types import STRICT, Basis, Label, Month, parse_number
from steering.formatting import format_number, join_words
from steering.status import Badge

Op = Literal[">=", "<=", ">", "<", "==", "!=", "between"]
# Two figures this close, relative to their size, are the same figure: 0.1 + 0.2 is at least 0.3.
NEAR = 1e-9
# So are two figures this close whatever their size: 0.1 + 0.2 - 0.3 is 0.
NOISE = 1e-12
# For metrics that are so or not so, such as `positive_in_all_scenarios`.
TRUTHS = {"true": Decimal(1), "false": Decimal(0)}

WORDS: dict[str, str] = {
    ">=": "at least",
    "<=": "at most",
    ">": "above",
    "<": "below",
    "==": "equal to",
    "!=": "different from",
    "between": "between",
}


class ConditionState(Badge):
    """What a condition evaluates to."""

    HOLDS = "holds", "good", "check_circle", "Holds"
    BROKEN = "broken", "bad", "error", "Not supported"
    UNKNOWN = "unknown", "neutral", "help", "Can't be checked"


@plain(frozen=True, kw_only=True)
class Tolerance:
    """How far the value may be missed: an amount in the metric's unit, or a share of the value (`15%`)."""

    amount: Decimal
    relative: bool

    def around(self, bound: float) -> float:
        """The tolerated distance from a bound, in the metric's unit."""
        return float(self.amount) * (abs(bound) if self.relative else 1.0)

    def __str__(self) -> str:
        return f"{format_number(float(self.amount * 100))}%" if self.relative else format_number(float(self.amount))


def _tolerance(value: Any) -> Tolerance | None:
    if value is None or isinstance(value, Tolerance):
        return value
    text = str(value).strip()
    try:
        amount = parse_number(text.removesuffix("%"))
        if amount.is_signed():
            raise ValueError
    except ValueError:
        raise ValueError("a tolerance such as 2 (in the metric's unit) or 15% (of the value)") from None
    relative = text.endswith("%")
    return Tolerance(amount=amount / 100 if relative else amount, relative=relative)


def _value(value: Any) -> Decimal | tuple[Decimal, ...] | str:
    if value == "target":
        return "target"
    try:
        if isinstance(value, (list, tuple)):
            low, high = (parse_number(part) for part in value)
            return low, high
        truth = TRUTHS.get(str(value).lower())
        return parse_number(value) if truth is None else truth
    except ValueError:
        raise ValueError("a plain number such as 26 or 0.35, two for `between` as [0.3, 0.5], or target") from None


Value = Annotated[
    Literal["target"] | Decimal | tuple[Decimal, ...],
    PlainValidator(_value),
    WithJsonSchema({"type": ["number", "string", "array"]}),
]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Condition:
    """One condition. `value` is a number, two numbers for `between`, or `target`: the metric's own target."""

    op: Op
    value: Value
    metric: Label | None = None
    basis: Basis = "unadjusted"
    scenario: Label | None = None
    as_of: Month | None = None
    tolerance: Annotated[Tolerance | None, BeforeValidator(_tolerance), WithJsonSchema({"type": "string"})] = None

    @property
    def risk_adjusted(self) -> bool:
        """Whether it is about the figure with the lines' risk adjustments."""
        return self.basis == "risk_adjusted"

    @model_validator(mode="after")
    def _value_fits_op(self) -> Condition:
        if (self.op == "between") != isinstance(self.value, tuple):
            raise ValueError("two numbers such as [0.3, 0.5] with `between`, one value with every other op")
        if isinstance(self.value, tuple) and self.value[0] > self.value[1]:
            raise ValueError("the smaller number first")
        return self


@plain(frozen=True, kw_only=True)
class Observation:
    """What is known of a metric: its value and target in its own unit, or the reason why there is none."""

    value: float | None
    target: float | None = None
    reason: str = ""


@plain(frozen=True, kw_only=True)
class ConditionResult:
    """A condition after evaluation. `bounds` are one or two figures in the metric's unit."""

    state: ConditionState
    observed: float | None
    bounds: tuple[float, ...]
    reason: str


Observer = Callable[[Condition], Observation]


def evaluate_condition(condition: Condition, observe: Observer) -> ConditionResult:
    """Evaluate a condition on what `observe` says of its metric. Never raises for a well-formed condition."""
    observation = observe(condition)
    bounds = _bounds(condition, observation)
    if observation.value is None or not math.isfinite(observation.value):
        return ConditionResult(
            state=ConditionState.UNKNOWN,
            observed=None,
            bounds=bounds,
            reason=observation.reason or "There is no value for this metric.",
        )
    if not bounds:
        return ConditionResult(
            state=ConditionState.UNKNOWN,
            observed=observation.value,
            bounds=(),
            reason="No target is set for this month.",
        )
    met = compare(observation.value, condition.op, bounds, condition.tolerance)
    return ConditionResult(
        state=ConditionState.HOLDS if met else ConditionState.BROKEN,
        observed=observation.value,
        bounds=bounds,
        reason=f"{format_number(observation.value)} is {'' if met else 'not '}"
        + describe_condition(condition.op, bounds)
        + (f", with a tolerance of {condition.tolerance}" if condition.tolerance else ""),
    )


def compare(value: float, op: str, bounds: tuple[float, ...], tolerance: Tolerance | None = None) -> bool:
    """Whether a value meets its bound or bounds, each of them widened by what is tolerated around it."""
    low, high = bounds[0] - _slack(bounds[0], tolerance), bounds[-1] + _slack(bounds[-1], tolerance)
    near = max(NEAR * max(abs(value), abs(low), abs(high)), NOISE)
    checks = {
        ">=": value >= low - near,
        ">": value > low + near,
        "<=": value <= high + near,
        "<": value < high - near,
        "==": low - near <= value <= high + near,
        "!=": not low - near <= value <= high + near,
        "between": low - near <= value <= high + near,
    }
    return checks[op]


def describe_condition(op: str, bounds: tuple[float, ...]) -> str:
    """`at least 26`, `between 0.3 and 0.5`."""
    return f"{WORDS[op]} " + " and ".join(format_number(bound) for bound in bounds)


def describe_requirement(condition: Condition, bounds: Sequence[str]) -> str:
    """What a condition asks for, its bounds as they are shown: `at least 26, within 15%`, or `yes`."""
    words = join_words(tuple(bounds)) or "its target"
    within = f", within {condition.tolerance}" if condition.tolerance else ""
    # What is so or not so is not equal to anything.
    return (
        words
        if condition.op == "==" and {*bounds} <= {"yes", "no"} and bounds
        else f"{WORDS[condition.op]} {words}{within}"
    )


def _slack(bound: float, tolerance: Tolerance | None) -> float:
    return tolerance.around(bound) if tolerance else 0.0


def _bounds(condition: Condition, seen: Observation) -> tuple[float, ...]:
    if condition.value == "target":
        return () if seen.target is None or not math.isfinite(seen.target) else (seen.target,)
    value = condition.value
    return tuple(float(part) for part in value) if isinstance(value, tuple) else (float(value),)
