"""A value that is made again when what it follows from has changed, without making its readers wait for that.

One thread looks whether something has changed, and makes the value again. Who asks first waits a short while for it,
everybody else gets the value that is there. Only the first value of all is waited for to its end.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from steering.errors import StoreUnavailable
from steering.warehouse import CANCEL_TOKEN, CancelToken

T = TypeVar("T")
# How long a reader waits for a newer value at most.
PATIENCE_SECONDS = 3.0
# How often who waits for the first value is told how far it is.
TELL_SECONDS = 0.25


@dataclass(frozen=True, kw_only=True)
class _Look:
    """A look that is under way; this process had written `writes` times when it began."""

    future: Future[None]
    writes: int


class Latest(Generic[T]):
    """Holds a value that `make` makes of the one before, whenever `look` gives another answer.

    `make` is given the answer and the value before, and returns the new value with the answer that it stands for.
    `writes` counts what this process itself has written: who asks after a write waits for a value that knows of it.
    Safe to share between threads.
    """

    def __init__(
        self,
        look: Callable[[], Hashable],
        make: Callable[[Hashable, T | None], tuple[T, Hashable]],
        writes: Callable[[], int],
        cancel_token: CancelToken,
    ) -> None:
        self._look, self._make, self._writes = look, make, writes
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(1, "look", initializer=CANCEL_TOKEN.set, initargs=(cancel_token,))
        self._current: _Look | None = None
        self._answer: Hashable = None
        self._value: T | None = None
        self._writes_in_value = -1
        self._looked_at = -math.inf

    def get(self, while_waiting: Callable[[], None] = lambda: None) -> T:
        """The value, as new as it can be had without waiting long.

        While the first value of all is made, `while_waiting` is called several times a second.

        Raises:
            SteercoError: there is no value yet, and it can't be made.
        """
        deadline = monotonic() + PATIENCE_SECONDS
        writes = self._writes()
        look, is_mine = self._join()
        if self._value is not None:
            if not is_mine and self._writes_in_value < writes:
                if look.writes < writes:
                    _wait(look, deadline)
                    look, _ = self._join()
                is_mine = True
            if not is_mine or not _wait(look, deadline):
                return self._value
        while self._value is None and not wait((look.future,), TELL_SECONDS).done:
            while_waiting()
        look.future.result()
        assert self._value is not None
        return self._value

    def recent(self, seconds: float) -> T | None:
        """The value where somebody looked within so many seconds, and nothing was written here since; at once."""
        is_recent = monotonic() - self._looked_at < seconds and self._writes_in_value == self._writes()
        return self._value if is_recent else None

    def close(self) -> None:
        """Wait for the look that is under way; none begins after it."""
        self._pool.shutdown()

    def _join(self) -> tuple[_Look, bool]:
        """The look that is under way, or a new one, and whether it is new."""
        with self._lock:
            if self._current and not self._current.future.done():
                return self._current, False
            writes = self._writes()
            try:
                self._current = _Look(future=self._pool.submit(self._renew, writes), writes=writes)
            except RuntimeError as error:
                raise StoreUnavailable("The app is stopping. Open the page again when it has started.") from error
            return self._current, True

    def _renew(self, writes: int) -> None:
        begin = monotonic()
        answer = self._look()
        if self._value is None or answer != self._answer:
            self._value, self._answer = self._make(answer, self._value)
        self._writes_in_value = writes
        self._looked_at = begin


def _wait(look: _Look, deadline: float) -> bool:
    """Wait for a look, and say whether it ended in time."""
    return bool(wait((look.future,), max(0.0, deadline - monotonic())).done)
