"""Drafts that outlive a reload: kept in memory under a token that only the address of the visitor's page has."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TypeVar

T = TypeVar("T")
# How many drafts are kept; the one that was changed longest ago goes first.
MOST = 100


class DraftStore:
    """The drafts of all visitors, each under its token. Safe to share between threads; drafts are not changed here."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._drafts: OrderedDict[str, object] = OrderedDict()
        self._lock = Lock()

    def put(self, token: str, draft: object) -> None:
        """Keep a draft under a token, in place of an earlier one."""
        with self._lock:
            self._drafts[token] = draft
            self._drafts.move_to_end(token)
            while len(self._drafts) > self._most:
                self._drafts.popitem(last=False)

    def find(self, token: str, kind: type[T]) -> T | None:
        """The draft of a kind under a token; None where there is none of this kind."""
        with self._lock:
            draft = self._drafts.get(token)
        return draft if isinstance(draft, kind) else None

    def drop(self, token: str) -> None:
        """Forget the draft under a token, if there is one."""
        with self._lock:
            self._drafts.pop(token, None)
