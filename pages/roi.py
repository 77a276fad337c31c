"""ROI scenarios: what the money brings back, when, and what would make it fail."""

from components import drivers, shell
from pages.agenda import AGENDA
from steering.frames import roi

shell.page(AGENDA["roi"], roi.frame, drivers.choices, drivers.panel)
