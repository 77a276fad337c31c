"""Two runs side by side, also where the storyboard was edited in between."""

from __future__ import annotations

from steering.rehearsal.comparison import compare_runs
from tests.steering.rehearsal.run_examples import make_run, take

FIRST = make_run(1, take(70, 150, 60))
SECOND = make_run(2, take(65, 120, 66))


def test_each_scene_says_how_much_longer_it_took() -> None:
    comparison = compare_runs(FIRST, SECOND)
    assert [(pair.id, pair.seconds, pair.change) for pair in comparison.scenes] == [
        ("one", (70, 65), -5),
        ("model", (150, 120), -30),
        ("end", (60, 66), 6),
    ]
    assert (comparison.common, comparison.has_same_storyboard) == ((280, 251), True)


def test_the_one_that_began_first_is_the_earlier_one() -> None:
    assert compare_runs(SECOND, FIRST) == compare_runs(FIRST, SECOND)


def test_an_edited_storyboard_has_scenes_that_are_new_and_gone() -> None:
    plan = {"costs": 30.0, "model": 90.0, "end": 60.0}
    edited = make_run(2, {"costs": 25, "model": 100, "end": 70}, plan=plan, storyboard="s2", files={"storyboard": "s2"})
    comparison = compare_runs(FIRST, edited)
    assert [(pair.id, pair.presence, pair.planned, pair.seconds) for pair in comparison.scenes] == [
        ("one", "gone", (60, None), (70, None)),
        ("costs", "new", (None, 30), (None, 25)),
        ("model", "both", (120, 90), (150, 100)),
        ("end", "both", (60, 60), (60, 70)),
    ]
    assert comparison.common == (210, 170)
    assert (comparison.has_same_storyboard, comparison.files) == (False, ("storyboard",))


def test_scenes_that_are_gone_stay_in_their_order() -> None:
    edited = make_run(2, {"one": 60}, plan={"one": 60.0})
    assert [pair.id for pair in compare_runs(FIRST, edited).scenes] == ["one", "model", "end"]


def test_a_scene_that_was_moved_stands_where_it_is_now() -> None:
    plan = {"end": 60.0, "one": 60.0}
    edited = make_run(2, {"end": 1, "one": 2}, plan=plan)
    assert [pair.id for pair in compare_runs(FIRST, edited).scenes] == ["end", "one", "model"]


def test_a_scene_that_a_run_did_not_show_has_no_seconds() -> None:
    pair = compare_runs(FIRST, make_run(2, take(60, 120))).scenes[2]
    assert (pair.presence, pair.seconds, pair.change) == ("both", (60, None), None)


def test_data_and_files_that_changed_are_named() -> None:
    later = make_run(2, take(1, 2, 3), releases={"cost": "r2", "kpi": "k"}, files={"storyboard": "s1", "case": "c"})
    comparison = compare_runs(FIRST, later)
    assert (comparison.datasets, comparison.files) == (("cost", "kpi"), ("case",))
