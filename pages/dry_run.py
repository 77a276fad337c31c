"""Dry run: the storyboard presented alone and against the clock, again and again, and what the runs show."""

from components import dry_run, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["dry_run"], dry_run.render_dry_run)
