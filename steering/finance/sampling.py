"""Points that fill the unit cube evenly: scrambled Sobol points, in ranks that go together where they should."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from steering.errors import SteercoError
from steering.finance.distributions import CELLS, Floats
from steering.finance.sobol_points import MOST_DIMENSIONS, scrambled_sobol

SEED = 20261123
MOST_POINTS = 2**22


class SamplingError(SteercoError):
    """Points that can't be made."""


@dataclass(frozen=True, kw_only=True)
class Points:
    """Points by dimension: `unit` of shape (dimensions, points), above 0 and below 1, evenly spread in each.

    `cells` and `within` say where each is in a quantile table: the cell, and the part of it that is below.
    """

    unit: Floats
    cells: np.ndarray[tuple[int, int], np.dtype[np.intp]]
    within: Floats

    @property
    def count(self) -> int:
        """How many points there are."""
        return int(self.unit.shape[1])

    def lookup(self, dimension: int, quantiles: Floats) -> Floats:
        """Return what each point is in a dimension, by its table of quantiles."""
        cells = self.cells[dimension]
        values: Floats = np.take(np.diff(quantiles), cells, mode="clip")
        values *= self.within[dimension]
        values += np.take(quantiles, cells, mode="clip")
        return values


def sobol_points(dimensions: int, exponent: int, *, seed: int = SEED) -> Floats:
    """2^exponent scrambled Sobol points, as an array of shape (dimensions, 2^exponent); the same for the same seed.

    Raises:
        SamplingError: there would be more than 2^22 points, or scipy, which makes those of many dimensions, is missing.
    """
    if 2**exponent > MOST_POINTS:
        raise SamplingError(f"2^{exponent} points are too many: up to {MOST_POINTS:,} can be made.")
    if not dimensions:
        return np.empty((0, 2**exponent))
    if dimensions <= MOST_DIMENSIONS:
        return scrambled_sobol(dimensions, exponent, seed)
    try:
        # It takes most of a second to import.
        from scipy.stats import qmc
    except ImportError as error:
        needed = (
            f"A simulation of {dimensions} uncertain figures needs scipy, which is not installed: pip install scipy."
        )
        raise SamplingError(needed) from error
    made = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed)).random_base2(exponent)
    return np.ascontiguousarray(made.T)


def draw_points(dimensions: int, exponent: int, *, correlation: Floats | None = None, seed: int = SEED) -> Points:
    """2^exponent points, ready to be read by tables. `correlation` is the matrix of rank correlations between them.

    Raises:
        SamplingError: as `sobol_points`, or the matrix is not one of correlations.
    """
    unit = sobol_points(dimensions, exponent, seed=seed)
    if correlation is not None:
        unit = correlate(unit, np.asarray(correlation, dtype=np.float64))
    scaled = unit * CELLS
    cells = scaled.astype(np.intp)
    return Points(unit=unit, cells=cells, within=scaled - cells)


def correlate(unit: Floats, ranks: Floats) -> Floats:
    """Return the same values in each dimension, in an order in which their ranks correlate as wanted.

    Iman and Conover (1982): normal scores of ranks, their own correlation taken out by its Cholesky factor and the
    wanted one put in; then each dimension is put in the order of its scores. Dimensions that are to correlate with none
    keep their order, and stay as even with all others as the points are. Raises SamplingError for a matrix that is not
    symmetric, positive definite, of ones on its diagonal and of the points' size.
    """
    size = unit.shape[0]
    right = ranks.shape == (size, size) and np.allclose(ranks, ranks.T) and np.allclose(np.diag(ranks), 1)
    try:
        if not right:
            raise np.linalg.LinAlgError
        # Pearson's correlation of normal scores whose rank correlation is the one wanted.
        target = np.linalg.cholesky(2 * np.sin(np.pi / 6 * ranks))
    except np.linalg.LinAlgError as error:
        shape = " x ".join(map(str, ranks.shape))
        raise SamplingError(f"This {shape} matrix is not one of correlations between {size} figures.") from error
    result = unit.copy()
    dimensions = np.flatnonzero(np.count_nonzero(ranks, axis=1) > 1)
    if not len(dimensions):
        return result
    scores = _normal_scores(unit[dimensions])
    own = np.linalg.cholesky(np.corrcoef(scores))
    mixed = target[np.ix_(dimensions, dimensions)] @ np.linalg.solve(own, scores)
    for row, dimension in enumerate(dimensions):
        result[dimension, np.argsort(mixed[row])] = np.sort(unit[dimension])
    return result


def _normal_scores(unit: Floats) -> Floats:
    """Normal scores of the ranks of each dimension."""
    count = unit.shape[1]
    inverse = NormalDist().inv_cdf
    below = np.array([inverse((rank + 0.5) / count) for rank in range(count // 2)])
    by_rank = np.concatenate((below, [0.0] * (count % 2), -below[::-1]))
    scores = np.empty_like(unit)
    for dimension in range(unit.shape[0]):
        scores[dimension, np.argsort(unit[dimension])] = by_rank
    return scores
