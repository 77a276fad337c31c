"""What `business_case.yaml` says: lines or cash flows, drivers, scenarios and stated figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass as plain
from dataclasses import field
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic.config import JsonDict
from pydantic.dataclasses import dataclass

from steering.cases.model import Confidence, Figure, Sourced
from steering.conditions import TRUTHS
from steering.errors import did_you_mean
from steering.kinds import STRICT, Currency, Day, Identifier, Label, Month, Number, Whole, Words, number

Period = Literal["year", "quarter", "month"]
Timing = Literal["end", "mid", "start", "split"]
Kind = Literal["cost", "benefit"]
Distribution = Literal["triangular", "pert", "uniform", "lognormal", "fixed"]
Sized = TypeVar("Sized", tuple[Any, ...], dict[str, Any])
Limited = TypeVar("Limited", bound=Decimal)

METRICS = (
    "npv",
    "irr",
    "irr_roots",
    "mirr",
    "roi",
    "roi_discounted",
    "payback_months",
    "discounted_payback_months",
    "pv_costs",
    "pv_benefits",
    "bcr",
    "profitability_index",
    "peak_funding",
    "breakeven_benefit_share",
    "margin_of_safety",
    "equivalent_annual",
    "total_costs",
    "total_benefits",
    "positive_in_all_scenarios",
)
"""What can be worked out from a business case, in the order in which it is shown."""

PER_YEAR: Mapping[str, int] = {"year": 1, "quarter": 4, "month": 12}
LONGEST = 600
MOST_LINES = 500
MOST_SCENARIOS = 50
MOST_STATED = 500
LARGEST = Decimal(10) ** 15
LARGEST_FACTOR = Decimal(10) ** 6
LARGEST_RATE = Decimal(1000)


@plain(frozen=True, kw_only=True)
class DriverRange:
    """What a driver is when nobody moves it, and the values that it may have."""

    neutral: Decimal | None
    low: Decimal
    high: Decimal
    expected: str


_FACTOR = "a factor from 0 to 1,000,000, such as 0.8"
_RATE = "an annual rate above -1 (-100 %) and up to 1000, such as 0.10"

DRIVERS: Mapping[str, DriverRange] = {
    "benefit_delay_months": DriverRange(
        neutral=Decimal(0), low=Decimal(0), high=Decimal(LONGEST), expected=f"months from 0 to {LONGEST}, such as 6"
    ),
    "adoption_ceiling": DriverRange(neutral=Decimal(1), low=Decimal(0), high=LARGEST_FACTOR, expected=_FACTOR),
    "adoption_speed": DriverRange(
        neutral=Decimal(1), low=Decimal("0.01"), high=Decimal(100), expected="a speed from 0.01 to 100, such as 0.8"
    ),
    "cost_factor": DriverRange(neutral=Decimal(1), low=Decimal(0), high=LARGEST_FACTOR, expected=_FACTOR),
    "benefit_factor": DriverRange(neutral=Decimal(1), low=Decimal(0), high=LARGEST_FACTOR, expected=_FACTOR),
    "discount_rate": DriverRange(neutral=None, low=Decimal(-1), high=LARGEST_RATE, expected=_RATE),
}
"""The closed list of drivers. That of the discount rate is neutral at the case's own rate."""


def in_range(name: str, value: Decimal) -> bool:
    """Whether a driver may have this value; a rate of -100 % would divide by zero."""
    limits = DRIVERS[name]
    return limits.low <= value <= limits.high and (name != "discount_rate" or value > -1)


def _within(low: Decimal, high: Decimal, expected: str) -> Callable[[Decimal], Decimal]:
    def check(value: Decimal) -> Decimal:
        if not low <= value <= high:
            raise ValueError(expected)
        return value

    return check


def _rate(value: Decimal) -> Decimal:
    if not in_range("discount_rate", value):
        raise ValueError(_RATE)
    return value


def _amount(figure: Figure) -> Figure:
    if abs(figure.value) > LARGEST:
        raise ValueError("an amount between -10^15 and 10^15, in the file's unit")
    return figure


def _unit(value: Decimal) -> Decimal:
    if not 0 < value <= Decimal(10) ** 12:
        raise ValueError("a unit above 0 and up to 10^12, such as 1000000 for figures in millions")
    return value


def _driver_name(name: str) -> str:
    if name not in DRIVERS:
        raise ValueError(f"one of {', '.join(DRIVERS)}.{did_you_mean(name, list(DRIVERS))}".rstrip("."))
    return name


def _at_most(limit: int, noun: str) -> Callable[[Sized], Sized]:
    def check(items: Sized) -> Sized:
        if len(items) > limit:
            raise ValueError(f"at most {limit} {noun}, and these are {len(items):,}")
        return items

    return check


def _driver(value: Any) -> Any:
    return value if isinstance(value, (dict, Driver)) else {"value": value}


def _nothing_changed(value: Any) -> Any:
    return {} if value is None else value


def _claimed(value: Any) -> Decimal | bool | tuple[Decimal, ...]:
    if isinstance(value, bool) or str(value).lower() in TRUTHS:
        return str(value).lower() == "true"
    try:
        if isinstance(value, (list, tuple)):
            return tuple(_share(part) for part in value)
        return _share(value)
    except ValueError:
        raise ValueError("a plain number such as 13.7, a share such as 0.28 or 28%, or true or false") from None


def _share(value: Any) -> Decimal:
    """A number with as many decimals as were written; `28%` has two."""
    text = str(value).strip()
    return number(text[:-1]).scaleb(-2) if text.endswith("%") else number(text)


Rate = Annotated[Number, AfterValidator(_rate)]
Factor = Annotated[Number, AfterValidator(_within(Decimal(0), LARGEST_FACTOR, _FACTOR))]
Share = Annotated[Number, AfterValidator(_within(Decimal(0), Decimal(1), "a share from 0 to 1, such as 0.15"))]
Amount = Annotated[Sourced, AfterValidator(_amount)]
Claimed = Annotated[
    Decimal | bool | tuple[Decimal, ...],
    PlainValidator(_claimed),
    WithJsonSchema({"type": ["number", "string", "boolean", "array"]}),
]
"""A stated figure. Its decimals are those that were written: they say how exactly it is meant."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class FollowsCost:
    """A cost line that is the spend in the cost data above an amount per period, in the file's unit."""

    above: Annotated[Number, AfterValidator(_within(Decimal(0), LARGEST, "an amount from 0 to 10^15"))]


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
    distribution: Distribution = "triangular"
    scales_with: Literal["adoption"] | None = None
    follows_cost: FollowsCost | None = None
    risk_adjustment: Share = Decimal(0)
    source: Words | None = None
    confidence: Confidence | None = None
    as_of: Month | None = None

    @property
    def name(self) -> str:
        """What people call it: its label, or its id where it has none."""
        return self.label or self.id


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Cashflows:
    """Flows instead of lines: costs and benefits, both as positive figures, or `net` alone."""

    costs: tuple[Amount, ...] = ()
    benefits: tuple[Amount, ...] = ()
    net: tuple[Amount, ...] = ()
    dates: tuple[Day, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Driver:
    """A driver: where it stands, and how far it may go. Without a value it is neutral."""

    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    distribution: Distribution = "triangular"
    source: Words | None = None
    confidence: Confidence | None = None
    as_of: Month | None = None


DOTTED: JsonDict = {"patternProperties": {r"^(lines|drivers)\.": {"type": ["number", "string"]}}}
"""`lines.<id>` and `drivers.<name>` may be written in one word."""


@dataclass(frozen=True, kw_only=True, config=ConfigDict(**STRICT, json_schema_extra=DOTTED))
class Scenario:
    """What differs from the base: factors multiply, drivers and the annual discount rate take the value given."""

    benefits: Factor = Decimal(1)
    costs: Factor = Decimal(1)
    lines: dict[str, Factor] = field(default_factory=dict)
    drivers: dict[str, Number] = field(default_factory=dict)
    discount_rate: Rate | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Stated:
    """A figure that a document claims: of the base or a scenario, with `at` changed on top of that."""

    metric: Label
    value: Claimed
    scenario: Label | None = None
    at: Scenario | None = None
    source: Words | None = None
    confidence: Confidence | None = None
    as_of: Month | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class BusinessCase:
    """A business case. Index 0 of every list is today; figures are in `unit` of `currency`; rates are annual."""

    discount_rate: Rate
    title: Label | None = None
    currency: Currency | None = None
    unit: Annotated[Number, AfterValidator(_unit)] = Decimal(1)
    period: Period = "year"
    periods: Annotated[Whole, Field(ge=1, le=LONGEST)] | None = None
    start: Month | None = None
    timing: Timing = "end"
    finance_rate: Rate | None = None
    reinvest_rate: Rate | None = None
    hurdle_rate: Rate | None = None
    source: Words | None = None
    lines: Annotated[tuple[Line, ...], AfterValidator(_at_most(MOST_LINES, "lines"))] = ()
    cashflows: Cashflows | None = None
    dates: tuple[Day, ...] = ()
    drivers: dict[
        Annotated[str, AfterValidator(_driver_name)], Annotated[Driver, BeforeValidator(_driver)]
    ] = field(default_factory=dict)  # fmt: skip
    scenarios: Annotated[
        dict[Label, Annotated[Scenario, BeforeValidator(_nothing_changed)]],
        AfterValidator(_at_most(MOST_SCENARIOS, "scenarios")),
    ] = field(default_factory=dict)
    stated: Annotated[tuple[Stated, ...], AfterValidator(_at_most(MOST_STATED, "stated figures"))] = ()

    @property
    def days(self) -> tuple[Day, ...]:
        """The dates of the flows, wherever the file gives them; empty where flows go by period."""
        return self.dates or (self.cashflows.dates if self.cashflows else ())

    @property
    def last(self) -> int:
        """The index of the last period: every list has one entry more."""
        if self.periods is not None:
            return self.periods
        return max((len(values) for _, values in self.lists), default=1) - 1

    @property
    def apart(self) -> bool:
        """Whether costs and benefits are known apart; not so where only `net` is given."""
        return not (self.cashflows and self.cashflows.net)

    @property
    def lists(self) -> tuple[tuple[tuple[str | int, ...], tuple[Figure, ...]], ...]:
        """Every list of figures with its place in the file."""
        found: list[tuple[tuple[str | int, ...], tuple[Figure, ...]]] = [
            (("lines", index, "values"), line.values) for index, line in enumerate(self.lines)
        ]
        flows = self.cashflows
        named = (("costs", flows.costs), ("benefits", flows.benefits), ("net", flows.net)) if flows else ()
        return (*found, *((("cashflows", name), values) for name, values in named if values))

    def driver(self, name: str) -> Decimal:
        """Where a driver stands in the base."""
        driver, neutral = self.drivers.get(name), DRIVERS[name].neutral
        if driver is not None and driver.value is not None:
            return driver.value
        return self.discount_rate if neutral is None else neutral
