"""How much of an outcome's spread each uncertain figure makes, and what it is worth to know it beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from steering.finance.points import SEED, sobol
from steering.finance.spreads import Floats

BINS = 64


@dataclass(frozen=True, kw_only=True)
class Indices:
    """Sobol indices by dimension: the share of the variance that each makes alone, and with all that it acts on."""

    first: tuple[float, ...]
    total: tuple[float, ...]


def sobol_indices(
    outcome: Callable[[Floats], Floats], dimensions: int, exponent: int = 13, *, seed: int = SEED
) -> Indices:
    """First-order and total Sobol indices of an outcome of points of shape (dimensions, n), each in [0, 1).

    By two sets of points A and B, and A with one dimension of B at a time, from scrambled Sobol points of twice as
    many dimensions: Saltelli et al. (2010) for the first, mean of f(B) (f(AB) - f(A)) / variance; Jansen (1999) for
    the total, mean of (f(A) - f(AB))^2 / (2 variance). It takes 2^exponent x (dimensions + 2) outcomes. All are 0
    where the outcome does not vary.
    """
    both = sobol(2 * dimensions, exponent, seed=seed)
    base, other = both[:dimensions], both[dimensions:]
    at_base, at_other = outcome(base), outcome(other)
    middle = (at_base.mean() + at_other.mean()) / 2
    variance = float(np.var(np.concatenate((at_base, at_other))))
    if not variance > 0:
        return Indices(first=(0.0,) * dimensions, total=(0.0,) * dimensions)
    first, total = [], []
    for dimension in range(dimensions):
        mixed = base.copy()
        mixed[dimension] = other[dimension]
        at_mixed = outcome(mixed)
        first.append(float(np.mean((at_other - middle) * (at_mixed - at_base))) / variance)
        total.append(float(np.mean((at_base - at_mixed) ** 2)) / (2 * variance))
    return Indices(first=tuple(first), total=tuple(total))


def perfect_information(outcomes: Floats) -> float:
    """EVPI of a yes or no to an outcome, no being worth 0: E[max(outcome, 0)] - max(E[outcome], 0)."""
    return float(np.maximum(outcomes, 0).mean()) - max(float(outcomes.mean()), 0.0)


def partial_information(outcomes: Floats, unit: Sequence[Floats] | Floats) -> tuple[float, ...]:
    """EVPI of each dimension alone: E[max(E[outcome | dimension], 0)] - max(E[outcome], 0).

    E[outcome | dimension] is estimated by the mean within each of 64 bins of equal probability. Few points a bin bias
    it upwards; with 2^17 there are 2,048.
    """
    without = max(float(outcomes.mean()), 0.0)
    return tuple(max(_known(outcomes, one) - without, 0.0) for one in unit)


def _known(outcomes: Floats, unit: Floats) -> float:
    bins = (unit * BINS).astype(np.intp)
    sums = np.bincount(bins, weights=outcomes, minlength=BINS)
    return float(np.maximum(sums, 0).sum()) / len(outcomes)
