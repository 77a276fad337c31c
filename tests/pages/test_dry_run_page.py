"""The start of a run without a browser: by intent, whole or in the middle, one at a time, gone on with or ended."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import meetings, session
from steering.access.links import make_id
from steering.rehearsal.begin import GOES_ON, plan_run
from steering.stage import driving
from steering.stage.events import write_event
from steering.stage.room import Room, Visitor
from tests.actors import TESTER
from tests.pages import case_folders, shown

Visit = Callable[..., AppTest]


def press(seen: AppTest, key: str) -> AppTest:
    return seen.button(key=key).click().run()


def keys(seen: AppTest) -> set[str]:
    return {str(button.key) for button in seen.button}


def desk(seen: AppTest) -> dict[str, Any] | None:
    """What the page hands the browser for the desk; None where it opens none."""
    found = [item for item in seen.get("bidi_component") if item.proto.component_name == "steerco_present"]
    return json.loads(found[0].proto.json) if found else None


def texts(seen: AppTest) -> str:
    return "\n".join(text.value for text in (*seen.markdown, *seen.caption, *seen.info)).replace("\\", "")


def room(id: str) -> Room:
    return meetings.rooms().room(id)


def drive(room: Room, do: str, **data: Any) -> None:
    seat = room.meeting.seats["presenter"]
    driving.drive(room, Visitor(place=seat.id, seat=seat, name=seat.name), {"do": do, "seen": 2**40, **data})


def leave_open(*, scenes: int = 1, ago: float = 3600, person: str = "Presenter") -> str:
    """A run of an hour ago that nobody ended, 20 seconds for each scene; return its id."""
    case = session.app_state().snapshot().context.case
    assert case.storyboard
    begin = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=ago)
    plan = {
        "title": "Dry run",
        "day": begin.date().isoformat(),
        "purpose": "rehearsal",
        "person": person,
        "case": case.id,
    }
    seat = {"seat": "presenter", "name": "Presenter", "role": "presenter"}
    place = {"page": "", "query": {}, "values": {}}
    shows = [
        (20.0 * number, "show", {"position": {"scene": scene.id, **place}, "hash": "h"})
        for number, scene in enumerate(case.storyboard.scenes[:scenes])
    ]
    events = [
        (0.0, "plan", plan),
        (0.0, "invite", seat),
        (0.0, "start", {"storyboard": case.storyboard.text.text}),
        *shows,
        (20.0 * scenes, "tick", {}),
    ]
    bodies = [
        write_event(kind, by="presenter", at=begin + dt.timedelta(seconds=at), **data) for at, kind, data in events
    ]
    id = make_id()
    session.app_state().records.meetings.make(id, case.id, bodies, by=TESTER, kind="rehearsal")
    return id


@pytest.fixture
def page(visit: Visit) -> AppTest:
    return visit(page="dry_run")


def test_nothing_begins_by_looking_at_the_page(page: AppTest) -> None:
    assert desk(page) is None
    assert meetings.rooms().list("rehearsal") == ()


def test_a_whole_run_is_made_by_intent_and_its_desk_opens(page: AppTest) -> None:
    page.text_input(key="dry-run-person").input("  Ada   Lovelace ")
    page.number_input(key="run-minutes").set_value(7)
    press(page, "begin-run")
    found = desk(page)
    assert found
    made = room(found["meeting"])
    assert (made.meeting.kind, made.meeting.person, made.meeting.state) == ("rehearsal", "Ada Lovelace", "planned")
    assert made.meeting.question_minutes == 7
    assert page.query_params["rehearse"] == made.id
    assert found["token"] and found["token"] not in json.dumps({**page.query_params})
    assert found["links"] == {}, "nobody else is let in"


def test_one_from_the_middle_is_said_to_be_partial(page: AppTest) -> None:
    first, _, _, fourth = page.selectbox(key="run-start").options[:4]
    assert (first, fourth.partition(":")[0]) == ("The whole run", "From scene 4")
    assert "partial" not in texts(page)
    page.selectbox(key="run-start").select_index(3).run()
    assert "A partial run: it counts for the scenes that it showed, not as a rehearsal of all." in texts(page)
    found = desk(press(page, "begin-run"))
    story = session.app_state().snapshot().context.case.storyboard
    assert found and story and found["scene"] == story.scenes[3].id


def test_a_run_that_was_made_and_never_begun_is_taken_again(page: AppTest) -> None:
    first = desk(press(page, "begin-run"))
    second = desk(press(page, "begin-run"))
    assert first and second and first["meeting"] == second["meeting"]
    assert len(meetings.rooms().list("rehearsal")) == 1


def test_while_a_run_goes_on_no_other_one_of_the_same_person_begins(page: AppTest) -> None:
    id = leave_open(ago=5)
    # The page was drawn before it began: another tab did that.
    press(page, "begin-run")
    assert GOES_ON in page.error[0].value.replace("\\", "")
    assert len(meetings.rooms().list("rehearsal")) == 1
    page.run()
    assert page.button(key="begin-run").disabled
    assert "It goes on." in texts(page)
    press(page, "go-on-run")
    found = desk(page)
    assert found and found["meeting"] == id
    page.text_input(key="dry-run-person").input("Ben").run()
    assert not page.button(key="begin-run").disabled


def test_one_that_broke_off_says_so_and_is_gone_on_with_or_ended(visit: Visit) -> None:
    page = visit(page="dry_run")
    id = leave_open(scenes=3)
    page.run()
    assert "scene 3 of 10, 1:00 so far. It broke off 59 min ago, which does not count." in texts(page)
    assert not page.button(key="begin-run").disabled, "another one may begin all the same"
    press(page, "end-run")
    assert (room(id).meeting.state, room(id).meeting.outcome) == ("closed", "given up")
    assert [toast.value for toast in page.toast] == ["The run is given up\\."]
    assert "end-run" not in keys(page)


def test_one_that_was_shown_to_the_end_is_ended_as_finished(visit: Visit) -> None:
    page = visit(page="dry_run")
    id = leave_open(scenes=10)
    press(page.run(), "end-run")
    assert room(id).meeting.outcome == "finished"


def test_a_run_that_was_ended_elsewhere_meanwhile_is_told(visit: Visit) -> None:
    page = visit(page="dry_run")
    id = leave_open()
    page.run()
    drive(room(id), "end")
    press(page, "end-run")
    assert page.error and "end-run" not in keys(page)


def test_an_address_of_no_run_is_told_and_a_meeting_is_no_run(visit: Visit) -> None:
    page = visit(page="dry_run", rehearse="0123456789abcdef")
    assert "There is no such run to go on with." in [notice.text for notice in shown.notices(page)]
    now = dt.datetime.now(dt.UTC)
    made = meetings.rooms().make(plan_run("Dry run", "Ada", now), TESTER)
    assert desk(visit(page="dry_run", rehearse=made.id))


def test_a_browser_elsewhere_begins_nothing(page: AppTest) -> None:
    page.context["url"] = "https://steerco.example/dry_run"
    page.run()
    assert "Runs are begun on the machine where Steerco runs." in texts(page)
    assert "begin-run" not in keys(page)


def test_without_a_storyboard_there_is_nothing_to_rehearse(visit: Visit, tmp_path: Path) -> None:
    page = visit(case_folders.one_row(tmp_path / "case"), "dry_run")
    assert shown.frame(page).message == "Waiting for a storyboard"
    assert "begin-run" not in keys(page)


def test_pages_go_on_stage_in_a_run_that_goes_on_and_not_in_one_left_open(visit: Visit) -> None:
    page = visit(page="costs")
    left, live = leave_open(), leave_open(ago=5)
    assert room(left) and room(live)
    page.run()
    offers = [item for item in page.get("bidi_component") if item.proto.component_name == "steerco_offer"]
    assert [json.loads(item.proto.json)["meetings"] for item in offers] == [[live]]
