"""Cohorts: who works here, in which role, and by which link they come in."""

from components import cohorts, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["cohorts"], cohorts.render_cohorts, without_case=cohorts.render_alone)
