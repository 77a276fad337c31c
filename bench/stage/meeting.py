"""A meeting of the example case on a real server: its presenter, the cookies of its followers, and the followers."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.peers.processes import processor_seconds, resident_bytes
from bench.stage.followers import COOKIE, Place
from steering.access.links import SeatLink, Signer, Ticket, make_id
from steering.actors import COMMAND_LINE
from steering.stage.rooms import Plan, Rooms
from steering.state.app_state import EXAMPLE, AppState
from tests.server import ROOT, Server, free_port, start

Answer = dict[str, Any]
# The server closes a connection that nobody uses for 5 s.
KEPT_SECONDS = 3.0


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A meeting in a home: its id, its scenes, and the token of its presenter."""

    home: Path
    id: str
    scenes: tuple[str, ...]
    presenter: str

    def place(self) -> Place:
        """Somebody more who came by the link for guests: the cookie is what `POST /meet/enter` would give.

        A thousand people behind one address would be let in five a second.
        """
        place = f"guests-{make_id()}"
        link = SeatLink(meeting=self.id, seat="guests", serial=1)
        cookie = Signer(self.home).sign_ticket(Ticket(link=link, place=place, device=make_id(), name="Guest"))
        return Place(path=f"/meet/{place}/events", cookie=cookie)


def plan(home: Path) -> Planned:
    """Make a meeting of the example case in a home, whose data is published with it."""
    home.mkdir(parents=True, exist_ok=True)
    state = AppState(home, EXAMPLE)
    rooms = Rooms(home, records=lambda: state.records, snapshot=state.snapshot, pictures=state.pictures)
    room = rooms.make(
        Plan(title="Load", day=dt.date.today(), people=(("Ada", "member"), ("Ben", "chair"))), COMMAND_LINE
    )
    scenes = tuple(scene.id for scene in room.scenes)
    token = rooms.token(room, "presenter")
    rooms.close()
    state.close()
    return Planned(home=home, id=room.id, scenes=scenes, presenter=token)


class Presenter:
    """Who presents: a connection that stays open, as that of a browser."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookie, self._used = "", time.monotonic()
        headers, answer = self._ask("POST", "/meet/enter", {"token": token, "here": True})
        self._cookie = headers["set-cookie"].split(";")[0].removeprefix(f"{COOKIE}=")
        self.seat = answer["seat"]

    def do(self, act: str, **data: Any) -> int:
        """Do something with the stage; return its version."""
        return int(self._ask("POST", f"/meet/{self.seat}/stage", {"do": act, **data})[1]["version"])

    def state(self) -> Answer:
        """Return everything that is on stage and in the room."""
        return self._ask("GET", f"/meet/{self.seat}/state", None)[1]

    def _ask(self, method: str, path: str, data: Mapping[str, Any] | None) -> tuple[dict[str, str], Answer]:
        body = None if data is None else json.dumps(data)
        headers = {"Cookie": f"{COOKIE}={self._cookie}"} if self._cookie else {}
        if time.monotonic() - self._used > KEPT_SECONDS:
            self._connection.close()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        text, self._used = answer.read(), time.monotonic()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {text.decode()[:300]}")
        return found, json.loads(text)


@dataclass(frozen=True, kw_only=True)
class Followers:
    """The process of followers."""

    process: subprocess.Popen[str]

    def ask(self, do: str, **data: Any) -> Answer:
        """Have them do something, and return what they answer when it is done."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"do": do, **data}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"The followers ended with {self.process.wait(10)}.")
        answer: Answer = json.loads(line)
        return answer

    def open(self, port: int, places: list[Place]) -> None:
        """Have more of them follow."""
        self.ask("open", port=port, places=[asdict(place) for place in places])

    @property
    def processor(self) -> float:
        """Seconds of processor time that they have used."""
        return processor_seconds(self.process.pid)


@contextmanager
def followers() -> Iterator[Followers]:
    """A process of followers, ended afterwards."""
    command = [sys.executable, "-m", "bench.stage.followers"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Followers(process=process)
        assert process.stdin
        process.stdin.close()
        process.wait(30)


@dataclass(frozen=True, kw_only=True)
class Live:
    """A meeting that is open on a running server."""

    planned: Planned
    server: Server
    presenter: Presenter

    @property
    def processor(self) -> float:
        """Seconds of processor time that the server has used."""
        return processor_seconds(self.server.process.pid)

    @property
    def memory(self) -> int:
        """Bytes of memory that the server holds now."""
        return resident_bytes(self.server.process.pid)


@contextmanager
def live(planned: Planned, folder: Path) -> Iterator[Live]:
    """Start the app, open the meeting, and go through all scenes once, so that each is made."""
    server = start(home=planned.home, log=folder / "server.log")
    try:
        presenter = Presenter(server.port, planned.presenter)
        if presenter.state()["stage"]["state"] != "open":
            presenter.do("start")
        for scene in planned.scenes:
            presenter.do("go", scene=scene)
        yield Live(planned=planned, server=server, presenter=presenter)
    finally:
        server.stop()


@dataclass(frozen=True, kw_only=True)
class Bare:
    """The bare server."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def processor(self) -> float:
        """Seconds of processor time that it has used."""
        return processor_seconds(self.process.pid)


@contextmanager
def floor() -> Iterator[Bare]:
    """The bare server on a port of its own."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.stage.floor", str(port)], cwd=ROOT)
    try:
        while not _answers(port):
            if process.poll() is not None:
                raise RuntimeError(f"The bare server ended with {process.returncode} before it answered.")
            time.sleep(0.05)
        yield Bare(port=port, process=process)
    finally:
        process.terminate()
        process.wait(30)


def multiplex(folder: Path, followers: int, actions: int) -> list[float]:
    """Seconds until each follower of reveal.js multiplex has each state; `folder` has its packages."""
    command = ["node", str(Path(__file__).with_name("multiplex.cjs")), str(folder), str(followers), str(actions)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=300)
    return [milliseconds / 1000 for milliseconds in json.loads(done.stdout)]


def _answers(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
