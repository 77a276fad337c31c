"""The plan from practice without a browser: from Storyboard and from Dry run into a draft, with before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from components import session
from steering.stage.events import write_event
from tests.actors import TESTER
from tests.pages import case_folders, shown

Visit = Callable[..., AppTest]

STORY = """\
minutes_allowed: 4
scenes:
  - id: one
    minutes: 1
    page: brief
    message: The first
  - id: two
    minutes: 2
    page: kpis
    message: The second
    least: 1.5
    may_skip: true
"""
BEGIN = dt.datetime(2026, 11, 1, 22, 0, tzinfo=dt.UTC)


def case(folder: Path) -> Path:
    made = case_folders.one_row(folder)
    (made / "storyboard.yaml").write_text(STORY, "utf-8")
    return made


def rehearse(person: str, *seconds: int, outcome: str = "finished") -> None:
    """Write a run of the case on the table with so many seconds in each scene."""
    state = session.app_state()
    meetings, id = state.records.meetings, f"{person}-{seconds}"
    plan = {"title": "Dry run", "day": "2026-11-01", "purpose": "rehearsal", "person": person}
    events, at = [write_event("plan", by="p", at=BEGIN, **plan)], BEGIN
    events.append(write_event("start", by="p", at=at, storyboard=STORY, files={}))
    for scene, stay in zip(("one", "two"), seconds, strict=True):
        place = {"scene": scene, "page": "", "query": {}, "values": {}}
        events.append(write_event("show", by="p", at=at, position=place, hash="h", releases={}))
        at += dt.timedelta(seconds=stay)
    events.append(write_event("end", by="p", at=at, outcome=outcome))
    meetings.make(id, state.snapshot().context.case.id, events, by=TESTER, kind="rehearsal")


def press(seen: AppTest, key: str) -> AppTest:
    seen.button(key=key).click().run()
    assert not seen.exception
    return seen


def words(seen: AppTest) -> str:
    return shown.words(seen)


def test_without_a_complete_run_nothing_is_begun(visit: Visit, tmp_path: Path) -> None:
    seen = visit(case(tmp_path / "case"), "storyboard")
    rehearse("Presenter", 50, 110, outcome="given up")
    press(seen, "plan-from-practice")
    (error,) = seen.error
    assert "Presenter has no complete run yet" in error.value
    assert seen.button(key="edit")


def test_on_storyboard_it_becomes_a_draft_with_before_and_after(visit: Visit, tmp_path: Path) -> None:
    seen = visit(case(tmp_path / "case"), "storyboard")
    for seconds in ((70, 40), (80, 50), (200, 55)):
        rehearse("Ada", *seconds)
    press(seen, "plan-from-practice")
    assert "Your draft: 3 of 4 minutes" in words(seen)
    assert "By the last 3 complete runs of Ada. Together 3:00 in the case and 3:00 in the draft" in words(seen)
    # The medians are 80 s and 50 s; the second scene takes no less than its least, 1.5 minutes.
    assert "+0:30" in words(seen) and "1:20" in words(seen)
    text = "".join(text.value for text in seen.markdown).replace("\\", "")
    assert text.count("1.5 minutes") == 2
    press(seen, "discard-draft")
    assert "By the last" not in words(seen)


def test_it_goes_into_a_draft_that_is_there_already(visit: Visit, tmp_path: Path) -> None:
    seen = visit(case(tmp_path / "case"), "storyboard")
    rehearse("Ada", 130, 130)
    press(press(seen, "edit"), "add")
    press(seen, "plan-from-practice")
    assert "Your draft: 7 minutes where 4 are allowed" in words(seen)
    assert "The draft is 3:00 over" in words(seen)


def test_from_dry_run_it_leads_to_the_draft(visit: Visit, tmp_path: Path) -> None:
    seen = visit(case(tmp_path / "case"), "storyboard")
    rehearse("Ada", 70, 170)
    seen.switch_page("dry_run.py").run()
    assert not seen.exception
    press(seen, "plan-from-runs")
    assert "Your draft: 4.5 minutes where 4 are allowed" in words(seen)
    assert "By the last complete run of Ada" in words(seen)


def test_the_form_has_what_gives_way_when_time_runs_short(visit: Visit, tmp_path: Path) -> None:
    seen = press(press(visit(case(tmp_path / "case"), "storyboard"), "edit"), "edit-2")
    assert (seen.text_input(key="least-1-2").value, seen.checkbox(key="skip-1-2").value) == ("1.5", True)
    seen.text_input(key="least-1-2").input("3")
    seen.checkbox(key="skip-1-2").uncheck()
    next(button for button in seen.button if button.label == "Apply").click().run()
    (error,) = [error.value for error in seen.error]
    assert "at most the 2 that are planned" in error.replace("\\", "")
    assert seen.checkbox(key="skip-2-2").value is False
