"""The parts of a move add up to it exactly, whatever the values and wherever one is missing."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from steering.since.split import CAUSES, Split, round_levels, split_move

VALUES = st.fractions() | st.floats(allow_nan=False, allow_infinity=False).map(Fraction)
LEVELS = st.tuples(VALUES, *[st.none() | VALUES] * (len(CAUSES) - 1), VALUES)


def split(*levels: float | None) -> Split:
    parts = split_move([None if level is None else Fraction(level) for level in levels])
    assert parts
    return parts


class TestSplit:
    @given(levels=LEVELS)
    def test_the_parts_add_up_exactly(self, levels: tuple[Fraction | None, ...]) -> None:
        parts = split_move(levels)
        assert parts
        assert parts.before + sum(parts.parts) == levels[-1] == parts.after
        assert (parts.levels[0], parts.levels[-1]) == (levels[0], levels[-1])

    @given(levels=LEVELS)
    def test_each_part_is_the_step_of_its_cause(self, levels: tuple[Fraction | None, ...]) -> None:
        parts = split_move(levels)
        assert parts
        steps = [level for level in levels if level is not None]
        if len(steps) == len(levels):
            assert list(parts.parts) == [new - old for old, new in pairwise(steps)]

    @given(levels=st.lists(VALUES, min_size=5, max_size=5), decimals=st.integers(0, 3))
    def test_steps_add_up_as_they_are_written(self, levels: list[Fraction], decimals: int) -> None:
        whole = round_levels(levels, decimals)
        assert whole[0] + sum(new - old for old, new in pairwise(whole)) == whole[-1]
        half = Fraction(1, 2 * 10**decimals)
        pairs = zip(whole, levels, strict=True)
        assert all(abs(Fraction(steps, 10**decimals) - level) <= half for steps, level in pairs)

    def test_right_values(self) -> None:
        parts = split(10, 12, 20, 20, 17)
        assert dict(parts.by_cause()) == {"corrected": 2, "new": 8, "scenario": -3}
        assert (parts.before, parts.total, parts.after) == (10, 7, 17)

    def test_what_is_missing_on_the_way_goes_to_the_next_cause(self) -> None:
        assert split(10, None, None, 14, 15).parts == (0, 0, 4, 1)

    def test_a_figure_without_an_end_has_no_split(self) -> None:
        assert split_move([None, None, None, Fraction(1), Fraction(1)]) is None
        assert split_move([Fraction(1)] * 4 + [None]) is None
