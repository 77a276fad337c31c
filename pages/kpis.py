"""KPIs: the scorecard, and one KPI closer."""

from components import shell
from pages.agenda import AGENDA
from steering.frames.kpis import page as kpis

shell.page(AGENDA["kpis"], kpis.frame)
