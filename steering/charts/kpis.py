"""Charts of KPIs."""

from __future__ import annotations

import plotly.graph_objects as go

from steering.charts import palette
from steering.charts.marks import canvas, line, month_axis, upright
from steering.kpis import Standing, target_at


def trend(standing: Standing) -> go.Figure:
    """A KPI's values by month beside its target path; a line marks a change of definition."""
    figure = canvas(height=280)
    kpi = standing.kpi
    shown = [point.month for point in standing.series]
    targets = [target_at(kpi, month) for month in shown]
    shape = ".1%" if kpi.unit == "share" else ",.2~f"
    if any(target is not None for target in targets):
        look = line("Target", palette.PLAN, dash="dot", width=2)
        figure.add_scatter(x=shown, y=targets, hovertemplate=f"%{{y:{shape}}}", **look)
    look = line("Actual", palette.ACTUAL, width=4, markers=len(shown) < 3)
    figure.add_scatter(x=shown, y=[point.value for point in standing.series], hovertemplate=f"%{{y:{shape}}}", **look)
    month_axis(figure, shown, most=5)
    if kpi.unit == "share":
        figure.update_yaxes(tickformat=".0%")
    if standing.changed and standing.changed in shown:
        upright(figure, standing.changed, "definition changed")
    return figure
