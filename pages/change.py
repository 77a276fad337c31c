"""Change: who still has to be won over, how far each group has come, and what is told to whom."""

from components import shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["change"])
