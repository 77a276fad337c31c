"""The minutes of a meeting, from what its events have left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from steering.cases.business import BusinessCase
from steering.cases.decisions import DecisionRecord
from steering.cases.storyboard import AnyScene
from steering.frames.agenda import AGENDA
from steering.roi.drivers import describe_driver
from steering.stage.decision import decision_id
from steering.stage.meeting import Meeting, Question, Showing
from steering.stage.minutes import ActionNote, Attendee, MeetingMinutes, QuestionNote, SceneNote, note_vote
from steering.stage.room import Room
from steering.stage.stage import Position
from steering.stage.votes import vote_from_json

# Links by which nobody in particular comes.
SHARED = ("guests", "room", "remote")


def room_minutes(room: Room) -> MeetingMinutes:
    """Return the minutes of a meeting as it stands."""
    with room.lock:
        records = [revision.decision for revision in room.snapshot.context.decisions]
        actions = tuple(list_actions(room.meeting, records))
        business = room.snapshot.context.case.business
        return minutes_of(room.meeting, room.scenes, head=room.head, actions=actions, business=business)


def minutes_of(
    meeting: Meeting,
    scenes: Sequence[AnyScene],
    *,
    head: str = "",
    guests: int = 0,
    zone: dt.tzinfo | None = None,
    actions: Sequence[ActionNote] = (),
    business: BusinessCase | None = None,
) -> MeetingMinutes:
    """Return the minutes of a meeting with times in a zone, this machine's own where none is passed.

    Questions that were parked are actions too: somebody answers them by a day.
    """
    invited = [seat for seat in meeting.seats.values() if seat.id not in SHARED and not seat.is_revoked]
    people = [(Attendee(name=seat.name, role=seat.role), bool(seat.device)) for seat in invited]
    questions = tuple(_note_question(question) for question in meeting.questions.values())
    answers = (_note_answer(question) for question in questions if question.state == "parked")
    return MeetingMinutes(
        title=meeting.title,
        organisation=meeting.organisation,
        day=dt.date.fromisoformat(meeting.day),
        began=_format_clock(meeting.started_at, zone),
        ended=_format_clock(meeting.ended_at, zone),
        zone=(meeting.started_at.astimezone(zone).tzname() or "") if meeting.started_at else "",
        present=tuple(person for person, is_here in people if is_here),
        absent=tuple(person for person, is_here in people if not is_here),
        guests=guests,
        scenes=tuple(_note_scenes(meeting, scenes, zone, business)),
        questions=questions,
        votes=tuple(note_vote(vote_from_json(box.opened), box.result) for box in meeting.votes.values() if box.result),
        actions=(*actions, *answers),
        head=head,
    )


def list_actions(meeting: Meeting, records: Sequence[DecisionRecord]) -> Iterator[ActionNote]:
    """Yield the actions of what was decided in a meeting, as its records have them."""
    tasks = {record.id: record.actions for record in records}
    for box in meeting.votes.values():
        day = box.closed_at.date() if box.closed_at else None
        for task in tasks.get(decision_id(vote_from_json(box.opened), day), ()) if day else ():
            yield ActionNote(text=task.text, owner=task.owner, due=task.due)


def _note_answer(question: QuestionNote) -> ActionNote:
    return ActionNote(text=f"Answer: {question.text}", owner=question.owner, due=question.due)


def _note_question(question: Question) -> QuestionNote:
    due = dt.date.fromisoformat(question.due) if question.due else None
    return QuestionNote(
        text=question.text,
        name=question.name,
        state=question.state,
        where=question.where,
        owner=question.owner,
        due=due,
    )


def _note_scenes(
    meeting: Meeting, scenes: Sequence[AnyScene], zone: dt.tzinfo | None, business: BusinessCase | None
) -> Iterator[SceneNote]:
    """Yield each place that was on stage once for as long as it was there, with the drivers as they were left."""
    runs: list[list[Showing]] = []
    for showing in meeting.showings:
        if runs and _place_key(runs[-1][-1].stage.position) == _place_key(showing.stage.position):
            runs[-1].append(showing)
        else:
            runs.append([showing])
    ends = [*(run[0].at for run in runs[1:]), meeting.ended_at]
    for run, end in zip(runs, ends, strict=True):
        stage = run[-1].stage
        place, message = describe_place(stage.position, scenes)
        yield SceneNote(
            place=place,
            message=message,
            clock=_format_clock(run[0].at, zone),
            minutes=(end - run[0].at).total_seconds() / 60 if end else None,
            changes=describe_values(dict(stage.position.values), stage.author, business),
            is_recording=any(showing.stage.recorded for showing in run),
        )


def _place_key(position: Position) -> tuple[object, ...]:
    return (position.scene, position.page, position.query)


def describe_place(position: Position, scenes: Sequence[AnyScene]) -> tuple[str, str]:
    """Return what a place is called, `Scene 3` or the title of a page, and what it says."""
    for number, scene in enumerate(scenes, start=1):
        if position.scene and scene.id == position.scene:
            return f"Scene {number}", scene.message or ""
    item = AGENDA.get(position.page)
    return (item.title, item.question) if item else (position.scene or "Nothing", "")


def describe_values(values: Mapping[str, float], author: str, business: BusinessCase | None = None) -> str:
    """Return drivers as they were moved in words, with the author of a hand-back; inputs as the case calls them."""
    moves = [describe_driver(business, name, value) for name, value in values.items()]
    return ", ".join(moves) + (f", by {author}" if author and moves else "")


def _format_clock(moment: dt.datetime | None, zone: dt.tzinfo | None) -> str:
    return f"{moment.astimezone(zone):%H:%M}" if moment else ""
