"""Decisions: what was decided, on which figures, and whether its conditions hold today."""

from components import shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["decisions"])
