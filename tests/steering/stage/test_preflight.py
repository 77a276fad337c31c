"""The preflight: what is as in the last meeting, what differs, what has failed, each with what mends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from steering.stage import driving
from steering.stage.fingerprints import SCENARIOS, hash_case
from steering.stage.meeting import Meeting
from steering.stage.preflight import Check, Readiness, Surroundings, check_room, describe, find_last
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Plan, Rooms
from steering.state.app_state import AppState
from tests.actors import TESTER

Seat = Callable[[str], Visitor]
CheckAll = Callable[..., dict[str, Check]]
ADDRESS = "http://192.168.1.5:8502"
COMPARED = ("data", "scenario", "definitions", "storyboard")


@pytest.fixture
def check(state: AppState) -> CheckAll:
    def check_all(
        room: Room, before: Meeting | None = None, *, address: str = ADDRESS, fault: str = ""
    ) -> dict[str, Check]:
        around = Surroundings(before=before, home=state.home, address=address, fault=fault)
        return {item.id: item for item in check_room(room, around)}

    return check_all


@pytest.fixture
def later(rooms: Rooms) -> Room:
    """The meeting that comes after, with nobody invited by name."""
    return rooms.make(Plan(title="Again", day=dt.datetime.now(dt.UTC).date()), TESTER)


def begin(room: Room, seat: Seat) -> None:
    driving.drive(room, seat("Presenter"), {"do": "start"})


class TestComparison:
    def test_without_an_earlier_meeting_nothing_is_compared(self, check: CheckAll, room: Room) -> None:
        found = check(room)
        assert found["before"].state is Readiness.NOT_CHECKED
        assert not found.keys() & set(COMPARED)

    def test_the_same_case_is_fine(self, check: CheckAll, room: Room, seat: Seat, later: Room) -> None:
        begin(room, seat)
        found = check(later, room.meeting)
        assert {name: found[name].state for name in COMPARED} == dict.fromkeys(COMPARED, Readiness.FINE)
        assert found["data"].text == f"The same releases as on {room.meeting.day}."

    def test_other_releases_are_named_by_their_dataset(
        self, check: CheckAll, room: Room, seat: Seat, later: Room
    ) -> None:
        begin(room, seat)
        stage = room.meeting.stage.as_dict() | {"releases": {"adoption": "0" * 64}}
        room.note("show", "presenter", **stage)
        found = check(later, room.meeting)["data"]
        assert (found.state, found.text) == (
            Readiness.DIFFERS,
            f"Other releases than on {room.meeting.day}: adoption.",
        )
        assert found.remedy

    @pytest.mark.parametrize(
        ("file", "item"),
        [
            ("storyboard.yaml", "storyboard"),
            ("business_case.yaml", "scenario"),
            (SCENARIOS, "scenario"),
            ("metrics.yaml", "definitions"),
            ("case.yaml", "definitions"),
        ],
    )
    def test_a_changed_file_is_named(self, check: CheckAll, room: Room, later: Room, file: str, item: str) -> None:
        files = {**hash_case(room.snapshot.context), file: "another"}
        room.note("start", "presenter", storyboard="", files=files)
        found = check(later, room.meeting)
        assert {name for name in COMPARED if found[name].state is Readiness.DIFFERS} == {item}
        assert found[item].text == f"Changed since {room.meeting.day}: {file}."

    def test_a_log_that_does_not_say_is_not_compared(self, check: CheckAll, room: Room, later: Room) -> None:
        room.note("start", "presenter", storyboard="")
        assert check(later, room.meeting)["scenario"].state is Readiness.NOT_CHECKED

    def test_the_last_meeting_is_the_one_that_was_begun_last(self, room: Room, later: Room, seat: Seat) -> None:
        assert find_last([room.meeting, later.meeting], later.meeting) is None
        begin(room, seat)
        assert find_last([room.meeting, later.meeting], later.meeting) is room.meeting
        assert find_last([room.meeting, later.meeting], room.meeting) is None


class TestRoom:
    def test_a_sentence_that_the_data_does_not_support_has_failed(self, check: CheckAll, room: Room) -> None:
        found = check(room)["claims"]
        assert (found.state, found.text) == (
            Readiness.FAILED,
            "Scene 4: the data does not support every sentence.",
        )
        assert found.remedy.startswith("Correct the sentence on Storyboard")

    def test_every_scene_is_shown_and_the_slowest_named(self, check: CheckAll, room: Room) -> None:
        check(room)
        found = check(room)["scenes"]
        assert found.state is Readiness.FINE
        assert found.text.startswith("10 scenes can be shown, the slowest in 0.")

    def test_recordings_are_missing_until_they_are_made(self, check: CheckAll, room: Room, seat: Seat) -> None:
        assert check(room)["recordings"].text == "No scene is recorded."
        begin(room, seat)
        found = check(room)["recordings"]
        assert (found.state, found.text) == (Readiness.DIFFERS, "Not recorded: 2, 3, 4, 5, 6, 7, 8, 9 and 10.")
        driving.drive(room, seat("Presenter"), {"do": "record"})
        assert check(room)["recordings"].text == "10 scenes recorded."

    def test_a_recording_whose_file_is_gone_is_missing(
        self, check: CheckAll, room: Room, seat: Seat, state: AppState
    ) -> None:
        driving.drive(room, seat("Presenter"), {"do": "record"})
        hash = room.meeting.recordings["costs"].hash
        (state.home / "recordings" / hash[:2] / f"{hash}.json.gz").unlink()
        assert check(room)["recordings"].text == "Not recorded: 5."

    def test_people_whose_link_nobody_has_opened_are_named(self, check: CheckAll, room: Room, rooms: Rooms) -> None:
        chair = next(seat for seat in room.meeting.seats.values() if seat.name == "Chair")
        rooms.enter(rooms.token(room, chair.id), name="", here=False)
        found = check(room)["links"]
        expected = "3 of 4 have not opened their link: Finance, Technology and Second presenter."
        assert (found.state, found.text) == (Readiness.DIFFERS, expected)

    def test_with_nobody_invited_by_name_the_guest_link_is_enough(self, check: CheckAll, later: Room) -> None:
        assert check(later)["links"].state is Readiness.FINE

    @pytest.mark.parametrize("address", ["http://localhost:8501", "http://127.0.0.1:8501", "http://[::1]:8501"])
    def test_an_address_of_this_machine_reaches_nobody_else(self, check: CheckAll, room: Room, address: str) -> None:
        assert check(room)["address"].text == f"Links open at {ADDRESS}."
        assert check(room, address=address)["address"].state is Readiness.DIFFERS

    def test_a_second_listener_that_failed_is_told(self, check: CheckAll, room: Room) -> None:
        found = check(room, fault="Port 8502 is taken.")["address"]
        assert (found.state, found.text) == (Readiness.FAILED, "Port 8502 is taken.")

    def test_a_clock_behind_the_log_has_failed(self, check: CheckAll, room: Room, seat: Seat) -> None:
        assert check(room)["clock"].state is Readiness.FINE
        begin(room, seat)
        room.meeting.showings[-1] = type(room.meeting.showings[-1])(
            at=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1), stage=room.meeting.stage
        )
        assert check(room)["clock"].state is Readiness.FAILED

    def test_a_folder_that_is_gone_is_told(self, room: Room, tmp_path: Path) -> None:
        around = Surroundings(before=None, home=tmp_path / "nowhere", address=ADDRESS)
        found = next(item for item in check_room(room, around) if item.id == "disk")
        assert found.state is Readiness.FAILED and "can't be read" in found.text


def test_what_is_not_fine_comes_first_and_is_counted(check: CheckAll, room: Room) -> None:
    items = list(check(room).values())
    states = [item.state for item in items]
    order = [Readiness.FAILED, Readiness.DIFFERS, Readiness.NOT_CHECKED, Readiness.FINE]
    assert states == sorted(states, key=order.index)
    told = describe(items)
    assert told["open"] == sum(state in order[:2] for state in states)
    assert all(
        item["word"] and (item["remedy"] or item["state"] not in ("failed", "differs")) for item in told["items"]
    )
