"""What the lines of a business case may refer to: options, inputs, price indexes, exchange rates, later rates, tax."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic.dataclasses import dataclass

from steering.cases.business_types import LONGEST, MOST_TERMS, Factor, Rate, Share, at_most
from steering.cases.sourced import Confidence
from steering.field_types import STRICT, Day, Identifier, Label, Month, Number, Ratio, Whole, Words, parse_ratio

Prices = Literal["nominal", "real"]
Periods = Annotated[Whole, Field(ge=0, le=LONGEST)]


def _as_tuple(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else (value,)


def _term(value: Any) -> Any:
    try:
        return parse_ratio(value)
    except ValueError:
        return value


def _as_rates(value: Any) -> Any:
    return value if isinstance(value, (dict, PriceIndex)) else {"rates": value}


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Option:
    """A way to go: its lines are those that name it, all of them so many periods later, at a rate of its own."""

    id: Identifier
    label: Label
    summary: Words | None = None
    baseline: bool = False
    starts_after: Periods = 0
    discount_rate: Rate | None = None
    # Ids of dossier/risks.yaml.
    risks: tuple[Identifier, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class LaterRate:
    """The annual discount rate of the years after one, as public appraisals lower it."""

    after_year: Annotated[Whole, Field(ge=1, le=LONGEST)]
    rate: Rate


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CaseInput:
    """A figure of the case's own that lines are worked out from: people, hours, a price; one, or one by index."""

    value: Ratio | None = None
    values: tuple[Ratio, ...] = ()
    label: Label | None = None
    unit: Label | None = None
    low: Ratio | None = None
    high: Ratio | None = None
    source: Words | None = None
    confidence: Confidence | None = None
    as_of: Month | None = None

    @property
    def varies(self) -> bool:
        """Whether it has a range around its one value; of 0 there is no share by which it could."""
        return bool(self.value) and any(end not in (None, self.value) for end in (self.low, self.high))


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PriceIndex:
    """By how much a price rises a year: from the second year on, one rate, or one for each such year."""

    rates: Annotated[
        tuple[Rate, ...], BeforeValidator(_as_tuple), AfterValidator(at_most(LONGEST, "rates")), Field(min_length=1)
    ]
    source: Words | None = None
    as_of: Month | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ExchangeRate:
    """What one unit of another currency is worth in that of the case, on which day, by whom."""

    rate: Annotated[Number, Field(gt=0)]
    date: Day
    source: Words


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CostOfCapital:
    """The parts of a weighted average cost of capital; the cost of debt is before tax."""

    equity_share: Share
    cost_of_equity: Rate
    cost_of_debt: Rate
    tax_rate: Share
    source: Words | None = None
    as_of: Month | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class OptimismBias:
    """By how much such projects turn out dearer, as a line of costs beside those that it is on."""

    lines: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    share: Factor
    reference_class: Label
    source: Words


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Tax:
    """What is paid on profit, so many periods later; a loss lowers other tax at once, or that of later years."""

    rate: Share
    losses: Literal["offset", "carried_forward"] = "offset"
    paid_after: Periods = 0
    source: Words | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Depreciation:
    """How a capital cost becomes an expense: evenly, by a share of what is left, or by shares of its own."""

    method: Literal["straight_line", "declining_balance", "table"]
    years: Annotated[Whole, Field(ge=1, le=100)] | None = None
    rate: Share | None = None
    shares: tuple[Share, ...] = ()
    # The share of the cost that is not written off.
    salvage: Share = Decimal(0)
    # With declining balance: evenly over what is left of `years` as soon as that is more.
    switch: bool = False


@dataclass(frozen=True, kw_only=True, config=STRICT)
class EndValue:
    """What is there at the end of the horizon: an amount, a share of all paid, or a flow that goes on for ever."""

    amount: Number | None = None
    share: Share | None = None
    growth: Ratio | None = None


def _as_input(value: Any) -> Any:
    return value if isinstance(value, (dict, CaseInput)) else {"value": value}


Input = Annotated[CaseInput, BeforeValidator(_as_input)]
# A number, the name of an input, or a list of those, which are multiplied.
Terms = Annotated[
    tuple[Annotated[Decimal | Identifier, BeforeValidator(_term)], ...],
    BeforeValidator(_as_tuple),
    AfterValidator(at_most(MOST_TERMS, "terms")),
]
Index = Annotated[PriceIndex, BeforeValidator(_as_rates)]
