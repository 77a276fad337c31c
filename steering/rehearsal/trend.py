"""The length of all complete runs, the oldest first, in as many points as a chart has room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from steering.rehearsal.prediction import Prediction
from steering.rehearsal.runs import Run

# How many points a trend has at most; of more runs, several make one point.
MOST_POINTS = 60
# How many of the first and of the last runs tell how far somebody has come.
COMPARED = 3


@dataclass(frozen=True, kw_only=True)
class TrendPoint:
    """One complete run, or the medians of several in a row. `numbers` are those of the first and the last of them.

    Seconds, without questions. `predicted` is what the runs before made likely, None for the first run of all;
    `within` is how many of the `runs` kept to their time.
    """

    numbers: tuple[int, int]
    seconds: float
    planned: float
    allowed: float | None
    predicted: float | None
    runs: int
    within: int


@dataclass(frozen=True, kw_only=True)
class Improvement:
    """How far the last complete runs are from the first ones: medians of `runs` each, in seconds.

    `misses` is by how much each was off its plan, whichever way.
    """

    runs: int
    seconds: tuple[float, float]
    misses: tuple[float, float]


def number_runs(runs: Sequence[Run]) -> dict[str, int]:
    """Return the number of each run by its id, 1 for the oldest. `runs` are the newest first."""
    return {run.id: len(runs) - place for place, run in enumerate(runs)}


def build_trend(runs: Sequence[Run], predictions: Iterable[Prediction]) -> tuple[TrendPoint, ...]:
    """Return the trend of the complete runs. `runs` are all runs, the newest first."""
    numbers = number_runs(runs)
    complete = [run for run in reversed(runs) if run.is_complete]
    predicted = {prediction.run.id: prediction.seconds for prediction in predictions}
    size = max(-(-len(complete) // MOST_POINTS), 1)
    return tuple(_build_point(group, numbers, predicted) for group in _group(complete, size))


def measure_improvement(runs: Sequence[Run]) -> Improvement | None:
    """Return how far the last complete runs are from the first ones; None below two. No run is on both sides."""
    complete = [run for run in reversed(runs) if run.is_complete]
    if len(complete) < 2:
        return None
    size = min(COMPARED, len(complete) // 2)
    first, last = complete[:size], complete[-size:]
    return Improvement(
        runs=size,
        seconds=(median(run.seconds for run in first), median(run.seconds for run in last)),
        misses=(_measure_miss(first), _measure_miss(last)),
    )


def _measure_miss(runs: Iterable[Run]) -> float:
    return median(abs(run.seconds - run.planned_seconds) for run in runs)


def _group(runs: Sequence[Run], size: int) -> Iterator[Sequence[Run]]:
    """Yield runs in groups of a size, the newest ones whole: what is left over is with the oldest."""
    first = len(runs) % size
    if first:
        yield runs[:first]
    for start in range(first, len(runs), size):
        yield runs[start : start + size]


def _build_point(runs: Sequence[Run], numbers: Mapping[str, int], predicted: Mapping[str, float]) -> TrendPoint:
    likely = [predicted[run.id] for run in runs if run.id in predicted]
    limits = [run.allowed for run in runs if run.allowed is not None]
    return TrendPoint(
        numbers=(numbers[runs[0].id], numbers[runs[-1].id]),
        seconds=median(run.seconds for run in runs),
        planned=median(run.planned_seconds for run in runs),
        allowed=median(limits) if limits else None,
        predicted=median(likely) if likely else None,
        runs=len(runs),
        within=sum(run.is_within_time for run in runs),
    )
