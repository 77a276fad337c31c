"""Charts of enablement."""

from __future__ import annotations

from steering.charts.adoption import set_horizontal
from steering.charts.base import (
    BAR_TEXT,
    Figure,
    add_trace,
    escape_label,
    integer_ticks,
    new_figure,
    row_height,
)
from steering.charts.enablement_series import IN_ORDER, OUT_OF_ORDER
from steering.charts.series import SeriesChart


def onboarding(chart: SeriesChart) -> Figure:
    """Draw the teams that have done each step; those that left a step before it out are drawn apart."""
    figure = new_figure(height=60 + row_height(len(chart.categories)) * max(len(chart.categories), 2))
    labels = [escape_label(label) for label in chart.labels]
    for name in (IN_ORDER, OUT_OF_ORDER):
        series = chart.find(name)
        if name == IN_ORDER or any(series.numbers):
            bar = {"name": name, "marker": {"color": series.role}, "orientation": "h"}
            texts = [value or "" for value in series.numbers]
            add_trace(figure, "bar", y=labels, x=series.numbers, text=texts, **bar, **BAR_TEXT)
    figure["layout"].update(barmode="stack")
    set_horizontal(figure, chart.labels)
    integer_ticks(figure, max((value or 0 for value in chart.find("Done").numbers), default=0), name="x")
    return figure
