"""The drivers on offer: their ranges, where they stand in a scenario, and what a link may carry."""

from __future__ import annotations

from decimal import Decimal

import pytest

from steering.catalog.drivers import DRIVERS, in_range
from steering.context.filters import Filters
from steering.finance.model import evaluate
from steering.roi.drivers import driver_settings, is_valid, range_of, value_in
from steering.roi.scenarios import label_of_filters, resolve_scenario, scenario_label
from tests.steering.finance.business_cases import KNOWN, business, net

CASE = business(KNOWN)
NOW = Filters(as_of="2026-10")


def at(scenario: str | None = None, **drivers: float) -> Filters:
    """What a viewer chose."""
    return Filters(as_of="2026-10", scenario=scenario, drivers=tuple(sorted(drivers.items())))


@pytest.mark.parametrize("name", DRIVERS)
def test_sliders_and_searches_stay_within_the_limits_of_a_driver(name: str) -> None:
    definition = DRIVERS[name]
    ends = (*definition.slider, *definition.search, *([] if definition.neutral is None else [definition.neutral]))
    assert all(in_range(name, Decimal(str(end))) for end in ends)
    assert definition.slider[0] < definition.slider[1]
    assert definition.search[0] < definition.search[1]


def test_levers_stand_where_the_scenario_has_them() -> None:
    values = {one.name: one.value for one in driver_settings(CASE, at("worst"))}
    assert values["benefit_factor"] == pytest.approx(0.8)
    assert values["cost_factor"] == pytest.approx(1.2)
    assert values["discount_rate"] == pytest.approx(0.1)


def test_a_range_holds_every_scenario() -> None:
    assert range_of(CASE, "benefit_factor") == (0.5, 1.2)  # the case says 0.5 to 1.1, and `best` has 1.2
    assert range_of(CASE, "benefit_delay_months") == (0, 12)


def test_a_case_of_net_flows_has_only_its_rate() -> None:
    assert [one.name for one in driver_settings(net(-10, 6, 6), NOW)] == ["discount_rate"]


def test_adoption_is_offered_only_where_a_line_follows_it() -> None:
    still = business(KNOWN.replace(", scales_with: adoption", ""))
    assert "adoption_speed" not in [one.name for one in driver_settings(still, NOW)]
    assert "adoption_speed" in [one.name for one in driver_settings(CASE, NOW)]


@pytest.mark.parametrize(
    ("name", "text", "allowed"),
    [
        ("benefit_delay_months", "6", True),
        ("benefit_delay_months", "13", True),
        ("benefit_delay_months", "601", False),
        ("benefit_delay_months", "1e-320", False),
        ("benefit_delay_months", "-1", False),
        ("benefit_delay_months", "nan", False),
        ("benefit_delay_months", "inf", False),
        ("benefit_delay_months", "six", False),
        ("benefit_delay_months", "", False),
        ("discount_rate", "-1", False),
        ("discount_rate", "0.12", True),
    ],
)
def test_a_link_carries_only_values_that_a_driver_may_have(name: str, text: str, allowed: bool) -> None:
    assert is_valid(CASE, name, text) is allowed


def test_a_scenario_as_a_change_of_the_base_is_the_scenario() -> None:
    for name in CASE.scenarios:
        assert evaluate(CASE, None, resolve_scenario(CASE, at(name))).npv == pytest.approx(evaluate(CASE, name).npv)


def test_the_viewers_costs_take_the_place_of_the_scenarios() -> None:
    """Costs at 90% in `worst`: its benefits stay at 80%, its costs of 120% do not."""
    npv = evaluate(CASE, None, resolve_scenario(CASE, at("worst", cost_factor=0.9))).npv
    now = evaluate(CASE)
    assert now.pv_benefits is not None
    assert now.pv_costs is not None
    assert npv == pytest.approx(0.8 * now.pv_benefits - 0.9 * now.pv_costs)


def test_moving_a_driver_to_where_it_stands_changes_nothing() -> None:
    for scenario in (None, *CASE.scenarios):
        for name in DRIVERS:
            moved = at(scenario, **{name: value_in(CASE, scenario, name)})
            kept = evaluate(CASE, None, resolve_scenario(CASE, at(scenario))).npv
            assert evaluate(CASE, None, resolve_scenario(CASE, moved)).npv == pytest.approx(kept)


def test_names() -> None:
    assert scenario_label("without_tranche_3") == "Without tranche 3"
    assert label_of_filters(CASE, at("worst")) == "Worst"
    assert label_of_filters(CASE, at(cost_factor=1.1)) == "Base, with your drivers"


@pytest.mark.parametrize(("value", "said"), [(0, "0 months"), (1, "1 month"), (6.5, "6.5 months")])
def test_months_are_written(value: float, said: str) -> None:
    lever = next(one for one in driver_settings(CASE, NOW) if one.name == "benefit_delay_months")
    assert lever.format(value) == said


def test_shares_are_written() -> None:
    lever = next(one for one in driver_settings(CASE, NOW) if one.name == "discount_rate")
    assert lever.format(0.125) == "12.5%"
