"""What long work says of itself to whoever waits for it: what is being done now, and how much of the whole is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class ProgressCallback(Protocol):
    """Told what is being done now, in a word or two, and how much of the whole is done, from 0 to 1."""

    def __call__(self, phase: str, share: float | None, /) -> None: ...


def silent(_phase: str, _share: float | None, /) -> None:
    """Progress that nobody watches."""


_WATCHER: ContextVar[ProgressCallback] = ContextVar("progress", default=silent)


@contextmanager
def watch(callback: ProgressCallback) -> Iterator[None]:
    """Have `report` tell this callback, in this thread and until the end of the block."""
    token = _WATCHER.set(callback)
    try:
        yield
    finally:
        _WATCHER.reset(token)


def report(phase: str, share: float | None) -> None:
    """Tell whoever waits for the work of this thread."""
    _WATCHER.get()(phase, share)


@contextmanager
def report_within(begin: float, end: float) -> Iterator[None]:
    """Have what is told within the block count as a part of the whole, between two shares; it never goes back."""
    tell, reached = _WATCHER.get(), begin

    def tell_part(phase: str, share: float | None, /) -> None:
        nonlocal reached
        reached = max(reached, begin + (end - begin) * (share or 0))
        tell(phase, reached)

    with watch(tell_part):
        yield
