"""The roadmap as of a month: its schedule, its gates judged on today's data, and their money."""

from __future__ import annotations

from dataclasses import dataclass

from steering.cases.case import Case
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.formatting import format_money
from steering.metrics.lookup import observer
from steering.roadmap.gates import Funding, GateResult, evaluate_gate, funding
from steering.roadmap.hindsight import roadmap_as_of
from steering.roadmap.schedule_items import Schedule, schedule


@dataclass(frozen=True, kw_only=True)
class RoadmapView:
    """The roadmap as of a day: its schedule, its gates judged, and their money."""

    case: Case
    schedule: Schedule
    gates: tuple[GateResult, ...]
    funding: Funding

    def money(self, amount: float) -> str:
        """Return an amount in the case's currency."""
        return format_money(amount, self.case.charter.currency)


def roadmap_view(context: CaseContext, filters: Filters) -> RoadmapView | None:
    """Return the roadmap as of the last day of a month, for the whole organisation; None where the case has none.

    Gates are judged on the base and today's data: what a viewer tries changes no status.
    """
    roadmap = roadmap_as_of(context, filters.as_of)
    if roadmap is None or not roadmap.links:
        return None
    plan = schedule(roadmap, context.case.charter, filters.as_of)
    days = {item.id: item.end for item in plan.items}
    observe = observer(context, filters.without_model)
    gates = tuple(evaluate_gate(gate, days[gate.id], observe, plan.today) for gate in roadmap.gates)
    return RoadmapView(case=context.case, schedule=plan, gates=gates, funding=funding(gates))
