"""Compliance: which controls can we show an auditor today, and what expires next?"""

from components import compliance, dossier_editor, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["compliance"], compliance.render_slot, dossier_editor.adapt_frame)
