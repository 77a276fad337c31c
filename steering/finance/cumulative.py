"""The cumulative net flow of a business case: its lowest point, and when it stays above zero."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from steering.finance.discounting import Accrual, Convention

Flows = Sequence[Fraction | float]


@dataclass(frozen=True, kw_only=True)
class CumulativePath:
    """A line through `sums` at `months` from today, straight in between; two points of one month are a lump."""

    months: tuple[Fraction, ...]
    sums: tuple[Any, ...]

    @property
    def depth(self) -> float:
        """How far it goes below zero at its deepest, as a positive figure; 0 where it never does."""
        return float(max(0, -min(self.sums)))

    def payback(self, zero: float = 0.0) -> float | None:
        """Return months from today at which it rises from below zero for the last time.

        0 where it is never below, None where it ends there. `zero` is slightly below 0 where sums are rounded.
        """
        if self.sums[-1] < zero:
            return None
        return max(self._rises(zero), default=0.0)

    def first_crossing(self) -> float | None:
        """Return the months from today to the first rise from below zero."""
        return min(self._rises(0.0), default=None)

    def _rises(self, zero: float) -> Iterator[float]:
        for (start, before), (end, after) in pairwise(zip(self.months, self.sums, strict=True)):
            if before < zero <= after:
                share = min(float(-before / (after - before)), 1.0)
                yield float(start) + share * float(end - start)


def cumulate(
    convention: Convention,
    costs: Flows | None,
    benefits: Flows,
    at_start: Flows = (),
    accrual: Accrual | None = None,
) -> CumulativePath:
    """Return the path of costs and benefits by index, or of net flows where there are no costs; 0 is today.

    Within a period both accrue evenly; costs that are due at its start (`start_costs`) are paid then. Dated flows are
    lumps. `at_start` are the net amounts among them that are due at the start of a period as well. `accrual` is another
    way than the convention's own.
    """
    every = costs or (0,) * len(benefits), benefits, at_start or (0,) * len(benefits)
    points = list(_points(convention, *every, accrual or convention.accrual))
    return CumulativePath(months=tuple(month for month, _ in points), sums=tuple(total for _, total in points))


def _points(
    convention: Convention, costs: Flows, benefits: Flows, at_start: Flows, accrual: Accrual
) -> Iterator[tuple[Fraction, Any]]:
    total: Any = 0
    # What is due at the start of each period from 1 on.
    lumps = [due - cost if accrual == "start_costs" else due for cost, due in zip(costs, at_start, strict=True)]
    for index, end in enumerate(convention.ends):
        if accrual == "lumps" and index:
            yield end, total
        total = total + benefits[index]
        if accrual != "start_costs" or index == 0:
            total = total - costs[index]
        if index:
            total = total - at_start[index]
        yield end, total
        if index + 1 < len(lumps) and lumps[index + 1]:
            total = total + lumps[index + 1]
            yield end, total
