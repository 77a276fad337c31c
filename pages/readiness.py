"""Readiness: whether the one who presents is ready, rule by rule, and what to say if asked."""

from components import readiness, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["readiness"], readiness.render_readiness, readiness.adapt_frame)
