"""The roadmap as of a month: its schedule, its gates judged on today's data, and their money."""

from __future__ import annotations

from dataclasses import dataclass

from steering.cases.case import Case
from steering.context.case_context import Filters, Room
from steering.formatting import money
from steering.metrics.lookup import observer
from steering.roadmap.gates import Funding, Judged, funding, judge
from steering.roadmap.schedule_items import Schedule, schedule


@dataclass(frozen=True, kw_only=True)
class View:
    """The roadmap as of a day: its schedule, its gates judged, and their money."""

    case: Case
    schedule: Schedule
    gates: tuple[Judged, ...]
    funding: Funding

    def money(self, amount: float) -> str:
        """An amount in the case's currency."""
        return money(amount, self.case.charter.currency)


def view(room: Room, filters: Filters) -> View | None:
    """The roadmap as of the last day of a month, for the whole organisation; None where the case has none.

    Gates that name a figure of the business case see it as the viewer does.
    """
    roadmap = room.case.roadmap
    if roadmap is None or not roadmap.links:
        return None
    found = schedule(roadmap, room.case.charter, filters.as_of)
    days = {one.id: one.end for one in found.items}
    observe = observer(room, filters)
    gates = tuple(judge(gate, days[gate.id], observe, found.today) for gate in roadmap.gates)
    return View(case=room.case, schedule=found, gates=gates, funding=funding(gates))
