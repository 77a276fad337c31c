"""What a run came to, as its desk says it: sums against the plan and the run before, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from steering.rehearsal.result import PARTIAL, describe_end, describe_time, find_before
from steering.rehearsal.runs import SceneRun
from tests.steering.rehearsal.run_examples import make_run, take


def test_a_whole_run_is_held_against_what_is_allowed() -> None:
    assert describe_time(make_run(1, take(60, 120, 65))) == "4:05 of 5:00, within time"
    assert describe_time(make_run(1, take(60, 120, 165))) == "5:45 of 5:00, 0:45 over"
    assert describe_time(make_run(1, take(60, 120, 65), allowed=None)) == "4:05 of 4:00, 0:05 over"


def test_a_partial_run_is_held_against_the_plan_of_its_scenes() -> None:
    run = make_run(1, {"model": 100.0, "end": 70.0})
    result = describe_end(run, [])
    assert result["verdict"] == "2:50 for 2 of 3 scenes, 3:00 planned"
    assert result["colour"] == "gray"
    assert result["facts"] == [PARTIAL]
    assert [scene["seconds"] for scene in result["scenes"]] == ["–", "1:40", "1:10"]


def test_a_scene_is_told_as_over_beyond_five_seconds_and_gravely_beyond_a_third() -> None:
    scenes = describe_end(make_run(1, take(64, 128, 81)), [])["scenes"]
    assert [(scene["planned"], scene["over"], scene["colour"]) for scene in scenes] == [
        ("1:00", "+0:04", ""),
        ("2:00", "+0:08", "orange"),
        ("1:00", "+0:21", "red"),
    ]


def test_changes_are_against_the_last_complete_run_of_the_same_person() -> None:
    earlier, before = make_run(1, take(50, 110, 60)), make_run(2, take(70, 130, 60))
    partial, other = make_run(3, {"one": 10.0}), make_run(4, take(1, 1, 1), person="Ben")
    run = make_run(5, take(60, 130, 75))
    others = [run, other, partial, before, earlier]
    assert find_before(run, others) == before
    result = describe_end(run, others)
    assert [scene["change"] for scene in result["scenes"]] == ["−0:10", "0:00", "+0:15"]
    assert result["facts"] == ["Changes are against the run of 3 Nov 2026, 22:00 UTC."]
    assert (result["title"], result["changes"]) == ("The run is over", True)


def test_a_first_run_has_nothing_to_compare_with() -> None:
    run = make_run(1, take(60, 120, 60), outcome="given up")
    result = describe_end(run, [run])
    assert (result["title"], result["changes"]) == ("Given up", False)
    assert {scene["change"] for scene in result["scenes"]} == {"–"}


def test_a_scene_that_is_new_has_no_change_and_one_that_is_gone_is_not_told() -> None:
    before = make_run(1, {"gone": 30.0, "one": 60.0}, plan={"gone": 30.0, "one": 60.0})
    run = make_run(2, {"one": 50.0, "new": 20.0}, plan={"one": 60.0, "new": 30.0})
    scenes = describe_end(run, [run, before])["scenes"]
    assert [(scene["message"], scene["change"]) for scene in scenes] == [("One", "−0:10"), ("New", "–")]


def test_questions_drivers_and_recordings_are_told_by_the_numbers_of_scenes() -> None:
    run = make_run(1, take(60, 120, 60), question_seconds=130.0)
    moved = SceneRun(id="model", seconds=120, visits=1, moves=3, fallback=True)
    run = replace(run, scenes=(run.scenes[0], moved, replace(run.scenes[2], fallback=True)))
    assert describe_end(run, [])["facts"] == [
        "Questions took 2:10 beside that.",
        "Drivers moved in scene 2.",
        "Recording shown in scenes 2 and 3.",
    ]
