"""Architecture: what is built, on which decisions, and whether the data still supports them."""

from components import dossier_editor, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["architecture"], dossier_editor.render_edit, dossier_editor.adapt_frame)
