"""The drivers of a business case that a viewer can move: the range of each, and where it stands."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from typing import TYPE_CHECKING

from steering.cases.case_drivers import base_of, file_name, input_of, list_drivers
from steering.catalog.drivers import DRIVERS, DriverDefinition
from steering.field_types import parse_ratio
from steering.formatting import format_number
from steering.roi.scenarios import Saved, find_scenario, move_driver, scenario_names

if TYPE_CHECKING:
    from steering.cases.business import BusinessCase
    from steering.context.filters import Filters

# Significant digits of a driver's value in a link, and so of every place where a slider can stand.
DIGITS = 6
# A whole number above this is meant in per cent, which has to be written.
PLAIN_SHARE = 10
# Below this a float has fewer digits than it seems to.
SMALLEST = sys.float_info.min


@dataclass(frozen=True, kw_only=True)
class DriverSetting:
    """A driver on offer: its range, where the scenario has it (`rest`), and where it stands (`value`)."""

    name: str
    definition: DriverDefinition
    low: float
    high: float
    rest: float
    value: float

    @property
    def text(self) -> str:
        """Where it stands, in words; beyond the range of the case that is said."""
        value = self.format(self.value)
        if self.low <= self.value <= self.high:
            return value
        return f"{value} (beyond the range of {self.format(self.low)} to {self.format(self.high)})"

    def format(self, value: float) -> str:
        """Return a value of this driver with its unit."""
        return format_driver(self.definition, value)


def format_driver(definition: DriverDefinition, value: float) -> str:
    """Return a value of a driver with its unit: `3 months`, `80%`."""
    if definition.unit == "number":
        unit = "%" if definition.noun == "%" else f" {definition.noun}"
        return f"{format_number(value)}{unit}".rstrip()
    if definition.unit == "months":
        return f"{format_number(value)} months" if value != 1 else "1 month"
    return f"{format_number(round(value * 100, 4))}%"


def driver_settings(business: BusinessCase, filters: Filters, saved: Saved = ()) -> tuple[DriverSetting, ...]:
    """Return the drivers that matter to this business case, where the viewer has put them or as the scenario has them.

    `saved`, here and below, are the scenarios that people saved beside those of the file.
    """
    return tuple(
        _build_setting(business, filters, name, definition, saved)
        for name, definition in list_drivers(business).items()
        if has_driver(business, name)
    )


def has_driver(business: BusinessCase, name: str) -> bool:
    """Return whether a driver moves any flow of this case; an input is listed only where it does."""
    return business.has_driver(name) if name in DRIVERS else name in list_drivers(business)


def is_valid(business: BusinessCase, name: str, text: str) -> bool:
    """Return whether a text is a value that a driver of this case may have, within its range or beyond it.

    What is below or above what a float holds with all its digits, such as 1e-320, is none.
    """
    try:
        value = round_digits(float(text))
    except (ValueError, InvalidOperation):
        return False
    if value and not SMALLEST <= abs(value) < math.inf:
        return False
    definition = list_drivers(business).get(name)
    return definition is not None and has_driver(business, name) and definition.accepts(Decimal(str(value)))


def parse_value(business: BusinessCase, name: str, text: str) -> str:
    """Return a value that a person typed for a driver as a link carries it: `50%` is 0.5, `3 months` is 3.

    Raises:
        ValueError: it is none; with what was expected.
    """
    definition = list_drivers(business)[name]
    written = text.strip().removesuffix(definition.noun or "months").removesuffix("month").strip()
    written = written.replace("\N{MINUS SIGN}", "-")
    if definition.unit == "share" and not written.endswith("%") and written.isdigit() and int(written) > PLAIN_SHARE:
        raise ValueError(f"a share: write {written}%, or {format_number(int(written) / 100)}")
    try:
        value = f"{float(parse_ratio(written)):.{DIGITS}g}"
    except ValueError:
        value = ""
    if not is_valid(business, name, value):
        raise ValueError(definition.expected)
    return value


def range_of(business: BusinessCase, name: str, saved: Saved = ()) -> tuple[float, float]:
    """Return how far a driver can be moved: the case's own range, widened to hold every scenario."""
    (least, most), own = list_drivers(business)[name].slider, business.drivers.get(name)
    low = least if own is None or own.low is None else round_digits(own.low, ROUND_CEILING)
    high = most if own is None or own.high is None else round_digits(own.high, ROUND_FLOOR)
    stands = [value_in(business, scenario, name, saved) for scenario in (None, *scenario_names(business, saved))]
    return min(low, *stands), max(high, *stands)


def value_in(business: BusinessCase, scenario_name: str | None, name: str, saved: Saved = ()) -> float:
    """Return where a driver stands in a scenario, the scenario's factor on all costs or all benefits included.

    With as many digits as a link carries, so that a slider can stand there.
    """
    scenario, id = find_scenario(business, scenario_name, saved), input_of(name)
    if id is not None:
        return round_digits(scenario.inputs.get(id, base_of(business, name)))
    return round_digits(move_driver(scenario, name, scenario.drivers.get(name, business.driver(name))))


def round_digits(value: Decimal | float, how: str = ROUND_HALF_EVEN) -> float:
    """Return a value of a driver with as many significant digits as a link carries."""
    return float(Context(prec=DIGITS, rounding=how).create_decimal(str(value)))


def describe_driver(business: BusinessCase | None, name: str, value: float) -> str:
    """Return a driver with its value within a sentence: `costs 110%`; what this case has not by its name."""
    definition = list_drivers(business).get(name)
    if definition is None:
        return f"{file_name(name).replace('_', ' ')} {format_number(value)}"
    return f"{definition.mention} {format_driver(definition, value)}"


def _build_setting(
    business: BusinessCase, filters: Filters, name: str, definition: DriverDefinition, saved: Saved
) -> DriverSetting:
    low, high = range_of(business, name, saved)
    rest = value_in(business, filters.scenario, name, saved)
    value = dict(filters.drivers).get(name, rest)
    return DriverSetting(name=name, definition=definition, low=low, high=high, rest=rest, value=value)
