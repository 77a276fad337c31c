"""What makes up for being late: whatever is proposed really makes the time, and where nothing can, nothing is."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.cases.storyboard import Storyboard, storyboard
from steering.cases.yaml_reader import parse_yaml
from steering.storyboard.late import (
    STEP,
    Cure,
    LaterScene,
    build_ladder,
    find_cures,
    format_seconds,
    list_later,
    most_seconds,
)


def scene(number: int, seconds: int, spare: int = 0, *, may_skip: bool = False) -> LaterScene:
    return LaterScene(number=number, seconds=seconds, spare=spare, may_skip=may_skip)


@st.composite
def later_scenes(draw: st.DrawFn) -> tuple[LaterScene, ...]:
    count = draw(st.integers(0, 7))
    sizes = [draw(st.integers(0, 300)) for _ in range(count)]
    return tuple(
        scene(number, size, draw(st.integers(0, max(size - 1, 0))), may_skip=draw(st.booleans()))
        for number, size in enumerate(sizes, start=3)
    )


DELAYS = st.floats(-10, 1500, allow_nan=False)


def win(later: tuple[LaterScene, ...], cure: Cure) -> int:
    """The seconds that are won by doing what a cure says, where all of it may be done."""
    scenes = {scene.number: scene for scene in later}
    assert not set(cure.drop) & set(cure.shorten)
    assert all(scenes[number].may_skip for number in cure.drop)
    cuts = [scenes[number].spare if cure.each is None else cure.each for number in cure.shorten]
    assert all(0 < cut <= scenes[number].spare for cut, number in zip(cuts, cure.shorten, strict=True))
    return sum(scenes[number].seconds for number in cure.drop) + sum(cuts)


@given(later_scenes(), DELAYS)
def test_every_way_makes_the_time_by_itself(later: tuple[LaterScene, ...], late: float) -> None:
    for cure in find_cures(later, late):
        assert win(later, cure) == cure.saves >= late
        assert cure.each is None or cure.each % STEP == 0


@given(later_scenes(), DELAYS)
def test_there_is_a_way_wherever_one_is_possible(later: tuple[LaterScene, ...], late: float) -> None:
    possible = sum(item.seconds if item.may_skip else item.spare for item in later)
    assert bool(find_cures(later, late)) == (0 < late <= possible)


@given(later_scenes(), DELAYS)
def test_no_fewer_scenes_are_enough_to_drop(later: tuple[LaterScene, ...], late: float) -> None:
    for cure in find_cures(later, late):
        if cure.shorten:
            continue
        skippable = [item.seconds for item in later if item.may_skip]
        assert all(sum(few) < late for few in combinations(skippable, len(cure.drop) - 1))


@given(later_scenes())
def test_the_ladder_knows_what_to_do_about_every_delay(later: tuple[LaterScene, ...]) -> None:
    ladder, most = build_ladder(later), most_seconds(later)
    reaches = [rung.up_to for rung in ladder]
    assert reaches == sorted(set(reaches))
    assert (reaches[-1] if reaches else 0) == most
    assert all(win(later, cure) >= rung.up_to for rung in ladder for cure in rung.cures)


def test_the_ladder_of_a_long_storyboard_is_short() -> None:
    later = [scene(number, 480 * 60, 479 * 60, may_skip=True) for number in range(200)]
    assert len(build_ladder(later)) < 1000


SEVEN = [scene(number, 120, 60, may_skip=number == 6) for number in range(4, 11)]


@pytest.mark.parametrize(
    ("later", "late", "words"),
    [
        (SEVEN, 120, ["drop scene 6", "take 20 s from each of the 7 that follow"]),
        (SEVEN, 130, ["take 20 s from each of the 7 that follow"]),
        (SEVEN, 421, ["drop scene 6 and take 55 s from each of the 6 others"]),
        (SEVEN, 481, []),
        ([scene(4, 120, 60), scene(5, 60), scene(6, 120, 90)], 100, ["take 50 s from each of scenes 4 and 6"]),
        ([scene(4, 120, 60), scene(5, 60), scene(6, 120, 90)], 80, ["take 40 s from each of scenes 4 and 6"]),
        ([scene(4, 120, 90)], 70, ["take 1:10 min from scene 4"]),
        ([scene(4, 120, 10), scene(5, 120, 62)], 71, ["bring scenes 4 and 5 down to their least"]),
        ([scene(4, 120, 62), scene(5, 120)], 61, ["bring scene 4 down to its least"]),
        (
            [scene(number, 90, may_skip=number != 5) for number in range(2, 9)],
            500,
            ["drop scenes 2 to 4 and 6 to 8"],
        ),
        (
            [scene(2, 30, may_skip=True), scene(3, 100, may_skip=True), scene(4, 90, may_skip=True)],
            85,
            ["drop scene 4"],
        ),
        ([], 5, []),
        (SEVEN, 0, []),
        (SEVEN, -5, []),
    ],
)
def test_what_it_says(later: list[LaterScene], late: float, words: list[str]) -> None:
    assert [cure.words for cure in find_cures(later, late)] == words


@pytest.mark.parametrize(("seconds", "words"), [(5, "5 s"), (60, "1:00 min"), (85, "1:25 min")])
def test_seconds_are_written_as_a_clock_has_them(seconds: int, words: str) -> None:
    assert format_seconds(seconds) == words


def story() -> Storyboard:
    scenes = [
        "minutes: 2",
        "minutes: 1.5, least: 1, may_skip: true",
        "minutes: 2, least: 1.25",
        "minutes: 1, colour: red, least: 0.5",
        "minutes: ten",
        "minutes: 1",
    ]
    lines = [f"  - {{id: s{number}, page: brief, message: x, {rest}}}\n" for number, rest in enumerate(scenes, 1)]
    return storyboard(parse_yaml("minutes_allowed: 20\nscenes:\n" + "".join(lines), "storyboard.yaml"))[0]


def test_what_is_still_to_come_of_a_storyboard() -> None:
    scenes = story().scenes
    assert list_later(scenes, 1) == (
        scene(2, 90, 30, may_skip=True),
        scene(3, 120, 45),
        scene(4, 60),
        scene(5, 0),
        scene(6, 60),
    )
    assert [item.number for item in list_later(scenes, 2, {"s4"})] == [3, 5, 6]
    assert list_later(scenes, 6) == ()
