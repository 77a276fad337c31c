"""A plot has every value, text and name that the figure of its chart carries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from steering.charts import palette, runs
from steering.charts.base import shorten_name
from steering.charts.roadmap import DAY
from steering.charts.series import SeriesChart
from steering.exports.plots.labels import clean
from steering.exports.plots.plot import Plot, PlotSeries
from steering.exports.plots.read_plot import read_plot
from steering.exports.storyboard import export_storyboard
from steering.frames.blocks import Chart, leaves
from steering.frames.series_table import series_table
from steering.rehearsal.comparison import compare_runs
from steering.rehearsal.pacing import scene_paces
from steering.rehearsal.practice import Practice
from steering.rehearsal.run_series import (
    build_comparison_series,
    build_practice_series,
    build_scene_series,
    build_trend_series,
    list_scene_names,
)
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.charts.test_validity import PAGES, charts
from tests.steering.rehearsal.run_examples import make_run, take
from tests.steering.small_cases import starter


def differences(chart: Chart) -> list[str]:
    """What the figure of a chart carries and its plot does not."""
    plot = read_plot(chart)
    traces = [trace for trace in chart.figure["data"] if trace["type"] != "heatmap"]
    assert len(traces) == len(plot.series)
    differing = [
        trace.get("name", "?")
        for trace, series in zip(traces, plot.series, strict=True)
        if not same(trace, series, plot)
    ]
    return [*differing, *missing_fields(chart, plot), *missing_words(chart, plot)]


def same(trace: dict[str, Any], series: PlotSeries, plot: Plot) -> bool:
    """Whether a series has the places, values and texts of a trace."""
    base, value = ("y", "x") if plot.horizontal else ("x", "y")
    if trace.get("fill") == "toself":
        upper = [(point.at, point.value) for point in series.points]
        lower = [(point.at, point.start) for point in series.points]
        there = [(place(at, plot), length) for at, length in zip(trace[base], trace[value], strict=True)]
        return there == [*upper, *reversed(lower)]
    texts = [clean(text) for text in trace.get("text", [""] * len(trace[base]))]
    values = [amount(raw, trace, plot) for raw in trace[value]]
    if trace["type"] == "waterfall":
        assert trace["measure"][-1] == "total"
        values[-1] = sum(values[:-1])
    starts = [amount(raw, trace, plot) for raw in trace["base"]] if "base" in trace else None
    return (
        [point.at for point in series.points if point.value is not None]
        == [place(at, plot) for at in trace[base] if at is not None]
        or any(point.value is None for point in series.points)
    ) and (
        [point.value for point in series.points] == values
        and [point.text for point in series.points] == texts
        and (starts is None or [point.start for point in series.points] == starts)
    )


def place(at: Any, plot: Plot) -> float:
    """Where the plot has a place of the base axis: numbers stand for themselves, names for a category."""
    if not isinstance(at, str):
        return float(at)
    name = clean(at)
    ways = [{category, month_of(category)} for category in plot.categories]
    return float(next(index for index, way in enumerate(ways) if name in way))


def month_of(category: str) -> str:
    """`2026-02` of `Feb 2026`; whatever is no month stays."""
    name, _, year = category.partition(" ")
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{year}-{months.index(name) + 1:02d}" if name in months and year.isdigit() else category


def amount(raw: Any, trace: dict[str, Any], plot: Plot) -> Any:
    """A raw value as the plot has it: days for dates and for what lies between them."""
    if plot.value.kind != "date" or raw is None:
        return raw
    return float(date.fromisoformat(raw).toordinal()) if isinstance(raw, str) else raw / DAY


def missing_fields(chart: Chart, plot: Plot) -> Iterator[str]:
    """The rows of a heat map that the grid does not have, in whichever order."""
    for trace in chart.figure["data"]:
        if trace["type"] == "heatmap":
            assert plot.grid
            rows = [[field.value for field in row] for row in plot.grid.fields]
            yield from (f"{row}" for row in trace["z"] if list(row) not in rows)
            texts = {field.text for row in plot.grid.fields for field in row}
            yield from (text for row in trace.get("text", ()) for text in row if clean(text) not in texts)


def missing_words(chart: Chart, plot: Plot) -> Iterator[str]:
    """The words beside the figure that the plot does not have, and what is no colour of the light palette."""
    names = {way for series in plot.series for way in (series.name, shorten_name(series.name))}
    words = names | {reference.text for reference in plot.references} | {note.text for note in plot.notes}
    notes = [clean(note["text"]) for note in chart.figure["layout"].get("annotations", ())]
    yield from (note for note in notes if note not in words)
    known = set(palette.colours("light").values()) | {""}
    for series in plot.series:
        colours = {series.colour, series.outline, *(point.colour for point in series.points)}
        yield from (f"{series.name} {colour}" for colour in colours if colour not in known)
    if any("…" in category for category in plot.categories):
        yield "a name is shortened"


def test_every_chart_of_the_example(whole_example: CaseSnapshot) -> None:
    drawn = charts(whole_example)
    assert {chart.id: differences(chart) for chart in drawn if differences(chart)} == {}


def test_every_chart_of_every_scene(whole_example: CaseSnapshot) -> None:
    parts = export_storyboard(whole_example.context).parts
    drawn = [block for part in parts if part.frame for block in leaves(part.frame.blocks) if isinstance(block, Chart)]
    assert drawn
    assert {chart.id: differences(chart) for chart in drawn if differences(chart)} == {}


def test_every_chart_of_the_starter(tmp_path: Path, lay: Callable[[Path], CaseSnapshot]) -> None:
    snapshot = lay(starter(tmp_path / "starter"))
    views = [snapshot.default_filters, replace(snapshot.default_filters, against="worst")]
    frames = [page(snapshot.context, filters) for page in PAGES for filters in views]
    drawn = [block for frame in frames for block in leaves(frame.blocks) if isinstance(block, Chart)]
    assert drawn
    assert {chart.id: differences(chart) for chart in drawn if differences(chart)} == {}


def test_every_chart_of_rehearsals() -> None:
    hostile = "<b>%{x} & co</b>"
    late, early, cut = make_run(2, take(60, 165, 70)), make_run(1, take(80, 150, 50)), make_run(3, take(60, 120))
    edited = make_run(4, {"new": 30, "model": 120}, plan={"new": 30.0, "model": 90.0}, messages={"new": hostile})
    pair = build_comparison_series(compare_runs(late, edited), ("Run 2", "Run 4"))
    practice = build_practice_series(scene_paces([late, early]), list(list_scene_names(late).values()))
    trend = build_trend_series(Practice(runs=(late, early)).trend)
    drawn = [
        *(as_chart(build_scene_series(run), runs.scene_times) for run in (late, cut)),
        as_chart(pair, runs.compare_scenes),
        as_chart(practice, runs.scene_spread),
        as_chart(trend, runs.trend),
    ]
    assert [differences(chart) for chart in drawn if differences(chart)] == []
    assert f"1. {hostile}" in read_plot(drawn[2]).categories
    assert read_plot(drawn[2]).stack == "group"


def as_chart(series: SeriesChart, draw: Callable[[SeriesChart], dict[str, Any]]) -> Chart:
    return Chart(
        id="runs",
        title="Runs",
        series=series,
        figure=draw(series),
        table=series_table(series, id="runs-table", title=""),
    )


def test_a_plot_of_other_numbers_differs(whole_example: CaseSnapshot) -> None:
    by_id = {chart.id: chart for chart in charts(whole_example)}
    for chart in by_id.values():
        other = replace(chart, figure=deepcopy(chart.figure))
        plot, trace = read_plot(chart), other.figure["data"][-1]
        if trace["type"] == "heatmap":
            trace["z"][0][0] = 7
        else:
            letter = "x" if plot.horizontal else "y"
            trace[letter][0] = "2031-01-01" if isinstance(trace[letter][0], str) else (trace[letter][0] or 0) + 1
        assert asdict(read_plot(other)) != asdict(plot), chart.id


def test_what_each_kind_of_figure_is_read_as(whole_example: CaseSnapshot) -> None:
    plots = {chart.id: read_plot(chart) for chart in charts(whole_example)}
    cash, gantt, curve = plots["cash"], plots["gantt"], plots["curve"]
    assert (cash.stack, [series.kind for series in cash.series]) == ("stack", ["bar", "bar", "line", "mark"])
    assert (cash.value.title, cash.value.kind, cash.base.kind) == ("USD million", "number", "category")
    assert gantt.value.kind == "date"
    assert next(line.text for line in gantt.references) == "today, 31 Oct"
    assert [series.name for series in gantt.series[:4]] == ["Baseline", "Actual", "Forecast", "Critical path"]
    assert curve.of_kind("band")[0].name == "Likely range"
    assert curve.categories[0] == "Feb 2026"
    steps = plots["change"].series[0].points
    assert (steps[1].start, steps[1].end) == (steps[0].value, steps[2].start)
    assert steps[-1].start == 0
    assert steps[-1].value == steps[-2].end
    grid = plots["risks-before"].grid
    assert grid
    assert (grid.rows[0], grid.columns[-1]) == ("5 Almost certain", "5 Severe")
    assert {field.ink for row in grid.fields for field in row} == {"#101922", "#ffffff"}
    retention = plots["retention"].grid
    assert retention
    assert retention.columns == tuple(map(str, range(9)))
    assert retention.rows[0].startswith("Wave 1")
    assert plots["spider"].base.ticks == ((-1.0, "Low end"), (0.0, "As it stands"), (1.0, "High end"))
