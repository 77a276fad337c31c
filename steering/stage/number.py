"""The room's number: what each member believes of a driver in doubt, how it is spread, and what NPV each comes to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from steering.cases.business import Scenario
from steering.cases.case_drivers import base_of, input_of
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.npv_vectorised import build_npv_model
from steering.roi.assumptions import resolve_assumptions
from steering.roi.drivers import DriverSetting, driver_settings


@dataclass(frozen=True, kw_only=True)
class Belief:
    """A value that a member believes of the driver, and the NPV with it, in the file's unit; None where it has none."""

    value: float
    npv: float | None


@dataclass(frozen=True, kw_only=True)
class NumberSpread:
    """What the room believes of a driver: every value from the least to the largest, without names, and the middle."""

    setting: DriverSetting
    beliefs: tuple[Belief, ...]
    median: Belief


def find_setting(context: CaseContext, filters: Filters, driver: str) -> DriverSetting | None:
    """Return a driver with its range, its step and where it stands on stage; None for one that this case has not."""
    business = context.case.business
    settings = driver_settings(business, filters, context.scenarios) if business else ()
    return next((setting for setting in settings if setting.name == driver), None)


def check_belief(setting: DriverSetting, value: float) -> tuple[str, ...]:
    """Return why a member can't set this value: it has to be within the range of the slider."""
    if math.isfinite(value) and setting.low <= value <= setting.high:
        return ()
    low, high = setting.format(setting.low), setting.format(setting.high)
    return (f"{setting.definition.label} goes from {low} to {high}.",)


def spread_values(context: CaseContext, filters: Filters, driver: str, values: Sequence[float]) -> NumberSpread | None:
    """Return how values of a driver are spread, all else as it is on stage; None without values or such a driver."""
    setting = find_setting(context, filters, driver)
    if setting is None or not values:
        return None
    ranks = sorted(values)
    middle = compute_median(ranks, low=setting.low, step=setting.definition.step)
    *beliefs, median = _value_all(context, filters, driver, [*ranks, middle])
    return NumberSpread(setting=setting, beliefs=tuple(beliefs), median=median)


def compute_median(values: Sequence[float], *, low: float = 0.0, step: float = 0.0) -> float:
    """Return the median of values: of an even number the mean of the two in the middle, snapped to a stop.

    Stops lie each `step` from `low` on, where the slider has its own; halfway between two it is the upper one. A value
    that somebody set stands as it is. Without a step nothing is snapped.
    """
    ranks = sorted(values)
    below, above = ranks[(len(ranks) - 1) // 2], ranks[len(ranks) // 2]
    if below == above:
        return below
    # As fractions of their decimals: 0.07 is no stop of 0.01 in binary.
    mean = (_exact(below) + _exact(above)) / 2
    if not step:
        return float(mean)
    steps = math.floor((mean - _exact(low)) / _exact(step) + Fraction(1, 2))
    return float(_exact(low) + steps * _exact(step))


def _exact(value: float) -> Fraction:
    return Fraction(repr(float(value)))


def _value_all(context: CaseContext, filters: Filters, driver: str, values: Sequence[float]) -> list[Belief]:
    """Return each value with its NPV, all of them in one run of the model."""
    assumptions = resolve_assumptions(context, filters)
    business, changes, id = assumptions.business, [assumptions.scenario], input_of(driver)
    if id is not None:
        # From where the case has it: what stands at 0 on stage moves by no factor.
        changes.append(Scenario(inputs={id: base_of(business, driver)}))
    model = build_npv_model(business, None, *changes, links=assumptions.links)
    column = np.array(values, dtype=float)
    drivers, inputs = ({driver: column}, {}) if id is None else ({}, {id: column})
    npvs = model.npv(drivers, {}, len(values), inputs).tolist()
    return [
        Belief(value=value, npv=npv if math.isfinite(npv) else None) for value, npv in zip(values, npvs, strict=True)
    ]
