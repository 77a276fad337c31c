"""Compliance: which controls can we show an auditor today, and what expires next?"""

from components import shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["compliance"])
