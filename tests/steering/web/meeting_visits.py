"""Browsers in a meeting of the example case, over the routes as they are served."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.testclient import TestClient

from steering.records import Records
from steering.stage.meeting import Role
from steering.stage.room import Room
from steering.stage.rooms import Rooms
from steering.state.case_snapshot import CaseSnapshot
from steering.web.meetings import meeting_routes
from steering.web.seats import COOKIE
from tests.steering.stage.played import plan

# Role -> who has it; the last three come by links for many.
SEATS: Mapping[Role, str] = {
    "presenter": "Presenter",
    "chair": "Ada",
    "member": "Ben",
    "guest": "Guest",
    "room": "Room",
    "remote": "Remote",
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The status of an answer, its body, and what that says as JSON."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Any:
        """The body as it was parsed."""
        return json.loads(self.body)

    @property
    def error(self) -> str:
        """The sentence that says what was wrong."""
        sentence = self.json["error"]
        assert isinstance(sentence, str)
        assert sentence.strip() == sentence != ""
        return sentence


@dataclass(frozen=True, kw_only=True)
class Browser:
    """A browser with its seat and its cookie; neither is shared with another one."""

    client: TestClient
    seat: str
    cookie: str

    def get(self, path: str) -> Answer:
        """Read something below the seat."""
        return self._ask("GET", path)

    def post(self, path: str, data: object = None, body: bytes | None = None) -> Answer:
        """Send JSON, or a body as it is."""
        return self._ask("POST", path, json.dumps(data or {}).encode() if body is None else body)

    def drive(self, do: str, **data: Any) -> Answer:
        """Do something with the stage."""
        return self.post("stage", {"do": do, **data})

    def state(self) -> Any:
        """Everything that is told at once."""
        return self.get("state").json

    @contextmanager
    def events(self) -> Iterator[Iterator[str]]:
        """The lines of the stream, open as long as the context."""
        headers = {"cookie": f"{COOKIE}={self.cookie}"}
        with self.client.stream("GET", f"/meet/{self.seat}/events", headers=headers) as answer:
            assert answer.status_code == 200
            yield answer.iter_lines()

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = {"cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
        answer = self.client.request(method, f"/meet/{self.seat}/{path}", content=body, headers=headers)
        return Answer(status=answer.status_code, body=answer.content, headers=answer.headers)


@dataclass(frozen=True, kw_only=True)
class House:
    """A meeting that is served, with all who may come."""

    client: TestClient
    rooms: Rooms
    room: Room

    def token(self, name: str) -> str:
        """The secret of the link of somebody by name."""
        seat = next(seat for seat in self.room.meeting.seats.values() if seat.name == name)
        return self.rooms.token(self.room, seat.id)

    def knock(self, token: object, **more: Any) -> Answer:
        """Try a link."""
        answer = self.client.post("/meet/enter", content=json.dumps({"token": token, **more}))
        self.client.cookies.clear()
        return Answer(status=answer.status_code, body=answer.content, headers=answer.headers)

    def enter(self, who: str, /, **more: Any) -> Browser:
        """Come in by the link of somebody."""
        answer = self.knock(self.token(who), **more)
        assert answer.status == 200, answer.body
        cookie = answer.headers["set-cookie"].split(";")[0].removeprefix(f"{COOKIE}=")
        return Browser(client=self.client, seat=answer.json["seat"], cookie=cookie)


@contextmanager
def house(home: Path, records: Records, example: CaseSnapshot) -> Iterator[House]:
    """A meeting that is planned for today, served in this process."""
    played = plan(home, records, example)
    rooms = Rooms(home, records=lambda: records, snapshot=lambda: example, pictures=played.room.pictures)
    with TestClient(Starlette(routes=meeting_routes(lambda: rooms)), raise_server_exceptions=False) as client:
        yield House(client=client, rooms=rooms, room=rooms.room(played.room.id))
        rooms.close()
