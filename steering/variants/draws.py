"""Draws from a seed by SHA-256, which come out the same with every version of Python and on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(kw_only=True)
class Draws:
    """A sequence of draws that the text of a seed fixes."""

    seed: str
    count: int = 0

    def choose(self, items: Sequence[Item]) -> Item:
        """Draw one of some items; there is at least one."""
        self.count += 1
        return items[_hash(f"{self.seed} {self.count}") % len(items)]

    def shuffle(self, items: Sequence[Item], name: Callable[[Item], str]) -> list[Item]:
        """Return the items in an order of the seed's, which does not hang on the order in which they came."""
        return sorted(items, key=lambda item: (_hash(f"{self.seed} {name(item)}"), name(item)))


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
