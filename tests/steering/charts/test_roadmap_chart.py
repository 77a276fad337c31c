"""The Gantt chart and the risk matrix as figures: marks where the facts are, and nothing that plotly does not know."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import pytest

from steering.cases.model import Sourced
from steering.cases.risks import ImpactLevel, ProbabilityLevel, RatingScale
from steering.charts import palette, risks, roadmap, roadmap_series
from steering.charts.base import Figure
from steering.context.filters import Filters
from steering.frames.blocks import Chart
from steering.frames.roadmap import page as page
from steering.roadmap.schedule_items import Kind, Schedule, ScheduleItem
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.charts.readers import colours_in
from tests.steering.frames.walking import blocks

TODAY = date(2026, 4, 30)
ARRIVED = date(2026, 1, 1)


def item(id: str, kind: Kind, start: date, end: date, *, slip: int = 0, **more: Any) -> ScheduleItem:
    planned = timedelta(days=slip)
    return ScheduleItem(
        id=id,
        kind=kind,
        name=f"The {id} <b>",
        short=id,
        baseline_start=start - planned,
        baseline_end=end - planned,
        start=start,
        end=end,
        has_started=start <= TODAY,
        has_finished=end <= TODAY,
        **more,
    )


DONE = item("done", Kind.PHASE, ARRIVED, date(2026, 3, 31))
RUNNING = item("running", Kind.WAVE, date(2026, 4, 1), date(2026, 8, 31), slip=12, critical=True)
AHEAD = item("ahead", Kind.WAVE, date(2026, 6, 1), date(2026, 6, 30))
POINT = item("point", Kind.MILESTONE, date(2026, 9, 10), date(2026, 9, 10), slip=3)


@pytest.fixture(scope="module")
def figure() -> Figure:
    found = Schedule(today=TODAY, items=(DONE, RUNNING, AHEAD, POINT), paths=((RUNNING,),))
    return draw_gantt(found)


def draw_gantt(schedule: Schedule) -> Figure:
    return roadmap.gantt(roadmap_series.gantt_series(schedule, ()), schedule.today, "days")


def traces(figure: Figure, name: str) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if trace.get("name") == name]


def bars(figure: Figure, name: str) -> list[tuple[float, str, float]]:
    """(row, first day, days) of the bars of a kind."""
    return [
        (row, base, length / roadmap.DAY)
        for trace in traces(figure, name)
        for row, base, length in zip(trace["y"], trace["base"], trace["x"], strict=True)
    ]


def test_what_happened_ends_today_and_the_forecast_goes_on_tomorrow(figure: Figure) -> None:
    assert bars(figure, "Actual") == [(0, "2026-01-01", 90), (1, "2026-04-01", 30)]
    assert bars(figure, "Forecast") == [(2, "2026-06-01", 30)]
    assert bars(figure, "Critical path") == [(1, "2026-05-01", 123)]


def test_the_critical_path_has_an_outline_and_a_name_of_its_own(figure: Figure) -> None:
    (trace,) = traces(figure, "Critical path")
    assert trace["marker"] == {"color": palette.FORECAST, "line": {"color": palette.TEXT, "width": 2}}
    assert "line" not in traces(figure, "Forecast")[0]["marker"]


def test_the_baseline_lies_below_its_bar(figure: Figure) -> None:
    assert [(base, days) for _, base, days in bars(figure, "Baseline")] == [
        ("2026-01-01", 90),
        ("2026-03-20", 153),
        ("2026-06-01", 30),
    ]


def test_slips_are_written_behind_what_is_not_finished(figure: Figure) -> None:
    (texts,) = [trace for trace in figure["data"] if trace.get("mode") == "text"]
    assert [text.strip() for text in texts["text"]] == ["+12 d", "+3 d"]
    assert texts["x"] == ["2026-08-31", "2026-09-10"]


def test_today_is_marked(figure: Figure) -> None:
    assert figure["layout"]["annotations"][0]["text"] == "today, 30 Apr"
    assert figure["layout"]["shapes"][0]["x0"] == "2026-04-30"


def test_names_are_shown_letter_by_letter(figure: Figure) -> None:
    assert "<b>The running &lt;b&gt;</b>" in json.dumps(figure["data"])
    assert "The running <b>" not in json.dumps(figure["data"])


def test_long_names_leave_room_for_the_bars() -> None:
    long = item("a name that is much too long for a phone", Kind.PHASE, ARRIVED, TODAY)
    figure = draw_gantt(Schedule(today=TODAY, items=(long,), paths=()))
    assert figure["layout"]["yaxis"]["ticktext"] == ["a name that is…a phone"]


def scale_of(probability: tuple[int, ...], impact: tuple[int, ...]) -> RatingScale:
    nothing = Sourced(value=Decimal(0))
    return RatingScale(
        probability=tuple(ProbabilityLevel(level=level, word=f"p{level}", share=nothing) for level in probability),
        impact=tuple(ImpactLevel(level=level, word=f"i{level}", loss=nothing) for level in impact),
    )


def test_the_matrix_has_a_number_where_a_risk_is() -> None:
    scale = scale_of((1, 3, 5), (1, 5))
    chart = risks.matrix_series({(5, 1): (2, 3), (1, 5): (1,)}, scale, "before")
    assert chart.rows == (("p5", "i1", 5, "2, 3"), ("p1", "i5", 5, "1"))
    assert chart.alt.endswith("3 risks. The highest score is 5: number 2 and 3.")
    (trace,) = risks.matrix(chart, scale)["data"]
    assert trace["text"] == [["", "1"], ["", ""], ["2, 3", ""]]
    assert trace["z"] == [[0, 1], [0, 2], [1, 2]], "low, medium and high by the product"
    assert trace["hovertext"][2][0] == "2 risks: 2, 3<br>probability 5 × impact 1 = 5"


def test_plotly_knows_every_property_and_only_roles_are_colours(figure: Figure) -> None:
    scale = scale_of((1, 2), (1, 2))
    for one in (figure, risks.matrix(risks.matrix_series({}, scale, "after"), scale)):
        go.Figure(data=one["data"], layout=one["layout"])
        assert colours_in(one) <= palette.colours("dark").keys()


@pytest.mark.parametrize("as_of", ["2025-05", "2026-07", "2026-10"])
def test_the_example_s_charts_pass_plotly_s_validator(example: CaseSnapshot, as_of: str) -> None:
    frame = page.build_frame(example.context, Filters(as_of=as_of))
    found = {block.id: block for block in blocks(frame) if isinstance(block, Chart)}
    # The risk log is of October.
    assert set(found) == {"gantt", *(("risks-before", "risks-after") if as_of == "2026-10" else ())}
    for chart in found.values():
        go.Figure(data=chart.figure["data"], layout=chart.figure["layout"])
        assert colours_in(chart.figure) <= palette.colours("light").keys()


def test_the_example_s_gates_show_number_sign_and_colour(example: CaseSnapshot) -> None:
    frame = page.build_frame(example.context, Filters(as_of="2026-10"))
    (gantt,) = [block for block in blocks(frame) if isinstance(block, Chart) and block.id == "gantt"]
    (gates,) = [trace for trace in gantt.figure["data"] if trace.get("mode") == "markers+text"]
    assert gates["text"] == ["1✓", "2✓", "3✕", "4"]
    assert gates["marker"]["color"] == [palette.GOOD, palette.GOOD, palette.BAD, palette.PLAN]
