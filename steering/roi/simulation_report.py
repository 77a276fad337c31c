"""How sure the business case is: its net present value in many simulated futures, on the data that is looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steering.cases.business import Correlation
from steering.context.case_context import Filters, Room
from steering.finance.sampling import NoPoints, Points, points
from steering.finance.simulation import Outcome, Uncertain, correlation, kept, simulate, uncertain
from steering.roi.report import links
from steering.roi.scenarios import chosen

EXPONENT = 14
"""2^14 futures: with scrambled Sobol points the mean is off by far less than a figure's last written decimal."""
BARS = 40


@dataclass(frozen=True, kw_only=True)
class Odds:
    """A simulation's outcome, and how many futures fall between neighbouring `edges`; 0 is an edge where it matters.

    `together` are the correlations that it keeps to.
    """

    outcome: Outcome
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    together: tuple[Correlation, ...] = ()

    @property
    def futures(self) -> int:
        """How many futures were simulated."""
        return len(self.outcome.npv)

    @property
    def worth_knowing(self) -> tuple[tuple[Uncertain, float], ...]:
        """What each unknown is worth to know beforehand, in the file's unit, the most first; nothing below a trifle."""
        least = max(self.outcome.perfect_information / 1000, self.outcome.trifle)
        every = zip(self.outcome.uncertain, self.outcome.partial_information, strict=True)
        return tuple(sorted(((one, value) for one, value in every if value > least), key=lambda pair: -pair[1]))


def odds(room: Room, filters: Filters) -> Odds | None:
    """The simulation for these filters, made once for everybody; None where NPV does not vary or it overflows."""
    key = ("roi odds", filters.as_of, filters.scenario, filters.basis, filters.drivers)
    return room.once(key, lambda: _odds(room, filters))


def _odds(room: Room, filters: Filters) -> Odds | None:
    business = room.case.business
    if business is None:
        return None
    change = chosen(business, filters, room.scenarios)
    found = uncertain(business, None, change)
    if not found:
        return None
    together = kept(business, found)
    key = ("points", tuple(one.id for one in found) if together else len(found))
    try:
        at: Points = room.once(key, lambda: points(len(found), EXPONENT, correlation=correlation(business, found)))
    except NoPoints:
        return None
    outcome = simulate(business, None, change, links=links(room, filters), at=at)
    return _spread(outcome, together)


def _spread(outcome: Outcome, together: tuple[Correlation, ...]) -> Odds | None:
    if not np.isfinite(outcome.npv).all() or outcome.certain:
        return None
    low, high = float(outcome.npv.min()), float(outcome.npv.max())
    width = (high - low) / BARS
    if low < 0 < high:
        edges = np.arange(np.floor(low / width), np.ceil(high / width) + 1) * width
    else:
        edges = np.linspace(low, high, BARS + 1)
    counts, _ = np.histogram(outcome.npv, bins=edges)
    return Odds(outcome=outcome, edges=tuple(edges.tolist()), counts=tuple(counts.tolist()), together=together)
