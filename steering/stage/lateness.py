"""How a meeting stands to its plan: when the scene on stage is due, what is to come, and what makes up for a delay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from steering.cases.storyboard import AnyScene, Storyboard
from steering.context.case_context import CaseContext
from steering.stage.meeting import Meeting, Showing
from steering.stage.stage import Stage
from steering.storyboard import timing
from steering.storyboard.late import LaterScene, build_ladder, list_later, most_seconds


def describe_plan(meeting: Meeting, story: Storyboard) -> dict[str, float]:
    """Return, in minutes that are spoken: until when the scene on stage is due, and the scenes that come after it.

    `before` are the minutes of the plan before the scene with which it began: they are not lost.
    """
    ids, slots = [scene.id for scene in story.scenes], timing.slots(story)
    here, first = _scene_of(meeting.stage), _scene_of(meeting.showings[0].stage) if meeting.showings else ""
    before = float(slots[ids.index(first)].begins) if first in ids else 0.0
    rest = sum(scene.seconds for scene in _measure_later(meeting, story.scenes)) / 60
    due = _find_due(meeting, story.scenes[ids.index(here)]) if here in ids and meeting.started_at else 0.0
    return {"until": round(due, 4), "rest": rest, "before": before}


def describe_cures(context: CaseContext, meeting: Meeting, scenes: Sequence[AnyScene]) -> dict[str, Any]:
    """Return what to do about every delay, in seconds and words; `most` is what can be made up for at all."""
    later = _measure_later(meeting, scenes)
    ladder = context.cached(("cures of a delay", later), lambda: build_ladder(later))
    steps = [{"up_to": rung.up_to, "words": rung.words} for rung in ladder]
    return {"ladder": steps, "most": most_seconds(later), "follow": len(later)}


def count_spoken(meeting: Meeting, at: dt.datetime) -> float:
    """Return the seconds from the start to a moment, without questions, and without the time when nobody rehearsed."""
    start = meeting.started_at or at
    still = sum(
        _count_seconds(begin, min(end or at, at)) for begin, end in (*meeting.pauses, *meeting.absences) if begin < at
    )
    return _count_seconds(start, at) - still


def _measure_later(meeting: Meeting, scenes: Sequence[AnyScene]) -> tuple[LaterScene, ...]:
    ids, here = [scene.id for scene in scenes], _scene_of(meeting.stage)
    shown = {_scene_of(showing.stage) for showing in meeting.showings}
    return list_later(scenes, ids.index(here) + 1 if here in ids else 0, shown)


def _find_due(meeting: Meeting, scene: AnyScene) -> float:
    """Return at which minute that is spoken a scene has had all of its own, over every visit to it."""
    spans = [
        (count_spoken(meeting, start.at), count_spoken(meeting, end.at)) if _shows(start, scene) else (0.0, 0.0)
        for start, end in pairwise(meeting.showings)
    ]
    spent = sum(end - start for start, end in spans)
    entry = count_spoken(meeting, meeting.showings[-1].at)
    return entry / 60 + max(float(scene.minutes or 0) - spent / 60, 0.0)


def _shows(showing: Showing, scene: AnyScene) -> bool:
    return _scene_of(showing.stage) == scene.id


def _scene_of(stage: Stage) -> str:
    """The scene that the audience sees; while a page is on stage, the one that it interrupts."""
    return stage.position.scene or (stage.back.scene if stage.back else "")


def _count_seconds(start: dt.datetime, end: dt.datetime) -> float:
    """Seconds from one moment to another; none where the clock was set back between them."""
    return max((end - start).total_seconds(), 0.0)
