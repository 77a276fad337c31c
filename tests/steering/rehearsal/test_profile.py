"""The pacing profile in words, each sentence with the figure that its runs give."""

from __future__ import annotations

import dataclasses

from steering.rehearsal.profile import describe_profile
from steering.rehearsal.runs import Run, SceneRun
from tests.steering.rehearsal.run_examples import make_run, take

FOUR = {"one": 60.0, "two": 60.0, "three": 60.0, "four": 60.0}


def texts(*runs: Run) -> list[str]:
    """The sentences of runs, of which the newest comes first."""
    return [habit.text for habit in describe_profile(runs)]


def four(number: int, *seconds: float) -> Run:
    return make_run(number, dict(zip(FOUR, seconds, strict=True)), plan=FOUR)


def test_one_run_is_no_habit() -> None:
    assert describe_profile([make_run(1, take(60, 200, 60))]) == ()
    assert describe_profile([make_run(2, take(60, 200), outcome="given up"), make_run(1, take(60, 200, 60))]) == ()


def test_what_a_driver_costs_is_said_in_seconds() -> None:
    first, second = make_run(1, take(60, 160, 60)), make_run(2, take(60, 160, 60))
    length, driving = describe_profile([second, first])
    assert (length.text, length.figure) == ("You take 17% longer than you plan.", "+0:40")
    assert (driving.text, driving.figure) == ("You lose 40 s in each scene with a driver.", "+0:40")


def test_time_that_a_driver_saves_is_said_as_well() -> None:
    assert "You save 1:30 in each scene with a driver." in texts(
        make_run(2, take(60, 30, 60)), make_run(1, take(60, 30, 60))
    )


def test_runs_that_keep_to_their_plan_have_no_other_habit() -> None:
    assert texts(make_run(2, take(61, 119, 60)), make_run(1, take(60, 121, 62))) == ["You take as long as you plan."]


def test_a_slow_beginning_and_a_hasty_end() -> None:
    habits = describe_profile([four(2, 80, 70, 45, 40), four(1, 80, 70, 45, 40)])
    assert habits[1].text == "You begin slowly and hurry at the end: 30 s lost in the first half of the scenes."
    assert habits[1].detail == "Over plan: +0:30 in the first half of the scenes, −0:35 in the second."


def test_time_that_is_lost_towards_the_end() -> None:
    assert "You lose time towards the end: 50 s in the second half of the scenes." in texts(
        four(2, 60, 60, 80, 90), four(1, 60, 60, 80, 90)
    )


def test_going_back_is_counted() -> None:
    run = make_run(1, take(60, 120, 60))
    back = dataclasses.replace(run, scenes=(SceneRun(id="one", seconds=60, visits=3), *run.scenes[1:]))
    again = dataclasses.replace(back, id="again", began=back.ended)
    assert "You go back to an earlier scene 2 times in a run." in texts(again, back)


def test_the_scene_that_varies_most_and_the_one_that_grows() -> None:
    runs = [make_run(number, take(60, 100 + 20 * number, 60)) for number in (3, 2, 1)]
    habits = {habit.text: habit for habit in describe_profile(runs)}
    assert habits["You can't rely on “2. Model”: it took between 2:00 and 2:40."].figure == "0:40"
    assert habits["“2. Model” grows from run to run."].detail == "Its last 3 runs: 2:00, 2:20, 2:40."
