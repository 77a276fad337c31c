"""Governance: who decides what, by which rules, and what has expired."""

from components import shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["governance"])
