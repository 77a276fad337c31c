"""A meeting: who is invited, what is on stage, what was asked, tried and voted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from steering.records.meetings import Kind
from steering.stage.stage import Position, Stage

Role = Literal["presenter", "chair", "member", "guest", "room", "remote"]
MeetingState = Literal["planned", "open", "closed"]
QuestionState = Literal["open", "queued", "next", "answered", "parked"]
# How long after its last event nobody is taken to rehearse any more: the desk gives a sign of life every five seconds.
SILENCE = dt.timedelta(seconds=30)


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


@dataclass(frozen=True, kw_only=True)
class SceneVoice:
    """How loud a scene was where its rehearsal was recorded, in seconds: all of it, spoken, and the longest silence.

    It is loudness and no words: whoever spoke, and whatever they said.
    """

    seconds: float
    speaking: float
    longest_silence: float

    @property
    def share(self) -> float:
        """The part of it in which somebody spoke."""
        return self.speaking / self.seconds if self.seconds else 0.0


@dataclass(kw_only=True)
class Meeting:
    """A meeting as its events leave it, brought up to date one by one; used under the lock of its room."""

    id: str
    kind: Kind = "meeting"
    case: str = ""
    title: str = ""
    # Who rehearses.
    person: str = ""
    organisation: str = ""
    day: str = ""
    # The text of the storyboard with which it was started.
    storyboard: str = ""
    # A hash of each file of the case as it was then, by its name.
    files: Mapping[str, str] = field(default_factory=dict)
    question_minutes: float = 0
    made_at: dt.datetime | None = None
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    # How a rehearsal ended: whether it was finished, or given up.
    outcome: str = ""
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
    # How loud a rehearsal was by scene, as its browser told last; empty where it was not recorded.
    voice: Mapping[str, SceneVoice] = field(default_factory=dict)
    votes: dict[str, BallotBox] = field(default_factory=dict)
    # When the clock stood for questions: from, and until where it goes on again.
    pauses: list[tuple[dt.datetime, dt.datetime | None]] = field(default_factory=list)
    # When nobody rehearsed, because the page was closed: from the last sign of life until it went on. Never in a pause.
    absences: list[tuple[dt.datetime, dt.datetime]] = field(default_factory=list)
    seq: int = 0
    # When the last event happened. A clock that is set back stands still here, so that nothing ends before it begins.
    latest_at: dt.datetime | None = None

    @property
    def state(self) -> MeetingState:
        """Whether it is planned, open or closed."""
        if self.ended_at:
            return "closed"
        return "open" if self.started_at else "planned"

    def is_live(self, now: dt.datetime) -> bool:
        """Whether it is open, and something happened in it a moment ago."""
        return self.state == "open" and (self.latest_at is None or now - self.latest_at < SILENCE)

    @property
    def open_vote(self) -> BallotBox | None:
        """The vote that takes ballots now, if any; there is one at a time."""
        return next((vote for vote in self.votes.values() if vote.is_open), None)

    @property
    def last_vote(self) -> BallotBox | None:
        """The vote that was opened last, if any."""
        return next(reversed(self.votes.values()), None)
