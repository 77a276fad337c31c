"""Every chart of every page is a figure that plotly knows: they are drawn as plain dicts, without its validation."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import plotly.graph_objects as go
import pytest

from steering.charts import palette
from steering.charts.ready import ready
from steering.frames import adoption, brief, costs, kpis
from steering.frames.frame import Chart, Frame
from steering.installation import Installation, Table
from steering.room import Filters, Room
from tests.steering.frames.walking import blocks

PAGES: tuple[Callable[[Room, Filters], Frame], ...] = (brief.frame, adoption.frame, kpis.frame, costs.frame)


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory, example_case: Path) -> Iterator[Table]:
    installation = Installation(tmp_path_factory.mktemp("home"), example_case)
    yield installation.table()
    installation.close()


def charts(table: Table) -> list[Chart]:
    views = [Filters(as_of="2026-10"), Filters(as_of="2026-02"), Filters(as_of="2026-10", unit="Claims")]
    frames = [make(table.room, filters) for make in PAGES for filters in views]
    return [block for frame in frames for block in blocks(frame) if isinstance(block, Chart)]


def test_plotly_knows_every_property(laid: Table) -> None:
    found = charts(laid)
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
    } <= {chart.id for chart in found}
    for chart in found:
        go.Figure(data=chart.figure["data"], layout=chart.figure["layout"])


def test_what_plotly_does_not_know_would_be_found() -> None:
    with pytest.raises(ValueError, match="colour"):
        go.Figure(data=[{"type": "bar", "colour": "red"}])


def test_ready_changes_nothing(laid: Table) -> None:
    for chart in charts(laid):
        drawn = json.loads(ready(chart.figure).to_json(engine="json"))
        assert drawn["data"] == json.loads(json.dumps(chart.figure["data"]))


def test_only_roles_are_used_as_colours(laid: Table) -> None:
    for chart in charts(laid):
        text = json.dumps(chart.figure)
        painted = palette.painted(text, "dark")
        assert "#0000" not in painted, chart.id
