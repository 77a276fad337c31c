"""Where the choice between two options turns: the assumptions at which both are worth the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from steering.cases.business import BusinessCase, Scenario
from steering.finance.cash_flows import AS_PLANNED, Links
from steering.finance.npv_vectorised import build_npv_model
from steering.finance.options import OptionFigures
from steering.finance.sensitivity import FACTOR_RANGE, Breakeven, Cause, compute_breakevens, line_contributions


@dataclass(frozen=True, kw_only=True)
class TurningPoint:
    """The value of a driver or an input, or the factor on a line, at which two options are worth the same.

    Of several it is the one nearest to `base`; None where there is none. `low` and `high` are the range that the case
    names for it, widened to hold `base`, and None where it names none.
    """

    id: str
    cause: Cause
    base: float
    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def has_range(self) -> bool:
        """Whether the case names a range for it."""
        return self.low is not None or self.high is not None

    @property
    def is_within(self) -> bool:
        """Whether the choice turns within the range that the case names, or at all where it names none."""
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        return self.value is not None and low <= self.value <= high


def turning_points(figures: OptionFigures, id: str, against: str) -> tuple[TurningPoint, ...]:
    """Return where the choice between two options turns, one assumption at a time.

    Empty for options with discount rates of their own: what they differ by is no flow with an NPV of 0.
    """
    if figures.rate(id) != figures.rate(against):
        return ()
    case, links = figures.pair(id, against)
    return find_turning_points(case, *figures.changes, links=links)


def npv_by_rate(figures: OptionFigures, id: str, rates: tuple[float, ...]) -> tuple[float, ...]:
    """Return the NPV of an option less that of the baseline at each of these discount rates."""
    case, links = figures.pair(id, figures.baseline.id)
    model = build_npv_model(case, None, *figures.changes, links=links)
    npv = model.npv({"discount_rate": np.array(rates)}, {}, len(rates))
    npv[np.abs(npv) <= model.rounding_tolerance] = 0.0
    return tuple(npv.tolist())


def find_turning_points(
    increment: BusinessCase, *changes: Scenario, links: Links = AS_PLANNED
) -> tuple[TurningPoint, ...]:
    """Return where the NPV of one option less another is 0: by driver, by input and by line that has a range.

    `increment` is the case of the one less the other. One figure moves at a time, the others stay where they are.
    """
    worths = line_contributions(increment, None, *changes, links=links)
    breakevens = compute_breakevens(increment, None, *changes, links=links)
    own = (_turn_breakeven(increment, breakeven) for breakeven in breakevens if breakeven.cause != "line")
    # An input without a range is a fact, which nobody doubts.
    named = (point for point in own if point.cause == "driver" or point.has_range)
    return (*named, *_turn_lines(increment, worths))


def _turn_breakeven(case: BusinessCase, breakeven: Breakeven) -> TurningPoint:
    given = case.drivers.get(breakeven.id) if breakeven.cause == "driver" else case.inputs[breakeven.id]
    return TurningPoint(
        id=breakeven.id,
        cause=breakeven.cause,
        base=breakeven.base,
        value=breakeven.value,
        low=_end(given.low, breakeven.base, min) if given else None,
        high=_end(given.high, breakeven.base, max) if given else None,
    )


def _end(end: Decimal | None, base: float, widest: Callable[[float, float], float]) -> float | None:
    return None if end is None else widest(float(end), base)


def _turn_lines(case: BusinessCase, worths: Mapping[str, float]) -> Iterator[TurningPoint]:
    total = math.fsum(worths.values())
    for line in case.lines:
        if line.varies and line.id == line.origin:
            own = math.fsum(worths[part.id] for part in case.lines if part.origin == line.id)
            yield TurningPoint(
                id=line.id,
                cause="line",
                base=1.0,
                value=_find_factor(total, own),
                low=min(float(line.low), 1.0),
                high=max(float(line.high), 1.0),
            )


def _find_factor(total: float, own: float) -> float | None:
    """Return the factor on a part of a total at which the total is 0."""
    factor = 1 - total / own if own else math.nan
    return factor if FACTOR_RANGE[0] <= factor <= FACTOR_RANGE[1] else None
