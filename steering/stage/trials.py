"""What own assumptions come to, beside what is on stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steering.roi.report import roi_report
from steering.stage.refusals import Refused
from steering.stage.room import Room
from steering.stage.stage import Position


def compare_trial(room: Room, values: Mapping[str, float]) -> dict[str, Any]:
    """Return the hash of what is on stage with own values of drivers, and its net present value beside that on stage.

    Raises:
        Refused: a driver can't have such a value, or nothing is on stage.
    """
    stage = room.meeting.stage
    if not stage.hash:
        raise Refused("Nothing is on stage yet.")
    place = stage.position.with_values(values)
    shown = room.show(place)
    picture = room.picture(shown)
    own, on_stage = describe_npv(room, place), describe_npv(room, stage.position)
    headline = [{"label": "NPV", "own": own, "stage": on_stage}] if own else []
    return {"hash": picture.hash, "headline": headline}


def describe_npv(room: Room, place: Position) -> str:
    """Return the net present value at a place, as money; empty where the case has no business case."""
    if room.snapshot.context.case.business is None:
        return ""
    report = roi_report(room.snapshot.context, room.show(place).filters)
    return report.money(report.npv)
