"""Roadmap: what happens when, which gates release money, and what may go wrong."""

from components import shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["roadmap"])
