"""The kinds of figure in a business case: drivers and their ranges, factors, rates, what is stated, and limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, PlainValidator, WithJsonSchema

from steering.errors import did_you_mean
from steering.field_types import Number, parse_number

Sized = TypeVar("Sized", tuple[Any, ...], dict[str, Any])

TRUTHS = ("true", "false")
PER_YEAR: Mapping[str, int] = {"year": 1, "quarter": 4, "month": 12}
LONGEST = 600
MOST_LINES = 500
MOST_CORRELATIONS = 50
MOST_SCENARIOS = 50
MOST_STATED = 500
LARGEST = Decimal(10) ** 15
LARGEST_FACTOR = Decimal(10) ** 6
LARGEST_RATE = Decimal(1000)


@dataclass(frozen=True, kw_only=True)
class DriverRange:
    """What a driver is when nobody moves it, and the values that it may have."""

    neutral: Decimal | None
    low: Decimal
    high: Decimal
    expected: str


_FACTOR = "a factor from 0 to 1,000,000, such as 0.8"
_RATE = "an annual rate above -1 (-100%) and up to 1000, such as 0.10"

# The closed list of drivers. That of the discount rate is neutral at the case's own rate.
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
# Drivers that move flows within even periods, which dated flows don't have.
EVEN = ("benefit_delay_months", "adoption_speed")


def in_range(name: str, value: Decimal) -> bool:
    """Whether a driver may have this value; a rate of -100% would divide by zero."""
    limits = DRIVERS[name]
    return limits.low <= value <= limits.high and (name != "discount_rate" or value > -1)


def within(low: Decimal, high: Decimal, expected: str) -> Callable[[Decimal], Decimal]:
    def check(value: Decimal) -> Decimal:
        if not low <= value <= high:
            raise ValueError(expected)
        return value

    return check


def _rate(value: Decimal) -> Decimal:
    if not in_range("discount_rate", value):
        raise ValueError(_RATE)
    return value


def _unit(value: Decimal) -> Decimal:
    if not 0 < value <= Decimal(10) ** 12:
        raise ValueError("a unit above 0 and up to 10^12, such as 1000000 for figures in millions")
    return value


def _driver_name(name: str) -> str:
    if name not in DRIVERS:
        raise ValueError(f"one of {', '.join(DRIVERS)}.{did_you_mean(name, list(DRIVERS))}".rstrip("."))
    return name


def at_most(limit: int, noun: str) -> Callable[[Sized], Sized]:
    def check(items: Sized) -> Sized:
        if len(items) > limit:
            raise ValueError(f"at most {limit} {noun}, and these are {len(items):,}")
        return items

    return check


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
    return parse_number(text[:-1]).scaleb(-2) if text.endswith("%") else parse_number(text)


Rate = Annotated[Number, AfterValidator(_rate)]
Factor = Annotated[Number, AfterValidator(within(Decimal(0), LARGEST_FACTOR, _FACTOR))]
Share = Annotated[Number, AfterValidator(within(Decimal(0), Decimal(1), "a share from 0 to 1, such as 0.15"))]
# A stated figure. Its decimals are those that were written: they say how exactly it is meant.
Claimed = Annotated[
    Decimal | bool | tuple[Decimal, ...],
    PlainValidator(_claimed),
    WithJsonSchema({"type": ["number", "string", "boolean", "array"]}),
]
Unit = Annotated[Number, AfterValidator(_unit)]
DriverName = Annotated[str, AfterValidator(_driver_name)]
