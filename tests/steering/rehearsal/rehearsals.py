"""Rehearsals of a case as their desk would have written them, at the times that a test says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from steering.records import Records
from steering.stage.events import write_event
from steering.stage.fingerprints import hash_case
from steering.stage.positions import list_scenes, show
from steering.stage.stage import Position, Stage
from steering.state.case_snapshot import CaseSnapshot
from tests.actors import TESTER


def rehearse(
    snapshot: CaseSnapshot,
    records: Records,
    id: str,
    began: dt.datetime,
    *,
    person: str = "Ann",
    seconds: Mapping[str, float] | None = None,
    start: str = "",
    frames: Mapping[str, str] | None = None,
    fallback: Collection[str] = (),
    **end: Any,
) -> None:
    """Write a run of the case's storyboard: each scene as long as planned, or `seconds`, those before `start` left out.

    In the scenes of `fallback` the recording is shown; those of `frames` showed another frame, by its hash. `end` is
    what the last event says.
    """
    story = snapshot.context.case.storyboard
    assert story
    scenes = list_scenes(snapshot, story)
    first = [scene.id for scene in scenes].index(start) if start else 0
    at = began
    events = [
        write_event("plan", by="p", at=at, title="Dry run", day="2026-11-01", purpose="rehearsal", person=person),
        write_event("start", by="p", at=at, storyboard=story.text.text, files=dict(hash_case(snapshot.context))),
    ]
    for scene in scenes[first:]:
        place = Position(scene=scene.id)
        frame = show(snapshot, scenes, place).frame
        hash = (frames or {}).get(scene.id, frame.sha256)
        stage = Stage(position=place, hash=hash, releases=frame.provenance.releases)
        events.append(write_event("show", by="p", at=at, **stage.as_dict()))
        if scene.id in fallback:
            events.append(write_event("show", by="p", at=at, **{**stage.as_dict(), "recorded": began.isoformat()}))
        planned = float(scene.minutes or 0) * 60
        at += dt.timedelta(seconds=(seconds or {}).get(scene.id, planned))
    events.append(write_event("end", by="p", at=at, **{"outcome": "finished", **end}))
    records.meetings.make(id, snapshot.context.case.id, events, by=TESTER, kind="rehearsal")
