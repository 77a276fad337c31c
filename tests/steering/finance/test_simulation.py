"""The simulation: each of its scenarios is what the model gives for it, and what they come to."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from steering.cases.business import BusinessCase, Scenario
from steering.finance.cash_flows import Links
from steering.finance.model import compute_npv, with_drivers
from steering.finance.sampling import draw_points
from steering.finance.simulation import SimulationResult, simulate, uncertain_inputs, variance_shares
from tests.steering.finance.business_cases import KNOWN, business, net, values

CASE = """\
discount_rate: 0.10
lines:
  - {id: staff, kind: cost, values: [2, 15, 10, 10], low: 0.9, high: 1.25}
  - {id: seats, kind: cost, values: [0, 1, 2, 3], low: 0.9, high: 1.25, distribution: pert, scales_with: adoption}
  - {id: gains, kind: benefit, values: [1, 8, 18, 24], scales_with: adoption,
     low: 0.7, high: 1.2, distribution: lognormal}
  - {id: saved, kind: benefit, values: [0, 3, 3, 4], low: 0.7, high: 1.2, distribution: uniform}
  - {id: steady, kind: benefit, values: [0, 1, 1, 1]}
scenarios:
  late: {benefits: 0.9, lines.staff: 1.1, drivers.benefit_delay_months: 6}
"""
LINEAR = """\
  cost_factor: {low: 0.9, high: 1.3}
  benefit_factor: {low: 0.6, high: 1.1}
  adoption_ceiling: {low: 0.6, high: 1.0}
"""
DELAY = "  benefit_delay_months: {value: 0, low: 0, high: 40, distribution: uniform}\n"
SPEED = "  adoption_speed: {low: 0.4, high: 1.7}\n"
RATE = "  discount_rate: {low: 0.05, high: 0.3}\n"


def case_with(*drivers: str, timing: str = "end", period: str = "year") -> BusinessCase:
    head = f"timing: {timing}\nperiod: {period}\n"
    return business(head + CASE + ("drivers:\n" + "".join(drivers) if drivers else ""))


def case_driver(case: BusinessCase) -> str:
    """The name of its only driver."""
    (name,) = case.drivers
    return name


def worst_difference(
    case: BusinessCase, found: SimulationResult, scenario: str | None = None, links: Links | None = None
) -> float:
    """How far the simulated NPV is from the model's, at the most, over some of the scenarios."""
    known = [values(found, row) for row in range(len(found.uncertain))]
    differences = []
    for at in range(0, found.points.count, 17):
        named = [(one, Decimal(repr(float(value[at])))) for one, value in zip(found.uncertain, known, strict=True)]
        change = Scenario(
            drivers={one.id: value for one, value in named if one.cause == "driver"},
            lines={one.id: value for one, value in named if one.cause == "line"},
        )
        exact = compute_npv(case, scenario, change, links=links or Links())
        assert exact is not None
        differences.append(abs(exact - found.npv[at]))
    return max(differences)


@pytest.mark.parametrize("timing", ["end", "mid", "start", "split"])
@pytest.mark.parametrize(
    "drivers",
    [(), (LINEAR,), (DELAY,), (SPEED,), (RATE,), (DELAY, SPEED), (LINEAR, DELAY, SPEED, RATE)],
    ids=["lines", "linear", "delay", "speed", "rate", "delay-speed", "all"],
)
def test_every_scenario_is_the_models(timing: str, drivers: tuple[str, ...]) -> None:
    case = case_with(*drivers, timing=timing)
    found = simulate(case, at=draw_points(len(uncertain_inputs(case)), 9))
    assert worst_difference(case, found) < 1e-10


def test_of_a_scenario_with_data_in_quarters() -> None:
    case = case_with(LINEAR, DELAY, SPEED, RATE, period="quarter")
    links = Links(adoption=[None, 0.8, 0.9], replacements={"staff": [None, 14]})
    found = simulate(case, "late", links=links, at=draw_points(len(uncertain_inputs(case)), 9))
    assert worst_difference(case, found, "late", links) < 1e-10


def test_of_flows_by_date_and_of_net_flows() -> None:
    dates = "dates: [2026-01-01, 2026-07-01, 2027-03-01]\ndrivers: {discount_rate: {low: 0.05, high: 0.2}}\n"
    case = net(-100, 60, 70, more=dates)
    found = simulate(case, at=draw_points(1, 9))
    assert worst_difference(case, found) < 1e-10
    assert found.npv.std() > 1


class TestWhatTheyComeTo:
    def test_one_uniform_line(self) -> None:
        line = "{id: b, kind: benefit, values: [0, 20], low: 0, high: 1, distribution: uniform}"
        cost = "{id: c, kind: cost, values: [5, 0]}"
        case = business(f"discount_rate: 0\nlines:\n  - {line}\n  - {cost}\n")
        found = simulate(case, at=draw_points(1, 14))
        assert found.percentiles == pytest.approx((-3, 5, 13), abs=0.01)
        assert found.mean == pytest.approx(5, abs=0.001)
        assert found.loss_share == pytest.approx(0.25, abs=0.001)
        # Above 0 in three quarters of the scenarios, 7.5 on average there: 5.625, less the 5 of going ahead.
        assert found.perfect_information == pytest.approx(0.625, abs=0.001)
        assert found.partial_information == pytest.approx((0.625,), abs=0.01)

    def test_lines_that_fail_together_spread_more(self) -> None:
        case = case_with()
        count = len(uncertain_inputs(case))
        together = np.full((count, count), 0.6) + 0.4 * np.eye(count)
        costs = [at for at, one in enumerate(uncertain_inputs(case)) if one.id in ("staff", "seats")]
        for at in costs:
            together[at] *= -1
            together[:, at] *= -1
        apart = simulate(case, at=draw_points(count, 12))
        assert simulate(case, at=draw_points(count, 12, correlation=together)).npv.std() > 1.2 * apart.npv.std()

    def test_the_largest_line_with_the_widest_range_makes_most_of_the_spread(self) -> None:
        found, indices = variance_shares(case_with(LINEAR), exponent=10)
        by_id = dict(zip([one.id for one in found], indices.total, strict=True))
        assert max(by_id, key=lambda name: by_id[name]) == "gains"
        assert sum(indices.first) == pytest.approx(1, abs=0.05)

    def test_nothing_uncertain(self) -> None:
        case = business(KNOWN.replace(", low: 0.9, high: 1.25", "").split("drivers:")[0])
        found = simulate(case, at=draw_points(0, 4))
        assert found.uncertain == ()
        assert found.percentiles == pytest.approx((10.7663,) * 3, abs=1e-4)


class TestWhatIsUncertain:
    def test_in_the_files_order_drivers_first(self) -> None:
        case = case_with(LINEAR, DELAY)
        ids = ["cost_factor", "benefit_factor", "adoption_ceiling", "benefit_delay_months"]
        assert [one.id for one in uncertain_inputs(case)] == [*ids, "staff", "seats", "gains", "saved"]

    @pytest.mark.parametrize("distribution", ["triangular", "pert", "uniform", "lognormal"])
    @pytest.mark.parametrize(
        ("driver", "to", "expected"),
        [
            ("cost_factor: {value: 1, low: 0.8, high: 1.5", "0.5", (0.4, 0.5, 0.75)),
            ("adoption_speed: {value: 0.8, low: 0.4, high: 1", "0.6", (0.3, 0.6, 0.75)),
            ("adoption_ceiling: {value: 1, low: 0.5, high: 1.2", "1000000", (500_000, 1_000_000, 1_000_000)),
        ],
    )
    def test_the_range_of_a_factor_moves_in_proportion(
        self, distribution: str, driver: str, to: str, expected: tuple[float, ...]
    ) -> None:
        case = case_with(f"  {driver}, distribution: {distribution}}}\n")
        spread = uncertain_inputs(case, None, with_drivers(**{case_driver(case): Decimal(to)}))[0].distribution
        assert (spread.low, spread.likely, spread.high) == pytest.approx(expected)

    @pytest.mark.parametrize("distribution", ["triangular", "pert", "uniform"])
    @pytest.mark.parametrize(
        ("driver", "to", "expected"),
        [
            ("benefit_delay_months: {value: 2, low: 1, high: 6", "6", (5, 6, 10)),
            ("benefit_delay_months: {value: 2, low: 1, high: 6", "0", (0, 0, 4)),
            ("discount_rate: {value: 0.1, low: 0.05, high: 0.3", "0", (-0.05, 0, 0.2)),
            ("discount_rate: {value: 0.1, low: 0.05, high: 0.3", "-0.995", (-0.995, -0.995, -0.795)),
        ],
    )
    def test_that_of_a_delay_or_a_rate_by_the_same_step(
        self, distribution: str, driver: str, to: str, expected: tuple[float, ...]
    ) -> None:
        case = case_with(f"  {driver}, distribution: {distribution}}}\n")
        spread = uncertain_inputs(case, None, with_drivers(**{case_driver(case): Decimal(to)}))[0].distribution
        assert (spread.low, spread.likely, spread.high) == pytest.approx(expected)

    def test_a_lognormal_delay_or_rate_in_proportion_until_it_is_certain(self) -> None:
        case = case_with("  discount_rate: {low: 0.05, high: 0.2, distribution: lognormal}\n")
        spread = uncertain_inputs(case, None, with_drivers(discount_rate=0.2))[0].distribution
        assert (spread.low, spread.high) == pytest.approx((0.1, 0.4))
        for rate in (0, -0.05):
            assert "discount_rate" not in [
                one.id for one in uncertain_inputs(case, None, with_drivers(discount_rate=rate))
            ]

    def test_where_it_starts_from_0_by_a_step_whatever_it_is(self) -> None:
        case = case_with("  benefit_delay_months: {low: 1, high: 6, distribution: lognormal}\n")
        assert uncertain_inputs(case)[0].distribution.low == 1
        spread = uncertain_inputs(case, None, with_drivers(benefit_delay_months=3))[0].distribution
        assert (spread.low, spread.high) == (4, 9)

    @pytest.mark.parametrize("distribution", ["triangular", "pert", "uniform", "lognormal"])
    def test_a_scenario_moves_the_odds_with_the_case(self, distribution: str) -> None:
        case = case_with(f"  benefit_factor: {{low: 0.7, high: 1.4, distribution: {distribution}}}\n")
        at = draw_points(len(uncertain_inputs(case)), 10)
        as_it_is = simulate(case, at=at)
        lower = simulate(case, None, with_drivers(benefit_factor=0.5), at=at)
        row = [one.id for one in lower.uncertain].index("benefit_factor")
        assert values(lower, row) == pytest.approx(values(as_it_is, row) / 2)
        assert lower.mean < as_it_is.mean

    def test_a_line_may_have_the_name_of_a_driver(self) -> None:
        text = CASE.replace("id: saved", "id: cost_factor") + "drivers:\n" + LINEAR
        case = business(text)
        found = simulate(case, at=draw_points(len(uncertain_inputs(case)), 8))
        assert worst_difference(case, found) < 1e-10


def test_risk_adjusted_futures_are_those_of_the_adjusted_lines() -> None:
    text = KNOWN.replace("kind: benefit,", "kind: benefit, risk_adjustment: 0.15,")
    adjusted = simulate(business(text), risk_adjusted=True)
    lowered = simulate(business(KNOWN.replace("[0, 8, 18, 24]", "[0, 6.8, 15.3, 20.4]")))
    assert adjusted.npv == pytest.approx(lowered.npv, rel=1e-9, abs=1e-9)
    assert adjusted.npv.mean() < simulate(business(text)).npv.mean()
