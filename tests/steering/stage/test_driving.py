"""What a presenter does with the stage, and what stops them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from steering.stage import acts
from steering.stage import room as room_module
from steering.stage.driving import drive
from steering.stage.events import parse_event
from steering.stage.refusals import Refused
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Rooms
from steering.stage.stage import Position

Seat = Callable[[str], Visitor]


@pytest.fixture
def act(room: Room, seat: Seat) -> Callable[..., dict[str, Any]]:
    """`act("go", scene="worth")`: what the presenter does in a meeting that has begun."""
    drive(room, seat("Presenter"), {"do": "start"})

    def do(name: str, /, who: str = "Presenter", **more: Any) -> dict[str, Any]:
        return drive(room, seat(who), {"do": name, "seen": room.meeting.stage.version, **more})

    return do


Act = Callable[..., dict[str, Any]]


def told(room: Room, kind: str) -> dict[str, Any]:
    """The newest message of a kind."""
    (message,) = room.channel.latest((kind,), {})
    value: dict[str, Any] = json.loads(message.body)
    return value


class TestBeforeItBegins:
    def test_nothing_is_on_stage(self, room: Room) -> None:
        assert told(room, "stage")["state"] == "planned"
        assert told(room, "stage")["hash"] == ""

    def test_nothing_can_be_put_there(self, room: Room, seat: Seat) -> None:
        with pytest.raises(Refused, match="not open"):
            drive(room, seat("Presenter"), {"do": "go", "scene": "worth"})

    @pytest.mark.parametrize("who", ["Chair", "Finance", "Guest", "Room", "Remote"])
    def test_only_presenters_begin(self, room: Room, seat: Seat, who: str) -> None:
        with pytest.raises(Refused, match="does not allow") as refusal:
            drive(room, seat(who), {"do": "start"})
        assert refusal.value.status == 403
        assert room.meeting.state == "planned"

    def test_the_log_has_what_the_preflight_found(self, room: Room, seat: Seat) -> None:
        drive(room, seat("Presenter"), {"do": "start", "differing": "claims, recordings"})
        started = next(event for event in map(parse_event, room.records.events(room.id)) if event.kind == "start")
        assert started.data["differing"] == "claims, recordings"

    def test_it_begins_once(self, act: Act) -> None:
        with pytest.raises(Refused, match="already"):
            act("start")


class TestScenes:
    def test_it_begins_with_the_first_scene(self, room: Room, act: Act) -> None:
        scenes = room.storyboard.scenes
        assert room.meeting.stage.position == Position(scene=scenes[0].id)
        assert told(room, "stage")["scene"] == {
            "id": scenes[0].id,
            "number": 1,
            "count": len(scenes),
            "message": "In month 9 of 18 the platform carries 27 of 70 teams",
        }

    def test_next_goes_through_all_and_stops_at_the_last(self, room: Room, act: Act) -> None:
        ids = [scene.id for scene in room.storyboard.scenes]
        for id in ids[1:]:
            act("next")
            assert room.meeting.stage.position.scene == id
        with pytest.raises(Refused, match="last scene"):
            act("next")
        assert room.meeting.stage.position.scene == ids[-1]

    def test_back_stops_at_the_first(self, room: Room, act: Act) -> None:
        with pytest.raises(Refused, match="first scene"):
            act("back")

    def test_two_devices_that_press_next_at_once_go_one_scene(self, room: Room, act: Act) -> None:
        seen = room.meeting.stage.version
        act("next", seen=seen)
        with pytest.raises(Refused, match="changed meanwhile"):
            act("next", who="Remote", seen=seen)
        assert room.meeting.stage.position.scene == room.storyboard.scenes[1].id

    def test_next_has_to_say_what_was_seen(self, room: Room, act: Act) -> None:
        with pytest.raises(Refused, match="which version") as refusal:
            act("next", seen=None)
        assert refusal.value.status == 400

    def test_an_unknown_scene_leaves_everything_as_it_is(self, room: Room, act: Act) -> None:
        before = room.meeting.stage
        with pytest.raises(Refused, match="no scene"):
            act("go", scene="nowhere")
        assert room.meeting.stage == before

    def test_versions_only_grow(self, room: Room, act: Act) -> None:
        versions = [act(name)["version"] for name in ("next", "next", "back")]
        assert versions == sorted(set(versions))
        assert told(room, "stage")["version"] == versions[-1]

    def test_what_is_shown_is_recorded(self, room: Room, act: Act) -> None:
        act("go", scene="worth")
        assert room.recordings.find(room.meeting.stage.hash) is not None


class TestHold:
    def test_the_audience_stays_while_the_presenter_goes_ahead(self, room: Room, act: Act) -> None:
        act("hold", on=True)
        before = told(room, "stage")
        act("next")
        act("next")
        after = told(room, "stage")
        assert (after["hash"], after["scene"], after["held"]) == (before["hash"], before["scene"], True)
        assert "ahead" not in after
        assert told(room, "desk")["ahead"]["scene"] == room.storyboard.scenes[2].id

    def test_afterwards_it_is_where_the_presenter_is(self, room: Room, act: Act) -> None:
        act("hold", on=True)
        act("next")
        act("hold", on=False)
        assert told(room, "stage")["scene"]["id"] == room.storyboard.scenes[1].id
        assert room.meeting.stage.ahead is None


class TestPages:
    def test_a_page_goes_on_stage_and_off_again(self, room: Room, act: Act) -> None:
        act("next")
        act("page", page="costs", query={"unit": "Research"})
        assert told(room, "stage")["page"] == "costs"
        assert told(room, "stage")["scene"] is None
        act("page", page="roadmap")
        act("off")
        assert told(room, "stage")["scene"]["number"] == 2

    def test_next_goes_on_behind_the_scene_that_was_left(self, room: Room, act: Act) -> None:
        act("page", page="costs")
        act("next")
        assert told(room, "stage")["scene"]["number"] == 2

    def test_unknown_pages_are_refused(self, act: Act) -> None:
        with pytest.raises(Refused, match="no such page"):
            act("page", page="../../etc")

    def test_the_desk_tells_what_comes_behind_that_scene(self, room: Room, act: Act) -> None:
        act("go", scene="costs")
        before = told(room, "desk")
        act("page", page="kpis", query={})
        now = told(room, "desk")
        assert (now["next"], now["notes"]) == (before["next"], before["notes"])
        assert now["clock"]["planned"] == before["clock"]["planned"] == [8.5, 10.5]


class TestDrivers:
    def test_where_the_finger_rests_the_stage_is_another_one(self, room: Room, act: Act) -> None:
        act("go", scene="worth")
        before = told(room, "stage")["hash"]
        act("move", values={"benefit_factor": 0.9}, final=True)
        after = told(room, "stage")
        assert after["drivers"] == {"benefit_factor": 0.9}
        assert after["hash"] != before

    def test_on_the_way_nothing_is_written(self, room: Room, act: Act) -> None:
        act("go", scene="worth")
        seq = room.meeting.seq
        act("move", values={"benefit_factor": 0.93}, final=False)
        assert room.meeting.seq == seq
        assert told(room, "move")["values"] == {"benefit_factor": 0.93}

    def test_while_the_audience_is_held_it_sees_no_move(self, room: Room, act: Act) -> None:
        act("go", scene="worth")
        act("hold", on=True)
        act("move", values={"benefit_factor": 0.93}, final=False)
        assert room.channel.latest(("move",), {}) == []

    @pytest.mark.parametrize("values", [{"benefit_factor": -1}, {"nonsense": 1}])
    def test_impossible_values_are_refused(self, room: Room, act: Act, values: dict[str, float]) -> None:
        before = room.meeting.stage
        with pytest.raises(Refused, match="can't be"):
            act("move", values=values, final=True)
        assert room.meeting.stage == before


class TestWhoDrives:
    def test_a_second_presenter_is_told_who_presents(self, room: Room, act: Act) -> None:
        with pytest.raises(Refused, match="Presenter is presenting"):
            act("next", who="Second presenter")

    def test_who_is_away_is_taken_over_from_at_once(self, room: Room, act: Act, seat: Seat) -> None:
        act("take", who="Second presenter")
        assert room.meeting.stage.driver == seat("Second presenter").place
        act("next", who="Second presenter")

    def test_who_is_here_is_asked_and_may_refuse(
        self, room: Room, act: Act, seat: Seat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(type(room.channel), "present", frozenset({seat("Presenter").place}))
        act("take", who="Second presenter")
        assert room.meeting.stage.driver == seat("Presenter").place
        assert told(room, "desk")["wants"]["name"] == "Second presenter"
        act("keep")
        assert told(room, "desk")["wants"] is None

    def test_silence_gives_consent(self, room: Room, act: Act, seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(room.channel), "present", frozenset({seat("Presenter").place}))
        clock = [100.0]
        monkeypatch.setattr("steering.stage.driving.monotonic", lambda: clock[0])
        monkeypatch.setattr(room_module, "monotonic", lambda: clock[0])
        act("take", who="Second presenter")
        clock[0] += room_module.SILENCE_SECONDS - 0.1
        act("take", who="Second presenter")
        assert room.meeting.stage.driver == seat("Presenter").place
        clock[0] += 0.2
        act("take", who="Second presenter")
        assert room.meeting.stage.driver == seat("Second presenter").place

    def test_handing_over(self, room: Room, act: Act, seat: Seat) -> None:
        act("give", to=seat("Second presenter").place)
        assert room.meeting.stage.driver == seat("Second presenter").place
        with pytest.raises(Refused, match="is presenting"):
            act("give", to=seat("Presenter").place)

    def test_a_remote_drives_for_whoever_does(self, room: Room, act: Act) -> None:
        act("next", who="Remote")
        assert room.meeting.stage.position.scene == room.storyboard.scenes[1].id

    @pytest.mark.parametrize(
        "name", ["go", "page", "blank", "recorded", "end", "move", "question", "handback", "median"]
    )
    def test_a_remote_can_do_no_more_than_step_hold_and_point(self, act: Act, name: str) -> None:
        with pytest.raises(Refused, match="does not allow"):
            act(name, who="Remote", on=True)


class TestRecording:
    def test_it_is_marked_with_its_time_and_ends_with_the_next_scene(self, room: Room, act: Act) -> None:
        act("recorded", on=True)
        shown = told(room, "stage")
        assert shown["recorded"] == room.meeting.recordings[shown["scene"]["id"]].at.isoformat(timespec="seconds")
        act("next")
        assert told(room, "stage")["recorded"] is None

    def test_all_scenes_are_recorded_on_demand(self, room: Room, act: Act) -> None:
        act("record")
        assert list(room.meeting.recordings) == [scene.id for scene in room.storyboard.scenes]


class TestRestart:
    def test_another_process_goes_on_with_the_same_stage(
        self, room: Room, act: Act, open_rooms: Callable[[], Rooms]
    ) -> None:
        act("go", scene="worth")
        act("move", values={"benefit_factor": 0.9}, final=True)
        act("spotlight", block="npv")
        act("hold", on=True)
        act("next")
        again = open_rooms().room(room.id)
        assert again.meeting == room.meeting
        assert told(again, "stage") == {**told(room, "stage"), "version": told(again, "stage")["version"]}

    def test_what_was_written_there_meanwhile_comes_first(
        self, room: Room, act: Act, seat: Seat, open_rooms: Callable[[], Rooms]
    ) -> None:
        other = open_rooms().room(room.id)
        act("next")
        with pytest.raises(Refused, match="changed meanwhile"):
            drive(other, seat("Presenter"), {"do": "next", "seen": other.meeting.stage.version})
        drive(other, seat("Presenter"), {"do": "next", "seen": other.meeting.stage.version})
        assert other.meeting.stage.position.scene == room.storyboard.scenes[2].id


def test_every_act_names_a_right() -> None:
    assert {act.right for act in acts.ACTS.values()} <= {"drive", "step", "point"}
