"""ROI scenarios: what the money brings back, when, and what would make it fail."""

from components import drivers, scenarios, shell
from steering.frames.agenda import AGENDA

PLACES = {"drivers": drivers.choices, "scenarios-kept": scenarios.saved_scenarios}

shell.page(
    AGENDA["roi"],
    lambda snapshot, chosen, slot: PLACES[slot.id](snapshot, chosen, slot),
    drivers.panel,
)
