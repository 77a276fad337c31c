"""Charts of runs: what is drawn is what the table beside it says, in minutes where that has minutes and seconds."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from steering.charts import palette, runs
from steering.charts.base import Figure
from steering.charts.series import SeriesChart
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
from steering.rehearsal.trend import MOST_POINTS
from tests.steering.charts.readers import colours_in
from tests.steering.rehearsal.run_examples import make_run, take

HOSTILE = "<b>%{x} & co</b>"
LATE = make_run(2, take(60, 165, 70))
CUT = make_run(3, take(60, 120), outcome="given up")
EARLY = make_run(1, take(80, 150, 50))
EDITED = make_run(4, {"new": 30, "model": 120}, plan={"new": 30.0, "model": 90.0}, messages={"new": HOSTILE})


def traces(figure: Figure) -> dict[str, dict[str, Any]]:
    """The traces of a figure by name, which it has to know."""
    go.Figure(data=figure["data"], layout=figure["layout"])
    assert colours_in(figure) <= palette.colours("dark").keys()
    return {trace.get("name", ""): trace for trace in figure["data"]}


def column(chart: SeriesChart, name: str) -> dict[str, Any]:
    """The seconds of a column by category."""
    return dict(zip(chart.categories, chart.find(name).values, strict=True))


def drawn(trace: dict[str, Any]) -> dict[str, float]:
    """The seconds of horizontal bars or marks by category."""
    return {name: minutes * 60 for name, minutes in zip(trace["y"], trace["x"], strict=True) if minutes is not None}


class TestOneRun:
    def test_each_scene_is_drawn_by_how_it_stands_against_its_plan(self) -> None:
        chart = build_scene_series(LATE)
        figure = traces(runs.scene_times(chart))
        assert drawn(figure["Within plan"]) == {"1. One": 60}
        assert drawn(figure["Over plan"]) == {"3. End": 70}
        assert drawn(figure["Over by more than a third"]) == {"2. Model": 165}
        assert drawn(figure["Planned"]) == column(chart, "Planned") == {"1. One": 60, "2. Model": 120, "3. End": 60}
        assert figure["Over plan"]["text"] == ["1:10"]
        assert column(chart, "Over plan") == {"1. One": 0, "2. Model": 45, "3. End": 10}

    def test_scenes_are_in_their_order_whatever_their_colour(self) -> None:
        figure = runs.scene_times(build_scene_series(LATE))
        assert figure["layout"]["yaxis"]["categoryarray"] == ["1. One", "2. Model", "3. End"]

    def test_a_scene_that_was_not_shown_says_so(self) -> None:
        chart = build_scene_series(CUT)
        texts = traces(runs.scene_times(chart))[""]
        assert (texts["y"], texts["text"]) == (["3. End"], ["not shown"])
        assert (column(chart, "Took")["3. End"], column(chart, "Over plan")["3. End"]) == (None, None)
        assert chart.alt.endswith("1 scene not shown.")

    def test_it_is_told_in_words(self) -> None:
        assert build_scene_series(LATE).alt == (
            "Minutes by scene: 4:55 in all, 4:00 planned. Furthest over plan: 2. Model by 0:45 and 3. End by 0:10."
        )
        assert build_scene_series(make_run(1, take(60, 110, 60))).alt.endswith("No scene is over its plan.")


class TestTwoRuns:
    def test_both_are_drawn_beside_each_other(self) -> None:
        chart = build_comparison_series(compare_runs(LATE, EARLY), ("Run 1", "Run 2"))
        figure = traces(runs.compare_scenes(chart))
        for name in ("Run 1", "Run 2", "Planned"):
            assert drawn(figure[name]) == column(chart, name)
        assert column(chart, "Change") == {"1. One": -20, "2. Model": 15, "3. End": 20}
        assert chart.alt == (
            "Minutes by scene in two runs. In the scenes of both: Run 1 4:40, Run 2 4:55. Largest changes: "
            "1. One −0:20, 3. End +0:20 and 2. Model +0:15."
        )

    def test_scenes_that_are_new_or_gone_are_named_so_and_text_stays_text(self) -> None:
        chart = build_comparison_series(compare_runs(LATE, EDITED), ("Run 2", "Run 4"))
        assert column(chart, "Storyboard") == {
            "Gone, was 1. One": "gone",
            f"1. {HOSTILE}": "new",
            "2. Model": "",
            "Gone, was 3. End": "gone",
        }
        assert column(chart, "Run 4")["Gone, was 1. One"] is None
        assert traces(runs.compare_scenes(chart))["Run 4"]["y"][1] == "1. &lt;b&gt;%{x} &amp; co&lt;/b&gt;"


class TestTrend:
    def test_each_complete_run_is_a_point(self) -> None:
        chart = build_trend_series(Practice(runs=(CUT, LATE, EARLY)).trend)
        figure = traces(runs.trend(chart))
        for name in ("Took", "Planned", "Allowed", "Predicted"):
            assert [value and value * 60 for value in figure[name]["y"]] == list(chart.find(name).values)
        assert list(column(chart, "Took").values()) == [280, 295]
        assert list(column(chart, "Predicted").values()) == [None, 280]
        assert chart.alt == "Length of 2 complete runs: 4:40 at first, 4:55 at last, 4:00 planned. 2 within time."

    def test_what_nothing_is_said_of_is_not_drawn(self) -> None:
        chart = build_trend_series(Practice(runs=(make_run(1, take(1, 2, 3), allowed=None),)).trend)
        assert set(traces(runs.trend(chart))) == {"Took", "Planned"}

    def test_of_many_runs_the_chart_has_as_many_points_as_there_is_room_for(self) -> None:
        many = [make_run(number, take(60, 100 + number % 9, 60)) for number in range(600, 0, -1)]
        chart = build_trend_series(Practice(runs=tuple(many)).trend)
        assert len(chart.rows) == MOST_POINTS
        assert (chart.axis, chart.categories[-1]) == ("Complete runs", "591–600")
        assert sum(column(chart, "Runs").values()) == 600
        assert len(runs.trend(chart)["layout"]["xaxis"]["tickvals"]) <= runs.MOST_TICKS


class TestPractice:
    @pytest.fixture
    def chart(self) -> SeriesChart:
        paces = scene_paces([LATE, EARLY])
        return build_practice_series(paces, list(list_scene_names(LATE).values()))

    def test_each_scene_is_drawn_from_its_shortest_to_its_longest(self, chart: SeriesChart) -> None:
        figure = traces(runs.scene_spread(chart))
        bars = figure["Shortest to longest"]
        ends = [(low * 60, (low + span) * 60) for low, span in zip(bars["base"], bars["x"], strict=True)]
        assert ends == list(zip(chart.find("Shortest").values, chart.find("Longest").values, strict=True))
        assert drawn(figure["Median"]) == {"1. One": 70, "2. Model": 157.5, "3. End": 60} == column(chart, "Median")
        assert drawn(figure["Planned"]) == column(chart, "Planned")

    def test_the_plan_from_practice_and_each_run_are_in_the_table(self, chart: SeriesChart) -> None:
        assert column(chart, "Plan from practice") == {"1. One": 90, "2. Model": 180, "3. End": 60}
        assert column(chart, "Run by run")["2. Model"] == "2:30, 2:45"
        assert chart.alt == (
            "Each scene from its shortest to its longest time over 2 complete runs. "
            "The largest spread has 1. One, 1:00 to 1:20."
        )
