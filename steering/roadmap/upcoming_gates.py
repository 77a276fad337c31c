"""The funding gates that are still to come, by their day alone: nothing is judged here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from steering.cases.roadmap import last_day
from steering.context.case_context import Filters, Room
from steering.roadmap.schedule_items import schedule


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A funding gate that is not released yet, and the day for which it is forecast."""

    name: str
    day: date


def coming(room: Room, filters: Filters) -> tuple[Coming, ...]:
    """The gates that are due after the month that is looked at, the next one first; none where there is no roadmap."""
    return room.once(("gates to come", filters.as_of), lambda: _coming(room, filters))


def _coming(room: Room, filters: Filters) -> tuple[Coming, ...]:
    roadmap = room.case.roadmap
    if roadmap is None or not roadmap.gates:
        return ()
    today = last_day(filters.as_of)
    days = {one.id: one.end for one in schedule(roadmap, room.case.charter, filters.as_of).items}
    waiting = [
        Coming(name=gate.name, day=days[gate.id])
        for gate in roadmap.gates
        if days[gate.id] > today and not (gate.released and gate.released <= today)
    ]
    return tuple(sorted(waiting, key=lambda one: one.day))
