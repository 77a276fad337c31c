"""The room's number in a meeting: which driver is asked for, what is told of it, and the middle put on stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from steering.access.rights import may
from steering.context.filters import Filters
from steering.roi.browser_model import stops_of
from steering.roi.report import roi_report
from steering.stage.inputs import parse_text
from steering.stage.number import NumberSpread, check_belief, find_setting, spread_values
from steering.stage.refusals import Refused
from steering.stage.stage import Position

if TYPE_CHECKING:
    from steering.stage.room import Room, Visitor

Data = Mapping[str, Any]
NONE = "No number is asked for now."


def open_number(room: Room, visitor: Visitor, data: Data) -> None:
    """Ask the members for a driver, or for none any more where it is empty."""
    driver = parse_text(data, "driver", is_needed=False)
    if driver and find_setting(room.snapshot.context, _exhibit_filters(room), driver) is None:
        raise Refused(f"This case has no driver {driver!r}.", 404)
    room.note("open-number", visitor.place, driver=driver)
    room.publish_soon("room", "desk")


def reveal_number(room: Room, visitor: Visitor, _: Data) -> None:
    """Show how the values are spread: before that nobody is led by what others believe."""
    if room.meeting.number is None:
        raise Refused(NONE)
    room.note("reveal-number", visitor.place)
    room.publish_soon("room", "desk")


def check_value(room: Room, value: float) -> str:
    """Return the driver that is asked for. Raises Refused where none is, or it can't have such a value."""
    number = room.meeting.number
    setting = find_setting(room.snapshot.context, _exhibit_filters(room), number.driver) if number else None
    if setting is None:
        raise Refused(NONE)
    if problems := check_belief(setting, value):
        raise Refused(problems[0], 400)
    return setting.name


def median_position(room: Room, place: Position) -> Position:
    """Return a place with the driver that was asked for in the middle of what members believe."""
    spread = _spread(room)
    if spread is None:
        raise Refused("Nobody has set a value yet.")
    return place.with_values({**dict(place.values), spread.setting.name: spread.median.value})


def describe_number(room: Room) -> dict[str, Any] | None:
    """Return what everybody is told of the room's number; values and names stay here until they are revealed."""
    meeting = room.meeting
    if meeting.number is None:
        return None
    filters = _exhibit_filters(room)
    setting = find_setting(room.snapshot.context, filters, meeting.number.driver)
    if setting is None:
        return None
    stops = stops_of(setting)
    message: dict[str, Any] = {
        "driver": setting.name,
        "label": setting.definition.label,
        "stops": stops,
        "texts": [setting.format(stop) for stop in stops],
        "value": setting.value,
        "given": len(meeting.number.values),
        "members": sum(may(seat.role, "vote") and not seat.is_revoked for seat in meeting.seats.values()),
        "spread": None,
        "median": None,
    }
    spread = _spread(room) if meeting.number.is_revealed else None
    if spread is None:
        return message
    money = roi_report(room.snapshot.context, filters).money
    beliefs = [
        {"value": item.value, "text": setting.format(item.value), "npv": money(item.npv)}
        for item in (*spread.beliefs, spread.median)
    ]
    return {**message, "spread": beliefs[:-1], "median": beliefs[-1]}


def _spread(room: Room) -> NumberSpread | None:
    number = room.meeting.number
    if number is None:
        return None
    values = list(number.values.values())
    return spread_values(room.snapshot.context, _exhibit_filters(room), number.driver, values)


def _exhibit_filters(room: Room) -> Filters:
    """The filters of what is on stage, without what drivers were moved to there."""
    position = room.meeting.stage.position
    if not (position.scene or position.page):
        raise Refused("Nothing is on stage yet.")
    return room.show(position.with_values({})).filters
