"""What drivers and data do to the amounts of a line by period, exactly where they are fractions.

Index 0 is today, a lump. Within a period an amount accrues evenly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

Amount = TypeVar("Amount", Fraction, float)
Overrides = Sequence[float | Fraction | None] | None


def replace_amounts(values: list[Fraction], given: Overrides) -> list[Fraction]:
    """Return values with those that data gives instead, by index."""
    if given is None:
        return values
    return [
        value if other is None else Fraction(other) for value, other in zip(values, _pad(given, values), strict=True)
    ]


def scale(values: list[Fraction], ratios: Overrides) -> list[Fraction]:
    """Return values times ratios, by index."""
    if ratios is None:
        return values
    pairs = zip(values, _pad(ratios, values), strict=True)
    return [value if ratio is None else value * Fraction(ratio) for value, ratio in pairs]


def _pad(given: Sequence[float | Fraction | None], values: list[Fraction]) -> list[float | Fraction | None]:
    """As many entries as there are values: what data does not reach is as planned."""
    return [*given[: len(values)], *[None] * (len(values) - len(given))]


def stretch(values: list[Amount], speed: Amount) -> list[Amount]:
    """Return values at another pace: at 0.5 a build-up takes twice as long.

    A period gets the mean rate of the time that passes within it; the last period's rate goes on beyond the end.
    """
    if speed == 1:
        return values
    totals = _cumulate(values)
    last = len(values) - 1

    def until(moment: Amount) -> Amount:
        if moment >= last:
            return totals[last] + (moment - last) * values[last]
        return _accrue_until(totals, values, moment)

    marks: list[Amount] = [until(speed * period) for period in range(last + 1)]
    result = [values[0]]
    for before, after in pairwise(marks):
        result.append((after - before) / speed)
    return result


def delay(values: list[Fraction], periods: Fraction) -> list[Fraction]:
    """Return values that come so many periods later; what leaves the horizon is lost.

    Today's lump falls in the period in which the delay ends.
    """
    if periods <= 0:
        return values
    totals = _cumulate(values)
    zero = Fraction(0)
    marks = [_accrue_until(totals, values, max(zero, period - periods)) for period in range(len(values))]
    result = [zero, *(after - before for before, after in pairwise(marks))]
    lump = math.ceil(periods)
    if lump < len(values):
        result[lump] += values[0]
    return result


def _cumulate(values: list[Amount]) -> list[Amount]:
    """Return what has accrued by the end of each period, today's lump apart."""
    totals = [0 * values[0]]
    for value in values[1:]:
        totals.append(totals[-1] + value)
    return totals


def _accrue_until(totals: list[Amount], values: list[Amount], moment: Amount) -> Amount:
    """Return what has accrued by a moment within the horizon, in periods."""
    whole = math.floor(moment)
    part = moment - whole
    return totals[whole] + (part * values[whole + 1] if part else 0)
