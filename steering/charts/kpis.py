"""Charts of KPIs."""

from __future__ import annotations

from steering.charts import palette
from steering.charts.base import (
    Figure,
    add_trace,
    add_vertical_line,
    line_style,
    new_figure,
    set_month_axis,
    update_axis,
)
from steering.kpis.scorecard import KpiResult


def trend(result: KpiResult) -> Figure:
    """A KPI's values by month beside its target path; a line marks a change of definition."""
    figure = new_figure(height=280)
    kpi = result.kpi
    months = [point.month for point in result.series]
    targets = [result.target_at(month) for month in months]
    shape = ".1%" if kpi.unit == "share" else ",.2~f"
    if any(target is not None for target in targets):
        look = line_style("Target", palette.PLAN, dash="dot", width=2, hover=f"%{{y:{shape}}}")
        add_trace(figure, "scatter", x=months, y=targets, **look)
    look = line_style("Actual", palette.ACTUAL, width=4, markers=len(months) < 3, hover=f"%{{y:{shape}}}")
    add_trace(figure, "scatter", x=months, y=[point.value for point in result.series], **look)
    set_month_axis(figure, months, most=5)
    if kpi.unit == "share":
        update_axis(figure, "y", tickformat=".0%")
    if result.redefined_in and result.redefined_in in months:
        add_vertical_line(figure, result.redefined_in, "definition changed")
    return figure
