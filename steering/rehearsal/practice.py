"""All runs of one person, and what they say together, each worked out once as long as they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from steering.rehearsal.pacing import ScenePace, find_best, find_unreliable, scene_paces
from steering.rehearsal.prediction import Prediction, predict_next, predict_runs
from steering.rehearsal.profile import Habit, describe_profile
from steering.rehearsal.runs import Run, describe_outcome
from steering.rehearsal.trend import Improvement, TrendPoint, build_trend, measure_improvement, number_runs


@dataclass(frozen=True, kw_only=True)
class Practice:
    """The runs of one person, the newest first."""

    runs: tuple[Run, ...]

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each run by its id, 1 for the oldest."""
        return number_runs(self.runs)

    @cached_property
    def complete(self) -> tuple[Run, ...]:
        """Those that went from the first scene to the last."""
        return tuple(run for run in self.runs if run.is_complete)

    @cached_property
    def within_time(self) -> int:
        """How many complete ones kept to their time."""
        return sum(run.is_within_time for run in self.complete)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many runs went how, in words."""
        return Counter(describe_outcome(run) for run in self.runs)

    @cached_property
    def trend(self) -> tuple[TrendPoint, ...]:
        """The length of the complete runs, the oldest first."""
        return build_trend(self.runs, self.predictions.values())

    @cached_property
    def predictions(self) -> Mapping[str, Prediction]:
        """What was likely for each complete run, by its id."""
        return {prediction.run.id: prediction for prediction in predict_runs(self.runs)}

    @cached_property
    def typical_error(self) -> float | None:
        """By how many seconds predictions were off, whichever way: the median; None where there was none."""
        errors = [abs(prediction.error) for prediction in self.predictions.values()]
        return median(errors) if errors else None

    @cached_property
    def next_length(self) -> float | None:
        """How long the next complete run is likely to take."""
        return predict_next(self.runs)

    @cached_property
    def best(self) -> Run | None:
        """The best run."""
        return find_best(self.runs)

    @cached_property
    def paces(self) -> tuple[ScenePace, ...]:
        """Each scene over the last complete runs."""
        return scene_paces(self.runs)

    @cached_property
    def unreliable(self) -> ScenePace | None:
        """The scene with the largest spread."""
        return find_unreliable(self.paces)

    @cached_property
    def improvement(self) -> Improvement | None:
        """How far the last complete runs are from the first ones."""
        return measure_improvement(self.runs)

    @cached_property
    def habits(self) -> tuple[Habit, ...]:
        """The pacing profile."""
        return describe_profile(self.runs)

    def find(self, number: int) -> Run | None:
        """Return the run of a number; None where there is none."""
        return self.runs[len(self.runs) - number] if 0 < number <= len(self.runs) else None
