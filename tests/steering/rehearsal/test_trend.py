"""The trend over all runs, and how far somebody has come."""

from __future__ import annotations

from collections.abc import Sequence

from steering.rehearsal.prediction import predict_runs
from steering.rehearsal.runs import Run
from steering.rehearsal.trend import MOST_POINTS, Improvement, TrendPoint, build_trend, measure_improvement, number_runs
from tests.steering.rehearsal.run_examples import make_run, take

# The newest first: 400, 320, a partial one, 300, 250 seconds, where 240 are planned and 300 allowed.
RUNS = [
    make_run(5, take(60, 130, 60)),
    make_run(4, take(70, 160, 70)),
    make_run(3, take(70, 160)),
    make_run(2, take(80, 170, 70)),
    make_run(1, take(100, 200, 100)),
]


def trend(runs: Sequence[Run]) -> tuple[TrendPoint, ...]:
    return build_trend(runs, predict_runs(runs))


def test_runs_are_numbered_from_the_oldest() -> None:
    assert number_runs(RUNS) == {"run-5": 5, "run-4": 4, "run-3": 3, "run-2": 2, "run-1": 1}


def test_each_complete_run_is_a_point() -> None:
    points = trend(RUNS)
    assert [point.numbers for point in points] == [(1, 1), (2, 2), (4, 4), (5, 5)]
    assert [point.seconds for point in points] == [400, 320, 300, 250]
    assert [point.predicted for point in points] == [None, 400, 360, 80 + 170 + 70]
    assert [(point.planned, point.allowed, point.within) for point in points] == [
        (240, 300, 0),
        (240, 300, 0),
        (240, 300, 1),
        (240, 300, 1),
    ]
    assert trend([]) == ()


def test_of_many_runs_several_make_a_point_of_their_medians() -> None:
    many = [make_run(number, take(number, 0, 0)) for number in range(3 * MOST_POINTS - 1, 0, -1)]
    points = trend(many)
    assert len(points) == MOST_POINTS
    assert [(point.numbers, point.seconds, point.runs) for point in points[:2]] == [((1, 2), 1.5, 2), ((3, 5), 4, 3)]
    assert sum(point.runs for point in points) == len(many)


def test_the_last_runs_are_held_against_the_first_ones() -> None:
    assert measure_improvement(RUNS) == Improvement(runs=2, seconds=(360, 275), misses=(120, 35))
    assert measure_improvement(RUNS[:1]) is None


def test_of_three_runs_the_last_is_held_against_the_first() -> None:
    found = measure_improvement([RUNS[0], RUNS[1], RUNS[4]])
    assert found is not None
    assert (found.runs, found.seconds) == (1, (400, 250))
