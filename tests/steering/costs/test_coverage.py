"""Which months are incomplete or missing, and that sparse billing is taken for neither."""

from __future__ import annotations

import pytest

from steering.costs.coverage import UsageDays, find_gaps


def days(month: str, first: int, last: int, count: int | None = None, provider: str = "Cloud") -> UsageDays:
    return UsageDays(
        month=month,
        provider=provider,
        first_day=f"{month}-{first:02}",
        last_day=f"{month}-{last:02}",
        days=count or last - first + 1,
    )


@pytest.mark.parametrize(
    ("usage", "incomplete"),
    [
        ([days("2026-02", 1, 28), days("2026-03", 1, 31), days("2026-04", 1, 8)], {"2026-04": "charged up to 8 Apr"}),
        ([days("2026-02", 1, 28), days("2026-03", 1, 31), days("2026-04", 1, 27)], {}),
        # One charge a month, or a few at odd days, is no export that stops.
        ([days("2026-02", 2, 2), days("2026-03", 2, 2), days("2026-04", 2, 2)], {}),
        ([days("2026-02", 20, 20), days("2026-03", 25, 25), days("2026-04", 3, 3)], {}),
        ([days("2026-02", 20, 28), days("2026-03", 1, 31), days("2026-04", 1, 30)], {"2026-02": "charged from 20 Feb"}),
        ([days("2026-02", 1, 28), days("2026-03", 1, 12), days("2026-04", 1, 30)], {"2026-03": "charged up to 12 Mar"}),
        ([days("2026-04", 1, 8)], {"2026-04": "charged up to 8 Apr"}),
        ([days("2026-04", 2, 2)], {}),
        ([], {}),
    ],
)
def test_a_month_is_judged_by_the_others(usage: list[UsageDays], incomplete: dict[str, str]) -> None:
    assert find_gaps(usage, {}).incomplete == incomplete


def test_months_between_others_are_missing() -> None:
    usage = [days("2025-11", 1, 30), days("2026-02", 1, 28)]
    assert find_gaps(usage, {"2025-11": 1.0, "2026-02": 1.0}).missing == ("2025-12", "2026-01")
    assert find_gaps(usage, {"2025-12": 1.0}).missing == ("2026-01",), "a month with a purchase only is not missing"


def test_a_provider_that_is_behind_the_others_is_named() -> None:
    usage = [days("2026-03", 1, 31), days("2026-04", 1, 30), days("2026-03", 1, 31, provider="B")]
    found = find_gaps([*usage, days("2026-04", 1, 8, provider="B")], {})
    assert (found.incomplete, found.behind) == ({}, {"B": "charged up to 8 Apr"})
