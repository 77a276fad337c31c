"""The FinOps rates: their formulas, and that nothing is divided by zero."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from steering.costs.rates import FinOpsRates

KNOWN: dict[str, object] = {"month": "2026-10", "eligible_usage": None, "status_missing": False}
NOTHING = FinOpsRates(**{field.name: KNOWN.get(field.name, 0.0) for field in fields(FinOpsRates)})  # type: ignore[arg-type]


def test_without_charges_no_rate_exists() -> None:
    assert (NOTHING.effective_savings, NOTHING.coverage, NOTHING.utilisation, NOTHING.allocation) == (None,) * 4


def test_the_formulas() -> None:
    found = replace(
        NOTHING,
        usage_effective=90.0,
        usage_comparable=90.0,
        usage_list=120.0,
        commitment_used=40.0,
        commitment_unused=10.0,
        allocated=60.0,
        allocatable=80.0,
    )
    assert found.effective_savings == pytest.approx(0.25)
    assert found.coverage == pytest.approx(0.5), "used commitment over usage without what was left unused"
    assert found.utilisation == pytest.approx(0.8)
    assert found.allocation == pytest.approx(0.75)


def test_savings_leave_out_what_has_no_list_price_and_say_so() -> None:
    found = replace(NOTHING, usage_effective=580.0, usage_comparable=80.0, usage_list=100.0)
    assert found.effective_savings == pytest.approx(0.2)
    assert found.savings_basis == pytest.approx(80 / 580)


def test_what_the_data_does_not_say_of_commitments_is_unknown() -> None:
    found = replace(NOTHING, usage_effective=100.0, eligible_usage=90.0, status_missing=True)
    assert (found.coverage, found.utilisation) == (None, None)


def test_coverage_is_of_eligible_usage_where_the_data_says_which_is() -> None:
    found = replace(NOTHING, usage_effective=100.0, commitment_used=50.0, eligible_used=50.0, eligible_usage=90.0)
    assert found.has_eligibility
    assert found.coverage == pytest.approx(50 / 90)
    assert not NOTHING.has_eligibility
