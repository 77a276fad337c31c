"""Claims audit: does a business case, this one or another, say what its own cash flows say?"""

from components import audits, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["audit"], audits.render_audits)
