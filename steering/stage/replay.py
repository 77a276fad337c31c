"""A meeting told again: what was on stage, step by step on its clock, and what people asked, tried and voted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from steering.cases.case_drivers import file_name
from steering.cases.storyboard import AnyScene
from steering.catalog.drivers import DRIVERS
from steering.formatting import pluralise
from steering.records.meetings import StoredEvent
from steering.stage.changes import apply_event
from steering.stage.events import Event, parse_event
from steering.stage.meeting import Meeting, MeetingState
from steering.stage.meeting_minutes import describe_place, describe_values
from steering.stage.positions import parse_storyboard
from steering.stage.stage import Stage

# What of the stage the audience sees: where nothing of it changes, no step begins.
SEEN = ("hash", "position", "spotlight", "blank", "recorded", "question", "author")


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that people did: when, by the meeting's clock, and in words."""

    clock: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """What the audience saw from a moment on, until the next step.

    `seconds` and `clock` are the time since the meeting began, without the time for questions; `hash` names the
    recorded picture, and `scene` is the one on stage, or the one that a page interrupts. `values` are drivers as they
    were moved, in words; `question` is the one on stage with who asked it; `moments` is how many said that they did
    not follow.
    """

    at: dt.datetime
    seconds: float
    clock: str
    scene: str
    place: str
    message: str
    hash: str
    values: str = ""
    question: str = ""
    spotlight: str = ""
    is_blank: bool = False
    recorded: str = ""
    happenings: tuple[Happening, ...] = ()
    moments: int = 0


@dataclass(frozen=True, kw_only=True)
class Replay:
    """A meeting from its events: nothing else is asked, so it is told in the same way at any time."""

    title: str
    day: str
    state: MeetingState
    began: dt.datetime | None
    ended: dt.datetime | None
    steps: tuple[Step, ...]


def build_replay(id: str, events: Sequence[StoredEvent]) -> Replay:
    """Build the replay of a meeting from its events. Of a vote that is open it tells no more than that it is."""
    teller = _Teller(id)
    for stored in events:
        teller.take(parse_event(stored))
    meeting = teller.meeting
    return Replay(
        title=meeting.title,
        day=meeting.day,
        state=meeting.state,
        began=meeting.started_at,
        ended=meeting.ended_at,
        steps=tuple(teller.steps()),
    )


@dataclass(kw_only=True)
class _Draft:
    """A step that is still going on, with the frame on which people act."""

    stage: Stage
    at: dt.datetime
    seconds: float
    happenings: list[Happening] = field(default_factory=list)
    moments: int = 0


class _Teller:
    """Goes through the events of a meeting one by one."""

    def __init__(self, id: str) -> None:
        self.meeting = Meeting(id=id)
        self._drafts: list[_Draft] = []
        self._scenes: Sequence[AnyScene] = ()

    def take(self, event: Event) -> None:
        apply_event(self.meeting, event)
        if event.kind == "start":
            self._scenes = parse_storyboard(self.meeting.storyboard).scenes
        elif event.kind == "show":
            self._begin(event)
        elif self._drafts and event.kind == "moment":
            self._drafts[-1].moments += 1
        elif self._drafts and (tell := TOLD.get(event.kind)) and (text := tell(self.meeting, event)):
            self._drafts[-1].happenings.append(Happening(clock=_format_clock(self._seconds(event.at)), text=text))

    def steps(self) -> Sequence[Step]:
        """Return what was on stage, one after the other."""
        return [self._finish(draft) for draft in self._drafts]

    def _begin(self, event: Event) -> None:
        stage = self.meeting.stage
        before = self._drafts[-1].stage if self._drafts else Stage(version=-1)
        if not self._drafts or any(getattr(before, name) != getattr(stage, name) for name in SEEN):
            self._drafts.append(_Draft(stage=stage, at=event.at, seconds=self._seconds(event.at)))

    def _finish(self, draft: _Draft) -> Step:
        stage = draft.stage
        place, message = describe_place(stage.position, self._scenes)
        question = self.meeting.questions.get(stage.question)
        return Step(
            at=draft.at,
            seconds=draft.seconds,
            clock=_format_clock(draft.seconds),
            scene=stage.position.scene or (stage.back.scene if stage.back else ""),
            place=place,
            message=message,
            hash=stage.hash,
            values=describe_values(dict(stage.position.values), stage.author),
            question=f"{question.name}: {question.text}" if question else "",
            spotlight=stage.spotlight,
            is_blank=stage.blank,
            recorded=stage.recorded,
            happenings=tuple(draft.happenings),
            moments=draft.moments,
        )

    def _seconds(self, at: dt.datetime) -> float:
        """The time since the meeting began, without pauses; a clock that was set back in between stands still."""
        began = self.meeting.started_at or at
        pauses = [(start, min(end or at, at)) for start, end in self.meeting.pauses if start >= began]
        seconds = (at - began).total_seconds() - sum(max((end - start).total_seconds(), 0) for start, end in pauses)
        return max(seconds, 0.0)


def _format_clock(seconds: float) -> str:
    minutes, seconds = divmod(int(seconds), 60)
    return f"{minutes:02d}:{seconds:02d}"


def _tell_question(meeting: Meeting, event: Event) -> str:
    """What became of a question in words."""
    question = meeting.questions[event.data["id"]]
    state = question.state
    if state == "answered":
        words = f"answered in {question.where}" if question.where else "answered"
    elif state == "parked":
        words = f"parked: {question.owner}, due {question.due}"
    else:
        words = {"queued": "queued", "next": "next", "open": "open again"}[state]
    return f"“{question.text}” is {words}."


def _tell_number(_: Meeting, event: Event) -> str:
    name = event.data["driver"]
    label = DRIVERS[name].mention if name in DRIVERS else file_name(name).replace("_", " ")
    return f"The room's number was asked for: {label}." if name else ""


def _tell_result(meeting: Meeting, event: Event) -> str:
    box = meeting.votes[event.data["vote"]]
    return f"Vote closed: {box.opened['question']} {(box.result or {}).get('words', '')}."


# What people did, in words; who cast what is not among it, and no count before a vote is closed.
TOLD: Mapping[str, Callable[[Meeting, Event], str]] = {
    "ask": lambda _, event: f"{event.data['name']} asked: {event.data['text']}",
    "question": _tell_question,
    "hand-back": lambda _, event: f"{event.data['name']} handed assumptions back: {event.data['headline']}.",
    "open-number": _tell_number,
    "reveal-number": lambda meeting, _: (
        f"{pluralise(len(meeting.number.values), 'member')} gave the room's number." if meeting.number else ""
    ),
    "open-vote": lambda _, event: f"Vote opened: {event.data['vote']['question']}",
    "close-vote": _tell_result,
    "cancel-vote": lambda *_: "The vote was cancelled.",
    "pause": lambda _, event: "Time for questions." if event.data["on"] else "The clock goes on.",
    "end": lambda *_: "The meeting ended.",
}
