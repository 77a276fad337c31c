"""The distribution of an uncertain figure, as a table of its quantiles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from steering.cases.line import DistributionName

Floats = NDArray[np.float64]
# Parts of a quantile table. Between their ends quantiles are straight lines; the outermost half cells are cut off.
CELLS = 4096
P90 = NormalDist().inv_cdf(0.9)


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """An uncertain figure. `likely` is the mode of triangular and pert; `low` and `high` are their ends.

    Of uniform they are the ends too, of lognormal P10 and P90. A fixed one is always `likely`, and so is one whose ends
    are equal, and a lognormal one that does not lie above 0.
    """

    low: float
    likely: float
    high: float
    shape: DistributionName

    @property
    def is_certain(self) -> bool:
        """Whether there is only one value."""
        below = self.shape == "lognormal" and self.low <= 0
        return self.shape == "fixed" or self.low == self.high or below


@lru_cache(maxsize=256)
def quantile_table(spread: Distribution) -> Floats:
    """Quantiles at 0, 1/CELLS, ... 1; those of lognormal at a quarter cell from the ends there. Not to be changed."""
    quantiles = _quantiles(spread)
    quantiles.flags.writeable = False
    return quantiles


def _quantiles(spread: Distribution) -> Floats:
    at = np.linspace(0.0, 1.0, CELLS + 1)
    if spread.is_certain:
        return np.full(CELLS + 1, spread.likely)
    if spread.shape == "uniform":
        return spread.low + at * (spread.high - spread.low)
    if spread.shape == "lognormal":
        return _lognormal(spread, at)
    return _triangular(spread, at) if spread.shape == "triangular" else _pert(spread, at)


def _triangular(spread: Distribution, at: Floats) -> Floats:
    width, rise, fall = spread.high - spread.low, spread.likely - spread.low, spread.high - spread.likely
    below = spread.low + np.sqrt(at * width * rise)
    above = spread.high - np.sqrt((1 - at) * width * fall)
    return np.where(at * width < rise, below, above)


def _pert(spread: Distribution, at: Floats) -> Floats:
    """Beta with a = 1 + 4 (likely - low) / (high - low) and b = 6 - a, by its density summed up and turned round."""
    a = 1 + 4 * (spread.likely - spread.low) / (spread.high - spread.low)
    # Evenly in the angle, places are dense at both ends, where the density may be steep.
    place = (1 - np.cos(np.linspace(0.0, math.pi, 8 * CELLS + 1))) / 2
    density = place ** (a - 1) * (1 - place) ** (5 - a)
    sums = np.concatenate(([0.0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(place))))
    quantiles: Floats = spread.low + np.interp(at, sums / sums[-1], place) * (spread.high - spread.low)
    return quantiles


def _lognormal(spread: Distribution, at: Floats) -> Floats:
    middle = (math.log(spread.low) + math.log(spread.high)) / 2
    sigma = (math.log(spread.high) - math.log(spread.low)) / (2 * P90)
    inside, normal = np.clip(at, 0.25 / CELLS, 1 - 0.25 / CELLS), NormalDist(middle, sigma)
    return np.exp([normal.inv_cdf(share) for share in inside.tolist()])
