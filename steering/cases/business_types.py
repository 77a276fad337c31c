"""The types of figures in a business case: names of drivers, factors, rates, stated figures, and their limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, PlainValidator, WithJsonSchema

from steering.catalog.drivers import DRIVERS, EXPECTED_FACTOR, EXPECTED_RATE, LARGEST_FACTOR, in_range
from steering.errors import did_you_mean
from steering.field_types import Number, Ratio, parse_ratio

Sized = TypeVar("Sized", tuple[Any, ...], dict[str, Any])

TRUTHS = ("true", "false")
PER_YEAR: Mapping[str, int] = {"year": 1, "quarter": 4, "month": 12}
LONGEST = 600
MOST_LINES = 500
MOST_CORRELATIONS = 50
MOST_OPTIONS = 12
MOST_INPUTS = 200
MOST_TERMS = 12
MOST_SCENARIOS = 50
MOST_STATED = 500
LARGEST = Decimal(10) ** 15


def within(low: Decimal, high: Decimal, expected: str) -> Callable[[Decimal], Decimal]:
    def check(value: Decimal) -> Decimal:
        if not low <= value <= high:
            raise ValueError(expected)
        return value

    return check


def _rate(value: Decimal) -> Decimal:
    if not in_range("discount_rate", value):
        raise ValueError(EXPECTED_RATE)
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


def _parse_stated(value: Any) -> Decimal | bool | tuple[Decimal, ...]:
    if isinstance(value, bool) or str(value).lower() in TRUTHS:
        return str(value).lower() == "true"
    try:
        if isinstance(value, (list, tuple)):
            return tuple(parse_ratio(part) for part in value)
        return parse_ratio(value)
    except ValueError:
        raise ValueError("a plain number such as 13.7, a share such as 0.28 or 28%, or true or false") from None


Rate = Annotated[Ratio, AfterValidator(_rate)]
Factor = Annotated[Ratio, AfterValidator(within(Decimal(0), LARGEST_FACTOR, EXPECTED_FACTOR))]
Share = Annotated[Ratio, AfterValidator(within(Decimal(0), Decimal(1), "a share from 0 to 1, such as 0.15 or 15%"))]
# A stated figure. Its decimals are those that were written: they say how exactly it is meant.
Claimed = Annotated[
    Decimal | bool | tuple[Decimal, ...],
    PlainValidator(_parse_stated),
    WithJsonSchema({"type": ["number", "string", "boolean", "array"]}),
]
Unit = Annotated[Number, AfterValidator(_unit)]
DriverName = Annotated[str, AfterValidator(_driver_name)]
