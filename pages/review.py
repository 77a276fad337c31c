"""Review: what others make of a run, by rubric and moment by moment."""

from components import review, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["review"], review.render_review)
