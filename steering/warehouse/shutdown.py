"""Ends what runs in private databases when the process is to end: DuckDB would not be asked, and would not stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

from steering.errors import StoreUnavailable


class CancelToken:
    """Told once that the process ends; whatever is watched is interrupted, and nothing new begins."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_cancelled = False
        self._running: list[Callable[[], None]] = []

    def cancel(self) -> None:
        """Interrupt all that runs."""
        with self._lock:
            self._is_cancelled = True
            for interrupt in self._running:
                interrupt()

    @contextmanager
    def watch(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """While within, `interrupt` is called when the process is to end.

        Raises:
            StoreUnavailable: it already is.
        """
        with self._lock:
            self._running.append(interrupt)
        try:
            self.check()
            yield
        finally:
            with self._lock:
                self._running.remove(interrupt)

    def check(self) -> None:
        """Go on, unless the process is to end.

        Raises:
            StoreUnavailable: it is.
        """
        if self._is_cancelled:
            raise StoreUnavailable("The app is stopping. What it was doing begins again when it starts.")


# Set by whoever runs work that the end of the process may cut short; unset, nothing cuts it short.
CANCEL_TOKEN: ContextVar[CancelToken | None] = ContextVar("stopping", default=None)
