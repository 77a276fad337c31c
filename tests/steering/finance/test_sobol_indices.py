"""Sobol indices and the value of information, where both are known exactly."""

from __future__ import annotations

import math

import numpy as np
import pytest

from steering.finance.distributions import Floats
from steering.finance.sampling import draw_points, sobol_points
from steering.finance.sobol_indices import partial_information, perfect_information, sobol_indices, two_point_sets


def ishigami(unit: Floats) -> Floats:
    """sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1 for x from -pi to pi."""
    x1, x2, x3 = (2 * unit - 1) * math.pi
    found: Floats = np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)
    return found


def test_ishigami() -> None:
    found = sobol_indices(ishigami, *two_point_sets(3, 15))
    assert found.first == pytest.approx((0.3139, 0.4424, 0), abs=0.002)
    assert found.total == pytest.approx((0.5576, 0.4424, 0.2437), abs=0.002)


def test_a_sum_has_no_more_in_total_than_alone() -> None:
    found = sobol_indices(lambda unit: 3 * unit[0] + 4 * unit[1], *two_point_sets(2, 13))
    assert found.first == pytest.approx((0.36, 0.64), abs=0.003)
    assert found.total == pytest.approx((0.36, 0.64), abs=0.003)


def test_nothing_varies() -> None:
    found = sobol_indices(lambda unit: np.full(unit.shape[1], 4.0), *two_point_sets(2, 4))
    assert (found.first, found.total) == ((0, 0), (0, 0))


def test_what_knowing_is_worth() -> None:
    unit = sobol_points(2, 14)
    # Uniform from -0.3 to 0.7: the mean is 0.2, the mean of what is above 0 is 0.49 / 2.
    outcome = unit[0] - 0.3
    assert perfect_information(outcome) == pytest.approx(0.245 - 0.2, abs=1e-4)
    assert partial_information(outcome, unit) == pytest.approx((0.045, 0), abs=1e-3)


def test_what_knowing_one_figure_is_worth_beside_others_that_go_together() -> None:
    together = np.eye(6)
    together[1, 2] = together[2, 1] = 0.5
    for seed in range(3):
        unit = draw_points(6, 14, correlation=together, seed=seed).unit
        parts = np.array([[1.0], [2.0], [2.0], [4.0], [0.3], [0.05]]) * (unit - 0.5)
        # Uniform around 0 with a width of w: the mean of what is above 0 is w / 8, whatever the others do.
        known = [partial_information(parts.sum(axis=0), unit)[row] for row in (0, 3, 4, 5)]
        assert known == pytest.approx([1 / 8, 4 / 8, 0.3 / 8, 0.05 / 8], rel=0.02)


def test_knowing_is_worth_nothing_where_nothing_can_go_wrong() -> None:
    unit = sobol_points(1, 10)
    assert perfect_information(unit[0] + 1) == 0
    assert partial_information(unit[0] + 1, unit) == (0,)
