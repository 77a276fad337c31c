"""What runs show on Dry run, without a browser: one run, two, all, those of others, and one that a link opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from components.run_views import ALL, OFFERED, TWO, parse_run_number
from steering.rehearsal.practice_report import PAGE
from steering.stage.events import write_event
from tests.actors import TESTER
from tests.pages import shown

Visit = Callable[..., AppTest]

BEGIN = dt.datetime(2026, 11, 1, 22, 0, tzinfo=dt.UTC)
STORY = """
minutes_allowed: 3
scenes:
  - {id: one, minutes: 1, page: brief, message: '<b>One</b>'}
  - {id: two, minutes: 1, page: roi, message: Two}
"""


def rehearse(number: int, *seconds: float, person: str = "Presenter") -> None:
    """Write a run of two scenes, an hour later with each number."""
    at = BEGIN + dt.timedelta(hours=number)
    events = [
        write_event("plan", by="p", at=at, title="Dry run", day="2026-11-01", purpose="rehearsal", person=person),
        write_event("start", by="p", at=at, storyboard=STORY, files={"storyboard.yaml": "s1"}),
    ]
    for scene, span in zip(("one", "two"), seconds, strict=True):
        place = {"scene": scene, "page": "", "query": {}, "values": {}}
        events.append(write_event("show", by="p", at=at, position=place, hash="h", releases={"cost": "r1"}))
        at += dt.timedelta(seconds=span)
    events.append(write_event("end", by="p", at=at, outcome="finished"))
    state = session.app_state()
    state.records.meetings.make(f"run-{number}", state.snapshot().context.case.id, events, by=TESTER, kind="rehearsal")


@pytest.fixture
def page(visit: Visit) -> AppTest:
    """The page after three runs, the last of which is Ben's."""
    visit(page="dry_run")
    rehearse(1, 80, 70)
    rehearse(2, 60, 65)
    rehearse(3, 50, 50, person="Ben")
    return visit(page="dry_run")


def look(seen: AppTest, view: str) -> AppTest:
    (choice,) = [group for group in seen.button_group if group.label == "Runs"]
    choice.set_value(view)
    seen.run()
    assert not seen.exception
    return seen


def choose(seen: AppTest, label: str) -> str:
    (choice,) = [field for field in seen.selectbox if field.label == label]
    return str(choice.value)


def values(seen: AppTest) -> dict[str, str]:
    return {tile.label: tile.value for tile in shown.tiles(seen).values()}


def test_without_a_run_it_says_what_to_do(visit: Visit) -> None:
    seen = visit(page="dry_run")
    assert any("No run yet" in text.value for text in seen.caption)


def test_the_newest_run_of_whoever_rehearsed_last_is_told(page: AppTest) -> None:
    assert not page.exception
    assert choose(page, "Whose runs") == "Ben"
    assert values(page)["Ended at"] == "1:40"


def test_the_runs_of_others_can_be_looked_at(page: AppTest) -> None:
    next(field for field in page.selectbox if field.label == "Whose runs").set_value("Presenter")
    page.run()
    assert values(page)["Ended at"] == "2:05"
    assert "&lt;b&gt;One&lt;/b&gt;" in shown.markup(page)
    look(page, TWO)
    assert (values(page)["Run 1"], values(page)["Run 2"]) == ("2:30", "2:05")
    look(page, ALL)
    assert values(page)["Complete runs"] == "2"


def test_one_run_can_be_compared_with_none(page: AppTest) -> None:
    look(page, TWO)
    assert any("There is one run so far" in text.value for text in page.caption)


def test_a_link_opens_its_run_whoever_rehearsed(page: AppTest, visit: Visit) -> None:
    seen = visit(page="dry_run", run="run-1")
    assert (choose(seen, "Whose runs"), values(seen)["Ended at"]) == ("Presenter", "2:30")


def test_of_many_runs_a_page_is_listed_and_a_link_opens_any(visit: Visit) -> None:
    visit(page="dry_run")
    for number in range(1, PAGE + 8):
        rehearse(number, 60, number)
    seen = visit(page="dry_run", run="run-3")
    assert values(seen)["Ended at"] == "1:03"
    (field,) = [field for field in seen.selectbox if field.label == "Run"]
    assert len(field.options) == OFFERED + 1
    look(seen, ALL)
    assert len(shown.tables(seen)["run-list"].rows) == PAGE
    seen.button(key="run-older").click().run()
    assert [row[0] for row in shown.tables(seen)["run-list"].rows] == [7, 6, 5, 4, 3, 2, 1]
    assert seen.button(key="run-older").disabled
    seen.button(key="run-newer").click().run()
    assert shown.tables(seen)["run-list"].rows[0][0] == PAGE + 7


@pytest.mark.parametrize(
    ("text", "number"), [("37", 37), ("Run 37", 37), ("run 1,204", 1204), ("best", 0), ("-1", 0), ("²", 0), ("", 0)]
)
def test_a_run_is_opened_by_the_number_that_somebody_types(text: str, number: int) -> None:
    assert parse_run_number(text) == number
