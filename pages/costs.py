"""Costs: what it costs, against the budget, for whom, and what a unit is worth."""

from components import shell
from pages.agenda import AGENDA
from steering.frames.costs import page as costs

shell.page(AGENDA["costs"], costs.frame)
