"""What a storyboard asks of whoever presents it, before they are ready: rules and thresholds, with defaults."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from steering.field_types import STRICT, Ratio, Whole

RuleId = Literal["runs", "scenes", "claims", "unchanged", "drill", "fallback", "preflight", "reviews"]
# Items of the preflight that may differ where the storyboard says nothing else: they belong to the day itself.
PreflightItem = Literal["scenes", "recordings", "clock", "links", "address"]
Share = Annotated[Ratio, Field(ge=0, le=1)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ReadinessRules:
    """The thresholds of the rules of readiness, and what follows where one of them is not met.

    A rule that is not met means "not yet", unless it is one of `say_if_asked`; one of `ignore` is not asked at all.
    """

    runs: Annotated[Whole, Field(ge=1, le=100)] = 2
    within_days: Annotated[Whole, Field(ge=1, le=3650)] = 14
    over: Annotated[Ratio, Field(ge=0, le=10)] = Decimal("0.3333")
    drill: Share = Decimal("0.8")
    severity: Annotated[Whole, Field(ge=0, le=100)] = 50
    fallbacks: Annotated[Whole, Field(ge=1, le=200)] = 1
    may_differ: tuple[PreflightItem, ...] = ("scenes", "clock", "links", "address")
    say_if_asked: tuple[RuleId, ...] = ("claims", "fallback")
    ignore: tuple[RuleId, ...] = ()
