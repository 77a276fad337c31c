"""What the runs before made likely, against what it took."""

from __future__ import annotations

import pytest

from steering.rehearsal.prediction import estimate_end, predict_next, predict_runs
from steering.rehearsal.runs import Run, SceneRun
from tests.steering.rehearsal.run_examples import make_run, take

FIRST = make_run(1, take(60, 130, 60))
SECOND = make_run(2, take(70, 150, 60))
THIRD = make_run(3, take(62, 190, 50))
RUNS = [THIRD, SECOND, FIRST]


def test_a_run_is_likely_to_take_the_medians_of_those_before_it() -> None:
    second, third = predict_runs(RUNS)
    assert (second.run.id, second.seconds, second.runs, second.error) == ("run-2", 250, 1, 30)
    # 65 + 140 + 60, and it took 302.
    assert (third.seconds, third.runs, third.error) == (265, 2, 37)
    assert predict_runs([FIRST]) == ()


def test_the_next_one_rests_on_all_of_them() -> None:
    assert predict_next(RUNS) == 62 + 150 + 60
    assert predict_next([]) is None


def test_only_complete_runs_count() -> None:
    others = [make_run(5, take(5, 5, 5), outcome="given up"), make_run(4, take(5, 5)), *RUNS]
    assert predict_runs(others) == predict_runs(RUNS)
    assert predict_next(others) == predict_next(RUNS)


def test_only_the_last_five_count() -> None:
    old = [make_run(-number, take(999, 999, 999)) for number in range(9)]
    five = [make_run(number, take(60, 120, 60)) for number in (5, 4, 3, 2, 1)]
    last = make_run(6, take(61, 121, 61))
    assert predict_runs([last, *five, *old])[-1].seconds == 240


def test_a_scene_that_is_new_counts_with_its_plan() -> None:
    plan = {"one": 60.0, "new": 45.0}
    edited = make_run(4, {"one": 60, "new": 50}, plan=plan)
    prediction = predict_runs([edited, *RUNS])[-1]
    assert (prediction.seconds, prediction.new) == (62 + 45, 1)
    assert predict_next([edited, *RUNS]) == 61 + 50


@pytest.mark.parametrize(
    ("run", "end"),
    [
        (THIRD, 302),
        (make_run(1, take(70, 30), outcome="given up"), 70 + 120 + 60),
        (make_run(1, take(70, 150), outcome="broken off"), 70 + 150 + 60),
        (make_run(1, {"model": 130, "end": 50}), 60 + 130 + 50),
        (make_run(1, {}, outcome="given up"), 240),
    ],
    ids=["complete", "stopped within a scene", "stopped late in a scene", "from the middle", "nothing shown"],
)
def test_a_run_would_have_ended_with_the_plan_of_what_is_left(run: Run, end: float) -> None:
    assert estimate_end(run) == end


def test_a_scene_that_the_storyboard_does_not_know_takes_its_time_all_the_same() -> None:
    run = make_run(1, take(60, 120, 60))
    odd = make_run(1, take(60, 120), scenes=(*run.scenes[:2], SceneRun(id="gone", seconds=20, visits=1)))
    assert estimate_end(odd) == 60 + 120 + 20 + 60
