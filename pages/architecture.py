"""Architecture: what is built, on which decisions, and whether the data still supports them."""

from components import shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["architecture"])
