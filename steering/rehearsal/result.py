"""What a run came to, as its desk says it at the end: against its plan, and against the run before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from steering.formatting import ABSENT, format_clock, format_moment, join_words, pluralise
from steering.rehearsal.comparison import compare_runs
from steering.rehearsal.runs import PlannedScene, Run

# By which share of its minutes a scene may be over before that is told as grave, and by how many seconds before it is
# told at all.
GRAVE, SLIGHT = 1 / 3, 5.0
PARTIAL = "A partial run: it counts for the scenes that it showed, not as a rehearsal of all."


def describe_end(run: Run, others: Sequence[Run]) -> dict[str, Any]:
    """Return what is said of a run at its end, as plain values; `others` are the runs of the case, the newest first."""
    before = find_before(run, others)
    changes = {pair.id: pair.change for pair in compare_runs(before, run).scenes} if before else {}
    return {
        "title": "Given up" if run.outcome == "given up" else "The run is over",
        "verdict": describe_time(run),
        "colour": "gray" if run.is_partial else "green" if run.is_within_time else "red",
        "facts": _list_facts(run, before),
        "changes": before is not None,
        "scenes": [
            _describe_scene(number, scene, run, changes.get(scene.id)) for number, scene in enumerate(run.planned, 1)
        ],
    }


def find_before(run: Run, others: Sequence[Run]) -> Run | None:
    """Return the run of the same person that began last before a run, complete where this one is."""
    earlier = [other for other in others if other.person == run.person and other.began < run.began]
    return next((other for other in earlier if other.is_complete or not run.is_complete), None)


def describe_time(run: Run) -> str:
    """Return how long a run took against what is allowed: `19:20 of 20:00, within time`; partial ones by scenes."""
    if run.is_partial:
        planned = [scene.seconds for scene in run.planned if run.scene(scene.id)]
        number = f"{len(planned)} of {pluralise(len(run.planned), 'scene')}"
        return f"{format_clock(run.seconds)} for {number}, {format_clock(sum(planned))} planned"
    limit = run.allowed or run.planned_seconds
    word = "within time" if run.is_within_time else f"{format_clock(run.seconds - limit)} over"
    return f"{format_clock(run.seconds)} of {format_clock(limit)}, {word}"


def _list_facts(run: Run, before: Run | None) -> list[str]:
    numbers = {scene.id: str(number) for number, scene in enumerate(run.planned, start=1)}
    recorded = [numbers[scene.id] for scene in run.scenes if scene.fallback and scene.id in numbers]
    moved = [numbers[scene.id] for scene in run.scenes if scene.moves and scene.id in numbers]
    facts = [
        PARTIAL if run.is_partial else "",
        f"Questions took {format_clock(run.question_seconds)} beside that." if run.question_seconds else "",
        f"Drivers moved in {_name_scenes(moved)}." if moved else "",
        f"Recording shown in {_name_scenes(recorded)}." if recorded else "",
        f"Changes are against the run of {format_moment(before.began)}." if before else "",
    ]
    return [fact for fact in facts if fact]


def _name_scenes(numbers: Sequence[str]) -> str:
    return f"{'scene' if len(numbers) == 1 else 'scenes'} {join_words(list(numbers))}"


def _describe_scene(number: int, planned: PlannedScene, run: Run, change: float | None) -> dict[str, Any]:
    scene = run.scene(planned.id)
    over = scene.seconds - planned.seconds if scene else 0.0
    return {
        "number": number,
        "message": planned.message,
        "planned": format_clock(planned.seconds),
        "seconds": format_clock(scene.seconds) if scene else ABSENT,
        "over": format_clock(over, signed=True) if scene else ABSENT,
        "colour": "red" if over > max(planned.seconds * GRAVE, SLIGHT) else "orange" if over > SLIGHT else "",
        "change": ABSENT if change is None else format_clock(change, signed=True),
    }
