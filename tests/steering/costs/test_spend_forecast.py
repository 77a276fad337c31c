"""The forecast of spend: the right method wins on its own kind of history, and nothing absurd comes out."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.costs.forecast import forecast_spend


@pytest.mark.parametrize(
    ("history", "method", "following"),
    [
        ([100.0] * 10, "No change", 100),
        ([100.0 + 10 * month for month in range(10)], "Recent pace", 200),
        ([100 * 1.1**month for month in range(10)], "Recent growth", 100 * 1.1**10),
    ],
)
def test_each_method_wins_on_its_own_history(history: list[float], method: str, following: float) -> None:
    found = forecast_spend(history, 3)
    assert found is not None
    assert found.method.name == method
    assert found.point[0] == pytest.approx(following)
    assert found.wape == pytest.approx(0, abs=1e-9)


def test_too_little_history_gives_no_interval() -> None:
    found = forecast_spend([100, 110], 2)
    assert found is not None
    assert found.lower == found.upper == ()
    assert found.wape is None
    assert forecast_spend([], 3) is None
    assert forecast_spend([1, 2, 3], 0) is None


@given(st.lists(st.floats(0, 1e9, allow_nan=False), min_size=1, max_size=24), st.integers(1, 12))
def test_a_forecast_is_finite_and_inside_its_interval(history: list[float], months: int) -> None:
    found = forecast_spend(history, months)
    assert found is not None
    assert len(found.point) == months
    assert all(math.isfinite(value) and value >= 0 for value in found.point)
    for point, low, high in zip(found.point, found.lower, found.upper, strict=False):
        assert 0 <= low <= point <= high


def test_missing_months_keep_their_place_in_the_calendar() -> None:
    found = forecast_spend([1000, 1100, 1200, None, None, 1500, 1600, 1700], 2)
    assert found is not None
    assert found.method.name == "Recent pace"
    assert found.point == (1800, 1900), "100 more each month, also over the two that lack"
    assert {accuracy.tests for accuracy in found.accuracies} == {2}, "those of 1600 and 1700"
