"""ROI scenarios: what the money brings back, when, and what would make it fail."""

from components import drivers, scenarios, shell
from pages.agenda import AGENDA
from steering.frames.roi import page as roi

PLACES = {"drivers": drivers.choices, "scenarios-kept": scenarios.saved_scenarios}

shell.page(
    AGENDA["roi"],
    roi.frame,
    lambda snapshot, chosen, slot: PLACES[slot.id](snapshot, chosen, slot),
    drivers.panel,
)
