"""Compliance: which controls can we show an auditor today, and what expires next?"""

from components import auditor_package, shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["compliance"], auditor_package.render_package)
