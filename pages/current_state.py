"""Current state: what it takes today, what hurts, and how able the organisation is."""

from components import shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["current_state"])
