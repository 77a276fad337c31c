"""The pictures at hand: whoever has a hash gets its bytes, the least recently used ones are forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steering.picture.picture import Picture

# Bytes of all pictures together, compressed and plain; one is 20 to 200 kB.
MOST_BYTES = 128 * 2**20


class PictureStore:
    """Pictures by the hash of their frame. Safe to share between threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._bytes = most, 0
        self._pictures: OrderedDict[str, Picture] = OrderedDict()
        # The cases in which each is shown: who may see none of them gets nothing.
        self._cases: dict[str, set[str]] = {}
        self._lock = Lock()

    def put(self, hash: str, make: Callable[[], Picture], case: str) -> Picture:
        """Return the picture of a hash as a case shows it, made where it is not at hand.

        Two threads may make the same one.
        """
        if picture := self.find(hash, case):
            return picture
        picture = self._find(hash) or make()
        with self._lock:
            if hash not in self._pictures:
                self._pictures[hash] = picture
                self._bytes += _size(picture)
            self._cases.setdefault(hash, set()).add(case)
            while self._bytes > self._most and len(self._pictures) > 1:
                old, oldest = self._pictures.popitem(last=False)
                self._cases.pop(old)
                self._bytes -= _size(oldest)
        return picture

    def find(self, hash: str, *cases: str) -> Picture | None:
        """Return the picture of a hash; None where it is not at hand, or none of these cases shows it."""
        return self._find(hash) if self.cases_of(hash) & {*cases} else None

    def cases_of(self, hash: str) -> frozenset[str]:
        """Return the cases that show a picture."""
        with self._lock:
            return frozenset(self._cases.get(hash, ()))

    def _find(self, hash: str) -> Picture | None:
        with self._lock:
            if hash in self._pictures:
                self._pictures.move_to_end(hash)
            return self._pictures.get(hash)


def _size(picture: Picture) -> int:
    return len(picture.json) + len(picture.gzip)
