"""What is otherwise than in the last complete run, and the scenes that it touches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from steering.cases.storyboard import Storyboard
from steering.catalog.contracts import dataset_label
from steering.formatting import format_number
from steering.rehearsal.runs import PlannedScene, Run, plan_scenes
from steering.stage.fingerprints import SCENARIOS, hash_case
from steering.stage.positions import FILE, list_scenes, show
from steering.stage.stage import Position
from steering.state.case_snapshot import CaseSnapshot

ChangeKind = Literal["Data", "Definitions", "Scenarios", "Storyboard", "Other"]
BUSINESS = "business_case.yaml"
UNEXPLAINED = "decisions on record, or the version of Steerco"


@dataclass(frozen=True, kw_only=True)
class CaseChange:
    """Something that is otherwise than in a run: what exactly, and the scenes that it touches, counted from 1.

    `counts` is whether it has to be rehearsed: what no scene shows does not.
    """

    kind: ChangeKind
    what: tuple[str, ...]
    scenes: tuple[int, ...] = ()
    is_order: bool = False

    @property
    def counts(self) -> bool:
        """Whether it has to be rehearsed."""
        return bool(self.scenes) or self.is_order


@dataclass(frozen=True, kw_only=True)
class _SceneNow:
    """A scene as it is now: its number, its plan, the frame that it shows, and the datasets which that is made of."""

    number: int
    plan: PlannedScene
    frame: str
    datasets: frozenset[str]


def find_changes(snapshot: CaseSnapshot, runs: Sequence[Run]) -> tuple[CaseChange, ...] | None:
    """Return what is otherwise than in the last complete run; None where there is none.

    `runs` are the newest first. A scene that was rehearsed since as it is now, in a partial run, is not touched.
    """
    story = snapshot.context.case.storyboard
    last = next((run for run in runs if run.is_complete), None)
    if last is None or story is None:
        return None
    since = runs[: runs.index(last) + 1]
    touched = [scene for scene in _list_scenes(snapshot, story) if not any(_has_shown(run, scene) for run in since)]
    return tuple(change for change in _list_changes(snapshot, story, last, touched) if change.what)


def _list_scenes(snapshot: CaseSnapshot, story: Storyboard) -> Iterator[_SceneNow]:
    scenes = list_scenes(snapshot, story)
    for number, plan in enumerate(plan_scenes(story), start=1):
        frame = show(snapshot, scenes, Position(scene=plan.id)).frame
        datasets = frozenset(name for name, _ in frame.provenance.releases)
        yield _SceneNow(number=number, plan=plan, frame=frame.sha256, datasets=datasets)


def _has_shown(run: Run, scene: _SceneNow) -> bool:
    """Whether a run has shown a scene as it is now."""
    shown, plan = run.scene(scene.plan.id), _find_plan(run, scene)
    if shown is None or plan is None:
        return False
    return (shown.frame, plan.digest) == (scene.frame, scene.plan.digest)


def _find_plan(run: Run, scene: _SceneNow) -> PlannedScene | None:
    return next((plan for plan in run.planned if plan.id == scene.plan.id), None)


def _list_changes(
    snapshot: CaseSnapshot, story: Storyboard, last: Run, touched: Sequence[_SceneNow]
) -> Iterator[CaseChange]:
    """Yield each kind of change. What was written of a scene explains more than its data, and that more than files."""
    edited = [scene for scene in touched if _is_edited(last, scene)]
    others = [scene for scene in touched if scene not in edited]
    now = snapshot.context.releases
    read = set(last.releases).union(*(scene.datasets for scene in others))
    datasets = sorted(name for name in read if last.releases.get(name) != now.get(name))
    by_data = [scene for scene in others if scene.datasets.intersection(datasets)]
    rest = tuple(scene.number for scene in others if scene not in by_data)
    yield CaseChange(
        kind="Data",
        what=tuple(dataset_label(name) for name in datasets),
        scenes=tuple(scene.number for scene in by_data),
    )
    files = _list_files(last.files, hash_case(snapshot.context))
    scenarios = tuple(name for name in files if name in (BUSINESS, SCENARIOS))
    definitions = tuple(name for name in files if name not in scenarios)
    yield CaseChange(kind="Definitions", what=definitions, scenes=rest)
    yield CaseChange(kind="Scenarios", what=scenarios, scenes=rest)
    yield _compare_storyboards(last, story, edited)
    if rest and not files:
        yield CaseChange(kind="Other", what=(UNEXPLAINED,), scenes=rest)


def _list_files(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """Return the files that are others than with a run; the storyboard's scenes are compared one by one."""
    names = sorted({*then, *now} - {FILE}) if then else []
    return tuple(name for name in names if then.get(name) != now.get(name))


def _is_edited(last: Run, scene: _SceneNow) -> bool:
    plan = _find_plan(last, scene)
    return plan is None or plan.digest != scene.plan.digest


def _compare_storyboards(last: Run, story: Storyboard, edited: Sequence[_SceneNow]) -> CaseChange:
    before, now = [plan.id for plan in last.planned], [scene.id for scene in story.scenes]
    gone = [id for id in before if id not in now]
    fresh = [scene for scene in edited if scene.plan.id not in before]
    others = [scene for scene in edited if scene not in fresh]
    common = [id for id in now if id in before]
    is_moved = common != [id for id in before if id in now]
    what = [f"scene {scene.number} is new" for scene in fresh]
    what += [f"scene {scene.number} was edited" for scene in others]
    what += [f"the scene {id} is gone" for id in gone]
    what += ["scenes are in another order"] if is_moved else []
    allowed = float(story.minutes_allowed) * 60 if story.minutes_allowed else None
    if allowed != last.allowed:
        what += [f"minutes allowed: {_describe_minutes(allowed)}, before {_describe_minutes(last.allowed)}"]
    return CaseChange(
        kind="Storyboard",
        what=tuple(what),
        scenes=tuple(scene.number for scene in edited),
        is_order=bool(gone) or is_moved or allowed != last.allowed,
    )


def _describe_minutes(seconds: float | None) -> str:
    return format_number(seconds / 60) if seconds else "no limit"
