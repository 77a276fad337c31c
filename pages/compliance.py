"""Compliance: which controls can we show an auditor today, and what expires next?"""

from components import compliance, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["compliance"], compliance.render_slot, compliance.adapt_frame)
