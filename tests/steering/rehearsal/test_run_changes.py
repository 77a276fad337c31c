"""What has changed since the last run, on a real case: what exactly, and which scenes it touches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from steering.rehearsal.history import list_runs
from steering.rehearsal.run_changes import CaseChange, find_changes
from steering.state.app_state import AppState
from tests.steering.rehearsal.rehearsals import rehearse
from tests.steering.small_cases import change, starter

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
STORY = """\
minutes_allowed: 10
scenes:
  - {id: speed, minutes: 2, page: kpis, message: Releases are fast, view: {focus: lead_time, show: [trend]}}
  - {id: teams, minutes: 2, page: adoption, message: Teams are there}
  - {id: worth, minutes: 2, page: roi, message: It pays, view: {basis: plan, show: [npv]}}
"""


class Desk:
    """A case that is rehearsed and edited. It is opened anew each time: readers wait only so long for a newer one."""

    def __init__(self, folder: Path) -> None:
        self.case = starter(folder / "case")
        self.write(STORY)
        self.state = AppState(folder / "home", self.case)
        self.number = 0

    def reopen(self) -> None:
        self.state.close()
        self.state = AppState(self.state.home, self.case)

    def write(self, story: str) -> None:
        (self.case / "storyboard.yaml").write_text(story, encoding="utf-8")

    def rehearse(self, start: str = "", *, frames: Mapping[str, str] | None = None) -> None:
        self.reopen()
        self.number += 1
        began, id = NOW + self.number * HOUR, f"run-{self.number}"
        rehearse(self.state.snapshot(), self.state.records, id, began, start=start, frames=frames)

    @property
    def changes(self) -> dict[str, CaseChange] | None:
        self.reopen()
        snapshot = self.state.snapshot()
        runs = list_runs(self.state.records.meetings, snapshot.context.case.id, NOW + 100 * HOUR).of("Ann")
        found = find_changes(snapshot, runs)
        return None if found is None else {item.kind: item for item in found}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.state.close()


def test_without_a_complete_run_there_is_nothing_to_compare_with(desk: Desk) -> None:
    assert desk.changes is None
    desk.rehearse(start="teams")
    assert desk.changes is None


def test_the_same_case_has_not_changed(desk: Desk) -> None:
    desk.rehearse()
    assert desk.changes == {}


def test_other_data_touches_the_scenes_that_read_it(desk: Desk) -> None:
    desk.rehearse()
    change(desk.case, "2026-04,lead_time,T1,52,2", "2026-04,lead_time,T1,50,2", "datasets/kpi.csv")
    assert desk.changes == {"Data": CaseChange(kind="Data", what=("KPI",), scenes=(1,))}


def test_another_definition_touches_the_scenes_that_show_it(desk: Desk) -> None:
    desk.rehearse()
    change(desk.case, "{by: 2026-12, value: 10}", "{by: 2026-12, value: 12}", "metrics.yaml")
    assert desk.changes == {"Definitions": CaseChange(kind="Definitions", what=("metrics.yaml",), scenes=(1,))}


def test_a_scene_that_looks_otherwise_for_no_reason_of_the_case_is_told(desk: Desk) -> None:
    desk.rehearse(frames={"teams": "0" * 64})
    changes = desk.changes
    assert changes and changes["Other"].scenes == (2,)
    assert list(changes) == ["Other"]


def test_a_definition_that_no_scene_shows_does_not_count(desk: Desk) -> None:
    desk.rehearse()
    (desk.case / "questions.yaml").write_text("questions: []\n", encoding="utf-8")
    changes = desk.changes
    assert changes and changes["Definitions"].what == ("questions.yaml",)
    assert not changes["Definitions"].counts


def test_another_business_case_touches_the_scene_of_it(desk: Desk) -> None:
    desk.rehearse()
    change(desk.case, "discount_rate: 0.10", "discount_rate: 0.11", "business_case.yaml")
    assert desk.changes == {"Scenarios": CaseChange(kind="Scenarios", what=("business_case.yaml",), scenes=(3,))}


@pytest.mark.parametrize(
    ("old", "new", "what", "scenes"),
    [
        ("Teams are there", "Teams are here", ("scene 2 was edited",), (2,)),
        ("message: Teams are there", "message: Teams are there, notes: Slowly", ("scene 2 was edited",), (2,)),
        ("id: teams", "id: groups", ("scene 2 is new", "the scene teams is gone"), (2,)),
        ("minutes_allowed: 10", "minutes_allowed: 8", ("minutes allowed: 8, before 10",), ()),
    ],
    ids=["message", "notes", "another scene", "minutes allowed"],
)
def test_an_edited_storyboard_says_what(
    desk: Desk, old: str, new: str, what: tuple[str, ...], scenes: tuple[int, ...]
) -> None:
    desk.rehearse()
    desk.write(STORY.replace(old, new))
    changes = desk.changes
    assert changes and set(changes) == {"Storyboard"}
    assert (changes["Storyboard"].what, changes["Storyboard"].scenes) == (what, scenes)
    assert changes["Storyboard"].counts


def test_scenes_in_another_order_have_changed(desk: Desk) -> None:
    desk.rehearse()
    head, first, second, third = STORY.split("  - ")
    desk.write("  - ".join([head, second, first, third]))
    changes = desk.changes
    assert changes and changes["Storyboard"].what == ("scenes are in another order",)
    assert changes["Storyboard"].counts


@pytest.mark.parametrize("more", ["# A comment\n", "readiness: {runs: 1}\n", "title: Another title\n"])
def test_what_is_said_of_no_scene_is_no_change(desk: Desk, more: str) -> None:
    desk.rehearse()
    desk.write(STORY + more)
    assert desk.changes == {}


def test_a_scene_that_was_rehearsed_since_is_not_touched_any_more(desk: Desk) -> None:
    desk.rehearse()
    desk.write(STORY.replace("Teams are there", "Teams are here").replace("It pays", "It pays well"))
    changes = desk.changes
    assert changes and changes["Storyboard"].scenes == (2, 3)
    desk.rehearse(start="worth")
    changes = desk.changes
    assert changes and changes["Storyboard"].scenes == (2,)
    desk.rehearse(start="teams")
    assert desk.changes == {}


def test_a_complete_run_settles_everything(desk: Desk) -> None:
    desk.rehearse()
    desk.write(STORY.replace("minutes_allowed: 10", "minutes_allowed: 8").replace("id: teams", "id: groups"))
    assert desk.changes
    desk.rehearse()
    assert desk.changes == {}


def test_a_scene_that_can_not_be_shown_is_compared_all_the_same(desk: Desk) -> None:
    desk.rehearse()
    desk.write(STORY.replace("page: adoption", "page: adopton"))
    changes = desk.changes
    assert changes and changes["Storyboard"].scenes == (2,)
