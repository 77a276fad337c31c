"""How the amounts of one view are written: alike, small ones with decimals, and never as a power of ten."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.costs.amounts import amounts_of, decimals_for


@pytest.mark.parametrize(
    ("largest", "decimals"),
    [(0, 0), (100, 0), (99.99, 2), (14.98, 2), (1, 2), (0.9999, 4), (0.1, 4), (0.0123, 5), (1e-6, 9), (1e-30, 12)],
)
def test_decimals_by_the_largest_amount(largest: float, decimals: int) -> None:
    assert decimals_for(largest) == decimals


def test_all_amounts_of_a_view_are_written_alike() -> None:
    small = amounts_of("USD", [14.98, -3.0, 0.1])
    assert [small.money(14.98), small.money(-3, signed=True), small.text(0.1)] == ["USD 14.98", "−USD 3.00", "0.10"]
    assert (small.cell(0.1), small.cell(None), small.kind) == ("0.10", None, "figure")
    large = amounts_of("USD", [431_000.4, 0.1])
    assert (large.money(431_000.4), large.cell(0.1), large.kind) == ("USD 431k", 0, "count")


def test_what_is_written_as_nought_shows_nothing() -> None:
    assert not amounts_of("USD", [150.0]).shows(0.4)
    assert amounts_of("USD", [15.0]).shows(0.4)


@given(st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_parts_add_up_as_they_are_shown(parts: list[float]) -> None:
    shown = amounts_of("USD", [1e6]).split(parts)
    assert sum(shown) == pytest.approx(round(sum(parts)), abs=1)
    assert all(abs(part - rounded) <= 1 for part, rounded in zip(parts, shown, strict=True))
    assert amounts_of("USD", [1e6]).split([0.5, 0.5, 0.5, 0.5]) == [1, 1, 0, 0]
    assert amounts_of("USD", [5]).split([0.005, 0.005]) == [0.01, 0]


@given(st.floats(min_value=1e-11, max_value=1e12))
def test_the_largest_amount_is_never_nought_and_has_no_exponent(largest: float) -> None:
    written = amounts_of("USD", [largest, -largest])
    assert re.search("[1-9]", written.text(largest))
    assert "e" not in written.text(largest) + written.money(largest).removeprefix("USD")
