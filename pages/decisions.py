"""Decisions: what was decided, on which figures, and whether its conditions hold today."""

from components import shell
from pages.agenda import AGENDA
from steering.frames.decisions import page as decisions

shell.page(AGENDA["decisions"], decisions.frame)
