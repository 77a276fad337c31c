"""A meeting of the example case, held in this process over real records."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from steering.stage.meeting import Role
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Plan, Rooms
from steering.state.app_state import AppState
from tests.actors import TESTER

PEOPLE: tuple[tuple[str, Role], ...] = (
    ("Chair", "chair"),
    ("Finance", "member"),
    ("Technology", "member"),
    ("Second presenter", "presenter"),
)


@pytest.fixture(scope="module")
def state(example_store: Path, example_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppState]:
    """The app's state over a home of its own in which the example is published; its meetings are each test's own."""
    home = shutil.copytree(example_store, tmp_path_factory.mktemp("meetings"), dirs_exist_ok=True)
    state = AppState(home, example_case)
    yield state
    state.close()


@pytest.fixture
def open_rooms(state: AppState) -> Callable[[], Rooms]:
    """`open_rooms()`: the meetings as a process that has just started finds them."""
    return lambda: Rooms(state.home, records=lambda: state.records, snapshot=state.snapshot, pictures=state.pictures)


@pytest.fixture
def rooms(open_rooms: Callable[[], Rooms]) -> Rooms:
    """The meetings of the example case, of which there are none yet."""
    return open_rooms()


@pytest.fixture
def room(rooms: Rooms) -> Room:
    """A meeting of today with a chair, two members and two presenters, not begun."""
    return rooms.make(Plan(title="Funding of waves 5 and 6", day=dt.datetime.now(dt.UTC).date(), people=PEOPLE), TESTER)


@pytest.fixture
def seat(room: Room) -> Callable[[str], Visitor]:
    """`seat("Chair")`: whoever was invited by a name."""

    def find(name: str) -> Visitor:
        person = next(person for person in room.meeting.seats.values() if person.name == name)
        return Visitor(place=person.id, seat=person, name=name)

    return find
