"""Runs, their scenes and scores as CSV: a row each, durations as numbers, and no cell that runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from steering.exports.run_tables import build_run_sheet, build_scene_sheet, build_score_sheet
from steering.exports.tables import Worksheet
from steering.exports.tables import csv as write_csv
from steering.rehearsal.runs import Run
from steering.stage.meeting import SceneVoice
from tests.steering.exports.feedbacks import review_of, run_of, score
from tests.steering.rehearsal.run_examples import make_run, take

FORMULA = "=HYPERLINK(1)"
FORMATS = Path(__file__).parents[3] / "docs" / "formats.md"


def rows(sheet: Worksheet) -> list[dict[str, str]]:
    text = write_csv(sheet).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def one(sheet: Worksheet) -> dict[str, str]:
    [row] = rows(sheet)
    return row


def runs(count: int) -> Sequence[Run]:
    return [make_run(number, take(60, 100 + number % 50, 60)) for number in range(count)]


class TestRuns:
    def test_a_row_has_what_a_run_was(self) -> None:
        voice = {"one": SceneVoice(seconds=70, speaking=50, longest_silence=3)}
        row = one(build_run_sheet([replace(run_of(), voice=voice, question_seconds=45.5)]))
        assert (row["who rehearsed"], row["outcome"], row["partial"], row["within time"]) == (
            "Ann", "finished", "no", "yes",
        )  # fmt: skip
        assert (float(row["seconds"]), float(row["seconds planned"]), float(row["seconds allowed"])) == (270, 240, 300)
        assert (float(row["seconds for questions"]), float(row["seconds spoken"])) == (45.5, 50)
        assert (row["began"], row["releases"]) == ("2026-11-02T22:00:00+00:00", "cost r1")

    def test_what_is_not_known_is_empty(self) -> None:
        row = one(build_run_sheet([replace(run_of(), allowed=None)]))
        assert (row["seconds allowed"], row["seconds spoken"]) == ("", "")

    def test_no_run_is_a_heading_alone(self) -> None:
        assert rows(build_run_sheet([])) == []

    def test_ten_thousand_runs_are_ten_thousand_rows(self) -> None:
        many = runs(10_000)
        found = rows(build_run_sheet(many))
        assert len(found) == 10_000
        assert sum(float(row["seconds"]) for row in found) == sum(run.seconds for run in many)

    def test_no_cell_runs(self) -> None:
        row = one(build_run_sheet([run_of(FORMULA)]))
        assert row["who rehearsed"] == f"'{FORMULA}"


class TestScenes:
    def test_each_scene_planned_or_shown_has_a_row(self) -> None:
        run = replace(make_run(1, {"one": 70.0, "extra": 5.0}), voice={})
        found = {row["scene"]: row for row in rows(build_scene_sheet([run]))}
        assert list(found) == ["one", "model", "end", "extra"]
        assert (found["one"]["seconds planned"], found["one"]["seconds"]) == ("60", "70")
        assert (found["model"]["seconds"], found["model"]["visits"]) == ("", "0")
        assert (found["extra"]["message"], found["extra"]["seconds planned"]) == ("", "")

    def test_seconds_add_up_to_those_of_the_runs(self) -> None:
        many = runs(7)
        total = sum(float(row["seconds"]) for row in rows(build_scene_sheet(many)))
        assert total == sum(run.seconds for run in many)


class TestScores:
    def test_each_mark_of_each_revision_has_a_row(self) -> None:
        found = rows(build_score_sheet(review_of().history, [run_of()]))
        assert [(row["reviewer"], row["as"], row["level"], row["score"]) for row in found] == [
            ("Ann", "self", "3", "2.75"),
            ("Ann", "self", "2", "2.75"),
            ("Grace", "instructor", "2", "1.75"),
            ("Grace", "instructor", "1", "1.75"),
        ]
        assert (found[0]["level in words"], found[1]["level in words"]) == ("Slower here.", "Middle")
        assert (found[0]["who rehearsed"], found[0]["run began"]) == ("Ann", "2026-11-02T22:00:00+00:00")

    def test_a_score_of_a_run_that_is_gone_keeps_its_row(self) -> None:
        found = rows(build_score_sheet([score(1, "Grace", "peer", 1, 1)], []))
        assert [row["who rehearsed"] for row in found] == ["", ""]


def test_each_column_is_documented_in_its_order() -> None:
    text = FORMATS.read_text(encoding="utf-8")
    for sheet in (build_run_sheet([]), build_scene_sheet([]), build_score_sheet([], [])):
        assert f"| {', '.join(f'`{heading}`' for heading in sheet.headings)} |" in text
