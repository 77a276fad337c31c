"""Golden thread: from each pain to its cure, its worth, its measure and its claim, with what is missing."""

from components import shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["thread"])
