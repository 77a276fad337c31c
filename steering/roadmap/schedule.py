"""The critical path method over activities with finish-to-start links: pure functions of whole day numbers.

An activity begins at the start of a day and ends where the next one begins: one day's work that begins at 5 ends
at 6. A milestone has no duration, and its moment is the end of its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from steering.cases.roadmap import Link


@dataclass(frozen=True, kw_only=True)
class Activity:
    """Work of `duration` days that begins at `begin` or later. Where `begun` it began then, whatever it waits for."""

    id: str
    duration: int
    begin: int = 0
    after: tuple[Link, ...] = ()
    has_started: bool = False
    has_finished: bool = False


@dataclass(frozen=True, kw_only=True)
class Times:
    """When an activity begins and ends at the earliest, and at the latest without moving the end of everything."""

    begin: int
    end: int
    late_begin: int
    late_end: int

    @property
    def slack(self) -> int:
        """The total float in days: how much later it may end without moving the end of everything."""
        return self.late_end - self.end


def times(activities: Iterable[Activity]) -> dict[str, Times]:
    """Early and late times of every activity, by the forward and the backward pass of the critical path method.

    Raises:
        graphlib.CycleError: where activities wait for one another in a circle.
        KeyError: where an activity waits for one that is not there.
    """
    by_id = {activity.id: activity for activity in activities}
    order = list(TopologicalSorter({id: [link.on for link in one.after] for id, one in by_id.items()}).static_order())
    early = _forward([by_id[id] for id in order])
    late = _backward([by_id[id] for id in order], max((end for _, end in early.values()), default=0))
    return {
        id: Times(
            begin=early[id][0],
            end=early[id][1],
            late_begin=late[id] - (early[id][1] - early[id][0]),
            late_end=late[id],
        )
        for id in by_id
    }


def critical(activities: Sequence[Activity], found: Mapping[str, Times]) -> tuple[str, ...]:
    """The critical path: what is not finished and has no float, from the first to begin to the last to end."""
    tight = [activity.id for activity in activities if not activity.has_finished and found[activity.id].slack <= 0]
    return tuple(sorted(tight, key=lambda id: (found[id].begin, found[id].end)))


def _forward(ordered: Sequence[Activity]) -> dict[str, tuple[int, int]]:
    """Each activity's early begin and end: as soon as everything that it waits for has ended."""
    early: dict[str, tuple[int, int]] = {}
    for one in ordered:
        ready = [] if one.has_started else [early[link.on][1] + link.lag for link in one.after]
        begin = max([one.begin, *ready])
        early[one.id] = (begin, begin + one.duration)
    return early


def _backward(ordered: Sequence[Activity], end: int) -> dict[str, int]:
    """Each activity's latest end: that of everything, or what those that wait for it allow.

    Nothing holds up an activity that has begun already, so it sets no limit to what it was to wait for.
    """
    late = {one.id: end for one in ordered}
    for one in reversed(ordered):
        if not one.has_started:
            for link in one.after:
                late[link.on] = min(late[link.on], late[one.id] - one.duration - link.lag)
    return late
