"""The drivers of a business case: those that every case has, and those of its own inputs that have a range."""

from __future__ import annotations

from decimal import Decimal
from math import floor, log10

from steering.cases.business import BusinessCase
from steering.cases.business_terms import CaseInput
from steering.cases.business_types import LARGEST
from steering.catalog.drivers import DRIVERS, DriverDefinition

# What the name of an input begins with among drivers and in addresses, as in a scenario.
PREFIX = "inputs."
# About so many steps from one end of an input's range to the other.
STEPS = 100
STEP_SIZES = (5, 2, 1)
EXPECTED = "a number from -10^15 to 10^15, such as 12 or 0.35"


def list_drivers(case: BusinessCase | None) -> dict[str, DriverDefinition]:
    """Return the definition of each driver by its name: `cost_factor`, or `inputs.hours` for the input `hours`.

    Of inputs those that have a range and that a line is worked out from which counts.
    """
    if case is None:
        return dict(DRIVERS)
    used = {term for line in case.lines for term in line.terms}
    own = {PREFIX + id: _define(id, given) for id, given in case.inputs.items() if given.varies and id in used}
    return {**DRIVERS, **own}


def name_driver(name: str) -> str:
    """Return the name of a driver that a file names, where an input goes by its id alone as well."""
    return name if name in DRIVERS or name.startswith(PREFIX) else PREFIX + name


def file_name(name: str) -> str:
    """Return a driver as a file names it: an input by its id."""
    return name.removeprefix(PREFIX)


def input_of(name: str) -> str | None:
    """Return the id of the input that a driver is; None for a driver that every case has."""
    return name.removeprefix(PREFIX) if name.startswith(PREFIX) else None


def base_of(case: BusinessCase, name: str) -> Decimal:
    """Return where a driver of the case stands in the base."""
    id = input_of(name)
    return case.driver(name) if id is None else case.inputs[id].value or Decimal(0)


def _define(id: str, given: CaseInput) -> DriverDefinition:
    assert given.value is not None  # it has a range
    low, high = (given.value if end is None else end for end in (given.low, given.high))
    unit = given.unit or ""
    return DriverDefinition(
        label=given.label or id.replace("_", " ").capitalize(),
        unit="number",
        effect="input",
        moves="input",
        help=f"An input of the case{f', in {unit}' if unit else ''}. Every line that is worked out from it follows.",
        neutral=given.value,
        low=-LARGEST,
        high=LARGEST,
        expected=EXPECTED,
        slider=(float(low), float(high)),
        step=_step(low, high, given.value),
        search=(float(low), float(high)),
        bridge_rank=len(DRIVERS) + 1,
        noun=unit,
    )


def _step(*values: Decimal) -> float:
    """Return a round step of which the range has about `STEPS`; of whole numbers a whole one."""
    least = float(max(values) - min(values)) / STEPS
    size = 10.0 ** floor(log10(least))
    step = size * max(factor for factor in (*STEP_SIZES, 1) if factor * size <= least * (1 + 1e-9))
    return max(step, 1.0) if all(value == value.to_integral_value() for value in values) else step
