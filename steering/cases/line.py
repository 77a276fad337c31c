"""The lines of a business case: costs and benefits by period."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic.dataclasses import dataclass

from steering.cases.business_types import LARGEST, Factor, Share, within
from steering.cases.sourced import Confidence, Sourced, SourcedFigure
from steering.field_types import STRICT, Identifier, Label, Month, Number, Words

Kind = Literal["cost", "benefit"]
DistributionName = Literal["triangular", "pert", "uniform", "lognormal", "fixed"]


def _amount(figure: SourcedFigure) -> SourcedFigure:
    if abs(figure.value) > LARGEST:
        raise ValueError("an amount between -10^15 and 10^15, in the file's unit")
    return figure


Amount = Annotated[Sourced, AfterValidator(_amount)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class FollowsCost:
    """A cost line that is the spend in the cost data above an amount per period, in the file's unit."""

    above: Annotated[Number, AfterValidator(within(Decimal(0), LARGEST, "an amount from 0 to 10^15"))]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Line:
    """A line of costs or benefits; both are written as positive figures. `low` and `high` are factors around 1."""

    id: Identifier
    kind: Kind
    values: tuple[Amount, ...]
    label: Label | None = None
    category: Label | None = None
    low: Factor = Decimal(1)
    high: Factor = Decimal(1)
    distribution: DistributionName = "triangular"
    scales_with: Literal["adoption"] | None = None
    follows_cost: FollowsCost | None = None
    risk_adjustment: Share = Decimal(0)
    source: Words | None = None
    confidence: Confidence | None = None
    as_of: Month | None = None

    @property
    def name(self) -> str:
        """Its label, or its id where it has none."""
        return self.label or self.id

    @cached_property
    def amounts(self) -> tuple[Fraction, ...]:
        """Its values exactly, by index."""
        return tuple(Fraction(figure.value) for figure in self.values)

    @property
    def risk_factor(self) -> Fraction:
        """What its risk adjustment multiplies it by: above 1 for a cost, below 1 for a benefit."""
        share = Fraction(self.risk_adjustment)
        return 1 + share if self.kind == "cost" else 1 - share

    @property
    def adjusted_amounts(self) -> tuple[Fraction, ...]:
        """Its values with its risk adjustment, exactly, by index."""
        return tuple(value * self.risk_factor for value in self.amounts) if self.risk_adjustment else self.amounts

    @property
    def varies(self) -> bool:
        """Whether it has a range."""
        return self.distribution != "fixed" and self.low != self.high
