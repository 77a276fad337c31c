"""The room's number: its median on the slider's stops, and NPVs that are those of the ROI page."""

from __future__ import annotations

import statistics
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.catalog.drivers import DRIVERS
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.roi.report import roi_report
from steering.stage.number import check_belief, compute_median, find_setting, spread_values
from steering.state.case_snapshot import CaseSnapshot

ON_STAGE = Filters(as_of="2026-10", drivers=(("cost_factor", 1.1),))


@pytest.fixture(scope="module")
def context(example: CaseSnapshot) -> CaseContext:
    return example.context


@pytest.mark.parametrize(
    ("values", "step", "median"),
    [
        ([0.8], 0.01, 0.8),
        ([0.9, 0.7, 0.8], 0.01, 0.8),
        ([0.7, 0.8], 0.01, 0.75),
        # Halfway between two stops it is the upper one, and no noise of binary fractions moves it.
        ([0.06, 0.07], 0.01, 0.07),
        ([0.28, 0.29], 0.01, 0.29),
        ([2, 5], 1, 4),
        ([2, 3, 3, 9], 1, 3),
        ([2, 5], 0, 3.5),
        # What somebody set between two stops stands.
        ([0.123, 0.123], 0.01, 0.123),
    ],
)
def test_the_median_stands_on_a_stop(values: list[float], step: float, median: float) -> None:
    assert compute_median(values, step=step) == median


def test_stops_begin_where_the_slider_does() -> None:
    assert compute_median([0.333, 0.373], low=0.333, step=0.01) == 0.353
    assert compute_median([0.333, 0.374], low=0.333, step=0.01) == 0.353


@given(st.lists(st.integers(50, 120).map(lambda part: part / 100), min_size=1, max_size=15))
def test_the_median_is_within_half_a_step_of_the_textbook_s(values: list[float]) -> None:
    median = compute_median(values, low=0.5, step=0.01)
    assert min(values) <= median <= max(values)
    assert abs(median - statistics.median(values)) <= 0.005 + 1e-12
    assert round(median * 100) == pytest.approx(median * 100)


@pytest.mark.parametrize("driver", list(DRIVERS))
def test_each_value_has_the_npv_that_the_roi_page_has_with_it(context: CaseContext, driver: str) -> None:
    low, high = DRIVERS[driver].slider
    values = [high, low, (low + high) / 2]
    spread = spread_values(context, ON_STAGE, driver, values)
    assert spread is not None
    assert [belief.value for belief in spread.beliefs] == sorted(values)
    for belief in (*spread.beliefs, spread.median):
        moves = {**dict(ON_STAGE.drivers), driver: belief.value}
        alone = roi_report(context, replace(ON_STAGE, drivers=tuple(sorted(moves.items())))).npv
        assert belief.npv == pytest.approx(alone, rel=1e-9)


def test_the_scenario_on_stage_is_that_of_the_spread(context: CaseContext) -> None:
    npvs = []
    for scenario in (None, "worst"):
        filters = replace(ON_STAGE, scenario=scenario)
        spread = spread_values(context, filters, "adoption_speed", [0.8, 0.9])
        assert spread is not None
        npvs.append([belief.npv for belief in spread.beliefs])
        moved = replace(filters, drivers=(("adoption_speed", 0.8), ("cost_factor", 1.1)))
        assert npvs[-1][0] == pytest.approx(roi_report(context, moved).npv)
    assert npvs[0] != npvs[1]


def test_a_value_has_to_be_within_the_range_of_the_slider(context: CaseContext) -> None:
    setting = find_setting(context, ON_STAGE, "benefit_delay_months")
    assert setting is not None
    assert check_belief(setting, setting.low) == check_belief(setting, setting.high) == ()
    for value in (-1.0, 6.5, float("nan"), float("inf")):
        assert check_belief(setting, value) == ("Benefit delay goes from 0 months to 6 months.",)


def test_without_values_a_driver_or_a_business_case_there_is_no_spread(context: CaseContext) -> None:
    assert spread_values(context, ON_STAGE, "adoption_speed", []) is None
    assert spread_values(context, ON_STAGE, "mood", [1.0]) is None
    bare = replace(context, case=replace(context.case, business=None))
    assert spread_values(bare, ON_STAGE, "adoption_speed", [1.0]) is None
