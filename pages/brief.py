"""Brief: the four questions a committee asks first."""

from components import shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["brief"])
