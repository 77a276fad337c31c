"""How much of an outcome's spread each uncertain figure makes, and what it is worth to know it beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from steering.finance.distributions import Floats
from steering.finance.sampling import SEED, sobol_points

BINS = 16


@dataclass(frozen=True, kw_only=True)
class SobolIndices:
    """Sobol indices of some dimensions (`rows`): the share of the variance that each makes alone, and in all."""

    rows: tuple[int, ...]
    first: tuple[float, ...]
    total: tuple[float, ...]


def two_point_sets(dimensions: int, exponent: int, *, seed: int = SEED) -> tuple[Floats, Floats]:
    """Return two independent sets of 2^exponent scrambled Sobol points, of shape (dimensions, n)."""
    both = sobol_points(2 * dimensions, exponent, seed=seed)
    return both[:dimensions], both[dimensions:]


def sobol_indices(
    outcome: Callable[[Floats], Floats], base: Floats, other: Floats, most: int | None = None
) -> SobolIndices:
    """First-order and total Sobol indices of an outcome of points of shape (dimensions, n), by two sets of them.

    By A, B, and A with one dimension of B at a time (AB): Saltelli et al. (2010) for the first, mean of
    f(B) (f(AB) - f(A)) / variance; Jansen (1999) for the total, mean of (f(A) - f(AB))^2 / (2 variance). It takes
    n x (dimensions + 2) outcomes; with `most`, only for so many dimensions, those with which the outcome correlates
    most. All are 0 where the outcome does not vary.
    """
    at_base, at_other = np.split(outcome(np.concatenate((base, other), axis=1)), 2)
    rows = _most_correlated(base, at_base, most)
    middle = (at_base.mean() + at_other.mean()) / 2
    variance = float(np.var(np.concatenate((at_base, at_other))))
    if not variance > 0:
        return SobolIndices(rows=rows, first=(0.0,) * len(rows), total=(0.0,) * len(rows))
    mixed = np.tile(base, len(rows))
    for place, row in enumerate(rows):
        mixed[row, place * base.shape[1] : (place + 1) * base.shape[1]] = other[row]
    at_mixed = outcome(mixed).reshape(len(rows), -1)
    first = ((at_other - middle) * (at_mixed - at_base)).mean(axis=1) / variance
    total = ((at_base - at_mixed) ** 2).mean(axis=1) / (2 * variance)
    return SobolIndices(rows=rows, first=tuple(first.tolist()), total=tuple(total.tolist()))


def _most_correlated(base: Floats, outcomes: Floats, most: int | None) -> tuple[int, ...]:
    """Return the dimensions with which outcomes correlate most, in order."""
    count = len(base)
    if most is None or count <= most:
        return tuple(range(count))
    apart = base - base.mean(axis=1, keepdims=True)
    strength = np.abs(apart @ (outcomes - outcomes.mean())) / np.sqrt((apart**2).sum(axis=1))
    return tuple(sorted(np.argsort(-strength, kind="stable")[:most].tolist()))


def perfect_information(outcomes: Floats) -> float:
    """EVPI of a yes or no to an outcome, no being worth 0: E[max(outcome, 0)] - max(E[outcome], 0)."""
    return float(np.maximum(outcomes, 0).mean()) - max(float(outcomes.mean()), 0.0)


def partial_information(outcomes: Floats, unit: Sequence[Floats] | Floats) -> tuple[float, ...]:
    """EVPI of each dimension alone: E[max(E[outcome | dimension], 0)] - max(E[outcome], 0).

    E[outcome | dimension] is estimated by the mean within each of 16 bins of equal probability. Few points a bin bias
    it upwards, few bins downwards; with 2^14 points there are 1,024 in each.
    """
    without = max(float(outcomes.mean()), 0.0)
    return tuple(max(_conditional_value(outcomes, dimension) - without, 0.0) for dimension in unit)


def _conditional_value(outcomes: Floats, unit: Floats) -> float:
    bins = (unit * BINS).astype(np.intp)
    sums = np.bincount(bins, weights=outcomes, minlength=BINS)
    return float(np.maximum(sums, 0).sum()) / len(outcomes)
