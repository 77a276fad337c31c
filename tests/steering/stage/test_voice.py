"""How loud a rehearsal was reaches its events as told, strictly, and from nobody else's meeting."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import pytest

from steering.stage import driving
from steering.stage.meeting import SceneVoice
from steering.stage.refusals import Refused
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Plan, Rooms
from steering.state.app_state import AppState
from tests.actors import TESTER

LOUD = {"seconds": 50, "speaking": 30.5, "longest_silence": 4}


@pytest.fixture
def rehearsal(rooms: Rooms) -> Room:
    return rooms.make(Plan(title="Dry run", day=dt.datetime.now(dt.UTC).date(), kind="rehearsal"), TESTER)


def drive(room: Room, do: str, **data: Any) -> None:
    seat = room.meeting.seats["presenter"]
    driving.drive(room, Visitor(place=seat.id, seat=seat, name=seat.name), {"do": do, **data})


def first_scene(room: Room) -> str:
    return room.scenes[0].id


def test_what_was_told_last_stands_and_a_moment_after_the_end_as_well(rehearsal: Room, state: AppState) -> None:
    drive(rehearsal, "start")
    id = first_scene(rehearsal)
    drive(rehearsal, "voice", scenes={id: {**LOUD, "seconds": 40}})
    drive(rehearsal, "end")
    drive(rehearsal, "voice", scenes={id: LOUD})
    assert rehearsal.meeting.voice == {id: SceneVoice(seconds=50, speaking=30.5, longest_silence=4)}
    assert (rehearsal.meeting.state, rehearsal.meeting.outcome) == ("closed", "finished")
    # Nothing but these figures is written.
    body = json.loads(state.records.meetings.events(rehearsal.id)[-1].body)
    assert {name: body[name] for name in body if name not in ("at", "salt")} == {
        "kind": "voice",
        "by": "presenter",
        "scenes": {id: {"seconds": 50.0, "speaking": 30.5, "longest_silence": 4.0}},
    }


@pytest.mark.parametrize(
    ("scenes", "sentence"),
    [
        (None, "scenes has to name"),
        ([], "scenes has to name"),
        ({"first": 5}, "scenes has to name"),
        ({"first": {"seconds": 5, "speaking": 2}}, "scenes has to name"),
        ({"first": {**LOUD, "words": "Good evening"}}, "scenes has to name"),
        ({"<b>none</b>": LOUD}, "has no scene '<b>none</b>'"),
        ({"first": {**LOUD, "speaking": True}}, "has to be a number"),
        ({"first": {**LOUD, "speaking": "30"}}, "has to be a number"),
        ({"first": {**LOUD, "speaking": -1}}, "no longer than the scene"),
        ({"first": {**LOUD, "speaking": 51}}, "no longer than the scene"),
        ({"first": {**LOUD, "longest_silence": 50.1}}, "no longer than the scene"),
        ({"first": {**LOUD, "seconds": 86_401}}, "no longer than the scene"),
    ],
)
def test_what_is_no_figure_of_a_scene_is_refused_and_nothing_is_written(
    rehearsal: Room, scenes: Mapping[str, Any] | None, sentence: str
) -> None:
    drive(rehearsal, "start")
    seq = rehearsal.meeting.seq
    if isinstance(scenes, dict):
        scenes = {first_scene(rehearsal) if id == "first" else id: values for id, values in scenes.items()}
    with pytest.raises(Refused, match=sentence):
        drive(rehearsal, "voice", scenes=scenes)
    assert rehearsal.meeting.seq == seq and rehearsal.meeting.voice == {}


def test_only_a_rehearsal_that_has_begun_is_recorded(rehearsal: Room, room: Room) -> None:
    with pytest.raises(Refused, match="has not begun"):
        drive(rehearsal, "voice", scenes={})
    drive(room, "start")
    with pytest.raises(Refused, match="Only a rehearsal"):
        drive(room, "voice", scenes={})
