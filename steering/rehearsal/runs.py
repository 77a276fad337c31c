"""A run: a rehearsal of the storyboard, scene by scene, as its events tell."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from typing import Literal

from pydantic import TypeAdapter

from steering.actors import Participant
from steering.cases.case_drivers import name_driver
from steering.cases.storyboard import AnyScene, Scene, Storyboard
from steering.stage.meeting import Meeting, SceneVoice, Showing
from steering.stage.positions import parse_storyboard
from steering.stage.stage import Stage

Outcome = Literal["finished", "given up", "broken off", "open"]
# Who rehearses, until somebody gives a name.
PRESENTER = "Presenter"
# Counts up when a run is told otherwise: what was stored of earlier runs is worked out again then.
VERSION = 5


@dataclass(frozen=True, kw_only=True)
class SceneRun:
    """A scene in a run: seconds spent in it over all visits, without those for questions, and what was done.

    `moves` counts how often drivers were moved; `values` is where they were moved to last, by driver. `frame` is the
    hash of what it showed before that; empty where it was shown as a recording only.
    """

    id: str
    seconds: float
    visits: int
    moves: int = 0
    fallback: bool = False
    values: Mapping[str, float] = field(default_factory=dict)
    frame: str = ""


@dataclass(frozen=True, kw_only=True)
class PlannedScene:
    """A scene as the storyboard of a run had it: its message, its minutes in seconds, and whether it has a driver.

    `parameters` are what its view says otherwise than the case opens, such as the month and the scenario, by key.
    `digest` is the hash of all that the file says of it.
    """

    id: str
    message: str
    seconds: float
    has_driver: bool
    parameters: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A rehearsal from its beginning to its end. Times are UTC; durations are seconds.

    It is `partial` where it began in the middle, or not every scene was shown. `files` are the hashes of what the case
    said then, by file (`storyboard` is that of the demo); `releases` are the ids of its data, by dataset. `last_scene`
    is where it ended. `person` is the key of who rehearsed: the id of who was signed in, or a name that was typed;
    lists of runs say who that is now.
    """

    id: str
    title: str
    person: str
    began: dt.datetime
    ended: dt.datetime
    outcome: Outcome
    is_partial: bool
    planned: tuple[PlannedScene, ...]
    allowed: float | None
    scenes: tuple[SceneRun, ...]
    question_seconds: float
    releases: Mapping[str, str]
    files: Mapping[str, str]
    storyboard: str
    last_scene: str = ""
    # How loud each scene was, where its presenter recorded it.
    voice: Mapping[str, SceneVoice] = field(default_factory=dict)
    # How many events it was told from.
    seq: int = 0
    # Who that is now; only lists of runs know, and it is not stored.
    identity: Participant | None = None

    @property
    def presenter(self) -> Participant:
        """Who rehearsed; told from the events alone, the key is the name."""
        return self.identity or Participant(name=self.person)

    @property
    def name(self) -> str:
        """What whoever rehearsed is called, told apart from others of that name."""
        return self.presenter.label

    @cached_property
    def seconds(self) -> float:
        """How long it took, without questions."""
        return sum(scene.seconds for scene in self.scenes)

    @cached_property
    def is_complete(self) -> bool:
        """Whether it went from the first scene to the last, and was ended so."""
        return self.outcome == "finished" and not self.is_partial

    @cached_property
    def planned_seconds(self) -> float:
        """How long its storyboard had planned."""
        return sum(scene.seconds for scene in self.planned)

    @property
    def limit(self) -> float:
        """The seconds that it has: those allowed, or those planned where none are said."""
        return self.allowed or self.planned_seconds

    @property
    def is_within_time(self) -> bool:
        """Whether it kept to the time that it has."""
        return self.seconds <= self.limit

    @property
    def whole_voice(self) -> SceneVoice | None:
        """How loud all scenes were together; None where nothing was recorded."""
        scenes = self.voice.values()
        if not scenes:
            return None
        return SceneVoice(
            seconds=sum(scene.seconds for scene in scenes),
            speaking=sum(scene.speaking for scene in scenes),
            longest_silence=max(scene.longest_silence for scene in scenes),
        )

    def scene(self, id: str) -> SceneRun | None:
        """Return what a scene took; None where it was not shown."""
        return next((scene for scene in self.scenes if scene.id == id), None)


def describe_outcome(run: Run) -> str:
    """Return how a run went: `Complete`, `Partial`, `Given up`, `Broken off` or `Still open`."""
    if run.outcome == "finished":
        return "Partial" if run.is_partial else "Complete"
    return {"given up": "Given up", "broken off": "Broken off", "open": "Still open"}[run.outcome]


def tell_run(meeting: Meeting, now: dt.datetime) -> Run | None:
    """Return the run that a rehearsal was; None where it has not begun."""
    if meeting.started_at is None:
        return None
    story = parse_storyboard(meeting.storyboard)
    outcome, end = _find_end(meeting, now)
    spans = list(_list_spans(meeting.showings, end))
    scenes = tuple(_tell_scene(id, spans, meeting) for id in dict.fromkeys(span.scene for span in spans))
    ids = [scene.id for scene in story.scenes]
    shown = {scene.id for scene in scenes}
    return Run(
        id=meeting.id,
        title=meeting.title,
        person=meeting.person or PRESENTER,
        began=meeting.started_at,
        ended=end,
        outcome=outcome,
        is_partial=not spans or spans[0].scene != ids[0] or not shown >= set(ids),
        planned=plan_scenes(story),
        allowed=float(story.minutes_allowed) * 60 if story.minutes_allowed else None,
        scenes=scenes,
        question_seconds=sum(_seconds(start, stop or end) for start, stop in meeting.pauses),
        releases=dict(pair for showing in meeting.showings for pair in showing.stage.releases),
        files=dict(meeting.files),
        storyboard=sha256(meeting.storyboard.encode()).hexdigest(),
        last_scene=spans[-1].scene if spans else "",
        voice={id: meeting.voice[id] for id in ids if id in meeting.voice},
        seq=meeting.seq,
    )


def plan_scenes(story: Storyboard) -> tuple[PlannedScene, ...]:
    """Return what a storyboard plans, scene by scene."""
    tree = story.text.tree
    entries = tree["scenes"] if isinstance(tree, dict) and story.scenes else ()
    return tuple(
        PlannedScene(
            id=scene.id,
            message=scene.message,
            seconds=float(scene.minutes or 0) * 60,
            has_driver=scene.page == "roi",
            parameters=_list_parameters(scene),
            digest=sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()[:16],
        )
        for scene, entry in zip(story.scenes, entries, strict=False)
    )


def _list_parameters(scene: AnyScene) -> dict[str, str]:
    if not isinstance(scene, Scene):
        return {}
    view = scene.view
    keys = {"as_of": view.as_of, "unit": view.unit, "scenario": view.scenario}
    basis = {"basis": view.basis} if view.basis != "today" else {}
    drivers = {name_driver(name): f"{value:.6g}" for name, value in view.drivers.items()}
    return {**{key: value for key, value in keys.items() if value}, **basis, **drivers}


@dataclass(frozen=True, kw_only=True)
class _Span:
    """A stretch of time with one scene on stage."""

    scene: str
    start: dt.datetime
    end: dt.datetime
    stage: Stage


def _find_end(meeting: Meeting, now: dt.datetime) -> tuple[Outcome, dt.datetime]:
    if meeting.ended_at:
        return ("given up" if meeting.outcome == "given up" else "finished"), meeting.ended_at
    last = meeting.latest_at or now
    # A clock that was set back makes a moment of the past lie ahead.
    return ("open", max(last, now)) if meeting.is_live(now) else ("broken off", last)


def _list_spans(showings: Sequence[Showing], end: dt.datetime) -> Iterator[_Span]:
    """Yield the stretches between one showing and the next; a page on stage belongs to the scene that it interrupts."""
    ends = [*(showing.at for showing in showings[1:]), end]
    # A run that broke off before its first scene has none.
    for showing, until in zip(showings, ends, strict=False):
        stage = showing.stage
        place = stage.ahead or stage.position
        scene = place.scene or (stage.back.scene if stage.back else "")
        yield _Span(scene=scene, start=showing.at, end=max(until, showing.at), stage=stage)


def _tell_scene(id: str, spans: Sequence[_Span], meeting: Meeting) -> SceneRun:
    own = [span for span in spans if span.scene == id]
    before = [None, *(span.scene for span in spans)]
    values = [span.stage.position.values for span in own]
    return SceneRun(
        id=id,
        seconds=sum(_seconds(span.start, span.end) - _count_pause(span, meeting) for span in own),
        visits=sum(span.scene == id != earlier for span, earlier in zip(spans, before, strict=False)),
        moves=sum(one != other for one, other in pairwise(values)),
        fallback=any(span.stage.recorded for span in own),
        values=dict(next(filter(None, reversed(values)), ())),
        frame=meeting.recordings[id].hash if id in meeting.recordings else "",
    )


def _count_pause(span: _Span, meeting: Meeting) -> float:
    """Seconds of a stretch for which the clock stood, or nobody rehearsed."""
    return sum(
        _seconds(max(start, span.start), min(stop or span.end, span.end))
        for start, stop in (*meeting.pauses, *meeting.absences)
        if start < span.end and (stop is None or stop > span.start)
    )


def _seconds(start: dt.datetime, end: dt.datetime) -> float:
    """Seconds from one moment to another; none where the clock was set back between them."""
    return max((end - start).total_seconds(), 0.0)


ADAPTER = TypeAdapter(Run)


def write_run(run: Run) -> str:
    """Return a run as JSON text."""
    return ADAPTER.dump_json(run).decode()


def parse_run(text: str) -> Run:
    """Read a run from JSON text. Raises ValueError for what is none."""
    return ADAPTER.validate_json(text)
