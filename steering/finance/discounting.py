"""When each flow of a business case falls, and what it is worth today."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from steering.cases.business import PER_YEAR, BusinessCase, Timing

DAYS_A_YEAR = 365
# How flows come within a period: evenly, costs at its start and benefits evenly, or all at once on their date.
Accrual = Literal["even", "start_costs", "lumps"]


@dataclass(frozen=True, kw_only=True)
class Convention:
    """When flows fall: `costs` and `benefits` are steps from today by index, of which a year has `per_year`.

    `ends` are the months from today at which what is counted under an index has accrued: the ends of periods, or the
    dates. Steps are half periods with `mid`, days with dates (actual/365), periods otherwise.
    """

    costs: tuple[int, ...]
    benefits: tuple[int, ...]
    per_year: int
    ends: tuple[Fraction, ...]
    accrual: Accrual = "even"

    @property
    def years(self) -> float:
        """The length of the horizon in years, from today to the end of the last period."""
        return float(self.ends[-1] / 12)

    def factors(self, steps: Iterable[int], rate: float) -> tuple[float, ...]:
        """Return what one unit after so many steps is worth today, at an effective annual rate above -100%."""
        return tuple(power(1 + rate, -step / self.per_year) for step in steps)


def convention_of(case: BusinessCase) -> Convention:
    """Return the convention that a business case is written in; dates override its timing."""
    if case.days:
        days = tuple((day - case.days[0]).days for day in case.days)
        ends = tuple(Fraction(12 * day, DAYS_A_YEAR) for day in days)
        return Convention(costs=days, benefits=days, per_year=DAYS_A_YEAR, ends=ends, accrual="lumps")
    return periodic_convention(case.timing, PER_YEAR[case.period], case.last)


def periodic_convention(timing: Timing, a_year: int, last: int) -> Convention:
    """Return flows by period: `a_year` periods a year, `last` of them after today."""
    halves, costs_before, benefits_before = {
        "end": (1, 0, 0),
        "mid": (2, 1, 1),
        "start": (1, 1, 1),
        "split": (1, 1, 0),
    }[timing]
    return Convention(
        costs=tuple(halves * t - costs_before if t else 0 for t in range(last + 1)),
        benefits=tuple(halves * t - benefits_before if t else 0 for t in range(last + 1)),
        per_year=halves * a_year,
        ends=tuple(Fraction(12 * t, a_year) for t in range(last + 1)),
        accrual="start_costs" if timing == "split" else "even",
    )


def power(base: float, exponent: float) -> float:
    """base ^ exponent for a base above 0; infinite where a float does not hold it."""
    try:
        return float(base**exponent)
    except (OverflowError, ZeroDivisionError):
        return math.inf


def present_value(amounts: Sequence[Fraction | float], factors: Sequence[float]) -> float:
    """Return the sum of amounts by their factors; not a number where a float does not hold it."""
    try:
        return math.fsum(float(amount) * factor for amount, factor in zip(amounts, factors, strict=True))
    except (OverflowError, ValueError):
        return math.nan
