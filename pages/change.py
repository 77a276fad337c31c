"""Change: who still has to be won over, how far each group has come, and what is told to whom."""

from components import dossier_editor, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["change"], dossier_editor.render_edit, dossier_editor.adapt_frame)
