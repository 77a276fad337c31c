"""The way into a meeting: links that are unknown, forged, withdrawn, expired or forwarded, and names of guests."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from steering.access.links import SeatLink, Signer
from steering.stage.rooms import DAYS, Plan
from tests.actors import TESTER
from tests.steering.web.meeting_visits import Browser, House


@pytest.mark.parametrize("token", ["", "x", "W10.abc", "\x00", "é" * 1000, "a.b.c.d", 7, None, ["x"], {"a": 1}, True])
def test_what_is_no_link_opens_nothing(meeting_house: House, token: object) -> None:
    answer = meeting_house.knock(token)
    assert answer.status in (400, 403)
    assert "link" in answer.error
    assert "set-cookie" not in answer.headers


def test_a_link_of_another_installation_opens_nothing(meeting_house: House, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    token = Signer(elsewhere).sign_link(SeatLink(meeting=meeting_house.room.id, seat="presenter", serial=1))
    answer = meeting_house.knock(token)
    assert (answer.status, answer.error) == (403, "This link is not known here. Ask for a new one.")


@pytest.mark.parametrize("index", [0, 10, -1])
def test_a_link_with_one_letter_changed_opens_nothing(meeting_house: House, index: int) -> None:
    letters = list(meeting_house.token("Ben"))
    # The last letter carries fewer bits than it has.
    letters[index] = "A" if letters[index] != "A" else "Q"
    assert meeting_house.knock("".join(letters)).status == 403


@pytest.mark.parametrize("facts", [("nowhere", "presenter", 1), ("here", "nobody", 1), ("here", "presenter", 2)])
def test_a_signed_link_to_what_there_is_not_opens_nothing(meeting_house: House, facts: tuple[str, str, int]) -> None:
    meeting, seat, serial = facts
    link = SeatLink(meeting=meeting_house.room.id if meeting == "here" else meeting, seat=seat, serial=serial)
    assert meeting_house.knock(meeting_house.rooms.signer.sign_link(link)).status == 403


def test_a_link_that_is_withdrawn_puts_out_who_came_by_it(meeting_house: House) -> None:
    ben, token = meeting_house.enter("Ben"), meeting_house.token("Ben")
    meeting_house.rooms.revoke(meeting_house.room, ben.seat, TESTER)
    for answer in (meeting_house.knock(token), ben.get("me"), ben.get("events"), ben.post("moments")):
        assert (answer.status, answer.error) == (403, "This link was withdrawn. Ask for a new one.")


def test_a_new_link_takes_the_place_of_the_one_before(meeting_house: House) -> None:
    ben, token = meeting_house.enter("Ben"), meeting_house.token("Ben")
    meeting_house.rooms.invite(meeting_house.room, "Ben", "member", seat=ben.seat, by=TESTER)
    assert meeting_house.knock(token).status == 403
    assert ben.get("me").status == 403
    assert meeting_house.enter("Ben").get("me").json["me"]["name"] == "Ben"


@pytest.mark.parametrize(("age", "is_open"), [(DAYS, True), (DAYS + 1, False)])
def test_a_link_expires_with_its_meeting(meeting_house: House, age: int, is_open: bool) -> None:
    day = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=age)
    room = meeting_house.rooms.make(Plan(title="Long ago", day=day), TESTER)
    answer = meeting_house.knock(meeting_house.rooms.token(room, "guests"))
    assert (answer.status == 200) == is_open
    if not is_open:
        assert answer.error == f"This link has expired: the meeting was on {day}."


def test_a_forwarded_link_asks_before_it_puts_the_first_one_out(meeting_house: House) -> None:
    first = meeting_house.enter("Ben")
    token = meeting_house.token("Ben")
    with first.events() as lines:
        next(lines)
        answer = meeting_house.knock(token)
        assert (answer.status, answer.json["elsewhere"]) == (409, True)
        assert answer.error.startswith("This link is open in another browser.")
        # To ask changes nothing.
        assert first.get("me").status == 200
        second = meeting_house.enter("Ben", here=True)
    assert second.seat == first.seat
    assert second.get("me").status == 200
    out = first.get("me")
    assert (out.status, out.error) == (
        403,
        "This link was opened in another browser since. Open it here again to go on here.",
    )
    # Not even what is to be done once is done by who is out.
    assert first.post("questions", {"text": "Mine?", "frame": ""}).status == 403


@pytest.mark.parametrize("way", ["entered elsewhere", "withdrawn", "made anew"])
def test_the_stream_of_who_is_out_ends(meeting_house: House, way: str) -> None:
    rooms, room, first = meeting_house.rooms, meeting_house.room, meeting_house.enter("Ben")
    ways = {
        "entered elsewhere": lambda: meeting_house.enter("Ben", here=True),
        "withdrawn": lambda: rooms.revoke(room, first.seat, TESTER),
        "made anew": lambda: rooms.invite(room, "Ben", "member", seat=first.seat, by=TESTER),
    }
    with first.events() as lines, meeting_house.enter("Cy").events() as others:
        next(lines)
        next(others)
        ways[way]()
        # A stream that goes on has no last line.
        list(lines)
        assert first.get("me").status == 403
        assert next(others)


def test_when_the_link_for_guests_is_withdrawn_all_who_came_by_it_are_out(meeting_house: House) -> None:
    with meeting_house.enter("Guest").events() as one, meeting_house.enter("Guest").events() as other:
        next(one)
        next(other)
        meeting_house.rooms.revoke(meeting_house.room, "guests", TESTER)
        list(one)
        list(other)


def test_everybody_who_comes_by_the_link_for_guests_has_a_place_of_their_own(meeting_house: House) -> None:
    one, other = meeting_house.enter("Guest", name="Gus"), meeting_house.enter("Guest", name="Gus")
    assert one.seat != other.seat
    crossed = Browser(client=one.client, seat=one.seat, cookie=other.cookie)
    assert crossed.get("me").status == 403


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("x" * 10_000, "x" * 80),
        ("  Gus \n\t of  Finance ", "Gus of Finance"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("", "Guest"),
        ("\u202eevil", "\u202eevil"),
    ],
)
def test_the_name_of_a_guest_is_a_text_of_at_most_80_characters(meeting_house: House, name: str, shown: str) -> None:
    guest = meeting_house.enter("Guest", name=name)
    assert guest.get("me").json["me"]["name"] == shown
    assert guest.post("questions", {"text": "Why?", "frame": ""}).status == 200
    assert [item.name for item in meeting_house.room.meeting.questions.values()] == [shown]


@pytest.mark.parametrize("name", ["\ud800", 7, None, ["Gus"], {"a": 1}])
def test_a_name_that_is_no_text_is_refused(meeting_house: House, name: object) -> None:
    answer = meeting_house.knock(meeting_house.token("Guest"), name=name)
    assert answer.status == 400
    assert answer.error


def test_the_cookie_is_for_one_seat_and_for_no_script(meeting_house: House) -> None:
    answer = meeting_house.knock(meeting_house.token("Ben"))
    parts = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert {"httponly", "samesite=strict", f"path=/meet/{answer.json['seat']}"} <= parts
    assert answer.headers["cache-control"] == "private, no-store"
