"""Points: even, the same each time, and in ranks that go together as wanted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from scipy.stats import qmc

from steering.finance.sampling import SamplingError, _normal_scores, correlate, draw_points, sobol_points
from steering.finance.sobol_points import MOST_DIMENSIONS


def spearman(one: np.ndarray, other: np.ndarray) -> float:
    ranks = [np.argsort(np.argsort(values)) for values in (one, other)]
    return float(np.corrcoef(ranks)[0, 1])


def test_one_point_in_each_part_of_each_dimension() -> None:
    found = sobol_points(8, 10)
    assert found.shape == (8, 1024)
    for row in found:
        assert sorted((row * 1024).astype(int).tolist()) == list(range(1024))


def test_the_same_points_for_the_same_seed() -> None:
    assert np.array_equal(sobol_points(3, 6), sobol_points(3, 6))
    assert not np.array_equal(sobol_points(3, 6), sobol_points(3, 6, seed=1))


def test_normal_scores_are_quantiles_by_rank() -> None:
    unit = sobol_points(2, 10)
    scores = _normal_scores(unit)
    for row, values in zip(scores, unit, strict=True):
        ranks = np.argsort(np.argsort(values))
        expected = [NormalDist().inv_cdf((rank + 0.5) / 1024) for rank in ranks.tolist()]
        assert row == pytest.approx(expected, rel=2e-15, abs=2e-15)


@pytest.mark.parametrize("dimensions", [1, 2, 9, MOST_DIMENSIONS, MOST_DIMENSIONS + 1])
@pytest.mark.parametrize("exponent", [0, 1, 9])
def test_points_are_those_of_scipy(dimensions: int, exponent: int) -> None:
    known = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(5)).random_base2(exponent)
    assert np.array_equal(sobol_points(dimensions, exponent, seed=5), known.T)


def test_a_simulation_does_without_scipy(repo: Path) -> None:
    """Its import takes longer than all else that a start does."""
    program = (
        "import sys; from steering.finance.sampling import draw_points; "
        "draw_points(2, 8, correlation=[[1, 0.5], [0.5, 1]]); "
        "sys.exit(any(name.startswith('scipy') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=repo, check=False).returncode == 0


def test_no_dimension_at_all() -> None:
    assert draw_points(0, 4).count == 16


def test_a_table_is_read_between_its_quantiles() -> None:
    made = draw_points(2, 8)
    straight = np.linspace(3.0, 5.0, 4097)
    assert made.lookup(1, straight) == pytest.approx(3 + 2 * made.unit[1])


def test_ranks_correlate_as_wanted_and_values_stay() -> None:
    wanted = np.array([[1, 0.7, 0], [0.7, 1, -0.4], [0, -0.4, 1]])
    before = sobol_points(3, 12)
    after = correlate(before, wanted)
    for row in range(3):
        assert np.array_equal(np.sort(before[row]), np.sort(after[row]))
        for column in range(row):
            assert spearman(after[row], after[column]) == pytest.approx(wanted[row, column], abs=0.01)


def test_what_is_to_correlate_with_none_keeps_its_order() -> None:
    wanted = np.eye(4)
    wanted[1, 3] = wanted[3, 1] = 0.6
    before = sobol_points(4, 10)
    after = correlate(before, wanted)
    assert np.array_equal(before[[0, 2]], after[[0, 2]])
    assert spearman(after[1], after[3]) == pytest.approx(0.6, abs=0.02)
    assert np.array_equal(correlate(before, np.eye(4)), before)


@pytest.mark.parametrize(
    "matrix",
    [
        [[1, 0.5], [0.4, 1]],
        [[1, 1.5], [1.5, 1]],
        [[2, 0], [0, 2]],
        [[1]],
        [[1, 0, 0], [0, 1, 0]],
    ],
)
def test_a_matrix_that_is_not_one_of_correlations_is_refused(matrix: list[list[float]]) -> None:
    with pytest.raises(SamplingError, match=f"{len(matrix)} x {len(matrix[0])} matrix"):
        draw_points(2, 4, correlation=np.array(matrix))


def test_too_many_are_refused() -> None:
    with pytest.raises(SamplingError, match="too many"):
        sobol_points(1, 40)
