"""What is said of one run, of two and of all, with the figures that their seconds give."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from steering.frames.blocks import Block, Chart, Statements, TableBlock, Tile, Tiles, leaves
from steering.rehearsal.comparison_report import build_comparison_report
from steering.rehearsal.practice import Practice
from steering.rehearsal.practice_report import build_practice_report, build_run_table
from steering.rehearsal.run_report import build_run_report
from steering.rehearsal.runs import Run, SceneRun, describe_outcome
from tests.steering.rehearsal.run_examples import PLAN, make_run, take

FIRST = make_run(1, take(80, 180, 80))
SECOND = make_run(2, take(64, 150, 60), question_seconds=95.0)
STOPPED = make_run(3, take(70, 30), outcome="given up")
LAST = make_run(
    4,
    take(62, 130, 60),
    scenes=(
        SceneRun(id="one", seconds=62, visits=2),
        SceneRun(id="model", seconds=130, visits=1, moves=2, values={"benefit_factor": 0.9, "benefit_delay_months": 3}),
        SceneRun(id="end", seconds=60, visits=1, fallback=True),
    ),
)
PRACTICE = Practice(runs=(LAST, STOPPED, SECOND, FIRST))


def tiles(blocks: Iterable[Block]) -> dict[str, Tile]:
    return {tile.label: tile for block in leaves(blocks) if isinstance(block, Tiles) for tile in block.tiles}


def statements(blocks: Iterable[Block], id: str) -> dict[str, str]:
    """The statements of a block: text -> figure."""
    for block in leaves(blocks):
        if isinstance(block, Statements) and block.id == id:
            return {statement.text: statement.figure for statement in block.findings}
    raise AssertionError(id)


def test_every_chart_has_a_table_and_is_told_in_words() -> None:
    reports = (
        *build_run_report(LAST, PRACTICE),
        *build_comparison_report(LAST, FIRST, {"run-4": "Run 4", "run-1": "Run 1"}),
        *build_practice_report(PRACTICE),
    )
    charts = [block for block in leaves(reports) if isinstance(block, Chart)]
    assert [chart.id for chart in charts] == ["run-scenes", "compare-scenes", "run-trend", "run-practice"]
    assert all(chart.alt and chart.table.rows for chart in charts)


class TestOneRun:
    def test_it_ended_at_its_length_against_what_was_allowed_and_likely(self) -> None:
        found = tiles(build_run_report(LAST, PRACTICE))
        end, predicted = found["Ended at"], found["Predicted"]
        assert (end.value, end.delta, end.since, end.good) == ("4:12", "0:48 under", "the 5:00 allowed", True)
        assert (predicted.value, predicted.delta, predicted.note) == (
            "5:07", "−0:55 in fact", "by the 2 complete runs before it",
        )  # fmt: skip
        assert (found["Drivers moved"].value, found["Drivers moved"].note) == ("2", "fallback used in 1 scene")

    def test_one_that_was_given_up_would_have_ended_with_the_plan_of_the_rest(self) -> None:
        found = tiles(build_run_report(STOPPED, PRACTICE))
        assert (found["Would have ended at"].value, found["Would have ended at"].note) == (
            "4:10", "1:40 shown; the rest at its plan",
        )  # fmt: skip
        assert (found["Outcome"].value, found["Outcome"].note) == ("Given up", "2 of 3 scenes shown")
        assert "Predicted" not in found

    def test_what_stands_out_is_told(self) -> None:
        assert statements(build_run_report(FIRST, PRACTICE), "run-statements") == {
            "2. Model took more than a third over its plan": "+1:00",
        }
        assert "1 scene was not shown" in statements(build_run_report(STOPPED, PRACTICE), "run-statements")
        (block,) = [block for block in build_run_report(LAST, PRACTICE) if isinstance(block, Statements)]
        assert [(statement.text, statement.detail) for statement in block.findings] == [
            ("Drivers were moved 2 times in 2. Model", "At last: benefits 90% and benefit delay 3 months."),
            ("The recording was shown in 3. End", ""),
        ]

    def test_at_exactly_a_third_over_its_plan_a_scene_is_not_far_over(self) -> None:
        assert statements(build_run_report(make_run(1, take(80, 160, 80)), PRACTICE), "run-statements") == {}

    def test_a_scene_that_grows_is_named_in_each_run(self) -> None:
        runs = tuple(make_run(number, take(60, 100 + 9 * number, 60)) for number in (3, 2, 1))
        found = statements(build_run_report(runs[2], Practice(runs=runs)), "run-statements")
        assert "2. Model grows from run to run" in found

    def test_it_says_what_it_ran_on(self) -> None:
        planned = make_run(1, take(1, 2, 3)).planned
        view = {"as_of": "2026-09", "scenario": "worst", "benefit_factor": "0.9", "benefit_delay_months": "3"}
        scene = type(planned[0])(id="one", message="One", seconds=60, has_driver=False, parameters=view)
        run = make_run(
            5, take(1, 2, 3), planned=(scene, *planned[1:]), releases={"cost": "0123456789"}, files={"case.yaml": "ab"}
        )
        (table,) = [block for block in build_run_report(run, PRACTICE) if isinstance(block, TableBlock)]
        assert table.rows[:2] == (("Data", "Cost", "01234567"), ("File", "case.yaml", "ab"))
        assert table.rows[2:] == (
            ("Scene", "1. One", "as of Sep 2026, scenario worst, benefits 90% and benefit delay 3 months"),
        )


LABELS = {f"run-{number}": f"Run {number}" for number in range(1, 6)}


def test_a_run_that_broke_off_before_its_first_scene_can_be_told_and_compared() -> None:
    nothing = make_run(5, {}, outcome="broken off")
    found = tiles(build_run_report(nothing, Practice(runs=(nothing,))))
    assert (found["Would have ended at"].value, found["Outcome"].note) == ("4:00", "0 of 3 scenes shown")
    both = tiles(build_comparison_report(nothing, FIRST, LABELS))["In the scenes of both"]
    assert (both.value, both.delta) == ("0:00", None)


class TestTwoRuns:
    def test_both_lengths_and_the_scenes_of_both(self) -> None:
        found = tiles(build_comparison_report(STOPPED, SECOND, LABELS))
        assert (found["Run 2"].value, found["Run 2"].delta, found["Run 2"].note) == ("4:34", "0:26 under", "Complete")
        assert (found["Run 3"].value, found["Run 3"].delta, found["Run 3"].note) == ("1:40", None, "Given up")
        both = found["In the scenes of both"]
        assert (both.value, both.delta, both.since) == ("1:40", "1:54 shorter", "than 3:34")
        assert (found["Questions"].value, found["Questions"].note) == ("0:00", "1:35 in Run 2")

    def test_what_changed_in_between_is_listed(self) -> None:
        edited = make_run(
            5, {"new": 10, "model": 90}, plan={"new": 30.0, "model": 90.0}, allowed=None, storyboard="s2",
            releases={"cost": "r2", "kpi": "k"}, files={"storyboard.yaml": "s2", "case.yaml": "c"},
        )  # fmt: skip
        assert statements(build_comparison_report(FIRST, edited, LABELS), "compare-changes") == {
            "Other minutes are allowed": "5:00 to none",
            "The storyboard has new scenes: “New”": "1 scene",
            "Scenes are gone: “One” and “End”": "2 scenes",
            "“Model” has another plan": "2:00 to 1:30",
            "The storyboard was edited": "",
            "Other data was current: cost and KPI": "2 datasets",
            "Other files: case.yaml": "1 file",
        }
        assert statements(build_comparison_report(FIRST, SECOND, LABELS), "compare-changes") == {}


class TestAllRuns:
    def test_best_next_and_least_reliable(self) -> None:
        found = tiles(build_practice_report(PRACTICE))
        assert (found["Complete runs"].value, found["Complete runs"].note) == ("3", "2 within time; 1 given up")
        assert (found["Best run"].value, found["Best run"].note) == (
            "4:12", "Run 4: within time, nearest to its plan",
        )  # fmt: skip
        last = found["Last run"]
        assert (last.value, last.delta, last.good, last.note) == (
            "4:12", "1:28 shorter", True, "0:12 off plan, 1:40 at first",
        )  # fmt: skip
        likely = found["Next run, likely"]
        assert (likely.value, likely.note) == ("4:34", "such predictions were 1:00 off")
        assert (found["Least reliable"].value, found["Least reliable"].note) == ("Scene 2", "2:10 to 3:00")

    def test_without_a_complete_run_it_says_what_to_do(self) -> None:
        found = build_practice_report(Practice(runs=(STOPPED,)))
        assert [block.kind for block in found] == ["tiles", "notice"]
        assert tiles(found)["Complete runs"].note == "0 within time; 1 given up"

    def test_the_list_has_each_run_with_its_number(self) -> None:
        table = build_run_table(PRACTICE, PRACTICE.runs[1:3])
        labels = [column.label for column in table.columns]
        rows = [dict(zip(labels, row, strict=True)) for row in table.texts]
        assert [(row["Run"], row["Outcome"], row["Took"], row["Over what is allowed"]) for row in rows] == [
            ("3", "Given up", "1:40", "–"),
            ("2", "Complete", "4:34", "−0:26"),
        ]
        assert (rows[1]["Questions"], rows[1]["Fallback"]) == ("1:35", "–")


@pytest.mark.parametrize(
    ("run", "outcome"),
    [
        (LAST, "Complete"),
        (make_run(1, take(60, 60)), "Partial"),
        (STOPPED, "Given up"),
        (make_run(1, take(60), outcome="broken off"), "Broken off"),
        (make_run(1, take(60), outcome="open"), "Still open"),
    ],
)
def test_how_a_run_went_is_one_word(run: Run, outcome: str) -> None:
    assert describe_outcome(run) == outcome
    assert set(PLAN) >= {scene.id for scene in run.scenes}
