"""Who hears of a change: the latest message of each kind to everybody who follows, and no queue for anybody.

Within one process. Where several serve a meeting, each finds the newest state in the records; what is published here is
only the hint that there is one.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from secrets import token_hex
from threading import Lock

# Names this start of the server: whoever was connected to an earlier one takes whatever comes next.
BOOT = token_hex(4)
# How often those who follow hear that the stream lives.
BEAT_SECONDS = 10.0
# What happens within this time is told at once.
SOON_SECONDS = 0.1


@dataclass(frozen=True, kw_only=True)
class Message:
    """The newest of its kind, as the bytes of a server-sent event and as the JSON in its body."""

    kind: str
    version: int
    body: bytes

    @property
    def event(self) -> bytes:
        """The same as a server-sent event."""
        head = f"event: {self.kind}\nid: {BOOT}-{self.version}\ndata: "
        return head.encode() + self.body + b"\n\n"


class Channel:
    """The messages of one meeting. Publishing is safe from any thread; following belongs to the server's loop."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._latest: dict[str, Message] = {}
        self._events: dict[str, bytes] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: asyncio.Future[None] | None = None
        self._followers: Counter[str] = Counter()
        self._is_closed = False
        # Kinds of which a message is to be made in a moment.
        self._soon: set[str] = set()

    def publish(self, message: Message) -> None:
        """Put a message in the place of the one before of its kind, unless that is newer, and wake who follows."""
        with self._lock:
            before = self._latest.get(message.kind)
            if before and before.version >= message.version:
                return
            self._latest[message.kind] = message
            self._events[message.kind] = message.event
            loop = self._loop
        if loop:
            # The loop may have ended: then nobody follows.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._wake)

    def publish_soon(self, kind: str, publish: Callable[[], None]) -> None:
        """Have a message made in a moment, once for all calls until then; at once while nobody follows."""
        with self._lock:
            loop, is_first = self._loop, kind not in self._soon
            if loop:
                self._soon.add(kind)
        if loop is None:
            publish()
        elif is_first:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(loop.call_later, SOON_SECONDS, self._make, kind, publish)

    def latest(self, kinds: Sequence[str], seen: Mapping[str, int]) -> list[Message]:
        """Return the newest messages of some kinds that are newer than what was seen."""
        with self._lock:
            found = [self._latest[kind] for kind in kinds if kind in self._latest]
        return [message for message in found if message.version > seen.get(message.kind, -1)]

    def count(self, seat: str) -> int:
        """Return how many streams of a seat are open."""
        return self._followers[seat]

    @property
    def present(self) -> frozenset[str]:
        """The seats with an open stream."""
        return frozenset(seat for seat, count in self._followers.items() if count > 0)

    async def follow(self, seat: str, kinds: Sequence[str], changed: Callable[[], None]) -> AsyncGenerator[bytes]:
        """Yield events as they come, the latest of each kind first, and a beat where nothing comes.

        `changed` is called when the seat begins or ends to follow.
        """
        self._followers[seat] += 1
        changed()
        seen: dict[str, int] = {}
        try:
            while not self._is_closed:
                news = self._next()
                fresh = self.latest(kinds, seen)
                seen |= {message.kind: message.version for message in fresh}
                if fresh:
                    yield b"".join(self._events[message.kind] for message in fresh)
                elif not await _arrives(news, BEAT_SECONDS):
                    yield self.beat(seen)
        finally:
            self._followers[seat] -= 1
            changed()

    async def wait(self, kinds: Sequence[str], seen: Mapping[str, int], seconds: float) -> list[Message]:
        """Return what is newer than what was seen, as soon as there is something, at the latest after some time."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            news = self._next()
            remaining = deadline - asyncio.get_running_loop().time()
            if (fresh := self.latest(kinds, seen)) or self._is_closed or remaining <= 0:
                return fresh
            await _arrives(news, remaining)

    def close(self) -> None:
        """End all streams."""
        self._is_closed = True
        self._wake()

    @staticmethod
    def beat(seen: Mapping[str, int]) -> bytes:
        """Return a named event that says which versions are the newest: parsers drop comments, and phones sleep."""
        return f"event: beat\ndata: {json.dumps({'boot': BOOT, **seen})}\n\n".encode()

    def _next(self) -> asyncio.Future[None]:
        """The future that the next message ends, one for all who wait."""
        if self._news is None or self._news.done():
            loop = asyncio.get_running_loop()
            with self._lock:
                self._loop = loop
            self._news = loop.create_future()
        return self._news

    def _make(self, kind: str, publish: Callable[[], None]) -> None:
        """Have a message made beside the loop, which must not wait for the records."""
        with self._lock:
            self._soon.discard(kind)
        asyncio.get_running_loop().run_in_executor(None, publish)

    def _wake(self) -> None:
        if self._news and not self._news.done():
            self._news.set_result(None)


async def _arrives(news: asyncio.Future[None], seconds: float) -> bool:
    """Whether a future is done within some time; it stays as it is for the others."""
    done, _ = await asyncio.wait((news,), timeout=seconds)
    return bool(done)
