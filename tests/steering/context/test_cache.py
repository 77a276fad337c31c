"""A bounded memory for threads: each answer made by one of them, the least recently used forgotten first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from steering.context.cache import LruCache

# Seconds in which whatever is awaited here has to happen on a busy machine.
PATIENCE = 30


def test_the_least_recently_used_is_forgotten() -> None:
    cache: LruCache[int] = LruCache(2)
    for key in "abac":
        cache.get(key, lambda key=key: ord(key))
    assert [cache.find(key) for key in "abc"] == [ord("a"), None, ord("c")]


def test_threads_that_ask_meanwhile_get_what_one_of_them_makes() -> None:
    cache: LruCache[object] = LruCache(9)
    begun, let = Event(), Event()
    calls: list[str] = []

    def make() -> object:
        calls.append("made")
        begun.set()
        assert let.wait(PATIENCE)
        return object()

    with ThreadPoolExecutor() as threads:
        first = threads.submit(cache.get, "key", make)
        assert begun.wait(PATIENCE)
        others = [threads.submit(cache.get, "key", make) for _ in range(3)]
        # Another key does not wait.
        assert cache.get("other", lambda: 1) == 1
        let.set()
        assert {id(other.result(PATIENCE)) for other in others} == {id(first.result(PATIENCE))}
    assert calls == ["made"]


def test_where_one_fails_the_next_one_tries() -> None:
    cache: LruCache[int] = LruCache(9)
    begun, let = Event(), Event()

    def fail() -> int:
        begun.set()
        assert let.wait(PATIENCE)
        raise ValueError

    with ThreadPoolExecutor() as threads:
        first = threads.submit(cache.get, "key", fail)
        assert begun.wait(PATIENCE)
        second = threads.submit(cache.get, "key", lambda: 2)
        let.set()
        with pytest.raises(ValueError):
            first.result(PATIENCE)
        assert second.result(PATIENCE) == 2
