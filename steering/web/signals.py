"""Lets streams end before the server waits for its connections to close."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

ENDS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def before_signals(end: Callable[[], None]) -> Iterator[None]:
    """Call `end` in the server's loop when the process is told to stop, before what the server itself does then.

    A server waits for open connections, and a stream is open until somebody ends it.
    """
    if current_thread() is not main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in ENDS}

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(end)
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in ENDS:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
