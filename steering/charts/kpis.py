"""Charts of KPIs."""

from __future__ import annotations

from steering.charts import palette
from steering.charts.base import Figure, add_trace, axis, line, month_axis, new_figure, vertical_line
from steering.kpis.scorecard import KpiResult


def trend(standing: KpiResult) -> Figure:
    """A KPI's values by month beside its target path; a line marks a change of definition."""
    figure = new_figure(height=280)
    kpi = standing.kpi
    shown = [point.month for point in standing.series]
    targets = [standing.target_at(month) for month in shown]
    shape = ".1%" if kpi.unit == "share" else ",.2~f"
    if any(target is not None for target in targets):
        look = line("Target", palette.PLAN, dash="dot", width=2, hover=f"%{{y:{shape}}}")
        add_trace(figure, "scatter", x=shown, y=targets, **look)
    look = line("Actual", palette.ACTUAL, width=4, markers=len(shown) < 3, hover=f"%{{y:{shape}}}")
    add_trace(figure, "scatter", x=shown, y=[point.value for point in standing.series], **look)
    month_axis(figure, shown, most=5)
    if kpi.unit == "share":
        axis(figure, "y", tickformat=".0%")
    if standing.redefined_in and standing.redefined_in in shown:
        vertical_line(figure, standing.redefined_in, "definition changed")
    return figure
