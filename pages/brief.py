"""Brief: the four questions a committee asks first."""

from components import shell
from pages.agenda import AGENDA
from steering.frames import brief

shell.page(AGENDA["brief"], brief.frame)
