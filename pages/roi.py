"""ROI scenarios: what the money brings back, when, and what would make it fail."""

from components import drivers, scenarios, shell
from steering.frames.agenda import AGENDA

PLACES = {"drivers": drivers.render_entry, "scenarios-kept": scenarios.render_saved_scenarios}

shell.render_page(AGENDA["roi"], lambda snapshot, chosen, slot: PLACES[slot.id](snapshot, chosen, slot))
