"""Question drill: the hardest questions that the committee could ask, asked until the answers sit."""

from components import drill, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["drill"], drill.render_drill, drill.adapt_frame)
