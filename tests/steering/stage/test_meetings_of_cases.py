"""Meetings of several cases in one installation: each is found in its own case alone, and shows that case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from steering.actors import Actor
from steering.catalog.roles import EVERYTHING
from steering.errors import NotAllowed
from steering.rehearsal.begin import end_run, make_run, plan_run
from steering.stage.refusals import Refused
from steering.stage.rooms import Plan, Rooms
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from tests.actors import TESTER

OTHER = "another-case"


class Cases:
    """Finds the example whatever is asked for, and remembers that."""

    def __init__(self, state: AppState) -> None:
        self.state = state
        self.asked: set[str] = set()

    def find(self, id: str) -> CaseSnapshot:
        self.asked.add(id)
        return self.state.snapshot()


def plan() -> Plan:
    return Plan(title="Funding", day=dt.datetime.now(dt.UTC).date(), people=(("Ada", "member"),))


def test_a_meeting_is_found_in_its_own_case_alone(state: AppState) -> None:
    cases = Cases(state)
    every = Rooms(
        state.home,
        records=lambda: state.records,
        snapshot=state.snapshot,
        pictures=state.pictures,
        snapshot_of=cases.find,
    )
    own_case = state.snapshot().context.case.id
    own, other = every.of(own_case, state.snapshot), every.of(OTHER, state.snapshot)
    room = own.make(plan(), TESTER)
    assert own.room(room.id) is every.room(room.id) is room
    assert room in own.open_rooms and other.open_rooms == ()
    with pytest.raises(Refused, match="not known here"):
        other.room(room.id)
    assert cases.asked == {own_case}, "it shows the case that it was planned in"


def test_a_link_opens_its_meeting_whatever_the_case_and_not_through_another(state: AppState) -> None:
    cases = Cases(state)
    every = Rooms(
        state.home,
        records=lambda: state.records,
        snapshot=state.snapshot,
        pictures=state.pictures,
        snapshot_of=cases.find,
    )
    own = every.of(state.snapshot().context.case.id, state.snapshot)
    room = own.make(plan(), TESTER)
    ada = next(seat.id for seat in room.meeting.seats.values() if seat.name == "Ada")
    token = own.token(room, ada)
    assert every.enter(token, name="", here=False)[0] is room
    with pytest.raises(Refused):
        every.of(OTHER, state.snapshot).enter(token, name="", here=True)


@pytest.mark.parametrize("place", ["nowhere", "another"])
def test_meetings_and_runs_are_made_and_links_withdrawn_by_those_who_may_there(state: AppState, place: str) -> None:
    rooms = Rooms(state.home, records=lambda: state.records, snapshot=state.snapshot, pictures=state.pictures)
    case, now = state.snapshot().context.case.id, dt.datetime.now(dt.UTC)
    room, run = rooms.make(plan(), TESTER), make_run(rooms, plan_run("Dry run", "Ada", now), now, TESTER)
    ada = next(seat.id for seat in room.meeting.seats.values() if seat.name == "Ada")
    before = [room.meeting.seq, run.meeting.seq, len(rooms.list()), len(rooms.list("rehearsal"))]
    others = {case: EVERYTHING - {"present", "rehearse"}} if place == "nowhere" else {"another": EVERYTHING}
    by = Actor(id="x", name="X", grants=others)
    acts: list[Callable[[], object]] = [
        lambda: rooms.make(plan(), by),
        lambda: rooms.invite(room, "Eve", "chair", by=by),
        lambda: rooms.invite(room, "Ada", "member", ada, by=by),
        lambda: rooms.revoke(room, ada, by),
        lambda: make_run(rooms, plan_run("Dry run", "Eve", now), now, by),
        lambda: end_run(rooms, run.id, by),
    ]
    for act in acts:
        with pytest.raises(NotAllowed, match="Ask your instructor"):
            act()
    assert [room.meeting.seq, run.meeting.seq, len(rooms.list()), len(rooms.list("rehearsal"))] == before
