"""Being able to stop, where its worth can be worked out by hand, and within its bounds."""

from __future__ import annotations

import numpy as np
import pytest

from steering.finance.abandonment_option import abandonment_option, follow_policy
from steering.finance.discounting import convention_of
from steering.finance.model import project_flows, with_drivers
from steering.finance.npv_vectorised import build_npv_model
from steering.finance.sampling import draw_points
from steering.finance.simulation import simulate, uncertain_inputs
from steering.finance.sobol_indices import perfect_information
from tests.steering.finance.business_cases import business

UNIFORM = """\
discount_rate: 0
lines:
  - {id: build, kind: cost, values: [3, 0, 5]}
  - {id: gains, kind: benefit, values: [0, 0, 20], scales_with: adoption%s}
drivers:
  adoption_ceiling: {value: 0.5, low: 0, high: 1, distribution: uniform}
"""
NOISE = ", low: 0, high: 2, distribution: uniform"
WIDE = """\
discount_rate: 0.10
lines:
  - {id: run, kind: cost, values: [0, 3.6, 3.6, 3.6]}
  - {id: gains, kind: benefit, values: [0, 1, 4, 8], scales_with: adoption}
drivers:
  adoption_speed: {low: 0.1, high: 5, distribution: %s}
"""
TIMED = """\
discount_rate: 0.10
period: quarter
timing: %s
lines:
  - {id: staff, kind: cost, values: [2, 15, 10, 10, 9]}
  - {id: gains, kind: benefit, values: [1, 8, 18, 24, 20], scales_with: adoption, low: 0.5, high: 1.3}
drivers:
  benefit_delay_months: {value: 4, low: 0, high: 9}
  adoption_speed: {value: 0.8, low: 0.5, high: 1.2}
  adoption_ceiling: {low: 0.5, high: 1.1}
"""


def test_one_uniform_unknown() -> None:
    # The rest is 20 c - 5 with c uniform from 0 to 1: 5 in the mean, and one stops where c < 1/4, which saves
    # the integral of 5 - 20 c from 0 to 1/4 = 0.625.
    found = abandonment_option(business(UNIFORM % ""), 1, at=draw_points(1, 14))
    assert found is not None
    assert found.value == pytest.approx(0.625, abs=0.002)
    assert found.stop_share == pytest.approx(0.25, abs=0.002)
    assert found.value == pytest.approx(found.perfect_information, abs=0.002)
    assert found.signals == ("adoption_ceiling",)


def test_what_is_not_learned_by_then_is_averaged_over() -> None:
    # The gains turn out anywhere from 0 to twice of what they are, whatever the ceiling: the rule stays the same.
    case = business(UNIFORM % NOISE)
    found = abandonment_option(case, 1, at=draw_points(2, 14))
    assert found is not None
    assert found.value == pytest.approx(0.625, abs=0.01)
    assert found.perfect_information > 1.5 * found.value


@pytest.mark.parametrize("distribution", ["uniform", "triangular", "pert", "lognormal"])
def test_over_a_wide_range_as_well(distribution: str) -> None:
    # How adoption goes is all that is unknown, so knowing it at the gate is knowing everything.
    case = business(WIDE % distribution)
    found = abandonment_option(case, 1, at=draw_points(1, 14))
    assert found is not None
    assert found.value > 0
    assert found.value == pytest.approx(found.perfect_information, rel=0.02)


def test_it_is_worth_nothing_where_one_goes_on_or_stops_anyway() -> None:
    for cost in ("0", "30"):
        found = abandonment_option(business((UNIFORM % "").replace("5]", f"{cost}]")), 1, at=draw_points(1, 10))
        assert found is not None
        assert found.value == 0


def test_what_came_before_the_gate_does_not_count() -> None:
    sunk, not_sunk = (
        abandonment_option(business((UNIFORM % "").replace("[3, 0, 5]", values)), 1, at=draw_points(1, 10))
        for values in ("[300, 0, 5]", "[3, 0, 5]")
    )
    assert sunk == not_sunk


@pytest.mark.parametrize("since", range(5))
def test_between_nothing_and_knowing_everything(since: int) -> None:
    case = business(TIMED % "end")
    found = abandonment_option(case, since, at=draw_points(len(uncertain_inputs(case)), 11))
    assert found is not None
    assert 0 <= found.value <= found.perfect_information
    assert found.perfect_information == perfect_information(simulate(case, since=since, at=draw_points(4, 11)).npv)


def test_a_rule_that_is_fitted_elsewhere_does_not_see_the_future() -> None:
    rng = np.random.default_rng(1)
    learned, rest = rng.random((3, 4096)), rng.normal(0, 1, 4096)
    # Nothing of the rest is in what is learned: a rule fitted where it is valued would still find something there.
    assert abs(float(rest[follow_policy(rest, learned)].sum())) / 4096 < 3 / 4096**0.5


def test_nothing_that_is_learned_varies() -> None:
    case = business((UNIFORM % NOISE).replace("low: 0, high: 1, distribution: uniform}\n", "low: 0.5}\n"))
    assert abandonment_option(case, 1, at=draw_points(1, 8)) is None


@pytest.mark.parametrize("timing", ["end", "mid", "start", "split"])
@pytest.mark.parametrize("drivers", [{}, {"benefit_delay_months": 7}, {"adoption_speed": 0.6}])
@pytest.mark.parametrize("since", [0, 1, 3])
def test_the_rest_is_what_falls_under_later_indexes(timing: str, drivers: dict[str, float], since: int) -> None:
    case = business(TIMED % timing)
    when = convention_of(case)
    streams = project_flows(case, None, with_drivers(**drivers))
    assert streams.costs is not None
    assert streams.benefits is not None
    by_cost, by_benefit = when.factors(when.costs, 0.10), when.factors(when.benefits, 0.10)
    rest = sum(
        float(streams.benefits[index]) * by_benefit[index] - float(streams.costs[index]) * by_cost[index]
        for index in range(since, 5)
    )
    given = {name: np.array([value]) for name, value in drivers.items()}
    assert build_npv_model(case, since=since).npv(given, {}, 1)[0] == pytest.approx(rest, rel=1e-12)
