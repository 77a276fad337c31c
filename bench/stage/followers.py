"""Many followers of a meeting, in a process of their own, each as little more than a socket.

Commands come as JSON, one a line, over the standard input; each is answered with one line.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.stage.events import Event, Reader

# How many open their stream at the same time, and how long anything may take.
OPENING = 50
WITHIN = 60.0
COOKIE = "steerco-seat"

Answer = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a follower has its stream: the path, and the cookie that opens it."""

    path: str
    cookie: str


class Follower(asyncio.Protocol):
    """One stream: notes when what has come, and that nothing comes in a wrong order."""

    def __init__(self, place: Place, port: int, earlier: dict[str, int] | None = None) -> None:
        self.place, self.port = place, port
        self.reader = Reader()
        self.transport: asyncio.Transport | None = None
        # The newest version of each kind; what an earlier stream of the same follower had is not to come back.
        self.newest: dict[str, int] = dict(earlier or {})
        self.arrivals: dict[int, float] = {}
        self.last: dict[str, bytes] = {}
        self.moves: list[float] = []
        self.faults: list[str] = []
        self.has_ended = False
        # Kinds of which this stream has had one.
        self._had: set[str] = set()
        self.news = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(_ask(self.place, self.port))

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        for event in self.reader.take(data):
            self._take(event, now)

    def connection_lost(self, _: Exception | None) -> None:
        self.has_ended = True
        self.news.set()

    def leave(self) -> None:
        """End the stream from this side."""
        if self.transport:
            self.transport.abort()

    def _take(self, event: Event, now: float) -> None:
        if event.kind == "beat":
            return
        before = self.newest.get(event.kind, -1)
        # A new stream begins with the latest, which an earlier one may have had.
        if event.version < before or (event.version == before and event.kind in self._had):
            self.faults.append(f"{event.kind} {event.version} after {before}")
        self.newest[event.kind] = event.version
        self._had.add(event.kind)
        self.last[event.kind] = event.body
        if event.kind == "stage":
            self.arrivals[event.version] = now
        elif event.kind == "move":
            self.moves.append(now)
        self.news.set()


@dataclass(kw_only=True)
class Crowd:
    """All followers, and what is asked of them."""

    port: int = 0
    followers: list[Follower] = field(default_factory=list)
    deaf: list[socket.socket] = field(default_factory=list)

    async def open(self, given: Answer) -> Answer:
        """Open streams until everybody has what is on stage."""
        self.port = given["port"]
        doors = asyncio.Semaphore(OPENING)

        async def arrive(place: Place) -> Follower:
            async with doors:
                return await self._join(place)

        places = [Place(**place) for place in given["places"]]
        self.followers += await asyncio.gather(*map(arrive, places))
        return {"open": len(self.followers)}

    async def arrivals(self, given: Answer) -> Answer:
        """Say when each has had a version of the stage, or a newer one."""
        version = given["version"]
        await self._until(lambda one: one.newest.get("stage", -1) >= version)
        times = []
        for one in self.followers:
            arrived = [at for number, at in one.arrivals.items() if number >= version]
            times += [min(arrived)] if arrived else []
            one.arrivals.clear()
        return {"times": times, "missing": len(self.followers) - len(times)}

    async def report(self, _: Answer) -> Answer:
        """Say what everybody has by now."""
        return {
            "newest": [one.newest.get("stage", -1) for one in self.followers],
            "last": sorted({one.last.get("move", b"").decode() for one in self.followers}),
            "moves": [len(one.moves) for one in self.followers],
            "span": [one.moves[-1] - one.moves[0] if one.moves else 0.0 for one in self.followers],
            "faults": [fault for one in self.followers for fault in one.faults],
            "ended": sum(one.has_ended for one in self.followers),
            "received": sum(one.reader.received for one in self.followers),
            "processor": time.process_time(),
        }

    async def churn(self, given: Answer) -> Answer:
        """Join, leave and come again at random for some seconds; who is here at the end stays."""
        chance, until = random.Random(given["seed"]), time.monotonic() + given["seconds"]
        places = [Place(**place) for place in given["places"]]
        faults: list[str] = []
        joins = 0

        async def come_and_go(place: Place) -> None:
            nonlocal joins
            known: dict[str, int] = {}
            while True:
                one = await self._join(place, known)
                joins += 1
                await asyncio.sleep(chance.random() * given["stay"])
                if time.monotonic() >= until:
                    self.followers.append(one)
                    return
                one.leave()
                known = one.newest
                faults.extend(one.faults)
                await asyncio.sleep(chance.random() * given["stay"] / 4)

        await asyncio.gather(*map(come_and_go, places))
        return {"joins": joins, "faults": faults}

    async def deafen(self, given: Answer) -> Answer:
        """Open streams that are never read."""
        for place in (Place(**place) for place in given["places"]):
            one = socket.socket()
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.connect(("127.0.0.1", self.port))
            text = (
                f"GET {place.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {COOKIE}={place.cookie}\r\n\r\n"
            )
            one.sendall(text.encode())
            self.deaf.append(one)
        return {"deaf": len(self.deaf)}

    async def close(self, _: Answer) -> Answer:
        """Everybody leaves."""
        for one in self.followers:
            one.leave()
        for deaf in self.deaf:
            deaf.close()
        self.followers, self.deaf = [], []
        await asyncio.sleep(0.2)
        return {}

    async def _join(self, place: Place, known: dict[str, int] | None = None) -> Follower:
        loop = asyncio.get_running_loop()
        _, one = await loop.create_connection(lambda: Follower(place, self.port, known), "127.0.0.1", self.port)
        await _await(one, lambda it: bool(it.arrivals))
        return one

    async def _until(self, condition: Callable[[Follower], bool]) -> None:
        await asyncio.gather(*(_await(one, condition) for one in self.followers if not condition(one)))


def _ask(place: Place, port: int) -> bytes:
    """The request of a stream."""
    lines = [f"GET {place.path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept: text/event-stream"]
    lines += [f"Cookie: {COOKIE}={place.cookie}"] if place.cookie else []
    return "\r\n".join([*lines, "", ""]).encode()


async def _await(one: Follower, condition: Callable[[Follower], bool]) -> None:
    async with asyncio.timeout(WITHIN):
        while not condition(one):
            if one.has_ended:
                raise RuntimeError(f"A stream ended after {one.reader.received} bytes (status {one.reader.status}).")
            one.news.clear()
            await one.news.wait()


async def _serve() -> None:
    crowd, loop = Crowd(), asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=2**26)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    commands: dict[str, Callable[[Answer], Awaitable[Answer]]] = {
        "open": crowd.open,
        "arrivals": crowd.arrivals,
        "report": crowd.report,
        "churn": crowd.churn,
        "deafen": crowd.deafen,
        "close": crowd.close,
    }
    while line := await reader.readline():
        given = json.loads(line)
        print(json.dumps(await commands[given.pop("do")](given)), flush=True)


def main(_: Sequence[str] = ()) -> None:
    """Follow what is said until the standard input ends."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(_serve())


if __name__ == "__main__":
    main()
