"""How a run comes about, is found again where nobody ended it, and is ended without its desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from steering.actors import Actor
from steering.cases.storyboard import Storyboard
from steering.clock import tell_time
from steering.errors import SteercoError
from steering.rehearsal.runs import Run, tell_run
from steering.stage import driving
from steering.stage.meeting import Meeting
from steering.stage.plans import Plan
from steering.stage.refusals import Refused
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Rooms

# Minutes for questions, until somebody says otherwise.
QUESTION_MINUTES = 5.0
# Among how many of the newest runs one is looked for that goes on.
NEWEST = 5
SEAT = "presenter"
WHOLE = "The whole run"
GOES_ON = (
    "You have a run that goes on in another tab or window. Go on with that one, or end it, before you begin another."
)


@dataclass(frozen=True, kw_only=True)
class OpenRun:
    """A run that nobody has ended: as told so far, the scene that it is at (from 1), and whether it goes on now."""

    run: Run
    scene: int
    is_live: bool


def plan_run(title: str, person: str, now: dt.datetime, question_minutes: float = QUESTION_MINUTES) -> Plan:
    """Return a rehearsal of today, to which nobody is invited."""
    return Plan(title=title, day=now.date(), question_minutes=question_minutes, kind="rehearsal", person=person)


def make_run(rooms: Rooms, plan: Plan, now: dt.datetime, by: Actor) -> Room:
    """Make a run, which its desk begins; one that was made like that before and never begun is taken again.

    Raises:
        Refused: the same person has a run that goes on.
        NotAllowed: who asks does not rehearse there.
    """
    newest = list(_list_newest(rooms))
    if any(room.meeting.person == plan.person and room.meeting.is_live(now) for room in newest):
        raise Refused(GOES_ON)
    for room in newest:
        if room.meeting.state == "planned" and _plan_of(room.meeting) == plan:
            return room
    return rooms.make(plan, by)


def find_open_run(rooms: Rooms, runs: Sequence[Run], now: dt.datetime) -> OpenRun | None:
    """Return the newest run where nobody has ended it; None where it is over, or can't be opened."""
    if not runs or runs[0].outcome not in ("open", "broken off"):
        return None
    with suppress(SteercoError):
        meeting = rooms.room(runs[0].id).meeting
        run = tell_run(meeting, now)
        if run and meeting.state == "open":
            return OpenRun(run=run, scene=_number(run, meeting.stage.scene), is_live=meeting.is_live(now))
    return None


def end_run(rooms: Rooms, id: str, by: Actor) -> Run | None:
    """End a run at its last sign of life: finished where every scene was shown, otherwise given up.

    Raises:
        Refused: it is over already.
        NotAllowed: who asks does not rehearse there.
    """
    room = rooms.room(id)
    by.require("rehearse", room.meeting.case)
    seat = room.meeting.seats[SEAT]
    run = tell_run(room.meeting, tell_time())
    is_whole = run is not None and not run.is_partial
    driving.drive(room, Visitor(place=seat.id, seat=seat, name=seat.name), {"do": "end", "given_up": not is_whole})
    return tell_run(room.meeting, tell_time())


def list_starts(story: Storyboard) -> dict[str, str]:
    """Return where a run may begin, by the ids of scenes; the first is the whole."""
    scenes = enumerate(story.scenes, start=1)
    return {scene.id: WHOLE if number == 1 else f"From scene {number}: {scene.message}" for number, scene in scenes}


def _list_newest(rooms: Rooms) -> Iterator[Room]:
    for entry in rooms.list("rehearsal")[:NEWEST]:
        with suppress(SteercoError):
            yield rooms.room(entry.id)


def _plan_of(meeting: Meeting) -> Plan:
    day = dt.datetime.fromisoformat(f"{meeting.day}T00:00+00:00")
    return plan_run(meeting.title, meeting.person, day, meeting.question_minutes)


def _number(run: Run, scene: str) -> int:
    return next((number for number, planned in enumerate(run.planned, start=1) if planned.id == scene), 1)
