"""A meeting stepped through again on Storyboard, without a browser."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import answers, meetings, session
from steering.stage import audience, driving
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Plan
from tests.actors import TESTER
from tests.pages import shown

Visit = Callable[..., AppTest]


def press(seen: AppTest, key: str) -> AppTest:
    seen.button(key=key).click().run()
    assert not seen.exception
    return seen


def said(seen: AppTest) -> str:
    return "\n".join(text.value for text in (*seen.markdown, *seen.caption, *seen.info)).replace("\\", "")


def on_screen(seen: AppTest) -> list[str]:
    """The hashes of the recorded pictures that the page hands to the browser."""
    return [part.data["hash"] for part in shown.shown(seen) if part.key.startswith("replay-picture")]


def drive(room: Room, do: str, **data: Any) -> None:
    seat = room.meeting.seats["presenter"]
    driving.drive(room, Visitor(place=seat.id, seat=seat, name=seat.name), {"do": do, **data})


@pytest.fixture
def seen(visit: Visit) -> AppTest:
    return visit(page="storyboard")


@pytest.fixture
def room(seen: AppTest) -> Room:
    """A meeting of two scenes, a question with markup and a moved driver, that is over."""
    today = dt.datetime.now(dt.UTC).date()
    room = meetings.rooms().make(Plan(title="Funding", day=today, people=(("Ada", "member"),)), TESTER)
    ada = next(seat for seat in room.meeting.seats.values() if seat.name == "Ada")
    drive(room, "start")
    audience.perform(
        "questions", room, Visitor(place=ada.id, seat=ada, name="Ada"), {"text": "<b>Why</b> :red[so] much?"}
    )
    drive(room, "next", seen=room.meeting.stage.version)
    drive(room, "blank", on=True)
    drive(room, "end")
    return room


@pytest.fixture
def replay(seen: AppTest, room: Room) -> AppTest:
    press(seen, "invite-and-present")
    seen.toggle(key=f"replay-{room.id}").set_value(True).run()
    assert not seen.exception
    return seen


def test_it_goes_on_and_back_through_what_was_shown(replay: AppTest, room: Room) -> None:
    first, second, _ = (showing.stage.hash for showing in room.meeting.showings)
    assert on_screen(replay) == [first]
    assert "Scene 1" in said(replay) and "Ada asked: <b>Why</b>" in said(replay)
    assert on_screen(press(replay, "replay-next")) == [second]
    assert "Scene 2" in said(replay)
    press(replay, "replay-next")
    assert on_screen(replay) == [] and "The screen was blank." in said(replay)
    assert replay.button(key="replay-next").disabled
    press(replay, "replay-back")
    assert on_screen(press(replay, "replay-back")) == [first]
    assert replay.button(key="replay-back").disabled


def test_the_slider_goes_anywhere_and_the_buttons_go_on_from_there(replay: AppTest, room: Room) -> None:
    replay.select_slider[0].set_value(2).run()
    assert on_screen(replay) == [room.meeting.showings[1].stage.hash]
    assert on_screen(press(replay, "replay-back")) == [room.meeting.showings[0].stage.hash]


def test_pictures_come_from_the_recordings_and_are_served(replay: AppTest, room: Room) -> None:
    (hash,) = on_screen(replay)
    picture = answers.find_picture(hash, "")
    assert picture and picture.gzip == room.recordings.find(hash)
    assert json.loads(picture.json)["markup"]


def test_what_anybody_wrote_is_text(replay: AppTest) -> None:
    (line,) = (text.value for text in replay.markdown if "asked" in text.value)
    assert "\\<b\\>" in line and ":red[" not in line.replace("\\", "")


def test_a_recording_that_is_damaged_or_gone_is_said(replay: AppTest, room: Room) -> None:
    first, second, _ = (showing.stage.hash for showing in room.meeting.showings)
    folder = session.app_state().home / "recordings"
    path = folder / first[:2] / f"{first}.json.gz"
    path.write_bytes(path.read_bytes()[:-3])
    (folder / second[:2] / f"{second}.json.gz").unlink()
    replay.run()
    assert on_screen(replay) == [] and "is damaged" in said(replay)
    press(replay, "replay-next")
    assert on_screen(replay) == [] and "its recording is gone" in said(replay)


def test_a_meeting_that_has_not_begun_has_none(seen: AppTest) -> None:
    today = dt.datetime.now(dt.UTC).date()
    room = meetings.rooms().make(Plan(title="Later", day=today), TESTER)
    press(seen, "invite-and-present")
    assert not [toggle for toggle in seen.toggle if toggle.key == f"replay-{room.id}"]
