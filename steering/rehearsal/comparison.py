"""Two runs side by side, scene by scene, also across storyboards that were edited in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from steering.rehearsal.runs import PlannedScene, Run

# Whether a scene is in both storyboards, only in the later one, or only in the earlier one.
Presence = Literal["both", "new", "gone"]


@dataclass(frozen=True, kw_only=True)
class ScenePair:
    """A scene in two runs. Seconds; None where a run did not show it, or its storyboard does not have it."""

    id: str
    message: str
    presence: Presence
    planned: tuple[float | None, float | None]
    seconds: tuple[float | None, float | None]

    @property
    def change(self) -> float | None:
        """By how much the later run took longer in it; None where one of them did not show it."""
        earlier, later = self.seconds
        return later - earlier if earlier is not None and later is not None else None


@dataclass(frozen=True, kw_only=True)
class RunComparison:
    """Two runs, the earlier one first, with their scenes in the order of the later storyboard.

    Scenes that are gone stand where they were. `datasets` and `files` are the names of those that are not the same.
    """

    earlier: Run
    later: Run
    scenes: tuple[ScenePair, ...]
    datasets: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def has_same_storyboard(self) -> bool:
        """Whether both ran on the same text of the storyboard."""
        return self.earlier.storyboard == self.later.storyboard

    @property
    def common(self) -> tuple[float, float]:
        """What each took in the scenes that both of them showed."""
        pairs = [pair for pair in self.scenes if pair.change is not None]
        return sum(pair.seconds[0] or 0 for pair in pairs), sum(pair.seconds[1] or 0 for pair in pairs)


def compare_runs(one: Run, other: Run) -> RunComparison:
    """Compare two runs; whichever began first is the earlier one."""
    earlier, later = sorted((one, other), key=lambda run: (run.began, run.id))
    return RunComparison(
        earlier=earlier,
        later=later,
        scenes=tuple(_pair(id, earlier, later) for id in _order_scenes(earlier, later)),
        datasets=_find_changes(earlier.releases, later.releases),
        files=_find_changes(earlier.files, later.files),
    )


def _order_scenes(earlier: Run, later: Run) -> list[str]:
    """Return the ids of all scenes as the later storyboard has them, each that is gone behind the one before it."""
    order = [scene.id for scene in later.planned]
    present, before = set(order), ""
    for scene in earlier.planned:
        if scene.id not in present:
            order.insert(order.index(before) + 1 if before else 0, scene.id)
        before = scene.id
    return order


def _pair(id: str, earlier: Run, later: Run) -> ScenePair:
    plans = _find_plan(earlier, id), _find_plan(later, id)
    times = earlier.scene(id), later.scene(id)
    newest = plans[1] or plans[0]
    return ScenePair(
        id=id,
        message=newest.message if newest else id,
        presence="both" if all(plans) else "new" if plans[1] else "gone",
        planned=(plans[0].seconds if plans[0] else None, plans[1].seconds if plans[1] else None),
        seconds=(times[0].seconds if times[0] else None, times[1].seconds if times[1] else None),
    )


def _find_plan(run: Run, id: str) -> PlannedScene | None:
    return next((scene for scene in run.planned if scene.id == id), None)


def _find_changes(earlier: Mapping[str, str], later: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names whose value is not the same in both, or which one of them does not have."""
    return tuple(name for name in sorted({*earlier, *later}) if earlier.get(name) != later.get(name))
