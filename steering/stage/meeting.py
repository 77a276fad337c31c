"""A meeting as its events leave it: who is invited, what is on stage, what was asked, tried and voted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from steering.stage.events import Event
from steering.stage.stage import Position, Stage

Role = Literal["presenter", "chair", "member", "guest", "room", "remote"]
MeetingState = Literal["planned", "open", "closed"]
QuestionState = Literal["open", "queued", "next", "answered", "parked"]


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Somebody's place in a meeting. `serial` counts the links that were made for it; only the last one opens it.

    `device` names the browser that it was opened in last; empty where nobody has come yet.
    """

    id: str
    name: str
    role: Role
    serial: int = 1
    is_revoked: bool = False
    device: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question of the audience, about a frame of a scene, and what became of it."""

    id: str
    by: str
    name: str
    text: str
    frame: str
    scene: str
    at: dt.datetime
    state: QuestionState = "open"
    owner: str = ""
    due: str = ""
    # The scene in which it was answered.
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class HandBack:
    """Assumptions that somebody of the audience hands to the presenter, with what they come to."""

    id: str
    by: str
    name: str
    scene: str
    values: Mapping[str, float]
    headline: str


@dataclass(frozen=True, kw_only=True)
class RoomNumber:
    """A driver in doubt, and the value that each member believes (seat -> value), told when it is revealed."""

    driver: str
    is_revealed: bool = False
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class BallotBox:
    """A vote as it was opened, with what was cast: seat -> ballot, in a secret vote only who has voted.

    `frame` and `position` are what was on stage then; `result` is there when it is closed.
    """

    id: str
    opened: Mapping[str, Any]
    opened_at: dt.datetime
    frame: str
    position: Position
    ballots: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    voted: frozenset[str] = frozenset()
    result: Mapping[str, Any] | None = None
    closed_at: dt.datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still takes ballots."""
        return self.closed_at is None

    @property
    def is_secret(self) -> bool:
        """Whether what was cast is apart from who has cast it."""
        return bool(self.opened.get("secret"))


@dataclass(frozen=True, kw_only=True)
class Showing:
    """What was on stage from a moment on: for the replay, the minutes and receipts."""

    at: dt.datetime
    stage: Stage


@dataclass(frozen=True, kw_only=True)
class Recording:
    """A scene as it was recorded: the hash of its frame, and when."""

    hash: str
    at: dt.datetime


@dataclass(kw_only=True)
class Meeting:
    """A meeting, brought up to date event by event; used under the lock of its room."""

    id: str
    case: str = ""
    title: str = ""
    organisation: str = ""
    day: str = ""
    # The text of the storyboard with which it was started.
    storyboard: str = ""
    question_minutes: float = 0
    made_at: dt.datetime | None = None
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    seats: dict[str, Seat] = field(default_factory=dict)
    stage: Stage = field(default_factory=Stage)
    showings: list[Showing] = field(default_factory=list)
    # The newest recording of each scene.
    recordings: dict[str, Recording] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    upvotes: dict[str, set[str]] = field(default_factory=dict)
    # How many did not follow, by the frame that was shown.
    moments: Counter[str] = field(default_factory=Counter)
    hand_backs: dict[str, HandBack] = field(default_factory=dict)
    number: RoomNumber | None = None
    votes: dict[str, BallotBox] = field(default_factory=dict)
    # When the clock stood for questions: from, and until where it goes on again.
    pauses: list[tuple[dt.datetime, dt.datetime | None]] = field(default_factory=list)
    seq: int = 0

    @property
    def state(self) -> MeetingState:
        """Whether it is planned, open or closed."""
        if self.ended_at:
            return "closed"
        return "open" if self.started_at else "planned"

    @property
    def open_vote(self) -> BallotBox | None:
        """The vote that takes ballots now, if any; there is one at a time."""
        return next((vote for vote in self.votes.values() if vote.is_open), None)

    @property
    def last_vote(self) -> BallotBox | None:
        """The vote that was opened last, if any."""
        return next(reversed(self.votes.values()), None)

    def apply(self, event: Event) -> None:
        """Bring it up to date with the next event; kinds that a later version has added change nothing here."""
        self.seq = event.seq
        if change := CHANGES.get(event.kind):
            change(self, event)


def _plan(meeting: Meeting, event: Event) -> None:
    for name in ("case", "title", "organisation", "day", "question_minutes"):
        if name in event.data:
            setattr(meeting, name, event.data[name])
    meeting.made_at = meeting.made_at or event.at


def _invite(meeting: Meeting, event: Event) -> None:
    data = event.data
    before = meeting.seats.get(data["seat"])
    serial = before.serial + 1 if before else 1
    meeting.seats[data["seat"]] = Seat(id=data["seat"], name=data["name"], role=data["role"], serial=serial)


def _revoke(meeting: Meeting, event: Event) -> None:
    seat = meeting.seats[event.data["seat"]]
    meeting.seats[seat.id] = replace(seat, is_revoked=True, device="")


def _enter(meeting: Meeting, event: Event) -> None:
    seat = meeting.seats[event.data["seat"]]
    meeting.seats[seat.id] = replace(seat, device=event.data["device"])


def _start(meeting: Meeting, event: Event) -> None:
    meeting.started_at, meeting.ended_at = event.at, None
    meeting.storyboard = event.data["storyboard"]


def _end(meeting: Meeting, event: Event) -> None:
    meeting.ended_at = event.at


def _show(meeting: Meeting, event: Event) -> None:
    meeting.stage = Stage.from_dict(event.data, version=event.seq)
    meeting.showings.append(Showing(at=event.at, stage=meeting.stage))
    place = meeting.stage.position
    if place.scene and not place.values and not meeting.stage.recorded:
        meeting.recordings[place.scene] = Recording(hash=meeting.stage.hash, at=event.at)


def _record(meeting: Meeting, event: Event) -> None:
    meeting.recordings[event.data["scene"]] = Recording(hash=event.data["frame"], at=event.at)


def _pause(meeting: Meeting, event: Event) -> None:
    if event.data["on"]:
        meeting.pauses.append((event.at, None))
    elif meeting.pauses and meeting.pauses[-1][1] is None:
        meeting.pauses[-1] = (meeting.pauses[-1][0], event.at)


def _ask(meeting: Meeting, event: Event) -> None:
    names = ("id", "name", "text", "frame", "scene")
    question = Question(by=event.by, at=event.at, **{name: event.data[name] for name in names})
    meeting.questions[question.id] = question


def _upvote(meeting: Meeting, event: Event) -> None:
    seats = meeting.upvotes.setdefault(event.data["id"], set())
    (seats.add if event.data["on"] else seats.discard)(event.by)


def _move_question(meeting: Meeting, event: Event) -> None:
    names = ("state", "owner", "due", "where")
    changes = {name: event.data[name] for name in names if name in event.data}
    meeting.questions[event.data["id"]] = replace(meeting.questions[event.data["id"]], **changes)


def _lose(meeting: Meeting, event: Event) -> None:
    meeting.moments[event.data["frame"]] += 1


def _hand_back(meeting: Meeting, event: Event) -> None:
    names = ("id", "name", "scene", "values", "headline")
    meeting.hand_backs[event.data["id"]] = HandBack(by=event.by, **{name: event.data[name] for name in names})


def _open_number(meeting: Meeting, event: Event) -> None:
    meeting.number = RoomNumber(driver=event.data["driver"]) if event.data["driver"] else None


def _reveal_number(meeting: Meeting, _: Event) -> None:
    if meeting.number:
        meeting.number = replace(meeting.number, is_revealed=True)


def _give_number(meeting: Meeting, event: Event) -> None:
    if meeting.number:
        values = {**meeting.number.values, event.by: event.data["value"]}
        meeting.number = replace(meeting.number, values=values)


def _open_vote(meeting: Meeting, event: Event) -> None:
    data = event.data
    meeting.votes[data["id"]] = BallotBox(
        id=data["id"],
        opened=data["vote"],
        opened_at=event.at,
        frame=data["frame"],
        position=Position.from_dict(data["position"]),
    )


def _vote(meeting: Meeting, event: Event) -> None:
    box = meeting.votes[event.data["vote"]]
    ballots = box.ballots if box.is_secret else {**box.ballots, event.by: event.data["ballot"]}
    meeting.votes[box.id] = replace(box, ballots=ballots, voted=box.voted | {event.by})


def _close_vote(meeting: Meeting, event: Event) -> None:
    box = meeting.votes[event.data["vote"]]
    meeting.votes[box.id] = replace(box, result=event.data["result"], closed_at=event.at)


def _cancel_vote(meeting: Meeting, event: Event) -> None:
    meeting.votes.pop(event.data["vote"])


# What each kind of event changes.
CHANGES: dict[str, Callable[[Meeting, Event], None]] = {
    "plan": _plan,
    "invite": _invite,
    "revoke": _revoke,
    "enter": _enter,
    "start": _start,
    "end": _end,
    "show": _show,
    "record": _record,
    "pause": _pause,
    "ask": _ask,
    "upvote": _upvote,
    "question": _move_question,
    "moment": _lose,
    "hand-back": _hand_back,
    "open-number": _open_number,
    "reveal-number": _reveal_number,
    "number": _give_number,
    "open-vote": _open_vote,
    "vote": _vote,
    "close-vote": _close_vote,
    "cancel-vote": _cancel_vote,
}
