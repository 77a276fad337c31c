"""The last answers of a function whose answers never change for the same query: a bounded memory for threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Event, Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class LruCache(Generic[T]):
    """At most `most` answers, the least recently used forgotten first. Safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, T] = OrderedDict()
        self._under_way: dict[Hashable, Event] = {}
        self._lock = Lock()

    def find(self, key: Hashable) -> T | None:
        """Return the answer for a key, None if it is not known."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the answer for a key, made if it is not known: by one thread, for which others that ask wait."""
        while True:
            with self._lock:
                if key in self._answers:
                    self._answers.move_to_end(key)
                    return self._answers[key]
                made = self._under_way.get(key)
                if made is None:
                    self._under_way[key] = Event()
                    break
            # Where that thread fails, this one tries.
            made.wait()
        try:
            return self._keep(key, make())
        finally:
            with self._lock:
                self._under_way.pop(key).set()

    def _keep(self, key: Hashable, answer: T) -> T:
        with self._lock:
            self._answers[key] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer
