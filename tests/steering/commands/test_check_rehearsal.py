"""`python -m steering check --profile rehearsal`: the files of a rehearsal, and the runs of the store."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from steering.__main__ import main
from steering.records import Records
from steering.rehearsal.checklist import PROFILE
from steering.stage.events import write_event
from tests.actors import TESTER
from tests.steering.small_cases import change, small, starter

NOW = dt.datetime.now(dt.UTC)
PLACE = {"scene": "opening", "page": "", "query": {}, "values": {}}
SECOND = "  - {id: second, minutes: 3, page: kpis, message: More, notes: Say it., fallback: Read it.MORE}\n"
ABSENT = "Nobody has rehearsed this case in the store that STEERCO_HOME names."
Check = tuple[int, dict[str, dict[str, Any]]]


@pytest.fixture
def check(new_case: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(case: Path = new_case) -> Check:
        code = main(["check", str(case), "--profile", PROFILE, "--json"])
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert list(found["profiles"]) == [PROFILE]
        return code, {item["item"]: item for item in found["profiles"][PROFILE]}

    return run


def add_scene(case: Path, more: str = "") -> Path:
    file = case / "storyboard.yaml"
    file.write_text(file.read_text("utf-8") + SECOND.replace("MORE", more), "utf-8")
    return case


def rehearse(home: Path, case: Path, seconds: float, *, person: str = "Ada", days_ago: int = 1) -> None:
    """Write a run of the case's one scene."""
    began = NOW - dt.timedelta(days=days_ago)
    ended = began + dt.timedelta(seconds=seconds)
    story = (case / "storyboard.yaml").read_text("utf-8")
    with Records(home) as records:
        events = [
            write_event(
                "plan", by="p", at=began, title="Dry run", day="2026-11-01", purpose="rehearsal", person=person
            ),
            write_event("start", by="p", at=began, storyboard=story),
            write_event("show", by="p", at=began, position=PLACE, hash="h", releases={}),
            write_event("end", by="p", at=ended, outcome="finished"),
        ]
        records.meetings.make(f"run-{person}-{days_ago}", case.name, events, by=TESTER, kind="rehearsal")


class TestFiles:
    def test_the_starter_can_be_rehearsed(self, check: Any) -> None:
        code, items = check()
        assert (code, items["time"]["why"]) == (0, "The scenes take 2 minutes of 10 minutes.")
        assert {items[id]["state"] for id in ("time", "scenes", "fallbacks", "notes", "rubrics")} == {"passed"}
        assert items["readiness-claims"]["state"] == "passed"
        others = [item for id, item in items.items() if id.startswith("readiness-") and id != "readiness-claims"]
        assert {(item["state"], item["why"]) for item in others} == {("not applicable", ABSENT)}

    def test_scenes_that_exceed_the_time(self, new_case: Path, check: Any) -> None:
        code, items = check(change(new_case, "minutes: 2", "minutes: 12.5", "storyboard.yaml"))
        [place] = items["time"]["places"]
        assert (code, items["time"]["state"]) == (1, "failed")
        assert (place["file"], place["column"], place["found"]) == (
            "storyboard.yaml",
            "minutes_allowed",
            "12.5 minutes",
        )
        assert place["remedy"] == "Take 2.5 minutes off, or ask for more time."

    @pytest.mark.parametrize(("key", "item"), [("fallback", "fallbacks"), ("notes", "notes")])
    def test_a_scene_without(self, new_case: Path, check: Any, key: str, item: str) -> None:
        file = new_case / "storyboard.yaml"
        lines = [line for line in file.read_text("utf-8").splitlines() if not line.strip().startswith(f"{key}:")]
        file.write_text("\n".join(lines) + "\n", "utf-8")
        code, items = check()
        [place] = items[item]["places"]
        assert (code, items[item]["state"], place["column"]) == (1, "failed", "scenes[0]")
        assert (place["found"], place["remedy"]) == (f"no {key}", f"Add `{key}:`.")

    def test_a_scene_that_cannot_be_shown(self, new_case: Path, check: Any) -> None:
        code, items = check(change(new_case, "page: brief", "page: brif", "storyboard.yaml"))
        assert (code, items["scenes"]["state"], items["fallbacks"]["state"]) == (1, "failed", "not applicable")
        assert items["scenes"]["why"] == "1 of 1 scene can't be shown."

    @pytest.mark.parametrize(
        ("more", "state", "says"),
        [
            ("", "for a person to judge", "say which with `may_skip` and `least`"),
            (", least: 2", "passed", "up to 1:00 min"),
            (", may_skip: true", "failed", "Every scene after the first may be left out."),
        ],
    )
    def test_what_makes_up_for_a_delay(self, new_case: Path, check: Any, more: str, state: str, says: str) -> None:
        _, items = check(add_scene(new_case, more))
        assert items["delay"]["state"] == state
        assert says in items["delay"]["why"]

    def test_a_question_whose_figure_is_not_there(self, new_case: Path, check: Any) -> None:
        text = "questions:\n  - {id: q, persona: Auditor, question: How many?, points: [The figure.], metric: METRIC}\n"
        file = new_case / "questions.yaml"
        file.write_text(text.replace("METRIC", "lead_time"), "utf-8")
        assert check()[1]["questions"]["state"] == "passed"
        (new_case / "datasets/kpi.csv").unlink()
        items = check()[1]
        [place] = items["questions"]["places"]
        assert (items["questions"]["state"], place["column"]) == ("failed", "questions[0].metric")
        assert place["found"] == "lead_time, which has no value today"

    def test_a_case_without_a_storyboard(self, tmp_path: Path, check: Any) -> None:
        code, items = check(small(tmp_path / "bare"))
        assert (code, items["time"]["state"], items["time"]["why"]) == (
            0,
            "not applicable",
            "This case has no storyboard.",
        )

    def test_a_case_that_does_not_open(self, new_case: Path, check: Any) -> None:
        code, items = check(change(new_case, "currency: USD", "currency: dollars", "case.yaml"))
        assert (code, {item["state"] for item in items.values()}) == (1, {"not applicable"})


class TestStore:
    def test_runs_of_the_store_are_judged(self, new_case: Path, home: Path, check: Any) -> None:
        rehearse(home, new_case, 110)
        code, items = check()
        assert (code, items["readiness-runs"]["state"]) == (1, "failed")
        assert items["readiness-runs"]["why"].startswith("Ada: 1 complete run within 10 minutes")
        assert items["readiness-scenes"]["state"] == "passed"
        rehearse(home, new_case, 115, days_ago=2)
        assert check()[1]["readiness-runs"]["state"] == "passed"

    def test_a_scene_that_took_too_long(self, new_case: Path, home: Path, check: Any) -> None:
        rehearse(home, new_case, 161)
        why = check()[1]["readiness-scenes"]["why"]
        assert "Scene 1 took 02:41 of 02:00." in why

    def test_whoever_rehearsed_last_is_judged(self, new_case: Path, home: Path, check: Any) -> None:
        rehearse(home, new_case, 110, person="Ada", days_ago=3)
        rehearse(home, new_case, 110, person="Ben", days_ago=1)
        assert check()[1]["readiness-runs"]["why"].startswith("Ben: ")

    def test_runs_of_another_case_do_not_count(self, new_case: Path, home: Path, check: Any, tmp_path: Path) -> None:
        other = new_case.rename(tmp_path / "other")
        rehearse(home, other, 110)
        back = other.rename(tmp_path / "this")
        assert check(back)[1]["readiness-runs"]["why"] == ABSENT


def test_as_lines_for_people(new_case: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(new_case), "--profile", PROFILE]) == 0
    said = capsys.readouterr().out
    assert "rehearsal: 15 questions about the rehearsal: 6 passed, 9 not applicable\n" in said


def test_several_cases_are_summed_up(
    new_case: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = change(starter(tmp_path / "late"), "minutes: 2", "minutes: 12", "storyboard.yaml")
    assert main(["check", str(new_case), str(late), "--profile", PROFILE, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    states = [next(item["state"] for item in case["profiles"][PROFILE]) for case in found["cases"]]
    assert (states, found["summary"]["hold"]) == (["passed", "failed"], 1)
