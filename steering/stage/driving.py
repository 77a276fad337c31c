"""What who presents does with the stage: each act gives another value of it, or says why it can't be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from time import monotonic
from typing import Any

from steering.access.rights import Right, may
from steering.cases.storyboard import Scene
from steering.records.meetings import Additions
from steering.stage import messages
from steering.stage.bus import BOOT
from steering.stage.events import write_event
from steering.stage.inputs import read_flag, read_query, read_text, read_values
from steering.stage.refusals import Refused
from steering.stage.room import Room, Visitor, Wish
from steering.stage.stage import Position, Stage

Data = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that may be done with the stage: who may do it, and how the stage is afterwards.

    A `relative` act, such as the next scene, has to name the version of the stage that it starts from.
    """

    right: Right
    change: Callable[[Room, Visitor, Stage, Data], Stage]
    is_relative: bool = False


def drive(room: Room, visitor: Visitor, data: Data) -> dict[str, Any]:
    """Do what the presenter, a remote, or who takes over asks for.

    Raises:
        Refused: who asks may not, the stage is another one by now, or it can't be like that.
    """
    name = data.get("do")
    if isinstance(name, str) and name in MATTERS:
        right, matter = MATTERS[name]
        _check(visitor, right)
        matter(room, visitor, data)
    elif isinstance(name, str) and name in ACTS:
        act = ACTS[name]
        _check(visitor, act.right)
        _check_open(room)
        _check_turn(room, visitor)
        seen = data.get("seen")
        if act.is_relative and not isinstance(seen, int):
            raise Refused("Say which version of the stage you have seen.", 400)
        room.set_stage(visitor.place, lambda stage: act.change(room, visitor, stage, data), seen=_version(seen, act))
    else:
        raise Refused(f"There is nothing to do by the name {str(name)[:40]!r}.", 400)
    return {"version": room.meeting.stage.version}


def _version(seen: object, act: Act) -> int | None:
    return seen if act.is_relative and isinstance(seen, int) else None


def _check(visitor: Visitor, right: Right) -> None:
    if not may(visitor.seat.role, right):
        raise Refused("Your link does not allow this.", 403)


def _check_open(room: Room) -> None:
    if room.meeting.state != "open":
        raise Refused("The meeting is not open.")


def _check_turn(room: Room, visitor: Visitor) -> None:
    """Only one presenter drives; a remote drives for whoever does."""
    driver = room.meeting.stage.driver
    if visitor.seat.role == "presenter" and driver not in ("", visitor.place):
        name = messages.driver_name(room.meeting) or "Somebody else"
        raise Refused(f"{name} is presenting. Take over first.")


def _start(room: Room, visitor: Visitor, _: Data) -> None:
    meeting = room.meeting
    if meeting.state == "open":
        raise Refused("The meeting is open already.")
    story = room.snapshot.context.case.storyboard
    if story is None or not story.scenes:
        raise Refused("This case has no storyboard to present.")
    text = story.text.text
    room.append(lambda: Additions(events=(write_event("start", by=visitor.place, storyboard=text),)))
    place = Position(scene=story.scenes[0].id)
    room.set_stage(visitor.place, lambda _: Stage(position=place, driver=visitor.place))
    room.publish_all()


def _end(room: Room, visitor: Visitor, _: Data) -> None:
    _check_open(room)
    if room.meeting.open_vote:
        raise Refused("A vote is open. Close it first.")
    room.note("end", visitor.place)
    room.publish_stage()
    room.publish_soon("room", "desk")


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
    to = read_text(data, "to", is_needed=False) or (room.wish.place if room.wish else "")
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
    values = read_values(data)
    if read_flag(data, "final"):
        room.set_stage(visitor.place, lambda stage: _at(room, stage, _place(stage).with_values(values)))
    elif room.meeting.stage.ahead is None:
        room.publish("move", {"boot": BOOT, "stage": room.meeting.seq, "values": values})


def _pause(room: Room, visitor: Visitor, data: Data) -> None:
    _check_open(room)
    room.note("pause", visitor.place, on=read_flag(data, "on"))
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
        shown = room.show(Position(scene=scene.id))
        room.record(shown)
        room.note("record", visitor.place, scene=scene.id, frame=shown.frame.sha256)
    room.publish_soon("room", "desk")


def _place(stage: Stage) -> Position:
    """Where the presenter is."""
    return stage.ahead or stage.position


def _at(room: Room, stage: Stage, place: Position, **changes: Any) -> Stage:
    """The stage at another place; while the audience is held, only the presenter goes there."""
    if stage.ahead is not None:
        return replace(stage, ahead=place)
    cleared = {"spotlight": "", "blank": False, "recorded": "", "question": "", "author": ""}
    return replace(stage, position=place, **{**cleared, "driver": _presenter_of(room, stage, place), **changes})


def _presenter_of(room: Room, stage: Stage, place: Position) -> str:
    """Who drives at a place: whom the storyboard names for the scene, where that one is here."""
    scene = next((scene for scene in room.scenes if scene.id == place.scene), None)
    name = scene.presenter if isinstance(scene, Scene) else None
    seats = room.meeting.seats.values()
    if name and place.scene != stage.position.scene:
        for seat in seats:
            if seat.name == name and seat.role == "presenter" and seat.id in room.channel.present:
                return seat.id
    return stage.driver


def _go(room: Room, _: Visitor, stage: Stage, data: Data) -> Stage:
    return _at(room, stage, Position(scene=read_text(data, "scene")), back=None)


def _step(room: Room, stage: Stage, step: int) -> Stage:
    ids = [scene.id for scene in room.scenes]
    here = _place(stage).scene or (stage.back.scene if stage.back else "")
    index = ids.index(here) + step if here in ids else 0
    if not 0 <= index < len(ids):
        raise Refused("This is the last scene." if step > 0 else "This is the first scene.")
    return _at(room, stage, Position(scene=ids[index]), back=None)


def _next(room: Room, _: Visitor, stage: Stage, _data: Data) -> Stage:
    return _step(room, stage, 1)


def _back(room: Room, _: Visitor, stage: Stage, _data: Data) -> Stage:
    return _step(room, stage, -1)


def _page(room: Room, _: Visitor, stage: Stage, data: Data) -> Stage:
    place = Position(page=read_text(data, "page"), query=read_query(data))
    return _at(room, stage, place, back=stage.back or stage.position)


def _off(room: Room, _: Visitor, stage: Stage, _data: Data) -> Stage:
    if stage.back is None:
        raise Refused("No page is on stage.")
    return _at(room, stage, stage.back, back=None)


def _spotlight(_: Room, _visitor: Visitor, stage: Stage, data: Data) -> Stage:
    return replace(stage, spotlight=read_text(data, "block", is_needed=False))


def _hold(_: Room, _visitor: Visitor, stage: Stage, data: Data) -> Stage:
    if read_flag(data, "on"):
        return replace(stage, ahead=stage.ahead or stage.position)
    return replace(stage, position=_place(stage), ahead=None, spotlight="", recorded="", blank=False)


def _blank(_: Room, _visitor: Visitor, stage: Stage, data: Data) -> Stage:
    return replace(stage, blank=read_flag(data, "on"))


def _corner(_: Room, _visitor: Visitor, stage: Stage, data: Data) -> Stage:
    return replace(stage, corner=read_flag(data, "on"))


def _recorded(room: Room, _: Visitor, stage: Stage, data: Data) -> Stage:
    """Show the recording of the scene, or the scene again."""
    if not read_flag(data, "on"):
        return replace(stage, recorded="")
    recording = room.meeting.recordings.get(stage.position.scene)
    if recording is None or room.recordings.find(recording.hash) is None:
        raise Refused("There is no recording of this scene yet.")
    at = recording.at.astimezone(UTC).isoformat(timespec="seconds")
    return replace(stage, hash=recording.hash, recorded=at, ahead=None)


def _question(room: Room, _: Visitor, stage: Stage, data: Data) -> Stage:
    id = read_text(data, "id", is_needed=False)
    if id and id not in room.meeting.questions:
        raise Refused("There is no such question.", 404)
    return replace(stage, question=id)


def _hand_back(room: Room, _: Visitor, stage: Stage, data: Data) -> Stage:
    item = room.meeting.hand_backs.get(read_text(data, "id"))
    if item is None:
        raise Refused("Nobody has handed this back.", 404)
    place = Position(scene=item.scene) if item.scene else _place(stage)
    return _at(room, stage, place.with_values(item.values), author=item.name)


# What changes the stage.
ACTS: Mapping[str, Act] = {
    "go": Act(right="drive", change=_go),
    "next": Act(right="step", change=_next, is_relative=True),
    "back": Act(right="step", change=_back, is_relative=True),
    "page": Act(right="drive", change=_page),
    "off": Act(right="drive", change=_off),
    "spotlight": Act(right="point", change=_spotlight),
    "hold": Act(right="step", change=_hold),
    "blank": Act(right="drive", change=_blank),
    "recorded": Act(right="drive", change=_recorded),
    "question": Act(right="drive", change=_question),
    "handback": Act(right="drive", change=_hand_back),
    "corner": Act(right="drive", change=_corner),
}
# What is more than the stage, or less.
MATTERS: Mapping[str, tuple[Right, Callable[[Room, Visitor, Data], None]]] = {
    "start": ("run", _start),
    "end": ("run", _end),
    "take": ("drive", _take),
    "give": ("drive", _give),
    "keep": ("drive", _keep),
    "move": ("drive", _move),
    "pause": ("drive", _pause),
    "renew": ("drive", _renew),
    "record": ("drive", _record),
}
