"""KPIs: the scorecard, and one KPI closer."""

from components import shell
from steering.frames.agenda import AGENDA

shell.render_page(AGENDA["kpis"])
