"""Bars that begin where they like stand on bases: what is drawn is where they begin and end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from steering.exports.slides.floating import GAP, FloatingBar, stack_spans
from steering.exports.slides.native_chart import ChartColumn


def ends(columns: tuple[ChartColumn, ...], row: int) -> list[tuple[float, float]]:
    """From where to where the bars of a category go, parts on both sides of 0 joined."""
    reached, found = {True: 0.0, False: 0.0}, list[tuple[float, float]]()
    for column in columns:
        length = column.values[row] or 0.0
        start = reached[length > 0]
        reached[length > 0] = start + length
        if length and column.look == "bar":
            found.append((min(start, start + length), max(start, start + length)))
    found.sort()
    joined: list[tuple[float, float]] = []
    for low, high in found:
        if joined and abs(joined[-1][1] - low) < 1e-9 and abs(low) < 1e-9:
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return joined


def bar(start: float, end: float, name: str = "Step", colour: str = "#111111") -> FloatingBar:
    return FloatingBar(name=name, colour=colour, start=start, end=end)


def test_a_waterfall_that_crosses_0_is_one_column_of_each_kind_and_a_part_below() -> None:
    columns = stack_spans([[bar(0, -6, "Amount")], [bar(-6, 2, "Up")], [bar(2, 5, "Up")], [bar(0, 5, "Amount")]])
    assert [(column.name, column.values) for column in columns if column.look == "base"] == [
        (GAP, (None, None, 2, None))
    ]
    assert {column.name for column in columns if column.in_legend} == {"Amount", "Up"}
    assert [ends(columns, row) for row in range(4)] == [[(-6, 0)], [(-6, 2)], [(2, 5)], [(0, 5)]]


def test_bars_whose_order_turns_below_0_stand_where_they_are() -> None:
    rows = [
        [bar(4, -2, "Worse", "#c00000"), bar(4, 9, "Better", "#00c000")],
        [bar(-4, -9, "Worse", "#c00000"), bar(-4, -1, "Better", "#00c000")],
    ]
    columns = stack_spans(rows)
    assert ends(columns, 0) == [(-2, 4), (4, 9)]
    assert ends(columns, 1) == [(-9, -4), (-4, -1)]
    assert [column.name for column in columns if column.in_legend]


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=1, max_size=8))
def test_every_bar_is_where_it_was_told_to_be(pairs: list[tuple[int, int]]) -> None:
    columns = stack_spans([[bar(start, end)] for start, end in pairs])
    names = [column.name for column in columns]
    assert len(names) == len(set(names))
    for row, (start, end) in enumerate(pairs):
        expected = [] if start == end else [(min(start, end), max(start, end))]
        assert ends(columns, row) == expected
