"""Present: the console from which a meeting is run."""

from components import present, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["present"], present.render_present)
