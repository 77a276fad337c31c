"""The drivers of a business case that a viewer can move: what each means, its range, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING, Literal

from steering.cases.business_types import EVEN
from steering.formatting import format_number
from steering.roi.scenarios import Saved, find_scenario, scenario_names

if TYPE_CHECKING:
    from steering.cases.business import BusinessCase
    from steering.context.filters import Filters

Shown = Literal["months", "share"]


@dataclass(frozen=True, kw_only=True)
class DriverDefinition:
    """What a driver is called, how it is shown, how far it goes where the case names no range, and its help."""

    label: str
    unit: Shown
    low: float
    high: float
    step: float
    help: str


# The closed list of drivers, in the order in which they are offered.
DRIVERS: Mapping[str, DriverDefinition] = {
    "benefit_delay_months": DriverDefinition(
        label="Benefit delay",
        unit="months",
        low=0,
        high=12,
        step=1,
        help="Every benefit moves back by so many months; what leaves the horizon is lost.",
    ),
    "adoption_ceiling": DriverDefinition(
        label="Final adoption",
        unit="share",
        low=0.5,
        high=1.2,
        step=0.01,
        help="Of the adoption that the scenario starts from, in every period; what scales with adoption follows.",
    ),
    "adoption_speed": DriverDefinition(
        label="Adoption speed",
        unit="share",
        low=0.5,
        high=1.5,
        step=0.01,
        help="At 50% adoption takes twice as long. Benefits that scale with adoption follow.",
    ),
    "cost_factor": DriverDefinition(
        label="Costs",
        unit="share",
        low=0.7,
        high=1.5,
        step=0.01,
        help="All cost lines, against the case as written.",
    ),
    "benefit_factor": DriverDefinition(
        label="Benefits",
        unit="share",
        low=0.4,
        high=1.3,
        step=0.01,
        help="All benefit lines, against the case as written.",
    ),
    "discount_rate": DriverDefinition(
        label="Discount rate, a year",
        unit="share",
        low=0.0,
        high=0.3,
        step=0.005,
        help="What the money could earn elsewhere at the same risk.",
    ),
}

ADOPTION = ("adoption_ceiling", "adoption_speed")
# Significant digits of a driver's value in a link, and so of every place where a slider can stand.
DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class DriverSetting:
    """A driver on offer: its range, where the scenario has it (`rest`), and where it stands (`value`)."""

    name: str
    meaning: DriverDefinition
    low: float
    high: float
    rest: float
    value: float

    def format(self, value: float) -> str:
        """A value of this driver with its unit."""
        if self.meaning.unit == "months":
            return f"{format_number(value)} months" if value != 1 else "1 month"
        return f"{format_number(round(value * 100, 4))}%"


def driver_settings(business: BusinessCase, filters: Filters, saved: Saved = ()) -> tuple[DriverSetting, ...]:
    """The drivers that matter to this business case, where the viewer has put them or as the scenario has them.

    `saved`, here and below, are the scenarios that people kept beside those of the file.
    """
    return tuple(_build_setting(business, filters, name, saved) for name in DRIVERS if _matters(business, name))


def is_valid(business: BusinessCase, name: str, text: str, saved: Saved = ()) -> bool:
    """Whether a text is a value of a driver within its range, for a link that carries it."""
    low, high = range_of(business, name, saved)
    try:
        return _matters(business, name) and low <= float(text) <= high
    except ValueError:
        return False


def range_of(business: BusinessCase, name: str, saved: Saved = ()) -> tuple[float, float]:
    """How far a driver can be moved: the case's own range, widened to hold every scenario."""
    meaning, own = DRIVERS[name], business.drivers.get(name)
    low = meaning.low if own is None or own.low is None else round_digits(own.low, ROUND_CEILING)
    high = meaning.high if own is None or own.high is None else round_digits(own.high, ROUND_FLOOR)
    stands = [value_in(business, one, name, saved) for one in (None, *scenario_names(business, saved))]
    return min(low, *stands), max(high, *stands)


def value_in(business: BusinessCase, scenario_name: str | None, name: str, saved: Saved = ()) -> float:
    """Where a driver stands in a scenario, the scenario's factor on all costs or all benefits included.

    With as many digits as a link carries, so that a slider can stand there.
    """
    scenario = find_scenario(business, scenario_name, saved)
    value = scenario.drivers.get(name, business.driver(name))
    if name == "discount_rate":
        return round_digits(value if scenario.discount_rate is None else scenario.discount_rate)
    return round_digits(value * {"cost_factor": scenario.costs, "benefit_factor": scenario.benefits}.get(name, 1))


def round_digits(value: Decimal | float, how: str = ROUND_HALF_EVEN) -> float:
    """A value of a driver with as many significant digits as a link carries."""
    return float(Context(prec=DIGITS, rounding=how).create_decimal(str(value)))


def _build_setting(business: BusinessCase, filters: Filters, name: str, saved: Saved) -> DriverSetting:
    low, high = range_of(business, name, saved)
    rest = value_in(business, filters.scenario, name, saved)
    value = min(max(dict(filters.drivers).get(name, rest), low), high)
    return DriverSetting(name=name, meaning=DRIVERS[name], low=low, high=high, rest=rest, value=value)


def _matters(business: BusinessCase, name: str) -> bool:
    kinds: set[str] = {line.kind for line in business.lines}
    flows = business.cashflows
    kinds |= {kind for kind, given in (("cost", flows.costs), ("benefit", flows.benefits)) if given} if flows else set()
    if business.days and name in EVEN:
        return False
    if name in ADOPTION:
        return any(line.scales_with for line in business.lines)
    if name in ("benefit_factor", "benefit_delay_months"):
        return "benefit" in kinds
    return name == "discount_rate" or "cost" in kinds
