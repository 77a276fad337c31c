"""What each kind of event changes in a meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

from steering.errors import StoreUnavailable
from steering.records.meetings import StoredEvent
from steering.stage.events import UNREADABLE, Event, parse_event
from steering.stage.meeting import (
    BallotBox,
    HandBack,
    Meeting,
    Question,
    Recording,
    RoomNumber,
    SceneVoice,
    Seat,
    Showing,
)
from steering.stage.stage import Position, Stage


def fold_events(id: str, events: Iterable[StoredEvent]) -> Meeting:
    """Return the meeting that events as they were stored amount to.

    Raises:
        StoreUnavailable: one of them can't be read.
    """
    meeting = Meeting(id=id)
    for event in events:
        apply_event(meeting, parse_event(event))
    return meeting


def apply_event(meeting: Meeting, event: Event) -> None:
    """Bring a meeting up to date with its next event; kinds that a later version has added change nothing here.

    Raises:
        StoreUnavailable: the event says less, or something else, than this version knows of its kind.
    """
    at = max(event.at, meeting.latest_at or event.at)
    meeting.seq, meeting.latest_at = event.seq, at
    if change := CHANGES.get(event.kind):
        try:
            change(meeting, replace(event, at=at))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise StoreUnavailable(UNREADABLE.format(event.seq)) from error


def _plan(meeting: Meeting, event: Event) -> None:
    for name in ("case", "title", "person", "organisation", "day", "question_minutes"):
        if name in event.data:
            setattr(meeting, name, event.data[name])
    meeting.kind = event.data.get("purpose", "meeting")
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
    meeting.storyboard, meeting.files = event.data["storyboard"], event.data.get("files", {})


def _end(meeting: Meeting, event: Event) -> None:
    meeting.ended_at, meeting.outcome = event.at, event.data.get("outcome", "")


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


def _note_voice(meeting: Meeting, event: Event) -> None:
    meeting.voice = {id: SceneVoice(**values) for id, values in event.data["scenes"].items()}


def _resume(meeting: Meeting, event: Event) -> None:
    """Take out the time since the last sign of life; a pause for questions ends there, and begins again now."""
    since = dt.datetime.fromisoformat(event.data["since"])
    meeting.absences.append((since, event.at))
    if meeting.pauses and meeting.pauses[-1][1] is None:
        meeting.pauses[-1:] = [(meeting.pauses[-1][0], since), (event.at, None)]


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
    "voice": _note_voice,
    "resume": _resume,
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
