"""Adoption: how far are the teams, against the plan?"""

from components import shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["adoption"])
