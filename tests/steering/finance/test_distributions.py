"""Distributions: their tables of quantiles against what is known of them."""

from __future__ import annotations

import numpy as np
import pytest

from steering.cases.line import DistributionName
from steering.finance.distributions import CELLS, Distribution, quantile_table


def spread(distribution: DistributionName, low: float = 0.7, likely: float = 1.0, high: float = 1.2) -> Distribution:
    return Distribution(low=low, likely=likely, high=high, shape=distribution)


def mean(one: Distribution) -> float:
    """By the table, whose quantiles are straight lines between its entries."""
    known = quantile_table(one)
    return float((known[1:] + known[:-1]).mean() / 2)


def at(one: Distribution, share: float) -> float:
    return float(np.interp(share, np.linspace(0, 1, CELLS + 1), quantile_table(one)))


@pytest.mark.parametrize(
    ("distribution", "expected"),
    [("triangular", (0.7 + 1 + 1.2) / 3), ("pert", (0.7 + 4 + 1.2) / 6), ("uniform", 0.95), ("fixed", 1.0)],
)
def test_means(distribution: DistributionName, expected: float) -> None:
    assert mean(spread(distribution)) == pytest.approx(expected, abs=2e-6)


def test_ends_of_what_has_ends() -> None:
    for one in (spread("triangular"), spread("pert"), spread("uniform")):
        assert (quantile_table(one)[0], quantile_table(one)[-1]) == (pytest.approx(0.7), pytest.approx(1.2))


def test_a_triangle_has_the_share_of_its_left_side_below_its_mode() -> None:
    assert at(spread("triangular"), 0.6) == pytest.approx(1.0, abs=1e-6)
    assert at(spread("triangular"), 0.15) == pytest.approx(0.85, abs=1e-6)


def test_a_pert_with_its_mode_in_the_middle_is_beta_3_3() -> None:
    """Its distribution function is x^3 (10 - 15 x + 6 x^2)."""
    known = spread("pert", 0, 0.5, 1)
    assert at(known, 0.5) == pytest.approx(0.5, abs=1e-7)
    assert at(known, 0.103515625) == pytest.approx(0.25, abs=1e-5)


def test_a_lognormals_ends_are_p10_and_p90() -> None:
    known = spread("lognormal")
    assert (at(known, 0.1), at(known, 0.9)) == (pytest.approx(0.7, abs=1e-6), pytest.approx(1.2, abs=1e-6))
    assert at(known, 0.5) == pytest.approx((0.7 * 1.2) ** 0.5, abs=1e-9)


@pytest.mark.parametrize("distribution", ["triangular", "pert", "uniform", "lognormal", "fixed"])
def test_quantiles_never_fall(distribution: DistributionName) -> None:
    for one in (spread(distribution), spread(distribution, 1, 1, 2), spread(distribution, 0.5, 1, 1)):
        assert np.all(np.diff(quantile_table(one)) >= 0)


@pytest.mark.parametrize("low", [0.0, -0.2])
def test_a_lognormal_that_is_not_above_0_is_certain(low: float) -> None:
    known = spread("lognormal", low, 0.05, 0.1)
    assert known.is_certain
    assert set(quantile_table(known)) == {0.05}


def test_equal_ends_are_certain() -> None:
    assert spread("triangular", 1, 1, 1).is_certain
    assert set(quantile_table(spread("uniform", 3, 3, 3))) == {3.0}
