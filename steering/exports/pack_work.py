"""A file that is made in a thread of its own: how far it is, and a stop that cuts it short."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from threading import Event

from steering.errors import SteercoError
from steering.exports.pack_file import PackFile
from steering.progress import report_within, watch

# Two are made at once; who comes third waits, so that the pages stay quick.
PACK_THREADS = ThreadPoolExecutor(2, thread_name_prefix="pack")
STOPPED = "Stopped. Nothing was made."


class PackStopped(SteercoError):
    """Nobody waits for a file any longer."""


class PackWork:
    """A file on its way. Safe to share between threads.

    `until_end` gives what has the file stopped when the process is to end.
    """

    def __init__(
        self, make: Callable[[], PackFile], until_end: Callable[[Callable[[], None]], AbstractContextManager[None]]
    ) -> None:
        self.phase, self.share = "Waiting for other files", 0.0
        self._make, self._until_end = make, until_end
        self._stop = Event()
        self._future: Future[PackFile] = PACK_THREADS.submit(self._run)

    def stop(self) -> None:
        """Have it cut short at the next step that it tells of."""
        self._stop.set()
        self._future.cancel()

    def wait(self, seconds: float) -> bool:
        """Wait a moment; return whether it is done, or has been stopped."""
        return self._stop.is_set() or bool(wait([self._future], seconds).done)

    def result(self) -> PackFile:
        """Return the file of work that is done.

        Raises:
            PackStopped: it was stopped.
            SteercoError: it can't be made.
        """
        if self._stop.is_set():
            raise PackStopped(STOPPED)
        return self._future.result()

    def _run(self) -> PackFile:
        with self._until_end(self.stop), watch(self._tell), report_within(0.0, 1.0):
            self._tell("Begin", 0.0)
            return self._make()

    def _tell(self, phase: str, share: float | None, /) -> None:
        if self._stop.is_set():
            raise PackStopped(STOPPED)
        self.phase, self.share = phase, self.share if share is None else min(max(share, 0.0), 1.0)
