"""Who hears of a change: the latest message of each kind to everybody who follows, and no queue for anybody.

Within one process. Where several serve a meeting, each finds the newest state in the records; what is published here is
only the hint that there is one.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from secrets import token_hex
from threading import Lock

from steering.errors import StoreUnavailable

# Names this start of the server: whoever was connected to an earlier one takes whatever comes next.
BOOT = token_hex(4)
# How often those who follow hear that the stream lives.
BEAT_SECONDS = 10.0
# How long a browser that polls may take until it asks again.
POLL_GAP_SECONDS = 3.0
# What happens within this time is told at once.
SOON_SECONDS = 0.1


@dataclass(frozen=True, kw_only=True)
class Message:
    """The newest of its kind, as the bytes of a server-sent event and as the JSON in its body."""

    kind: str
    version: int
    body: bytes

    @cached_property
    def event(self) -> bytes:
        """The same as a server-sent event, put together once for everybody."""
        head = f"event: {self.kind}\nid: {BOOT}-{self.version}\ndata: "
        return head.encode() + self.body + b"\n\n"


class Listener:
    """Somebody at a place who waits for messages of some kinds, or for some time; belongs to the server's loop."""

    def __init__(self, place: str, kinds: Sequence[str], seconds: float) -> None:
        self.place, self.kinds = place, kinds
        # Whether nothing more is for this one.
        self.is_over = False
        self._loop = asyncio.get_running_loop()
        self._news: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.remind_in(seconds)

    def remind_in(self, seconds: float) -> None:
        """Have the time be over in some seconds."""
        self.leave()
        self.is_due = False
        self._timer = self._loop.call_later(seconds, self._remind)

    async def wait(self) -> None:
        """Wait until somebody wakes this one."""
        self._news = self._loop.create_future()
        await self._news

    def wake(self) -> None:
        """End the waiting."""
        if self._news and not self._news.done():
            self._news.set_result(None)

    def end(self) -> None:
        """End the waiting for good."""
        self.is_over = True
        self.wake()

    def leave(self) -> None:
        """Wait for no time any more."""
        if self._timer:
            self._timer.cancel()

    def _remind(self) -> None:
        self.is_due = True
        self.wake()


class Channel:
    """The messages of one meeting. Publishing is safe from any thread; following belongs to the server's loop."""

    def __init__(self, name: str = "") -> None:
        self._name = name
        self._lock = Lock()
        self._latest: dict[str, Message] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: set[Listener] = set()
        self._followers: Counter[str] = Counter()
        self._is_closed = False
        # Kinds of which a message is to be made in a moment.
        self._soon: set[str] = set()

    def publish(self, message: Message) -> None:
        """Put a message in the place of the one before of its kind, unless that is newer, and wake who hears it."""
        with self._lock:
            before = self._latest.get(message.kind)
            if before and before.version >= message.version:
                return
            self._latest[message.kind] = message
            loop = self._loop
        if loop:
            # The loop may have ended: then nobody follows.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._wake, message.kind)

    def publish_soon(self, kind: str, publish: Callable[[], None]) -> None:
        """Have a message made in a moment, once for all calls until then; at once while nobody follows.

        None is made any more when the channel is closed.
        """
        if self._is_closed:
            return
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
            newest = [self._latest[kind] for kind in kinds if kind in self._latest]
        return [message for message in newest if message.version > seen.get(message.kind, -1)]

    @property
    def present(self) -> frozenset[str]:
        """The seats with an open stream, or which poll where no stream comes through."""
        with self._lock:
            return frozenset(self._followers)

    async def follow(
        self, seat: str, kinds: Sequence[str], seen: Mapping[str, int], changed: Callable[[], None]
    ) -> AsyncGenerator[bytes, None]:
        """Yield events as they come, the latest of each kind first, and beats: at the beginning, and now and then.

        What was seen already is not sent again. `changed` is called when the seat begins or ends to follow.
        """
        versions = dict(seen)
        with self._listen(seat, kinds, BEAT_SECONDS) as listener, self._presence(seat, changed):
            # A beat at once says that the stream came through.
            listener.is_due = True
            while not (self._is_closed or listener.is_over):
                if fresh := self.latest(kinds, versions):
                    versions |= {message.kind: message.version for message in fresh}
                    yield b"".join([message.event for message in fresh])
                elif listener.is_due:
                    listener.remind_in(BEAT_SECONDS)
                    yield self.beat(versions)
                else:
                    await listener.wait()

    async def wait(self, kinds: Sequence[str], seen: Mapping[str, int], seconds: float) -> list[Message]:
        """Return what is newer than what was seen, as soon as there is something, at the latest after some time."""
        with self._listen("", kinds, seconds) as listener:
            while not ((fresh := self.latest(kinds, seen)) or self._is_closed or listener.is_due):
                await listener.wait()
        return fresh

    async def poll(
        self, seat: str, kinds: Sequence[str], seen: Mapping[str, int], seconds: float, changed: Callable[[], None]
    ) -> list[Message]:
        """Do as `wait` does; the seat is present meanwhile, and for as long as it may take to ask again."""
        self._count(seat, 1, changed)
        try:
            return await self.wait(kinds, seen, seconds)
        finally:
            asyncio.get_running_loop().call_later(POLL_GAP_SECONDS, self._count, seat, -1, changed)

    def close(self) -> None:
        """End all streams. Nobody follows any more, so no message is made after it."""
        self._is_closed = True
        for listener in self._listeners:
            listener.wake()

    def dismiss(self, seat: str) -> None:
        """End the streams of a seat and of all places that came by its link, from any thread."""
        with self._lock:
            loop = self._loop
        if loop:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._dismiss, seat)

    @staticmethod
    def beat(seen: Mapping[str, int]) -> bytes:
        """Return a named event that says which versions are the newest: parsers drop comments, and phones sleep."""
        return f"event: beat\ndata: {json.dumps({'boot': BOOT, **seen})}\n\n".encode()

    @contextmanager
    def _listen(self, place: str, kinds: Sequence[str], seconds: float) -> Iterator[Listener]:
        """Somebody who is woken by messages of some kinds, and when some seconds are over."""
        with self._lock:
            self._loop = asyncio.get_running_loop()
        listener = Listener(place, kinds, seconds)
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            listener.leave()

    @contextmanager
    def _presence(self, seat: str, changed: Callable[[], None]) -> Iterator[None]:
        self._count(seat, 1, changed)
        try:
            yield
        finally:
            self._count(seat, -1, changed)

    def _count(self, seat: str, streams: int, changed: Callable[[], None]) -> None:
        with self._lock:
            before = self._followers.pop(seat, 0)
            if after := before + streams:
                self._followers[seat] = after
        if not before or not after:
            changed()

    def _make(self, kind: str, publish: Callable[[], None]) -> None:
        """Have a message made beside the loop, which must not wait for the records."""
        with self._lock:
            self._soon.discard(kind)
        if self._is_closed:
            return
        making = asyncio.get_running_loop().run_in_executor(None, publish)
        making.add_done_callback(partial(self._log_failure, kind))

    def _log_failure(self, kind: str, making: asyncio.Future[None]) -> None:
        error = None if making.cancelled() else making.exception()
        # What was being made at the end finds the stores closed, which is no fault.
        is_late = self._is_closed and isinstance(error, StoreUnavailable)
        if error and not is_late:
            message = "Meeting %s: the message %r was not made, and the one before stands."
            logging.getLogger("steerco").error(message, self._name, kind, exc_info=error)

    def _dismiss(self, seat: str) -> None:
        for listener in self._listeners:
            if listener.place == seat or listener.place.startswith(f"{seat}-"):
                listener.end()

    def _wake(self, kind: str) -> None:
        for listener in self._listeners:
            if kind in listener.kinds:
                listener.wake()
