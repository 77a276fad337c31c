"""What is known of any metric that a condition may name: a KPI, a figure of the business case, a control coverage."""

from __future__ import annotations

from dataclasses import replace

from steering import kpis
from steering.catalog.business_metrics import METRICS
from steering.conditions import Condition, Observe, Observed
from steering.context.case_context import Filters, Room
from steering.roi.report import picture
from steering.roi.scenarios import BASE

COVERAGE = "coverage."


def observer(room: Room, filters: Filters) -> Observe:
    """What claims, gates and votes are evaluated on: the data and the model as they are with these filters.

    Conditions are about the whole organisation, whichever business unit the viewer looks at.
    """
    whole = replace(filters, unit=None, focus=None)
    standings = {one.kpi.id: one for one in kpis.scorecard(room, whole)}

    def observe(condition: Condition) -> Observed:
        name = condition.metric or ""
        if name in standings:
            return kpis.observe(standings, condition)
        if name in METRICS:
            return _of_business(room, whole, condition)
        if name.startswith(COVERAGE):
            return Observed(value=None, reason="The coverage of controls is not worked out yet.")
        return Observed(value=None, reason=f"There is no metric named {name!r}.")

    return observe


def _of_business(room: Room, filters: Filters, condition: Condition) -> Observed:
    """A figure of the business case: in the condition's scenario and as of its month, else as the viewer has it."""
    name, business = condition.metric or "", room.case.business
    if business is None:
        return Observed(value=None, reason="This case has no business case yet.")
    if condition.scenario and condition.scenario not in (BASE, *business.scenarios):
        return Observed(value=None, reason=f"There is no scenario named {condition.scenario!r}.")
    if condition.scenario:
        named = None if condition.scenario == BASE else condition.scenario
        filters = replace(filters, scenario=named, drivers=())
    if condition.as_of:
        filters = replace(filters, as_of=condition.as_of)
    found = getattr(picture(room, filters).now, name)
    if isinstance(found, (bool, int, float)):
        return Observed(value=float(found))
    reason = f"{METRICS[name].label} does not exist for these flows." if found is None else "It is not one figure."
    return Observed(value=None, reason=reason)
