"""What who presents does: begins and ends, changes the stage, moves drivers, takes over and hands over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic
from typing import Any

from steering.access.rights import Right, may
from steering.clock import tell_time
from steering.records.meetings import Additions
from steering.stage import messages
from steering.stage.acts import ACTS, Act, at, place_of
from steering.stage.bus import BOOT
from steering.stage.events import write_event
from steering.stage.fingerprints import hash_case
from steering.stage.inputs import parse_flag, parse_text, parse_values
from steering.stage.refusals import Refused
from steering.stage.room import Room, Visitor, Wish
from steering.stage.room_number import open_number, reveal_number
from steering.stage.stage import Position, Stage
from steering.stage.voice import note_voice

Data = Mapping[str, Any]


def drive(room: Room, visitor: Visitor, data: Data) -> dict[str, Any]:
    """Do what the presenter, a remote, or who takes over asks for.

    Raises:
        Refused: who asks may not, the stage is another one by now, or it can't be like that.
    """
    name = data.get("do")
    _note_absence(room, visitor)
    if isinstance(name, str) and name in MATTERS:
        right, matter = MATTERS[name]
        visitor.require(right)
        matter(room, visitor, data)
    elif isinstance(name, str) and name in ACTS:
        act = ACTS[name]
        visitor.require(act.right)
        _check_open(room)
        _check_turn(room, visitor)
        seen = data.get("seen")
        if act.is_relative and not isinstance(seen, int):
            raise Refused("Say which version of the stage you have seen.", 400)
        room.set_stage(visitor.place, lambda stage: act.change(room, visitor, stage, data), seen=_version(seen, act))
    else:
        raise Refused(f"There is nothing to do by the name {str(name)[:40]!r}.", 400)
    return {"version": room.meeting.stage.version}


def _note_absence(room: Room, visitor: Visitor) -> None:
    """Note that nobody rehearsed since the last sign of life, where that is long ago: this time counts for no scene."""
    meeting = room.meeting

    def decide() -> Additions:
        latest = meeting.latest_at
        if latest is None or meeting.state != "open" or meeting.is_live(tell_time()):
            return Additions(events=())
        return Additions(events=(write_event("resume", by=visitor.place, since=latest.isoformat()),))

    is_silent = meeting.state == "open" and not meeting.is_live(tell_time())
    if meeting.kind == "rehearsal" and is_silent and may(visitor.seat.role, "step"):
        room.append(decide)
        room.publish_soon("desk")


def _version(seen: object, act: Act) -> int | None:
    return seen if act.is_relative and isinstance(seen, int) else None


def _check_open(room: Room) -> None:
    if room.meeting.state != "open":
        raise Refused("The meeting is not open.")


def _check_turn(room: Room, visitor: Visitor) -> None:
    """Only one presenter drives; a remote drives for whoever does."""
    driver = room.meeting.stage.driver
    if visitor.seat.role == "presenter" and driver not in ("", visitor.place):
        name = messages.driver_name(room.meeting) or "Somebody else"
        raise Refused(f"{name} is presenting. Take over first.")


def _start(room: Room, visitor: Visitor, data: Data) -> None:
    """Begin with the first scene; a rehearsal may begin with another one, and is a partial one then."""
    meeting = room.meeting
    if meeting.state == "open":
        raise Refused("The meeting is open already.")
    if meeting.kind == "rehearsal" and meeting.state == "closed":
        raise Refused("This run is over. Begin another one on Dry run.")
    story = room.snapshot.context.case.storyboard
    if story is None or not story.scenes:
        raise Refused("This case has no storyboard to present.")
    facts: dict[str, Any] = {"storyboard": story.text.text, "files": dict(hash_case(room.snapshot.context))}
    # What the preflight found to be otherwise than rehearsed, as it was told to who presents.
    facts["differing"] = parse_text(data, "differing", is_needed=False)
    chosen = parse_text(data, "scene", is_needed=False) if meeting.kind == "rehearsal" else ""
    place = Position(scene=chosen or story.scenes[0].id)
    room.show(place)
    room.append(lambda: Additions(events=(write_event("start", by=visitor.place, **facts),)))
    room.set_stage(visitor.place, lambda _: Stage(position=place, driver=visitor.place))
    room.publish_all()


def _end(room: Room, visitor: Visitor, data: Data) -> None:
    """End it; a rehearsal may be given up."""
    _check_open(room)
    if room.meeting.open_vote:
        raise Refused("A vote is open. Close it first.")
    outcome = "given up" if data.get("given_up") is True else "finished"
    room.note("end", visitor.place, outcome=outcome)
    room.publish_stage()
    room.publish_soon("room", "desk")


def _tick(room: Room, visitor: Visitor, _: Data) -> None:
    """Note that a rehearsal goes on: where the page is closed or the server killed, this is where it breaks off."""
    _check_open(room)
    if room.meeting.kind == "rehearsal":
        room.note("tick", visitor.place)


def _take(room: Room, visitor: Visitor, _: Data) -> None:
    """Take over: at once where nobody drives or whoever does is away, otherwise when that one gives or is silent."""
    _check_open(room)
    driver = room.meeting.stage.driver
    if driver == visitor.place:
        return
    if not driver or driver not in room.channel.present or room.has_waited(visitor.place):
        room.wish = None
        room.set_stage(visitor.place, lambda stage: replace(stage, driver=visitor.place))
        return
    if room.wish is None or room.wish.place != visitor.place:
        room.wish = Wish(place=visitor.place, name=visitor.name, since=monotonic())
    room.publish_soon("desk")


def _give(room: Room, visitor: Visitor, data: Data) -> None:
    """Hand over to who has asked, or to a presenter by name of the seat."""
    _check_open(room)
    _check_turn(room, visitor)
    to = parse_text(data, "to", is_needed=False) or (room.wish.place if room.wish else "")
    seat = room.meeting.seats.get(to)
    if seat is None or seat.role != "presenter" or seat.is_revoked:
        raise Refused("There is no presenter to hand over to.")
    room.wish = None
    room.set_stage(visitor.place, lambda stage: replace(stage, driver=to))


def _keep(room: Room, visitor: Visitor, _: Data) -> None:
    """Answer a wish to take over with no."""
    _check_turn(room, visitor)
    room.wish = None
    room.publish_soon("desk")


def _move(room: Room, visitor: Visitor, data: Data) -> None:
    """Move drivers. On the way the others' pictures follow; where the finger rests, the stage is another one."""
    _check_open(room)
    _check_turn(room, visitor)
    values = parse_values(data)
    if parse_flag(data, "final"):
        room.set_stage(visitor.place, lambda stage: at(room, stage, place_of(stage).with_values(values)))
    elif room.meeting.stage.ahead is None:
        room.publish("move", {"boot": BOOT, "stage": room.meeting.seq, "values": values})


def _pause(room: Room, visitor: Visitor, data: Data) -> None:
    _check_open(room)
    room.note("pause", visitor.place, on=parse_flag(data, "on"))
    room.publish_soon("desk")


def _renew(room: Room, visitor: Visitor, _: Data) -> None:
    """Go on with the newest data."""
    _check_open(room)
    _check_turn(room, visitor)
    room.renew()
    room.set_stage(visitor.place, lambda stage: stage)


def _record(room: Room, visitor: Visitor, _: Data) -> None:
    """Record every scene of the storyboard as it would be shown now."""
    for scene in room.scenes:
        exhibit = room.show(Position(scene=scene.id))
        room.record(exhibit)
        room.note("record", visitor.place, scene=scene.id, frame=exhibit.frame.sha256)
    room.publish_soon("room", "desk")


# What is more than the stage, or less.
MATTERS: Mapping[str, tuple[Right, Callable[[Room, Visitor, Data], None]]] = {
    "start": ("run", _start),
    "end": ("run", _end),
    "tick": ("run", _tick),
    "voice": ("run", note_voice),
    "take": ("drive", _take),
    "give": ("drive", _give),
    "keep": ("drive", _keep),
    "move": ("drive", _move),
    "pause": ("drive", _pause),
    "renew": ("drive", _renew),
    "number": ("drive", open_number),
    "reveal": ("drive", reveal_number),
    "record": ("drive", _record),
}
