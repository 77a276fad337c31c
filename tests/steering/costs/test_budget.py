"""The budget envelope by month, and spend against it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from steering.cases.model import Budget
from steering.costs.budget import compute_variance, spread_by_month
from steering.status import Status


def envelope(*parts: tuple[str, str, Any]) -> Budget:
    rows = [{"from": first, "to": last, "amount": amount} for first, last, amount in parts]
    return TypeAdapter(Budget).validate_python({"envelope": rows})


def test_an_amount_is_spread_evenly_and_amounts_add_up() -> None:
    found = spread_by_month(envelope(("2026-11", "2027-01", "300"), ("2027-01", "2027-01", "50")))
    assert found == {"2026-11": 100, "2026-12": 100, "2027-01": 150}
    assert spread_by_month(None) == {}


@pytest.mark.parametrize(("actual", "status"), [(100, Status.ON_TRACK), (104, Status.AT_RISK), (106, Status.OFF_TRACK)])
def test_the_status_of_a_variance(actual: float, status: Status) -> None:
    found = compute_variance({"2026-01": actual}, {"2026-01": 100}, "2026-01", "2026-01")
    assert found is not None
    assert found.status is status
    assert found.over == pytest.approx(actual - 100)


def test_only_months_with_both_are_compared() -> None:
    found = compute_variance({"2026-01": 10, "2026-02": 20}, {"2026-02": 15, "2026-03": 99}, "2026-01", "2026-03")
    assert found is not None
    assert (found.first, found.last, found.actual, found.budget) == ("2026-02", "2026-02", 20, 15)
    assert compute_variance({"2026-01": 10}, {}, "2026-01", "2026-03") is None
