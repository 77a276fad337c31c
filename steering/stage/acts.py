"""What changes the stage: each act gives another value of it, or says why it can't be like that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from steering.access.rights import Right
from steering.cases.storyboard import Scene
from steering.stage.inputs import parse_flag, parse_query, parse_text
from steering.stage.refusals import Refused
from steering.stage.room import Room, Visitor
from steering.stage.room_number import median_position
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


def place_of(stage: Stage) -> Position:
    """Where the presenter is."""
    return stage.ahead or stage.position


def at(room: Room, stage: Stage, place: Position, **changes: Any) -> Stage:
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
    return at(room, stage, Position(scene=parse_text(data, "scene")), back=None)


def _step(room: Room, stage: Stage, step: int) -> Stage:
    ids = [scene.id for scene in room.scenes]
    here = place_of(stage).scene or (stage.back.scene if stage.back else "")
    index = ids.index(here) + step if here in ids else 0
    if not 0 <= index < len(ids):
        raise Refused("This is the last scene." if step > 0 else "This is the first scene.")
    return at(room, stage, Position(scene=ids[index]), back=None)


def _next(room: Room, _: Visitor, stage: Stage, _data: Data) -> Stage:
    return _step(room, stage, 1)


def _back(room: Room, _: Visitor, stage: Stage, _data: Data) -> Stage:
    return _step(room, stage, -1)


def _page(room: Room, _: Visitor, stage: Stage, data: Data) -> Stage:
    place = Position(page=parse_text(data, "page"), query=parse_query(data))
    return at(room, stage, place, back=stage.back or stage.position)


def _off(room: Room, _: Visitor, stage: Stage, _data: Data) -> Stage:
    if stage.back is None:
        raise Refused("No page is on stage.")
    return at(room, stage, stage.back, back=None)


def _spotlight(_: Room, _visitor: Visitor, stage: Stage, data: Data) -> Stage:
    return replace(stage, spotlight=parse_text(data, "block", is_needed=False))


def _hold(_: Room, _visitor: Visitor, stage: Stage, data: Data) -> Stage:
    if parse_flag(data, "on"):
        return replace(stage, ahead=stage.ahead or stage.position)
    return replace(stage, position=place_of(stage), ahead=None, spotlight="", recorded="", blank=False)


def _blank(_: Room, _visitor: Visitor, stage: Stage, data: Data) -> Stage:
    return replace(stage, blank=parse_flag(data, "on"))


def _corner(_: Room, _visitor: Visitor, stage: Stage, data: Data) -> Stage:
    return replace(stage, corner=parse_flag(data, "on"))


def _show_recording(room: Room, _: Visitor, stage: Stage, data: Data) -> Stage:
    """Show the recording of the scene, or the scene again."""
    if not parse_flag(data, "on"):
        return replace(stage, recorded="")
    recording = room.meeting.recordings.get(stage.position.scene)
    if recording is None or room.recordings.find(recording.hash) is None:
        raise Refused("There is no recording of this scene yet.")
    at = recording.at.astimezone(UTC).isoformat(timespec="seconds")
    return replace(stage, hash=recording.hash, recorded=at, ahead=None)


def _question(room: Room, _: Visitor, stage: Stage, data: Data) -> Stage:
    id = parse_text(data, "id", is_needed=False)
    if id and id not in room.meeting.questions:
        raise Refused("There is no such question.", 404)
    return replace(stage, question=id)


def _hand_back(room: Room, _: Visitor, stage: Stage, data: Data) -> Stage:
    item = room.meeting.hand_backs.get(parse_text(data, "id"))
    if item is None:
        raise Refused("Nobody has handed this back.", 404)
    place = Position(scene=item.scene) if item.scene else place_of(stage)
    return at(room, stage, place.with_values(item.values), author=item.name)


def _median(room: Room, _: Visitor, stage: Stage, _data: Data) -> Stage:
    """Put the middle of what the members believe on stage."""
    return at(room, stage, median_position(room, place_of(stage)), author="The room")


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
    "recorded": Act(right="drive", change=_show_recording),
    "question": Act(right="drive", change=_question),
    "handback": Act(right="drive", change=_hand_back),
    "median": Act(right="drive", change=_median),
    "corner": Act(right="drive", change=_corner),
}
