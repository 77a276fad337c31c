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
from steering.charts.series import Series, SeriesChart
from steering.charts.wording import describe_move
from steering.formatting import format_number
from steering.kpis.scorecard import KpiResult
from steering.months import format_month


def trend_series(result: KpiResult) -> SeriesChart:
    """Return a KPI by month: its value, its target, and what the value was divided from."""
    points = result.series
    targets = [result.target_at(point.month) for point in points]
    return SeriesChart(
        axis="Month",
        categories=tuple(format_month(point.month) for point in points),
        ticks=tuple(point.month for point in points),
        series=(
            Series(
                name="Actual",
                kind="line",
                role=palette.ACTUAL,
                unit="figure",
                values=tuple(point.value for point in points),
                cells=tuple(result.format(point.value) for point in points),
            ),
            Series(
                name="Target",
                kind="line",
                role=palette.PLAN,
                unit="figure",
                values=tuple(targets),
                cells=tuple(map(result.format, targets)),
            ),
            *(
                Series(name=name, unit="figure", values=tuple(map(_format_count, counts)))
                for name, counts in (
                    ("Numerator", [point.numerator for point in points]),
                    ("Denominator", [point.denominator for point in points]),
                )
            ),
        ),
        alt=_describe_trend(result),
    )


def _describe_trend(result: KpiResult) -> str:
    points = [(point.month, point.value) for point in result.series if point.value is not None]
    if not points:
        return ""
    (start, first), (end, last) = points[0], points[-1]
    alt = f"Line chart. {result.kpi.name} "
    alt += describe_move((first, last), (result.format(first), result.format(last)), (start, end))
    if result.redefined_in and start < result.redefined_in:
        alt += f"; its definition changed in {format_month(result.redefined_in)}"
    if result.target is not None:
        alt += f"; the target for {format_month(result.month)} is {result.format(result.target)}"
    return alt + "."


def trend(result: KpiResult, chart: SeriesChart) -> Figure:
    """Draw a KPI's values by month beside its target path; a line marks a change of definition."""
    figure = new_figure(height=280)
    months, actual, target = chart.labels, chart.find("Actual"), chart.find("Target")
    share = result.kpi.unit == "share"
    hover = f"%{{y:{'.1%' if share else ',.2~f'}}}"
    if any(value is not None for value in target.numbers):
        look = line_style(target.name, target.role, dash="dot", width=2, hover=hover)
        add_trace(figure, "scatter", x=months, y=target.numbers, **look)
    look = line_style(actual.name, actual.role, width=4, markers=len(months) < 3, hover=hover)
    add_trace(figure, "scatter", x=months, y=actual.numbers, **look)
    set_month_axis(figure, months, most=5)
    if share:
        update_axis(figure, "y", tickformat=".0%")
    if result.redefined_in and result.redefined_in in months:
        add_vertical_line(figure, result.redefined_in, "definition changed")
    return figure


def _format_count(value: float | None) -> str | None:
    return None if value is None else format_number(value)
