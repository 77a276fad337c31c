"""Audit log: who did what and when, checked, and to take along."""

from components import audit_log, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["log"], audit_log.render_log, without_case=audit_log.render_alone)
