"""The lines of a business case: costs and benefits by period."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic.dataclasses import dataclass

from steering.cases.business_terms import Depreciation, EndValue, Periods, Prices, Terms
from steering.cases.business_types import LARGEST, Factor, Share, within
from steering.cases.sourced import Confidence, Sourced, SourcedFigure
from steering.field_types import STRICT, Currency, Identifier, Label, Month, Number, Words, parse_ratio

Kind = Literal["cost", "benefit"]
OwnTiming = Literal["end", "mid", "start"]
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


class LineGroup(NamedTuple):
    """What lines have in common that drivers move alike and that fall at the same moments."""

    kind: Kind
    scales: bool
    timing: OwnTiming | None


def _growth(value: Any) -> Any:
    try:
        return parse_ratio(value)
    except ValueError:
        return value


def _options(value: Any) -> Any:
    return dict.fromkeys(value, "1") if isinstance(value, (list, tuple)) else value


# A rate a year, or the name of an index of the case.
Growth = Annotated[Decimal | Label, BeforeValidator(_growth), WithJsonSchema({"type": ["number", "string"]})]
# Ids alone, or with the share of the line that each option has.
OptionShares = Annotated[
    dict[Identifier, Factor],
    BeforeValidator(_options),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": "string"}},
                {"type": "object", "additionalProperties": {"type": ["number", "string"]}},
            ]
        }
    ),
]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Line:
    """A line of costs or benefits; both are written as positive figures. `low` and `high` are factors around 1.

    Its figures are `values` by index, or the same `amount` in each period; what it is worked out from multiplies them.
    """

    id: Identifier
    kind: Kind
    values: tuple[Amount, ...] = ()
    amount: Amount | None = None
    begins: Periods | None = None
    ends: Periods | None = None
    quantity: Terms = ()
    price: Terms = ()
    share: Terms = ()
    growth: Growth | None = None
    prices: Prices | None = None
    currency: Currency | None = None
    timing: OwnTiming | None = None
    end_value: EndValue | None = None
    depreciation: Depreciation | None = None
    taxable: bool | None = None
    cashable: bool | None = None
    sunk: bool = False
    options: OptionShares | None = None
    owner: Label | None = None
    kpi: Identifier | None = None
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

    @property
    def group(self) -> LineGroup:
        """What drivers move alike, and what falls at the same moments."""
        return LineGroup(self.kind, self.scales_with is not None, self.timing)

    @property
    def terms(self) -> tuple[Decimal | str, ...]:
        """What its figures are multiplied by: numbers, and names of inputs."""
        return (*self.quantity, *self.price, *self.share)

    @property
    def origin(self) -> str:
        """The id of the line of the file that it comes from, whose factors are its own."""
        return self.id

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


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ResolvedLine(Line):
    """A line as it counts: with the amounts that follow from its figures, by index, in the unit of the file."""

    exact: tuple[Any, ...]
    parent: str

    @property
    def origin(self) -> str:
        """The id of the line of the file that it comes from, whose factors are its own."""
        return self.parent

    @cached_property
    def amounts(self) -> tuple[Fraction, ...]:
        """Its amounts exactly, by index."""
        return self.exact


def end_id(id: str) -> str:
    """Return the id of the value at the end of a line where that is a line of its own."""
    return f"{id}.end"
