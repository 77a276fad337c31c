"""Figures that the case says go together do so in the simulation, and are spread as they were."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from steering.finance.distributions import quantile_table
from steering.finance.sampling import draw_points
from steering.finance.simulation import (
    correlation_matrix,
    simulate,
    uncertain_inputs,
    usable_correlations,
    variance_shares,
)
from tests.steering.finance.business_cases import business, values

CASE = """\
discount_rate: 0.10
lines:
  - {id: staff, kind: cost, values: [2, 15, 10, 10], low: 0.9, high: 1.25}
  - {id: gains, kind: benefit, values: [1, 8, 18, 24], low: 0.7, high: 1.2, distribution: lognormal}
  - {id: saved, kind: benefit, values: [0, 3, 3, 4], low: 0.7, high: 1.2, distribution: uniform}
  - {id: other, kind: benefit, values: [0, 3, 3, 4], low: 0.7, high: 1.2, distribution: pert}
drivers:
  adoption_ceiling: {value: 0.9, high: 1}
scenarios:
  sure: {drivers.adoption_ceiling: 0}
"""
STATED = """\
correlations:
  - {between: [gains, saved], rank: 0.6}
  - {between: [staff, gains], rank: -0.4}
  - {between: [adoption_ceiling, other], rank: 0.5}
"""


def test_the_rank_correlations_are_those_asked_for() -> None:
    case = business(CASE + STATED)
    found = simulate(case)
    ids = [one.id for one in found.uncertain]
    ranks = spearmanr(np.array([values(found, row) for row in range(len(ids))]), axis=1).statistic
    asked = {frozenset(one.between): float(one.rank) for one in case.correlations}
    for row, name in enumerate(ids):
        for column in range(row):
            wanted = asked.get(frozenset((name, ids[column])), 0.0)
            assert ranks[row, column] == pytest.approx(wanted, abs=0.02), (name, ids[column])


def test_each_figure_is_spread_as_without_them() -> None:
    with_them, without = (simulate(business(text)) for text in (CASE + STATED, CASE))
    for row in range(len(without.uncertain)):
        assert np.array_equal(np.sort(values(with_them, row)), np.sort(values(without, row)))
    assert with_them.npv.std() > 1.1 * without.npv.std()


def test_a_figure_that_a_scenario_makes_certain_drops_out() -> None:
    case = business(CASE + STATED)
    sure = uncertain_inputs(case, "sure")
    assert "adoption_ceiling" not in [one.id for one in sure]
    assert [one.between for one in usable_correlations(case, sure)] == [("gains", "saved"), ("staff", "gains")]
    matrix = correlation_matrix(case, sure)
    assert matrix is not None
    assert matrix.shape == (4, 4)
    assert simulate(case, "sure").npv.std() > 0


def test_nothing_is_stated() -> None:
    case = business(CASE)
    assert correlation_matrix(case, uncertain_inputs(case)) is None


def test_the_shares_of_the_spread_do_not_see_them() -> None:
    with_them, without = (variance_shares(business(text), exponent=6) for text in (CASE + STATED, CASE))
    assert with_them == without


def test_shares_of_the_foremost_alone_are_the_same_shares() -> None:
    every, all_of_them = variance_shares(business(CASE), exponent=10)
    two, some = variance_shares(business(CASE), exponent=10, most=2)
    by_id = dict(zip([one.id for one in every], all_of_them.total, strict=True))
    assert [one.id for one in two] == ["staff", "gains"]
    assert some.total == pytest.approx([by_id["staff"], by_id["gains"]])
    assert min(some.total) > max(total for id, total in by_id.items() if id not in ("staff", "gains"))


def test_points_made_before_have_their_own() -> None:
    case = business(CASE + STATED)
    found = simulate(case, at=draw_points(5, 12))
    assert spearmanr(values(found, 2), values(found, 3)).statistic == pytest.approx(0, abs=0.02)


def test_a_table_that_is_shared_can_not_be_changed() -> None:
    known = quantile_table(uncertain_inputs(business(CASE))[0].distribution)
    with pytest.raises(ValueError, match="read-only"):
        known[0] = 1
