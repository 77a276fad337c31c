"""Every chart of every page is a figure that plotly knows: they are drawn as plain dicts, without its validation."""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go
import pytest

from steering.charts import palette
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.frames.agenda import ITEMS
from steering.frames.blocks import Chart
from steering.frames.frame import Frame
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.charts.readers import colours_in
from tests.steering.frames.walking import blocks

PAGES: tuple[Callable[[CaseContext, Filters], Frame], ...] = tuple(item.build_frame for item in ITEMS)


def charts(snapshot: CaseSnapshot) -> list[Chart]:
    views = [
        Filters(as_of="2026-10", against="worst"),
        Filters(as_of="2026-02"),
        Filters(as_of="2026-10", unit="Claims"),
    ]
    frames = [make(snapshot.context, filters) for make in PAGES for filters in views]
    return [block for frame in frames for block in blocks(frame) if isinstance(block, Chart)]


def test_plotly_knows_every_property(whole_example: CaseSnapshot) -> None:
    found = charts(whole_example)
    assert {
        "curve",
        "waves",
        "stages",
        "funnel",
        "retention",
        "units",
        "trend",
        "spend-chart",
        "services",
        "change",
        "cash",
        "tornado",
        "waterfall",
        "gantt",
        "risks-before",
    } <= {chart.id for chart in found}
    for chart in found:
        go.Figure(data=chart.figure["data"], layout=chart.figure["layout"])


def test_what_plotly_does_not_know_would_be_found() -> None:
    with pytest.raises(ValueError, match="colour"):
        go.Figure(data=[{"type": "bar", "colour": "red"}])


def test_only_roles_are_used_as_colours(whole_example: CaseSnapshot) -> None:
    for chart in charts(whole_example):
        assert colours_in(chart.figure) <= palette.colours("dark").keys(), chart.id
