"""All runs of a case, their scenes and their scores as tables to take along, one row each; durations are seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from steering.exports.tables import Worksheet, build_sheet
from steering.frames.cells import CellValue
from steering.rehearsal.reviews import Mark, ReviewScore
from steering.rehearsal.runs import PlannedScene, Run, SceneRun

T = TypeVar("T")
Columns = Mapping[str, Callable[[T], CellValue]]


@dataclass(frozen=True, kw_only=True)
class _SceneRow:
    """A scene of a run; without `scene` it was planned and not shown, without `plan` nobody had planned it."""

    run: Run
    id: str
    plan: PlannedScene | None
    scene: SceneRun | None


@dataclass(frozen=True, kw_only=True)
class _MarkRow:
    """A mark of a revision of a score, and the run that it is about, where that is still there."""

    score: ReviewScore
    mark: Mark
    run: Run | None


class _Table(Generic[T]):
    """A title, and how each column follows from a row."""

    def __init__(self, title: str, columns: Columns[T]) -> None:
        self.title, self.columns = title, columns

    def build(self, rows: Sequence[T]) -> Worksheet:
        """Build the table of these rows."""
        cells = [[read(row) for row in rows] for read in self.columns.values()]
        return build_sheet(self.title, tuple(self.columns), cells)


def build_run_sheet(runs: Sequence[Run]) -> Worksheet:
    """Return a row for each run."""
    return _RUNS.build(runs)


def build_scene_sheet(runs: Sequence[Run]) -> Worksheet:
    """Return a row for each scene of each run, planned or shown."""
    return _SCENES.build([row for run in runs for row in _list_scenes(run)])


def build_score_sheet(scores: Sequence[ReviewScore], runs: Sequence[Run]) -> Worksheet:
    """Return a row for each mark of each revision of these scores."""
    by_id = {run.id: run for run in runs}
    rows = [_MarkRow(score=score, mark=mark, run=by_id.get(score.run_id)) for score in scores for mark in score.marks]
    return _SCORES.build(rows)


def _list_scenes(run: Run) -> Iterator[_SceneRow]:
    shown = {scene.id: scene for scene in run.scenes}
    for plan in run.planned:
        yield _SceneRow(run=run, id=plan.id, plan=plan, scene=shown.pop(plan.id, None))
    for scene in shown.values():
        yield _SceneRow(run=run, id=scene.id, plan=None, scene=scene)


def _say(value: bool) -> str:
    return "yes" if value else "no"


def _speaking(run: Run) -> float | None:
    voice = run.whole_voice
    return voice.speaking if voice else None


def _scene_speaking(row: _SceneRow) -> float | None:
    voice = row.run.voice.get(row.id)
    return voice.speaking if voice else None


_RUNS: _Table[Run] = _Table(
    "Runs",
    {
        "run": lambda run: run.id,
        "who rehearsed": lambda run: run.name,
        "title": lambda run: run.title,
        "began": lambda run: run.began.isoformat(),
        "ended": lambda run: run.ended.isoformat(),
        "outcome": lambda run: run.outcome,
        "partial": lambda run: _say(run.is_partial),
        "within time": lambda run: _say(run.is_within_time),
        "seconds": lambda run: run.seconds,
        "seconds planned": lambda run: run.planned_seconds,
        "seconds allowed": lambda run: run.allowed,
        "seconds for questions": lambda run: run.question_seconds,
        "seconds spoken": _speaking,
        "scenes shown": lambda run: len(run.scenes),
        "scenes planned": lambda run: len(run.planned),
        "drivers moved": lambda run: sum(scene.moves for scene in run.scenes),
        "fallbacks used": lambda run: sum(scene.fallback for scene in run.scenes),
        "last scene": lambda run: run.last_scene,
        "storyboard": lambda run: run.storyboard,
        "releases": lambda run: "; ".join(f"{name} {release}" for name, release in sorted(run.releases.items())),
    },
)
_SCENES: _Table[_SceneRow] = _Table(
    "Scenes of runs",
    {
        "run": lambda row: row.run.id,
        "who rehearsed": lambda row: row.run.name,
        "began": lambda row: row.run.began.isoformat(),
        "scene": lambda row: row.id,
        "message": lambda row: row.plan.message if row.plan else None,
        "seconds planned": lambda row: row.plan.seconds if row.plan else None,
        "seconds": lambda row: row.scene.seconds if row.scene else None,
        "visits": lambda row: row.scene.visits if row.scene else 0,
        "drivers moved": lambda row: row.scene.moves if row.scene else 0,
        "fallback used": lambda row: _say(bool(row.scene and row.scene.fallback)),
        "seconds spoken": _scene_speaking,
    },
)
_SCORES: _Table[_MarkRow] = _Table(
    "Scores",
    {
        "run": lambda row: row.score.run_id,
        "who rehearsed": lambda row: row.run.name if row.run else None,
        "run began": lambda row: row.run.began.isoformat() if row.run else None,
        "rubric": lambda row: row.score.rubric_title,
        "rubric version": lambda row: row.score.rubric_sha256,
        "reviewer": lambda row: row.score.by,
        "as": lambda row: row.score.role,
        "revision": lambda row: row.score.revision,
        "recorded": lambda row: row.score.at.isoformat(),
        "why": lambda row: row.score.why,
        "criterion": lambda row: row.mark.title,
        "weight": lambda row: row.mark.weight,
        "level": lambda row: row.mark.level,
        "levels": lambda row: len(row.score.scale),
        "level in words": lambda row: row.score.scale[row.mark.level - 1],
        "note": lambda row: row.mark.note,
        "score": lambda row: round(row.score.value, 4),
    },
)
