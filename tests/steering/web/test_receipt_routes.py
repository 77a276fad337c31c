"""`/meet/<seat>/receipt`: everybody gets their own receipt as a file, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from steering.exports.receipt import parse_receipt_file
from steering.records import Records
from steering.stage.receipts import Receipt
from steering.stage.rooms import Rooms
from steering.state.case_snapshot import CaseSnapshot
from steering.web.meetings import meeting_routes
from tests.steering.stage.played import Played, play, rooms


@pytest.fixture
def meeting(tmp_path: Path, records: Records, example: CaseSnapshot) -> Played:
    return play(tmp_path, records, example)


@pytest.fixture
def served(tmp_path: Path, records: Records, example: CaseSnapshot, meeting: Played) -> Rooms:
    return rooms(tmp_path, records, example)


@pytest.fixture
def client(served: Rooms) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=meeting_routes(lambda: served))) as client:
        yield client


def enter(client: TestClient, served: Rooms, meeting: Played, name: str) -> str:
    """Come in by the link of somebody; return the address of their receipt."""
    room = served.room(meeting.room.id)
    token = served.token(room, meeting.visitor(name).seat.id)
    return f"/meet/{client.post('/meet/enter', json={'token': token}).json()['seat']}/receipt"


def votes(receipt: Receipt) -> list[object]:
    return [entry.own.ballot["choice"] if entry.own else None for entry in receipt.votes]


def test_it_is_a_file_with_one_s_own_votes(client: TestClient, served: Rooms, meeting: Played) -> None:
    address = enter(client, served, meeting, "Ben")
    answer = client.post(address, json={"keys": meeting.keys["Ben"]})
    assert answer.status_code == 200
    assert (
        answer.headers["content-disposition"]
        == f'attachment; filename="receipt-halden-{meeting.room.meeting.day}-ben.html"'
    )
    assert answer.headers["cache-control"] == "private, no-store"
    receipt = parse_receipt_file(answer.content)
    assert (receipt.name, votes(receipt)) == ("Ben", ["reject", "conditions"])
    # A link has no keys.
    assert votes(parse_receipt_file(client.get(address).content)) == ["reject", None]
    assert client.get(address).content == client.get(address).content


def test_nobody_gets_another_one_s(client: TestClient, served: Rooms, meeting: Played) -> None:
    bens = enter(client, served, meeting, "Ben")
    client.cookies.clear()
    assert client.get(bens).status_code == 403
    own = enter(client, served, meeting, "Cy")
    assert client.get(bens).status_code == 403
    # A key opens one ballot of one vote: that of whoever has it.
    first, second = (entry.id for entry in parse_receipt_file(client.get(own).content).votes)
    keys = {first: meeting.keys["Ben"][second], second: "0" * 32}
    assert votes(parse_receipt_file(client.post(own, json={"keys": keys}).content)) == ["approve", None]


@pytest.mark.parametrize("keys", [[], "x", 3])
def test_keys_that_are_none_are_refused(client: TestClient, served: Rooms, meeting: Played, keys: object) -> None:
    answer = client.post(enter(client, served, meeting, "Ben"), json={"keys": keys})
    assert (answer.status_code, answer.json()) == (400, {"error": "keys has to name votes with a key each."})


def test_keys_of_any_other_kind_open_nothing(client: TestClient, served: Rooms, meeting: Played) -> None:
    keys = dict(zip(meeting.keys["Ben"], ([1], {"a": "x" * 10_000}), strict=True))
    receipt = parse_receipt_file(client.post(enter(client, served, meeting, "Ben"), json={"keys": keys}).content)
    assert votes(receipt) == ["reject", None]


def test_too_much_and_too_often(client: TestClient, served: Rooms, meeting: Played) -> None:
    address = enter(client, served, meeting, "Ada")
    assert client.post(address, content=b" " * 1_000_000).status_code == 413
    assert 429 in [client.get(address).status_code for _ in range(6)]
