"""How long a run was likely to take, by the runs before it, and when one that was not finished would have ended."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from steering.rehearsal.pacing import LATEST
from steering.rehearsal.runs import Run


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """The length of a complete run in seconds as those before it made it likely: the sum of its scenes' medians.

    `runs` is how many runs it rests on. A scene that none of them had counts with its plan; `new` is how many did.
    """

    run: Run
    seconds: float
    runs: int
    new: int

    @property
    def error(self) -> float:
        """By how much the run was longer."""
        return self.run.seconds - self.seconds


def predict_runs(runs: Sequence[Run]) -> tuple[Prediction, ...]:
    """Return what was likely for each complete run but the first, the oldest run first.

    `runs` are the newest first. A prediction rests on the last complete runs before, never on the run itself.
    """
    times: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=LATEST))
    predictions: list[Prediction] = []
    complete = [run for run in reversed(runs) if run.is_complete]
    for number, run in enumerate(complete):
        if number:
            predictions.append(_predict(run, times, min(number, LATEST)))
        for scene in run.scenes:
            times[scene.id].append(scene.seconds)
    return tuple(predictions)


def predict_next(runs: Sequence[Run]) -> float | None:
    """Return how long the next complete run is likely to take; None where there is no complete run yet."""
    complete = [run for run in runs if run.is_complete][:LATEST]
    if not complete:
        return None
    times = {
        scene.id: [done.seconds for run in complete if (done := run.scene(scene.id))] for scene in complete[0].planned
    }
    return sum(median(seconds) for seconds in times.values())


def _predict(run: Run, times: Mapping[str, Sequence[float]], runs: int) -> Prediction:
    parts = [(median(times[scene.id]) if times.get(scene.id) else None, scene.seconds) for scene in run.planned]
    return Prediction(
        run=run,
        seconds=sum(planned if middle is None else middle for middle, planned in parts),
        runs=runs,
        new=sum(middle is None for middle, _ in parts),
    )


def estimate_end(run: Run) -> float:
    """Return the seconds at which a run would have ended, without questions; for a complete one, at which it ended.

    Each scene that was not shown takes its plan. So does the scene in which it broke off, if that is more than it took.
    """
    times = {scene.id: scene.seconds for scene in run.scenes}
    shown = times.keys() - ({run.last_scene} if run.outcome != "finished" else set())
    left = (max(scene.seconds - times.get(scene.id, 0), 0) for scene in run.planned if scene.id not in shown)
    return run.seconds + sum(left)
