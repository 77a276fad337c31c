"""From values to places on paper: the reach of an axis, its round ticks, and where a value lies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from steering.exports.plots.plot import PlotAxis
from steering.months import NAMES

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
# Months between the ticks of an axis of days.
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)
DAYS_A_MONTH = 30.44
# The share of its reach that an axis leaves beside its last value.
MARGIN = 0.05


@dataclass(frozen=True, kw_only=True)
class AxisScale:
    """An axis on paper: values from `low` to `high` lie between two places, the second one for the higher value."""

    low: float
    high: float
    start: float
    stop: float

    def place(self, value: float) -> float:
        """Where a value lies, in points."""
        return self.start + (value - self.low) / ((self.high - self.low) or 1.0) * (self.stop - self.start)

    def holds(self, value: float) -> bool:
        """Whether a value lies within the axis, but for rounding."""
        slack = 1e-9 * max(abs(self.low), abs(self.high), 1.0)
        return self.low - slack <= value <= self.high + slack


def reach(
    axis: PlotAxis, values: Sequence[float], *, room: float = 0.0, with_zero: bool = False
) -> tuple[float, float]:
    """Return where an axis begins and ends: where its figure says so, otherwise around its values.

    `room` is the share of the reach that is left free at the far ends, for texts beside them.
    """
    ends = [*values, *([0.0] if with_zero or axis.zero else [])] or [0.0, 1.0]
    low, high = min(ends), max(ends)
    span = (high - low) or abs(high) or 1.0
    free = max(room, MARGIN) * span
    first = axis.low if axis.low is not None else low - free if low < 0 or not with_zero else low
    last = axis.high if axis.high is not None else high + free if high > 0 or not with_zero else high
    return (first, last) if last > first else (first, first + 1.0)


def list_ticks(axis: PlotAxis, low: float, high: float, most: int = 6) -> list[tuple[float, str]]:
    """Return round places between two values with their texts, so many at most."""
    if axis.ticks:
        return [(at, text) for at, text in axis.ticks if low <= at <= high]
    if axis.kind == "date":
        return _list_months(low, high, most + 2)
    step = _round_step((high - low) / most)
    first = math.ceil(low / step - 1e-9)
    count = math.floor(high / step + 1e-9) - first + 1
    places = [round((first + number) * step, 12) for number in range(max(count, 0))]
    texts = [axis.format.write(place) for place in places]
    if len(set(texts)) < len(texts):
        decimals = max(axis.format.decimals, -math.floor(math.log10(step)) - (2 if axis.format.share else 0), 1)
        texts = [f"{place * (100 if axis.format.share else 1):,.{decimals}f}" for place in places]
        texts = [f"{text.replace('-', '−')}{'%' if axis.format.share else ''}" for text in texts]
    return list(zip(places, texts, strict=True))


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in STEPS if step * power >= rough * (1 - 1e-9))


def _list_months(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Return the first days of months between two days, as `date.toordinal` counts them."""
    months = (high - low) / DAYS_A_MONTH
    step = next((step for step in MONTH_STEPS if months / step <= most), MONTH_STEPS[-1])
    day = date.fromordinal(math.ceil(low))
    number = day.year * 12 + day.month - 1 + (day.day > 1)
    number = -(-number // step) * step
    ticks = []
    while (first := date(number // 12, number % 12 + 1, 1)).toordinal() <= high:
        ticks.append((float(first.toordinal()), f"{NAMES[first.month - 1]} {first.year}"))
        number += step
    return ticks
