"""What several runs say together: the trend, the best one, the unreliable scene, and what driving costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median

from steering.rehearsal.runs import Run

# How many of the last complete runs a plan and a spread follow from.
LATEST = 5
# A scene grows where each of so many runs in a row took longer in it than the one before.
GROWS_OVER = 3


@dataclass(frozen=True, kw_only=True)
class ScenePace:
    """A scene over the last complete runs: seconds in each, the oldest run first, and what its plan is now.

    `spread` is from the shortest to the longest; `grows` says that it took longer from run to run.
    """

    id: str
    planned: float
    seconds: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.seconds)

    @property
    def spread(self) -> float:
        """From the shortest to the longest."""
        return max(self.seconds) - min(self.seconds)

    @property
    def grows(self) -> bool:
        """Whether it took longer from run to run."""
        last = self.seconds[-GROWS_OVER:]
        return len(last) == GROWS_OVER and all(before < after for before, after in pairwise(last))


def scene_paces(runs: Sequence[Run]) -> tuple[ScenePace, ...]:
    """Return each scene of the newest complete run with the seconds that it took in the last complete runs.

    `runs` are the newest first, as they are listed. A scene that is no longer in the storyboard is left out.
    """
    complete = [run for run in runs if run.is_complete][:LATEST]
    if not complete:
        return ()
    return tuple(
        ScenePace(
            id=scene.id,
            planned=scene.seconds,
            seconds=tuple(found.seconds for run in reversed(complete) if (found := run.scene(scene.id))),
        )
        for scene in complete[0].planned
    )


def find_best(runs: Sequence[Run]) -> Run | None:
    """Return the complete run within time that was nearest to its plan; without one the shortest complete run."""
    complete = [run for run in runs if run.is_complete]
    within = [run for run in complete if run.is_within_time]
    if within:
        return min(within, key=lambda run: abs(run.seconds - run.planned_seconds))
    return min(complete, key=lambda run: run.seconds, default=None)


def find_unreliable(paces: Sequence[ScenePace]) -> ScenePace | None:
    """Return the scene with the largest spread, which need not be the slowest; None below two runs."""
    several = [pace for pace in paces if len(pace.seconds) > 1]
    return max(several, key=lambda pace: pace.spread, default=None)


def cost_of_driving(runs: Sequence[Run]) -> float | None:
    """Return by how many seconds scenes with a driver went over their plan more than the others did, on average.

    None where there is no complete run, or not both kinds of scenes.
    """
    over: dict[bool, list[float]] = {True: [], False: []}
    for run in [run for run in runs if run.is_complete][:LATEST]:
        for planned in run.planned:
            scene = run.scene(planned.id)
            over[planned.has_driver].append((scene.seconds if scene else 0) - planned.seconds)
    if not (over[True] and over[False]):
        return None
    return fmean(over[True]) - fmean(over[False])


def propose_minutes(paces: Sequence[ScenePace], *, step: float = 0.5) -> dict[str, float]:
    """Return minutes for each scene from practice: the median of the last runs, up to the next half minute."""
    return {pace.id: max(-(-round(pace.middle, 3) // (60 * step)) * step, step) for pace in paces}
