"""Roadmap: what happens when, which gates release money, and what may go wrong."""

from components import dossier_editor, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["roadmap"], dossier_editor.render_edit, dossier_editor.adapt_frame)
