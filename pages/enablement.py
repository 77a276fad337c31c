"""Enablement: how teams come onto the platform, what they take along, and what has been learned and signed."""

from components import enablement, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["enablement"], enablement.render_slot, enablement.adapt_frame)
