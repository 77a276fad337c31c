"""A vote on a phone, with a condition on a figure that is refused, corrected and changed; and its end on the desk."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from steering.stage.driving import drive
from steering.stage.meeting_minutes import room_minutes
from steering.stage.minutes_pages import render_minutes
from steering.stage.room import Room, Visitor
from steering.stage.rooms import Plan, Rooms
from steering.stage.voting import handle_vote
from steering.state.app_state import AppState
from tests.actors import TESTER
from tests.server import Server


@dataclass(frozen=True)
class Invited:
    """The link of a member of a meeting with an open vote, the presenter's desk, and what the records say of it."""

    link: str
    desk: str
    seat: str
    read: Callable[[], Room]


@pytest.fixture
def member(serve: Callable[..., Server], tmp_path: Path, example_store: Path, example_case: Path) -> Iterator[Invited]:
    home = shutil.copytree(example_store, tmp_path / "store")
    with closing(AppState(home, example_case)) as state:

        def open_rooms() -> Rooms:
            return Rooms(home, records=lambda: state.records, snapshot=state.snapshot, pictures=state.pictures)

        rooms = open_rooms()
        room = rooms.make(
            Plan(title="Autumn", day=dt.datetime.now(dt.UTC).date(), people=(("Mona", "member"),)), TESTER
        )
        seats = {seat.name: seat for seat in room.meeting.seats.values()}
        presenter = Visitor(place=seats["Presenter"].id, seat=seats["Presenter"], name="Presenter")
        drive(room, presenter, {"do": "start"})
        handle_vote(room, presenter, {"do": "open", "question": "Do we release <b>4.2</b> million?"})
        server = serve(example_case, home)
        seat = seats["Mona"].id
        desk = f"{server.url}/present?meeting={room.id}"
        yield Invited(rooms.link(room, seat, server.url), desk, seat, lambda: open_rooms().room(room.id))


def row(page: Page, number: int) -> Locator:
    return page.get_by_role("group", name=f"Condition {number}, on a figure")


@pytest.mark.parametrize("page", [{"width": 390, "height": 844}], indirect=True)
def test_a_condition_on_a_figure(page: Page, member: Invited) -> None:
    page.goto(member.link)
    expect(page.get_by_role("heading", name="Do we release <b>4.2</b> million?")).to_be_visible()
    page.get_by_label("Approve with conditions").check()
    page.get_by_label("Condition 1").fill("Name a deputy <b>first</b>.")
    page.get_by_role("button", name="Add a condition on a figure").click()
    second = row(page, 2)
    second.get_by_label("Figure").select_option(label="Data scientists trained")
    second.get_by_label("Has to be").select_option(label="at least")
    expect(second.get_by_role("textbox", name="And")).to_be_hidden()
    expect(second.get_by_role("textbox", name="Value")).to_have_attribute("placeholder", "a share, such as 60%")
    second.get_by_role("textbox", name="Value").fill("60")
    second.get_by_label("By", exact=True).fill("2199-12-31")
    cast = page.get_by_role("button", name="Cast my vote")
    cast.click()
    expect(page.get_by_text("this figure is a share: write 60%")).to_be_visible()
    # Nothing sticks out of its box.
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert second.evaluate(
        "box => [...box.querySelectorAll('input, select')].every((field) =>"
        " field.getBoundingClientRect().right <= box.getBoundingClientRect().right)"
    )
    second.get_by_role("textbox", name="Value").fill("60%")
    cast.click()
    expect(page.get_by_text("Your vote is in: Approve with conditions.")).to_be_visible()
    box = member.read().meeting.open_vote
    assert box is not None
    assert box.ballots[member.seat] == {
        "choice": "conditions",
        "conditions": [
            "Name a deputy <b>first</b>.",
            {"metric": "trained_share", "op": ">=", "value": "60%", "due": "2199-12-31"},
        ],
    }
    # After a reload what was cast stands in the form, and can be changed.
    page.reload()
    expect(row(page, 2).get_by_role("textbox", name="Value")).to_have_value("60%")
    expect(page.get_by_label("Condition 1")).to_have_value("Name a deputy <b>first</b>.")
    row(page, 2).get_by_role("button", name="Remove condition 2").click()
    page.get_by_role("button", name="Change my vote").click()
    expect(page.get_by_text("Your vote is in: Approve with conditions.")).to_be_visible()
    box = member.read().meeting.open_vote
    assert box is not None and box.ballots[member.seat]["conditions"] == ["Name a deputy <b>first</b>."]


def test_a_vote_is_closed_on_the_desk_with_what_is_to_be_done(page: Page, member: Invited) -> None:
    page.goto(member.desk)
    page.get_by_role("button", name="Vote").first.click()
    expect(page.get_by_text("0 of 1 has voted")).to_be_visible()
    page.get_by_role("button", name="Add an action").click()
    page.get_by_label("Action 1", exact=True).fill("Plan the <b>training</b>.")
    page.get_by_label("Action 1 is due").fill("2199-12-31")
    close = page.get_by_role("button", name="Close the vote")
    close.click()
    page.get_by_role("button", name="Close: count now").click()
    expect(page.get_by_text("Action 1 needs an owner, a role of at most 160 characters.")).to_be_visible()
    page.get_by_label("Owner of action 1").fill("Head of data science")
    close.click()
    page.get_by_role("button", name="Close: count now").click()
    expect(page.get_by_text("Not carried: nobody voted")).to_be_visible()
    expect(page.get_by_text("Decision: Defer")).to_be_visible()
    minutes = render_minutes(room_minutes(member.read()))
    assert r"| Plan the \<b\>training\</b\>. | Head of data science | 31 Dec 2199 |" in minutes
