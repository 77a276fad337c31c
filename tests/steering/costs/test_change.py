"""Rate, volume and mix: a worked example, and that the parts always add up to the change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.costs.change import Quantity, decompose, merge_renames, parse_unit


def quantity(service: str, unit: str, before: tuple[float, float], now: tuple[float, float]) -> Quantity:
    return Quantity(
        provider="P",
        service=service,
        unit=unit,
        quantity_before=before[0],
        cost_before=before[1],
        quantity_now=now[0],
        cost_now=now[1],
    )


class TestDecompose:
    def test_a_worked_example(self) -> None:
        # 100 h at 2 and 100 h at 1 become 150 h at 2 and 50 h at 1.2: no more hours, a dearer mix, one dearer rate.
        parts = decompose([quantity("gpu", "h", (100, 200), (150, 300)), quantity("cpu", "h", (100, 100), (50, 60))])
        assert (parts.before, parts.now) == (300, 360)
        assert parts.volume == pytest.approx(0)
        assert parts.mix == pytest.approx(2 * 50 + 1 * -50)
        assert parts.rate == pytest.approx(60 - 50)

    def test_more_of_everything_is_volume_alone(self) -> None:
        parts = decompose([quantity("a", "h", (10, 20), (15, 30)), quantity("b", "h", (10, 40), (15, 60))])
        assert parts.volume == pytest.approx(30)
        assert parts.rate == pytest.approx(0)
        assert parts.mix == pytest.approx(0)

    def test_units_are_not_mixed(self) -> None:
        parts = decompose([quantity("a", "h", (10, 20), (20, 40)), quantity("b", "GB", (5, 10), (5, 10))])
        assert parts.volume == pytest.approx(20)
        assert parts.mix == pytest.approx(0)

    def test_what_begins_and_ends_is_apart(self) -> None:
        parts = decompose([quantity("new", "h", (0, 0), (5, 50)), quantity("old", "h", (5, 30), (0, 0))])
        assert (parts.started, parts.stopped) == (50, -30)
        assert parts.rate == parts.volume == parts.mix == 0

    def test_what_was_renamed_neither_begins_nor_ends(self) -> None:
        units = [quantity("a", "1 Hour", (10, 100), (0, 0)), quantity("a", "Hours", (0, 0), (12, 132))]
        parts = decompose(merge_renames(units))
        assert (parts.volume, parts.rate) == pytest.approx((20, 12))
        assert parts.started == parts.stopped == parts.other == 0
        other = replace(quantity("a", "h", (0, 0), (12, 120)), provider="Q")
        parts = decompose(merge_renames([quantity("a", "h", (10, 100), (0, 0)), other]))
        assert (parts.volume, parts.started, parts.stopped) == pytest.approx((20, 0, 0)), "a provider was renamed"

    def test_another_unit_is_neither_begun_nor_ended(self) -> None:
        parts = decompose(merge_renames([quantity("a", "h", (9, 90), (0, 0)), quantity("a", "GB", (0, 0), (5, 95))]))
        assert (parts.started, parts.stopped, parts.other) == (0, 0, 5)

    @pytest.mark.parametrize(
        ("text", "size", "name"),
        [
            ("1 Hour", 1, "hour"),
            ("Hrs", 1, "hour"),
            ("1K Requests", 1_000, "request"),
            ("1000000 Tokens", 1e6, "token"),
            ("1M tokens", 1e6, "token"),
            ("GB-Mo", 1, "gb month"),
            ("GB Months", 1, "gb month"),
            ("10 GB", 10, "gb"),
            ("", 1, ""),
        ],
    )
    def test_units_are_read(self, text: str, size: float, name: str) -> None:
        assert parse_unit(text) == (size, name)

    amounts = st.floats(0, 1e6, allow_nan=False)

    @given(
        st.lists(
            st.builds(
                quantity,
                st.text("abc", min_size=1, max_size=2),
                st.sampled_from(["h", "GB", ""]),
                st.tuples(amounts, amounts),
                st.tuples(amounts, amounts),
            ),
            max_size=8,
        )
    )
    def test_the_parts_add_up_to_the_change(self, found: list[Quantity]) -> None:
        # Quantities that are next to nothing make rates without meaning; providers bill in steps far above this.
        found = [one for one in found if not 0 < min(one.quantity_before, one.quantity_now) < 1e-3]
        parts = decompose(found)
        total = parts.rate + parts.volume + parts.mix + parts.started + parts.stopped + parts.other
        assert total == pytest.approx(parts.now - parts.before, rel=1e-6, abs=1e-2)
