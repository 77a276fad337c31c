"""Circles among things that lead to one another: components that use, records that supersede or rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def find_circles(below: Mapping[str, Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Return every circle that a walk from the first to the last comes upon, each once, as the ids along it.

    `below` are the ids that each id leads to; ids that are no key lead nowhere. Each is walked once, without recursion.
    """
    done: set[str] = set()
    circles: list[tuple[str, ...]] = []
    for start in below:
        path: dict[str, None] = {}
        waiting = [(start, False)]
        while waiting:
            id, leave = waiting.pop()
            if leave:
                del path[id]
                done.add(id)
            elif id in path:
                along = list(path)
                circles.append(tuple(along[along.index(id) :]))
            elif id not in done:
                path[id] = None
                waiting += [(id, True), *((next_id, False) for next_id in below.get(id, ()))]
    return tuple(circles)
