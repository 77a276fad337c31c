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


def chosen(business: BusinessCase, filters: Filters) -> Scenario:
    """The looked-at scenario as a change of the base, with the viewer's own drivers in place of the scenario's.

    The factors on all costs and all benefits are put into their drivers, as the sliders show them: a viewer who sets
    costs to 110 % in a scenario that has them at 120 % gets 110 %.
    """
    found = business.scenarios.get(filters.scenario or "", Scenario())
    drivers = dict(found.drivers)
    for name, factor in (("cost_factor", found.costs), ("benefit_factor", found.benefits)):
        if factor != 1:
            drivers[name] = drivers.get(name, business.driver(name)) * factor
    if found.discount_rate is not None:
        drivers["discount_rate"] = found.discount_rate
    drivers |= {name: Decimal(repr(value)) for name, value in filters.drivers}
    return Scenario(lines=found.lines, drivers=drivers)
