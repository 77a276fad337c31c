"""Adoption: how far are the teams, against the plan?"""

from components import shell
from pages.agenda import AGENDA
from steering.frames.adoption import page as adoption

shell.page(AGENDA["adoption"], adoption.frame)
