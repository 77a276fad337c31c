"""The terms that a browser adds up: stops that a link can carry, and no more of them than are of use."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from steering.context.filters import Filters
from steering.finance import cash_flow_shifts
from steering.finance.cash_flows import AS_PLANNED
from steering.roi.browser_model import AMOUNTS, FEWEST, build_browser_model, stops_of
from steering.roi.drivers import driver_settings, is_valid, range_of, round_digits, value_in
from tests.steering.finance.business_cases import KNOWN, business

NOW = Filters(as_of="2026-10")
AWKWARD = KNOWN.replace(
    "scenarios:\n",
    "scenarios:\n  dear: {costs: 1.1, drivers.cost_factor: 1.1}\n  thin: {costs: 0.8, drivers.cost_factor: 0.8}\n",
).replace("benefit_factor: {low: 0.5", "benefit_factor: {low: 0.33333333")


@pytest.mark.parametrize("scenario", [None, "dear", "thin", "worst"])
def test_every_stop_of_a_slider_can_be_linked_to(scenario: str | None) -> None:
    case = business(AWKWARD)
    for lever in driver_settings(case, Filters(as_of="2026-10", scenario=scenario)):
        stops = stops_of(lever)
        assert {lever.value, lever.rest} <= set(stops)
        for stop in stops:
            assert is_valid(case, lever.name, f"{stop:.6g}"), (lever.name, stop)
            assert float(f"{stop:.6g}") == stop


def test_a_range_is_rounded_inwards() -> None:
    case = business(AWKWARD + "  nearly: {discount_rate: 0.1}\n")
    assert range_of(case, "benefit_factor")[0] == 0.333334
    assert round_digits(-0.9999999, "ROUND_CEILING") == -0.999999
    assert value_in(case, "dear", "cost_factor") == 1.21


def test_dated_flows_have_no_slider_that_needs_periods() -> None:
    dated = business(
        "discount_rate: 0.1\ncashflows:\n  costs: [5, 1, 1]\n  benefits: [0, 4, 4]\n"
        "  dates: [2026-01-01, 2026-02-01, 2026-03-01]\n"
    )
    assert [one.name for one in driver_settings(dated, NOW)] == ["cost_factor", "benefit_factor", "discount_rate"]
    assert not is_valid(dated, "benefit_delay_months", "3")


@pytest.mark.parametrize("months", [0, 1, 5, 12, 13, 25, 37, 600])
def test_a_delay_moves_one_unit_as_the_model_does(months: int) -> None:
    case = business(KNOWN.replace("high: 12", "high: 600"))
    terms = build_browser_model(case, NOW, AS_PLANNED, {"benefit_delay_months": (float(months),)})
    (delay,) = terms.delays
    values = [Fraction(7), Fraction(8), Fraction(18), Fraction(24)]
    found = [0.0] * 4
    if delay.lump < 4:
        found[delay.lump] += 7
    for later, share in delay.shares:
        for index in range(1, 4 - later):
            found[index + later] += share * float(values[index])
    assert found == pytest.approx([float(value) for value in cash_flow_shifts.delay(values, Fraction(months, 12))])


def test_long_cases_have_fewer_paces() -> None:
    long = business(
        "discount_rate: 0.1\nperiod: month\nperiods: 600\nlines:\n"
        f"  - {{id: a, kind: benefit, values: [{', '.join(['1'] * 601)}], scales_with: adoption}}\n"
        "drivers:\n  adoption_speed: {value: 1, low: 0.01, high: 10000%}\n"
    )
    most = max(FEWEST, AMOUNTS // 601)
    (lever,) = [one for one in driver_settings(long, NOW) if one.name == "adoption_speed"]
    stops = stops_of(lever, most)
    assert most <= len(stops) <= most + 3
    found = build_browser_model(long, NOW, AS_PLANNED, {"adoption_speed": stops})
    assert found.risk_adjusted is None
    assert len(json.dumps(found.as_dict())) < 500_000
