"""Where the choice between two options turns: the assumptions at which both are worth the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from steering.cases.business import BusinessCase, Scenario
from steering.finance.cash_flows import AS_PLANNED, Links
from steering.finance.sensitivity import FACTOR_RANGE, Breakeven, compute_breakevens, line_contributions

TurnCause = Literal["driver", "input", "line"]
# A root of a polynomial whose imaginary part is below this is real.
IMAGINARY = 1e-9


@dataclass(frozen=True, kw_only=True)
class TurningPoint:
    """The value of a driver or an input, or the factor on a line, at which two options are worth the same.

    Of several it is the one nearest to `base`; None where there is none. `low` and `high` are the range that the case
    names for it, widened to hold `base`, and None where it names none.
    """

    id: str
    cause: TurnCause
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


def find_turning_points(
    increment: BusinessCase, *changes: Scenario, links: Links = AS_PLANNED
) -> tuple[TurningPoint, ...]:
    """Return where the NPV of one option less another is 0: by driver, by input and by line that has a range.

    `increment` is the case of the one less the other. One figure moves at a time, the others stay where they are.
    """
    worths = line_contributions(increment, None, *changes, links=links)
    breakevens = compute_breakevens(increment, None, *changes, links=links)
    return (
        *(_turn_driver(increment, breakeven) for breakeven in breakevens if breakeven.cause == "driver"),
        *_turn_inputs(increment, worths, changes),
        *_turn_lines(increment, worths),
    )


def _turn_driver(case: BusinessCase, breakeven: Breakeven) -> TurningPoint:
    driver = case.drivers.get(breakeven.id)
    return TurningPoint(
        id=breakeven.id,
        cause="driver",
        base=breakeven.base,
        value=breakeven.value,
        low=_end(driver.low, breakeven.base, min) if driver else None,
        high=_end(driver.high, breakeven.base, max) if driver else None,
    )


def _end(end: Decimal | None, base: float, widest: Callable[[float, float], float]) -> float | None:
    return None if end is None else widest(float(end), base)


def _turn_inputs(
    case: BusinessCase, worths: Mapping[str, float], changes: tuple[Scenario, ...]
) -> Iterator[TurningPoint]:
    """Yield the inputs that have a range: a line that uses one twice moves with the square of its factor."""
    stands = {name: given.value for name, given in case.inputs.items()}
    for change in changes:
        stands |= change.inputs
    for name, given in case.inputs.items():
        base = stands[name]
        if not base or (given.low is None and given.high is None):
            continue
        sums: dict[int, list[float]] = {}
        for line in case.lines:
            sums.setdefault(line.terms.count(name), []).append(worths[line.id])
        powers = {count: math.fsum(values) for count, values in sums.items()}
        if not any(count for count in powers):
            continue
        factor = _find_factor(powers)
        yield TurningPoint(
            id=name,
            cause="input",
            base=float(base),
            value=None if factor is None else factor * float(base),
            low=_end(given.low, float(base), min),
            high=_end(given.high, float(base), max),
        )


def _turn_lines(case: BusinessCase, worths: Mapping[str, float]) -> Iterator[TurningPoint]:
    total = math.fsum(worths.values())
    for line in case.lines:
        if line.varies and line.id == line.origin:
            own = math.fsum(worths[part.id] for part in case.lines if part.origin == line.id)
            yield TurningPoint(
                id=line.id,
                cause="line",
                base=1.0,
                value=_find_factor({0: total - own, 1: own}),
                low=min(float(line.low), 1.0),
                high=max(float(line.high), 1.0),
            )


def _find_factor(powers: Mapping[int, float]) -> float | None:
    """Return the factor nearest to 1 at which a sum of amounts by the power of the factor is 0."""
    low, high = FACTOR_RANGE
    weights = [powers.get(power, 0.0) for power in range(max(powers), -1, -1)]
    if not all(math.isfinite(weight) for weight in weights):
        return None
    roots = np.roots(weights)
    factors = [float(root.real) for root in roots if abs(root.imag) <= IMAGINARY * max(1.0, abs(root))]
    inside = [factor for factor in factors if low <= factor <= high]
    return min(inside, key=lambda factor: abs(factor - 1), default=None)
