"""The pictures at hand: whoever has a hash gets its bytes, the least recently used ones are forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from steering.picture.picture import Picture

# Bytes of all pictures together, compressed and plain; one is 20 to 200 kB.
MOST_BYTES = 128 * 2**20


class PictureStore:
    """Pictures by the hash of their frame. Safe to share between threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._bytes = most, 0
        self._pictures: OrderedDict[str, Picture] = OrderedDict()
        self._lock = Lock()

    def put(self, hash: str, make: Callable[[], Picture]) -> Picture:
        """Return the picture of a hash, made where it is not at hand. Two threads may make the same one."""
        if picture := self.find(hash):
            return picture
        picture = make()
        with self._lock:
            if hash not in self._pictures:
                self._pictures[hash] = picture
                self._bytes += _size(picture)
            while self._bytes > self._most and len(self._pictures) > 1:
                _, oldest = self._pictures.popitem(last=False)
                self._bytes -= _size(oldest)
        return picture

    def find(self, hash: str) -> Picture | None:
        """Return the picture of a hash; None where it is not at hand."""
        with self._lock:
            if hash in self._pictures:
                self._pictures.move_to_end(hash)
            return self._pictures.get(hash)


def _size(picture: Picture) -> int:
    return len(picture.json) + len(picture.gzip)
