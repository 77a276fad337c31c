"""Brief: the four questions a committee asks first."""

from components import shell
from pages.agenda import AGENDA
from steering.frames.brief import page as brief

shell.page(AGENDA["brief"], brief.frame)
