"""Two presenters in a meeting, each in their own browser: one drives, and the other is told who."""

from __future__ import annotations

import pytest

from tests.actors import TESTER
from tests.steering.web.meeting_visits import Browser, House


@pytest.fixture
def pia(begun: House) -> Browser:
    """A second presenter."""
    begun.rooms.invite(begun.room, "Pia", "presenter", by=TESTER)
    return begun.enter("Pia")


@pytest.fixture
def first(begun: House) -> Browser:
    """Who has begun the meeting, and drives."""
    return begun.enter("Presenter", here=True)


def driver(house: House) -> str:
    return house.room.meeting.stage.driver


def test_the_second_is_told_who_presents(begun: House, first: Browser, pia: Browser) -> None:
    for act in ({"do": "blank", "on": True}, {"do": "next", "seen": 10**6}, {"do": "go", "scene": "adoption"}):
        answer = pia.post("stage", act)
        assert (answer.status, answer.error) == (409, "Presenter is presenting. Take over first.")
    assert not begun.room.meeting.stage.blank
    assert first.drive("blank", on=True).status == 200


def test_who_is_here_is_asked_and_silence_of_5_seconds_gives_the_stage(
    begun: House, first: Browser, pia: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    for module in ("driving", "room"):
        monkeypatch.setattr(f"steering.stage.{module}.monotonic", lambda: clock[0])
    with first.events() as lines:
        next(lines)
        assert pia.drive("take").status == 200
        begun.room.publish_all()
        assert driver(begun) == first.seat
        clock[0] += 4.9
        pia.drive("take")
        assert driver(begun) == first.seat
        clock[0] += 0.1
        pia.drive("take")
        assert driver(begun) == pia.seat
        answer = first.drive("blank", on=True)
        assert (answer.status, answer.error) == (409, "Pia is presenting. Take over first.")


def test_who_vanishes_is_taken_over_from_as_soon_as_the_stream_ends(begun: House, first: Browser, pia: Browser) -> None:
    with first.events() as lines:
        next(lines)
        pia.drive("take")
        assert driver(begun) == first.seat
    # No second passes here: each request gives the server a turn to see the end of the stream.
    for _ in range(1000):
        pia.drive("take")
        if driver(begun) == pia.seat:
            break
    assert driver(begun) == pia.seat


def test_of_two_who_press_next_at_once_one_is_dropped(begun: House, first: Browser) -> None:
    remote = begun.enter("Remote")
    seen = begun.room.meeting.stage.version
    assert first.drive("next", seen=seen).status == 200
    stale = remote.drive("next", seen=seen)
    assert (stale.status, stale.error) == (409, "The stage has changed meanwhile. What you asked for was not done.")
    assert begun.room.meeting.stage.position.scene == begun.room.scenes[1].id
    assert remote.drive("next", seen=begun.room.meeting.stage.version).status == 200


def test_a_follower_on_an_old_version_is_told_the_newest(begun: House, first: Browser) -> None:
    ben = begun.enter("Ben")
    old = ben.state()["stage"]
    for _ in range(3):
        first.drive("next", seen=begun.room.meeting.stage.version)
    query = f"state?boot={old['boot']}&stage={old['version']}"
    new = ben.get(query).json["stage"]
    assert new["version"] > old["version"]
    assert new["scene"]["number"] == 4
    # Of another start of the server, or no version at all: whatever is the newest.
    for query in ("boot=00000000&stage=99999", "boot=&stage=", f"boot={old['boot']}&stage=x", "boot=%00&stage=-1"):
        assert ben.get(f"state?{query}").json["stage"]["version"] == new["version"]
