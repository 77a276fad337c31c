"""A meeting on the real server, over sockets: floods, who never reads, and its end with open streams."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.peers.processes import resident_bytes
from steering.stage.rooms import Plan, Rooms
from steering.state.app_state import AppState
from tests.actors import TESTER
from tests.server import ENDS_WITHIN, Server

COOKIE = "steerco-seat"
# Bytes of a flood, and how much of them the server may keep at most.
FLOOD, KEPT = 100_000_000, 30_000_000


@dataclass(frozen=True, kw_only=True)
class Hall:
    """A running server with a meeting that has begun, and the seats of its presenter and of a guest."""

    server: Server
    presenter: tuple[str, str]
    guest: tuple[str, str]

    def post(self, seat: tuple[str, str], path: str, data: object) -> int:
        """Send JSON to a route of a seat."""
        headers = {"Cookie": f"{COOKIE}={seat[1]}"}
        with closing(http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)) as connection:
            connection.request("POST", f"/meet/{seat[0]}/{path}", json.dumps(data), headers)
            return connection.getresponse().status

    def listen(self, *, is_deaf: bool = False) -> socket.socket:
        """Open the stream of the guest's seat; who is deaf takes almost nothing in, and then nothing at all."""
        stream = socket.socket()
        stream.settimeout(60)
        if is_deaf:
            stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        stream.connect(("127.0.0.1", self.server.port))
        seat, cookie = self.guest
        head = f"GET /meet/{seat}/events HTTP/1.1\r\nHost: localhost\r\nCookie: {COOKIE}={cookie}\r\n\r\n"
        stream.sendall(head.encode())
        assert stream.recv(15) == b"HTTP/1.1 200 OK"
        return stream


@pytest.fixture
def hall(serve: Callable[..., Server], example_store: Path, example_case: Path, tmp_path: Path) -> Iterator[Hall]:
    home = shutil.copytree(example_store, tmp_path / "home")
    state = AppState(home, example_case)
    rooms = Rooms(home, records=lambda: state.records, snapshot=state.snapshot, pictures=state.pictures)
    room = rooms.make(Plan(title="A meeting", day=dt.datetime.now(dt.UTC).date()), TESTER)
    tokens = [rooms.token(room, seat) for seat in ("presenter", "guests")]
    state.close()
    server = serve(home=home)
    presenter, guest = (enter(server, token) for token in tokens)
    hall = Hall(server=server, presenter=presenter, guest=guest)
    assert hall.post(presenter, "stage", {"do": "start"}) == 200
    yield hall


def enter(server: Server, token: str) -> tuple[str, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        connection.request("POST", "/meet/enter", json.dumps({"token": token}))
        answer = connection.getresponse()
        cookie = str(answer.getheader("set-cookie")).split(";")[0].removeprefix(f"{COOKIE}=")
        return json.loads(answer.read())["seat"], cookie


@pytest.mark.parametrize("with_signal", [signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_while_many_follow_and_some_never_read(hall: Hall, with_signal: signal.Signals) -> None:
    with ExitStack() as streams:
        for _ in range(30):
            streams.enter_context(hall.listen())
        for _ in range(5):
            streams.enter_context(hall.listen(is_deaf=True))
        # Enough for those who never read to be behind.
        for number in range(12):
            text = f"{number} " + "x" * 490
            hall.post(hall.presenter, "stage", {"do": "page", "page": "roi", "query": {"note": text}})
            hall.post(hall.presenter, "stage", {"do": "off"})
        # A server that waits for somebody who never reads does not end at all.
        assert hall.server.stop(with_signal) < ENDS_WITHIN
        assert "Traceback" not in hall.server.said()


def test_a_flood_of_100_mb_is_refused_and_not_kept(hall: Hall) -> None:
    before = resident_bytes(hall.server.process.pid)
    for path in ("/meet/enter", f"/meet/{hall.guest[0]}/questions", f"/meet/{hall.presenter[0]}/stage"):
        cookie = hall.presenter[1] if path.endswith("stage") else hall.guest[1]
        for says_length in (True, False):
            head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {COOKIE}={cookie}\r\n"
            head += f"Content-Length: {FLOOD}\r\n\r\n" if says_length else "Transfer-Encoding: chunked\r\n\r\n"
            assert flood(hall.server.port, head.encode(), says_length=says_length).startswith(b"HTTP/1.1 413")
    assert resident_bytes(hall.server.process.pid) - before < KEPT
    assert hall.server.ask("/healthz")[0] == 200


def flood(port: int, head: bytes, *, says_length: bool) -> bytes:
    """Send a flood until the server will not take more; return what it answers."""
    part = b" " * 65_536
    chunk = part if says_length else b"%x\r\n%b\r\n" % (len(part), part)
    with socket.create_connection(("127.0.0.1", port), timeout=60) as stream:
        stream.sendall(head)
        try:
            for _ in range(FLOOD // len(part)):
                stream.sendall(chunk)
        except (ConnectionError, TimeoutError):
            pass
        return stream.recv(100)
