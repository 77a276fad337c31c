"""Governance: who decides what, by which rules, and what has expired."""

from components import dossier_editor, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["governance"], dossier_editor.render_edit, dossier_editor.adapt_frame)
