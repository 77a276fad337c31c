"""Every chart of every page draws the numbers of its table, and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from steering.charts.roadmap import DAY
from steering.frames.blocks import Chart
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.charts.readers import READERS, agrees
from tests.steering.charts.test_validity import PAGES, charts
from tests.steering.frames.walking import blocks
from tests.steering.small_cases import starter

# Marks that repeat a figure of the note or of a tile: their tables have no cell for them.
WITHOUT_CELL = {("cash", "Payback"), ("surface", "scatter")}


def disagreements(chart: Chart) -> list[Any]:
    """The numbers drawn that the table does not say, with the cell beside them."""
    try:
        return [pair for pair in READERS[chart.id](chart) if not agrees(*pair)]
    except AssertionError as problem:
        return [problem]


def test_every_chart_of_the_example_draws_its_table(whole_example: CaseSnapshot) -> None:
    drawn = charts(whole_example)
    assert {chart.id for chart in drawn} <= set(READERS)
    assert {chart.id: disagreements(chart) for chart in drawn if disagreements(chart)} == {}


def test_the_table_and_the_words_of_every_chart_follow_from_its_series(whole_example: CaseSnapshot) -> None:
    for chart in charts(whole_example):
        columns = [(column.label, column.kind, column.help) for column in chart.table.columns]
        listed = [(series.name, series.unit, series.help) for series in chart.series.columns]
        assert columns == [(chart.series.axis, "text", ""), *listed], chart.id
        assert (chart.table.rows, chart.alt) == (chart.series.rows, chart.series.alt), chart.id


def test_every_chart_of_the_starter_draws_its_table(tmp_path: Path, lay: Callable[[Path], CaseSnapshot]) -> None:
    snapshot = lay(starter(tmp_path / "starter"))
    views = [snapshot.default_filters, replace(snapshot.default_filters, against="worst")]
    frames = [page(snapshot.context, filters) for page in PAGES for filters in views]
    drawn = [block for frame in frames for block in blocks(frame) if isinstance(block, Chart)]
    assert drawn
    assert {chart.id: disagreements(chart) for chart in drawn if disagreements(chart)} == {}


def test_a_trace_of_other_numbers_is_found(whole_example: CaseSnapshot) -> None:
    by_id = {chart.id: chart for chart in charts(whole_example)}
    unnoticed = [
        (chart.id, index)
        for chart in by_id.values()
        for index, changed in other_numbers(chart)
        if not disagreements(changed)
    ]
    assert unnoticed == []


def other_numbers(chart: Chart) -> Iterator[tuple[int, Chart]]:
    """The chart with one trace after another drawn from other numbers."""
    for index, trace in enumerate(chart.figure["data"]):
        keys = {(chart.id, trace.get("name")), (chart.id, trace["type"])}
        if keys & WITHOUT_CELL or not len(trace.get("x", ())):
            continue
        figure = deepcopy(chart.figure)
        changed = figure["data"][index]
        if trace["type"] == "heatmap":
            changed["z"] = [[None if value is None else value * 1.3 + 1 for value in row] for row in trace["z"]]
            changed["z"][0][0] = 7
        else:
            key = "x" if trace.get("orientation") == "h" or chart.id in ("waves", "gantt") else "y"
            changed[key] = [_other(value) for value in trace[key]]
        yield index, replace(chart, figure=figure)


def _other(value: Any) -> Any:
    if isinstance(value, str):
        return "2020-01-01"
    if isinstance(value, float | int) and value >= DAY:
        return value + 3 * DAY
    return None if value is None else value * 1.3 + 1


@pytest.mark.parametrize(
    ("drawn", "cell", "same"),
    [
        (4_910_070.2, "USD 4.9M (100%)", True),
        (4_960_000.0, "USD 4.9M (100%)", False),
        (-925_123.0, "−USD 925k (85%)", True),
        (0.5556, 0.5556, True),
        (-0.44, "−0.44", True),
        (3_398_871.0, "+USD 3.4M", True),
        (0.238, "24%", True),
        (0.3, "24%", False),
        (67867.96, 67868, True),
        (None, None, True),
        (None, 0, False),
    ],
)
def test_a_number_agrees_with_a_cell_to_its_decimals(drawn: float | None, cell: Any, same: bool) -> None:
    assert agrees(drawn, cell) is same
