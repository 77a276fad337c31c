"""How often somebody may do something: a bucket of tries that fills again."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from time import monotonic

# How many buckets are kept; the one used longest ago goes first.
MOST = 10_000


class Rates:
    """Counts what each key does. Safe to share between threads."""

    def __init__(self, *, burst: int, a_second: float) -> None:
        self._burst, self._a_second = burst, a_second
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def allow(self, key: str) -> bool:
        """Return whether a key may do it once more now, and count it."""
        now = monotonic()
        with self._lock:
            tries, since = self._buckets.get(key, (float(self._burst), now))
            tries = min(self._burst, tries + max(now - since, 0) * self._a_second)
            is_allowed = tries >= 1
            self._buckets[key] = (tries - is_allowed, now)
            self._buckets.move_to_end(key)
            while len(self._buckets) > MOST:
                self._buckets.popitem(last=False)
        return is_allowed
