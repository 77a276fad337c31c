"""The model of `business_case.yaml`: lines or cash flows, drivers, scenarios and stated figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic.config import JsonDict
from pydantic.dataclasses import dataclass

from steering.cases.business_terms import (
    CostOfCapital,
    ExchangeRate,
    Index,
    Input,
    LaterRate,
    OptimismBias,
    Option,
    Prices,
    Tax,
)
from steering.cases.business_types import (
    LONGEST,
    MOST_CORRELATIONS,
    MOST_INPUTS,
    MOST_LINES,
    MOST_OPTIONS,
    MOST_SCENARIOS,
    MOST_STATED,
    PER_YEAR,
    Claimed,
    DriverName,
    Factor,
    Rate,
    Share,
    Unit,
    at_most,
)
from steering.cases.line import Amount, DistributionName, Line, LineGroup
from steering.cases.sourced import Confidence, SourcedFigure
from steering.catalog.drivers import DRIVERS
from steering.field_types import STRICT, Basis, Currency, Day, Identifier, Label, Month, Number, Ratio, Whole, Words

__all__ = [
    "PER_YEAR",
    "Basis",
    "BusinessCase",
    "Correlation",
    "Driver",
    "Scenario",
    "Stated",
]

Period = Literal["year", "quarter", "month"]
Timing = Literal["end", "mid", "start", "split"]


def _driver(value: Any) -> Any:
    return value if isinstance(value, (dict, Driver)) else {"value": value}


def _pair(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) != 2:
        raise ValueError("two lines or drivers, such as [time_saved, upkeep]")
    return names


def _rank(value: Decimal) -> Decimal:
    if not -1 < value < 1:
        raise ValueError("a rank correlation between -1 and 1, without the two, such as 0.5")
    return value


def _nothing_changed(value: Any) -> Any:
    return {} if value is None else value


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

    value: Ratio | None = None
    low: Ratio | None = None
    high: Ratio | None = None
    distribution: DistributionName = "triangular"
    source: Words | None = None
    confidence: Confidence | None = None
    as_of: Month | None = None


# `lines.<id>`, `drivers.<name>` and `inputs.<name>` may be written in one word.
DOTTED: JsonDict = {"patternProperties": {r"^(lines|drivers|inputs)\.": {"type": ["number", "string"]}}}


@dataclass(frozen=True, kw_only=True, config=ConfigDict(**STRICT, json_schema_extra=DOTTED))
class Scenario:
    """What differs from the base: factors multiply, drivers and the annual discount rate take the value given."""

    benefits: Factor = Decimal(1)
    costs: Factor = Decimal(1)
    lines: dict[str, Factor] = field(default_factory=dict)
    drivers: dict[str, Ratio] = field(default_factory=dict)
    inputs: dict[str, Ratio] = field(default_factory=dict)
    discount_rate: Rate | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Stated:
    """A figure that a document claims: of the base or a scenario, with `at` changed on top of that."""

    metric: Label
    value: Claimed
    basis: Basis = "unadjusted"
    scenario: Label | None = None
    option: Identifier | None = None
    against: Identifier | None = None
    at: Scenario | None = None
    source: Words | None = None
    confidence: Confidence | None = None
    as_of: Month | None = None

    @property
    def risk_adjusted(self) -> bool:
        """Whether the lines' risk adjustments apply."""
        return self.basis == "risk_adjusted"


@dataclass(frozen=True, kw_only=True, config=STRICT)
class VerdictRule:
    """The shares of simulated futures that have to pay: for `worth_funding` at least, below the other it is not."""

    worth_funding: Share = Decimal("0.8")
    not_worth_funding: Share = Decimal("0.5")


TWO: JsonDict = {"minItems": 2, "maxItems": 2}


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Correlation:
    """The rank correlation of two lines or drivers."""

    between: Annotated[tuple[Label, ...], AfterValidator(_pair), Field(json_schema_extra=TWO)]
    rank: Annotated[Number, AfterValidator(_rank)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class BusinessCase:
    """A business case. Index 0 of every list is today; figures are in `unit` of `currency`; rates are annual."""

    discount_rate: Rate
    title: Label | None = None
    currency: Currency | None = None
    unit: Unit = Decimal(1)
    period: Period = "year"
    periods: Annotated[Whole, Field(ge=1, le=LONGEST)] | None = None
    start: Month | None = None
    timing: Timing = "end"
    finance_rate: Rate | None = None
    reinvest_rate: Rate | None = None
    hurdle_rate: Rate | None = None
    later_rates: tuple[LaterRate, ...] = ()
    cost_of_capital: CostOfCapital | None = None
    prices: Prices = "nominal"
    inflation: Rate | None = None
    indexes: dict[Label, Index] = field(default_factory=dict)
    exchange_rates: dict[Currency, ExchangeRate] = field(default_factory=dict)
    inputs: Annotated[dict[Identifier, Input], AfterValidator(at_most(MOST_INPUTS, "inputs"))] = field(
        default_factory=dict
    )
    tax: Tax | None = None
    fiscal_year_starts: Annotated[Whole, Field(ge=1, le=12)] = 1
    options: Annotated[tuple[Option, ...], AfterValidator(at_most(MOST_OPTIONS, "options"))] = ()
    option: Identifier | None = None
    optimism_bias: tuple[OptimismBias, ...] = ()
    source: Words | None = None
    lines: Annotated[tuple[Line, ...], AfterValidator(at_most(MOST_LINES, "lines"))] = ()
    cashflows: Cashflows | None = None
    dates: tuple[Day, ...] = ()
    drivers: dict[
        DriverName, Annotated[Driver, BeforeValidator(_driver)]
    ] = field(default_factory=dict)  # fmt: skip
    correlations: Annotated[tuple[Correlation, ...], AfterValidator(at_most(MOST_CORRELATIONS, "correlations"))] = ()
    verdict: VerdictRule = VerdictRule()
    scenarios: Annotated[
        dict[Label, Annotated[Scenario, BeforeValidator(_nothing_changed)]],
        AfterValidator(at_most(MOST_SCENARIOS, "scenarios")),
    ] = field(default_factory=dict)
    stated: Annotated[tuple[Stated, ...], AfterValidator(at_most(MOST_STATED, "stated figures"))] = ()

    @property
    def as_written(self) -> BusinessCase:
        """The case as its file has it, with the lines of all options."""
        return self

    @property
    def placed_lines(self) -> tuple[tuple[int, Line], ...]:
        """The lines that count, each with its index in the file; what is derived from another is not among them."""
        return tuple(enumerate(self.lines))

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

    @cached_property
    def flows_by_group(self) -> dict[LineGroup, tuple[Fraction, ...]]:
        """The lines of each group together as they are written, by index."""
        return self._add_up(lambda line: line.amounts)

    @cached_property
    def adjusted_flows_by_group(self) -> dict[LineGroup, tuple[Fraction, ...]]:
        """The same with the lines' risk adjustments."""
        return self._add_up(lambda line: line.adjusted_amounts)

    def _add_up(self, amounts: Callable[[Line], Sequence[Fraction]]) -> dict[LineGroup, tuple[Fraction, ...]]:
        groups: dict[LineGroup, list[Sequence[Fraction]]] = {}
        for line in self.lines:
            groups.setdefault(line.group, []).append(amounts(line))
        return {group: tuple(sum(at, Fraction(0)) for at in zip(*rows, strict=True)) for group, rows in groups.items()}

    @property
    def apart(self) -> bool:
        """Whether costs and benefits are known apart; not so where only `net` is given."""
        return not (self.cashflows and self.cashflows.net)

    @property
    def has_risk_adjustments(self) -> bool:
        """Whether any line has a risk adjustment."""
        return any(line.risk_adjustment for line in self.lines)

    @property
    def lists(self) -> tuple[tuple[tuple[str | int, ...], tuple[SourcedFigure, ...]], ...]:
        """Every list of figures with its place in the file."""
        lists: list[tuple[tuple[str | int, ...], tuple[SourcedFigure, ...]]] = [
            (("lines", index, "values"), line.values)
            for index, line in enumerate(self.lines)
            if line.values or not (line.amount or line.terms)
        ]
        flows = self.cashflows
        columns = (("costs", flows.costs), ("benefits", flows.benefits), ("net", flows.net)) if flows else ()
        return (*lists, *((("cashflows", name), values) for name, values in columns if values))

    def driver(self, name: str) -> Decimal:
        """Return where a driver stands in the base."""
        driver, neutral = self.drivers.get(name), DRIVERS[name].neutral
        if driver is not None and driver.value is not None:
            return driver.value
        return self.discount_rate if neutral is None else neutral

    def has_driver(self, name: str) -> bool:
        """Return whether a driver moves any flow of this case."""
        definition = DRIVERS[name]
        if definition.moves == "all":
            return True
        if not self.apart or (definition.needs_even_periods and self.days):
            return False
        if definition.moves == "adoption":
            return any(line.scales_with for line in self.lines)
        flows = self.cashflows
        lump = flows and (flows.costs if definition.moves == "cost" else flows.benefits)
        return bool(lump) or any(line.kind == definition.moves for line in self.lines)

    def driver_varies(self, name: str) -> bool:
        """Return whether a driver has a range around its value in the base."""
        driver = self.drivers.get(name)
        if driver is None or driver.distribution == "fixed":
            return False
        if driver.distribution == "lognormal" and driver.low is not None and driver.high is not None:
            return driver.low != driver.high
        return any(end not in (None, self.driver(name)) for end in (driver.low, driver.high))
