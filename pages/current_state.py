"""Current state: what it takes today, what hurts, and how able the organisation is."""

from components import dossier_editor, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["current_state"], dossier_editor.render_edit, dossier_editor.adapt_frame)
