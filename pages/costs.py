"""Costs: what it costs, against the budget, for whom, and what a unit is worth."""

from components import shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["costs"])
