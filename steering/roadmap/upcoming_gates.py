"""The funding gates that are still to come, by their day alone: nothing is judged here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from steering.cases.roadmap import last_day
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.roadmap.hindsight import roadmap_as_of
from steering.roadmap.schedule_items import schedule


@dataclass(frozen=True, kw_only=True)
class UpcomingGate:
    """A funding gate that is not released yet, and the day for which it is forecast."""

    name: str
    day: date


def upcoming_gates(context: CaseContext, filters: Filters) -> tuple[UpcomingGate, ...]:
    """Return the gates due after the selected month, the next one first; none without a roadmap."""
    return context.cached(("gates to come", filters.as_of), lambda: _coming(context, filters))


def _coming(context: CaseContext, filters: Filters) -> tuple[UpcomingGate, ...]:
    roadmap = roadmap_as_of(context, filters.as_of)
    if roadmap is None or not roadmap.gates:
        return ()
    today = last_day(filters.as_of)
    days = {item.id: item.end for item in schedule(roadmap, context.case.charter, filters.as_of).items}
    waiting = [
        UpcomingGate(name=gate.name, day=days[gate.id])
        for gate in roadmap.gates
        if days[gate.id] > today and not (gate.released and gate.released <= today)
    ]
    return tuple(sorted(waiting, key=lambda gate: gate.day))
