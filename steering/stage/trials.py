"""What own assumptions come to, beside what is on stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steering.roi.browser_model import stops_of
from steering.roi.drivers import driver_settings
from steering.roi.report import roi_report
from steering.stage.positions import Exhibit
from steering.stage.refusals import Refused
from steering.stage.room import Room
from steering.stage.stage import Position


def compare_trial(room: Room, values: Mapping[str, float], scene: str = "", page: str = "") -> dict[str, Any]:
    """Return the hash of a picture with own values of drivers, and its net present value beside that on stage.

    It is the picture on stage, or that of the scene or page where somebody has stayed behind. With it come the drivers
    that can be moved, each with its stops.

    Raises:
        Refused: a driver can't have such a value, there is no such place, or nothing is on stage.
    """
    stage = room.meeting.stage
    if not stage.hash:
        raise Refused("Nothing is on stage yet.")
    here = stage.position
    has_moved = (scene or page) and (scene, page) not in ((here.scene, ""), ("", here.page))
    place = (Position(scene=scene, page="" if scene else page) if has_moved else here).with_values(values)
    exhibit = room.show(place)
    picture = room.picture(exhibit)
    own, on_stage = describe_npv(room, place), describe_npv(room, here)
    headline = [{"label": "NPV", "own": own, "stage": on_stage}] if own else []
    return {"hash": picture.hash, "headline": headline, "drivers": _list_drivers(room, exhibit)}


def _list_drivers(room: Room, exhibit: Exhibit) -> list[dict[str, Any]]:
    """The drivers of the business case with the stops of their sliders, for pictures that have none of their own."""
    context = room.snapshot.context
    business = context.case.business
    if business is None:
        return []
    return [
        {
            "name": setting.name,
            "label": setting.definition.label,
            "help": setting.definition.help,
            "stops": (stops := stops_of(setting)),
            "texts": [setting.format(stop) for stop in stops],
            "value": setting.value,
            "stands": setting.rest,
        }
        for setting in driver_settings(business, exhibit.filters, context.scenarios)
    ]


def describe_npv(room: Room, place: Position) -> str:
    """Return the net present value at a place, as money; empty where the case has no business case."""
    if room.snapshot.context.case.business is None:
        return ""
    report = roi_report(room.snapshot.context, room.show(place).filters)
    return report.money(report.npv)
