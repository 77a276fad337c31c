"""A business case's scenarios by name, and what a viewer changes in the one that they look at."""

from __future__ import annotations

from decimal import Decimal

from steering.cases.business import BusinessCase, Scenario
from steering.room import Filters

BASE = "base"


def scenario_label(name: str) -> str:
    """`Without tranche 3` for the scenario `without_tranche_3`."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def chosen_label(filters: Filters) -> str:
    """What the looked-at scenario is called."""
    name = scenario_label(filters.scenario or BASE)
    return f"{name}, with your drivers" if filters.drivers else name


def own(business: BusinessCase, filters: Filters) -> Scenario:
    """The viewer's own drivers as a change of the scenario.

    The viewer's costs and benefits stand for the scenario's factor and its driver together, as the sliders show them.
    """
    found = business.scenarios.get(filters.scenario or "", Scenario())
    share = {"cost_factor": found.costs, "benefit_factor": found.benefits}
    values = {name: Decimal(repr(value)) / (share.get(name) or 1) for name, value in filters.drivers}
    return Scenario(drivers=values)
