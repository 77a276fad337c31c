"""A rehearsal on the stage: begun whole or in the middle, broken off and gone on with, and nothing of it lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from steering.access.links import make_id
from steering.rehearsal.runs import Run, tell_run
from steering.stage import driving
from steering.stage.events import write_event
from steering.stage.messages import clock, desk_message
from steering.stage.refusals import Refused
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Rooms
from steering.state.app_state import AppState
from tests.actors import TESTER

Rehearse = Callable[..., Room]


@pytest.fixture
def rehearse(rooms: Rooms, state: AppState) -> Rehearse:
    """`rehearse((second, kind, data), ...)`: a run of an hour ago with these events, as a server finds it."""
    case = state.snapshot().context.case
    assert case.storyboard
    start = (0.0, "start", {"storyboard": case.storyboard.text.text})

    def make(*events: tuple[float, str, dict[str, Any]], ago: float = 3600) -> Room:
        now = dt.datetime.now(dt.UTC)
        plan = (0.0, "plan", {"title": "Dry run", "day": now.date().isoformat(), "purpose": "rehearsal"})
        seat = (0.0, "invite", {"seat": "presenter", "name": "Presenter", "role": "presenter"})
        bodies = [
            write_event(kind, by="presenter", at=now - dt.timedelta(seconds=ago - second), **data)
            for second, kind, data in (plan, seat, *([start] if events else []), *events)
        ]
        id = make_id()
        state.records.meetings.make(id, case.id, bodies, by=TESTER, kind="rehearsal")
        return rooms.room(id)

    return make


def show(second: float, room_scene: str) -> tuple[float, str, dict[str, Any]]:
    place = {"scene": room_scene, "page": "", "query": {}, "values": {}}
    return second, "show", {"position": place, "hash": "h", "driver": "presenter"}


def drive(room: Room, do: str, **data: Any) -> None:
    seat = room.meeting.seats["presenter"]
    driving.drive(room, Visitor(place=seat.id, seat=seat, name=seat.name), {"do": do, "seen": 2**40, **data})


def told(room: Room) -> Run:
    run = tell_run(room.meeting, dt.datetime.now(dt.UTC))
    assert run
    return run


def scene_ids(room: Room) -> list[str]:
    return [scene.id for scene in room.scenes]


def test_one_that_begins_in_the_middle_says_so_to_its_desk(rehearse: Rehearse) -> None:
    whole, partial = rehearse(), rehearse()
    drive(whole, "start")
    drive(partial, "start", scene=scene_ids(partial)[3])
    assert [desk_message(room)["partial"] for room in (whole, partial)] == [False, True]
    assert partial.meeting.stage.scene == scene_ids(partial)[3]


def test_a_meeting_with_others_begins_with_its_first_scene_whatever_is_asked(room: Room) -> None:
    drive(room, "start", scene=scene_ids(room)[3])
    assert room.meeting.stage.scene == scene_ids(room)[0]


def test_the_time_while_nobody_was_there_counts_for_no_scene(rehearse: Rehearse) -> None:
    first = scene_ids(rehearse())[0]
    room = rehearse(show(0, first), (40.0, "tick", {}))
    assert (told(room).outcome, told(room).seconds) == ("broken off", pytest.approx(40, abs=0.1))
    drive(room, "tick")
    assert told(room).outcome == "open"
    assert told(room).seconds == pytest.approx(40, abs=2)
    assert clock(room)["absent"] == pytest.approx(3_560_000, abs=2000)
    drive(room, "tick")
    assert len(room.meeting.absences) == 1, "what comes at once was no absence"


def test_whatever_is_pressed_first_ends_the_absence(rehearse: Rehearse) -> None:
    first, second = scene_ids(rehearse())[:2]
    room = rehearse(show(0, first), (40.0, "tick", {}))
    drive(room, "next")
    assert room.meeting.stage.scene == second
    assert told(room).scene(first) and told(room).seconds == pytest.approx(40, abs=2)


def test_questions_go_on_where_they_were_broken_off(rehearse: Rehearse) -> None:
    room = rehearse(show(0, scene_ids(rehearse())[0]), (40.0, "pause", {"on": True}), (65.0, "tick", {}))
    drive(room, "tick")
    run = told(room)
    assert run.seconds == pytest.approx(40, abs=0.1)
    assert run.question_seconds == pytest.approx(25, abs=2)
    facts = clock(room)
    assert facts["since_pause"] is not None and facts["paused"] == pytest.approx(25_000, abs=100)


def test_one_that_is_ended_long_afterwards_ended_at_its_last_sign_of_life(rehearse: Rehearse) -> None:
    room = rehearse(show(0, scene_ids(rehearse())[0]), (40.0, "tick", {}))
    drive(room, "end", given_up=True)
    assert (told(room).outcome, told(room).seconds) == ("given up", pytest.approx(40, abs=2))


def test_a_server_that_was_killed_finds_the_run_where_it_was(
    rehearse: Rehearse, open_rooms: Callable[[], Rooms]
) -> None:
    room = rehearse()
    drive(room, "start")
    drive(room, "next")
    drive(room, "pause", on=True)
    after = open_rooms().room(room.id)
    assert after.meeting.stage == room.meeting.stage
    assert after.meeting.pauses == room.meeting.pauses
    assert [scene.id for scene in told(after).scenes] == scene_ids(room)[:2]
    drive(after, "pause", on=False)
    drive(after, "next")
    assert after.meeting.stage.scene == scene_ids(room)[2]


def test_two_tabs_that_press_next_at_once_go_one_scene(rehearse: Rehearse) -> None:
    room = rehearse()
    drive(room, "start")
    seen = room.meeting.stage.version
    drive(room, "next", seen=seen)
    with pytest.raises(Refused, match="changed meanwhile"):
        drive(room, "next", seen=seen)
    assert room.meeting.stage.scene == scene_ids(room)[1]


def test_a_clock_that_is_set_back_stands_still_and_nobody_is_absent(rehearse: Rehearse) -> None:
    room = rehearse(show(0, scene_ids(rehearse())[0]), ago=-7200)
    drive(room, "tick")
    drive(room, "next")
    assert room.meeting.absences == []
    assert all(scene.seconds >= 0 for scene in told(room).scenes)
    assert clock(room)["now"] >= clock(room)["started"]
