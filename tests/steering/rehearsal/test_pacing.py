"""What several runs say together, on runs whose seconds are written out."""

from __future__ import annotations

import datetime as dt

import pytest

from steering.rehearsal.pacing import (
    LATEST,
    cost_of_driving,
    find_best,
    find_unreliable,
    propose_minutes,
    scene_paces,
)
from steering.rehearsal.runs import Outcome, PlannedScene, Run, SceneRun

PLAN = {"one": 60.0, "model": 120.0}
DAY = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def run(one: float, model: float, *, outcome: Outcome = "finished", allowed: float | None = 200) -> Run:
    return Run(
        id=f"{one}-{model}",
        title="Dry run",
        person="Presenter",
        began=DAY,
        ended=DAY,
        outcome=outcome,
        is_partial=False,
        planned=tuple(
            PlannedScene(id=id, message=id, seconds=seconds, has_driver=id == "model") for id, seconds in PLAN.items()
        ),
        allowed=allowed,
        scenes=(SceneRun(id="one", seconds=one, visits=1), SceneRun(id="model", seconds=model, visits=1)),
        question_seconds=0,
        releases={},
        files={},
        storyboard="s",
    )


# The newest first.
RUNS = [run(60, 170), run(61, 150), run(59, 130)]


def test_a_scene_has_the_seconds_of_its_runs_the_oldest_first() -> None:
    one, model = scene_paces(RUNS)
    assert (one.seconds, model.seconds) == ((59, 61, 60), (130, 150, 170))
    assert (one.middle, model.middle, model.planned) == (60, 150, 120)


def test_only_the_last_complete_runs_count() -> None:
    others = [run(1, 1, outcome="given up"), *RUNS, *[run(500, 500)] * LATEST]
    assert scene_paces(others)[0].seconds == (500, 500, 59, 61, 60)


def test_a_scene_that_takes_longer_from_run_to_run_grows() -> None:
    assert [pace.grows for pace in scene_paces(RUNS)] == [False, True]
    assert not any(pace.grows for pace in scene_paces(RUNS[:2]))


def test_the_unreliable_scene_has_the_largest_spread() -> None:
    unreliable = find_unreliable(scene_paces([run(60, 170), run(120, 171)]))
    assert unreliable is not None and unreliable.id == "one"
    assert find_unreliable(scene_paces(RUNS[:1])) is None


@pytest.mark.parametrize(
    ("runs", "best"),
    [
        ([run(60, 140), run(60, 119), run(10, 10)], "60-119"),
        ([run(300, 300), run(200, 300)], "200-300"),
        ([run(60, 120, outcome="given up"), run(300, 300)], "300-300"),
    ],
    ids=["nearest to the plan", "none within time", "given up counts not"],
)
def test_the_best_run(runs: list[Run], best: str) -> None:
    found = find_best(runs)
    assert found is not None and found.id == best
    assert find_best([]) is None


def test_what_driving_costs_is_over_the_plan_beside_other_scenes() -> None:
    assert cost_of_driving([run(70, 170)]) == 50 - 10
    assert cost_of_driving([]) is None


def test_a_plan_from_practice_is_the_median_up_to_half_a_minute() -> None:
    assert propose_minutes(scene_paces(RUNS)) == {"one": 1.0, "model": 2.5}
    assert propose_minutes(scene_paces([run(61, 1)])) == {"one": 1.5, "model": 0.5}
