"""A business case's scenarios by name: those of the file, saved ones, and the viewer's own changes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from steering.cases.business import BusinessCase, Scenario
from steering.cases.case_drivers import input_of
from steering.catalog.drivers import DRIVERS
from steering.context.filters import Filters

if TYPE_CHECKING:
    from steering.records import SavedScenario

Saved: TypeAlias = "Sequence[SavedScenario]"
BASE = "base"


def scenario_label(name: str) -> str:
    """`Without tranche 3` for the scenario `without_tranche_3`."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def label_of(business: BusinessCase, name: str | None, saved: Saved = ()) -> str:
    """Return the label of a scenario of the file, of a saved one or of the base."""
    remaining = {entry.scenario_id: entry.name for entry in saved if entry.scenario_id not in business.scenarios}
    return remaining[name] if name in remaining else scenario_label(name or BASE)


def label_of_filters(business: BusinessCase, filters: Filters, saved: Saved = ()) -> str:
    """Return the label of the selected scenario."""
    name = label_of(business, filters.scenario, saved)
    return f"{name}, with your drivers" if filters.drivers else name


def find_scenario(business: BusinessCase, name: str | None, saved: Saved = ()) -> Scenario:
    """Return a scenario of the file, or else a saved one, as a change of the base; no change for another name."""
    if name in business.scenarios:
        return business.scenarios[name]
    return next((entry.assumed.scenario for entry in saved if entry.scenario_id == name), Scenario())


def move_driver(scenario: Scenario, name: str, value: Decimal) -> Decimal:
    """Return a driver's value after the scenario's own factor or rate on the same amounts."""
    definition = DRIVERS[name]
    if definition.scenario_key is None:
        return value
    own: Decimal | None = getattr(scenario, definition.scenario_key)
    if own is None:
        return value
    return own if definition.effect == "rate" else value * own


def scenario_names(business: BusinessCase | None, saved: Saved = ()) -> tuple[str, ...]:
    """Return the names of all scenarios beside the base; one of the file hides a saved one of its name."""
    own = tuple(business.scenarios) if business else ()
    return (*own, *(entry.scenario_id for entry in saved if entry.scenario_id not in own)) if business else ()


def scenario_options(business: BusinessCase, saved: Saved, chosen: str | None) -> dict[str, str]:
    """Name -> label of the scenarios to choose from, the base apart; a withdrawn one only while it is chosen."""
    states = {entry.scenario_id: entry.state for entry in saved if entry.scenario_id not in business.scenarios}
    visible = {name: label_of(business, name, saved) for name in scenario_names(business, saved)}
    return {
        name: f"{label} ({states[name]})" if name in states else label
        for name, label in visible.items()
        if states.get(name) != "withdrawn" or name == chosen
    }


def resolve_scenario(business: BusinessCase, filters: Filters, saved: Saved = ()) -> Scenario:
    """Return the selected scenario as a change of the base, with the viewer's drivers and inputs in place of its own.

    `saved` are the scenarios that people kept. The factors on all costs and all benefits are put into their drivers,
    as the sliders show them: a viewer who sets costs to 110% in a scenario that has them at 120% gets 110%.
    """
    scenario = find_scenario(business, filters.scenario, saved)
    stands = {name: scenario.drivers.get(name, business.driver(name)) for name in DRIVERS}
    moves = {name: move_driver(scenario, name, value) for name, value in stands.items()}
    drivers = dict(scenario.drivers) | {name: value for name, value in moves.items() if value != stands[name]}
    own = {name: Decimal(repr(value)) for name, value in filters.drivers}
    drivers |= {name: value for name, value in own.items() if input_of(name) is None}
    moved = {id: value for name, value in own.items() if (id := input_of(name)) is not None}
    return Scenario(lines=scenario.lines, drivers=drivers, inputs={**scenario.inputs, **moved})
