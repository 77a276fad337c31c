"""Roadmap: what happens when, which gates release money, and what may go wrong."""

from components import shell
from pages.agenda import AGENDA
from steering.frames.roadmap import page as roadmap

shell.page(AGENDA["roadmap"], roadmap.frame)
