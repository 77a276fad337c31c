"""The critical path method over activities with finish-to-start links: pure functions of whole day numbers.

An activity begins at the start of a day and ends where the next one begins: one day's work that begins at 5 ends
at 6. A milestone has no duration, and its moment is the end of its day. Durations and float count the days of a
calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import islice

from steering.cases.roadmap import Link
from steering.cases.work_calendar import EVERY_DAY, WorkCalendar

# How many critical paths are named: a network may have thousands that share most of their work.
PATHS = 6


@dataclass(frozen=True, kw_only=True)
class Activity:
    """Work of `duration` days of its calendar that begins at `begin` or later.

    Where it is not pushed it ends at `end`, if that is given. Where it has started it began at `begin`, whatever it
    waits for.
    """

    id: str
    duration: int
    begin: int = 0
    end: int | None = None
    after: tuple[Link, ...] = ()
    has_started: bool = False
    has_finished: bool = False
    calendar: WorkCalendar = EVERY_DAY

    def span_from(self, ready: int) -> tuple[int, int]:
        """Return when it begins and ends, where it can't begin before `ready`."""
        if ready <= self.begin:
            return self.begin, self.calendar.advance(self.begin, self.duration) if self.end is None else self.end
        begin = self.calendar.next_begin(ready) if self.duration else self.calendar.next_end(ready)
        return begin, self.calendar.advance(begin, self.duration)

    def latest_begin(self, end: int) -> int:
        """Return when it has to begin at the latest to end at `end`."""
        if self.duration:
            return self.calendar.retreat(end, self.duration)
        return max(self.calendar.last_end(end), min(self.begin, end))


@dataclass(frozen=True, kw_only=True)
class Times:
    """When an activity begins and ends at the earliest, and at the latest without moving the end of everything.

    `slack` is the total float in working days: how much later it may end without moving the end of everything.
    """

    begin: int
    end: int
    late_begin: int
    late_end: int
    slack: int


def times(activities: Iterable[Activity], calendar: WorkCalendar = EVERY_DAY) -> dict[str, Times]:
    """Early and late times of every activity, by the forward and the backward pass of the critical path method.

    Raises:
        graphlib.CycleError: where activities wait for one another in a circle.
        KeyError: where an activity waits for one that is not there.
    """
    by_id = {activity.id: activity for activity in activities}
    graph = {id: [link.on for link in activity.after] for id, activity in by_id.items()}
    order = [by_id[id] for id in TopologicalSorter(graph).static_order()]
    early = _forward(order, calendar)
    late = _backward(order, max((end for _, end in early.values()), default=0), calendar)
    return {
        id: Times(
            begin=early[id][0],
            end=early[id][1],
            late_begin=activity.latest_begin(late[id]),
            late_end=late[id],
            slack=calendar.count(early[id][1], late[id]),
        )
        for id, activity in by_id.items()
    }


def critical(activities: Sequence[Activity], times: Mapping[str, Times]) -> tuple[str, ...]:
    """Return what is critical: not finished and without float, from the first to begin to the last to end."""
    tight = [activity.id for activity in activities if not activity.has_finished and times[activity.id].slack <= 0]
    return tuple(sorted(tight, key=lambda id: (times[id].begin, times[id].end)))


def critical_paths(
    activities: Sequence[Activity], times: Mapping[str, Times], calendar: WorkCalendar = EVERY_DAY
) -> tuple[tuple[str, ...], ...]:
    """Return the chains of critical activities, each held up by the one before; at most one more than `PATHS`."""
    ids = critical(activities, times)
    after: dict[str, list[str]] = {id: [] for id in ids}
    before: dict[str, list[str]] = {id: [] for id in ids}
    by_id = {activity.id: activity for activity in activities}
    for id in ids:
        for link in {link.on: link for link in _tight_links(by_id[id], times, calendar)}.values():
            if link.on in after:
                after[link.on].append(id)
                before[id].append(link.on)
    paths = islice((path for id in ids if not before[id] for path in _chains(id, after)), PATHS + 1)
    return tuple(sorted(paths, key=lambda path: (times[path[0]].begin, -len(path))))


def _tight_links(activity: Activity, times: Mapping[str, Times], calendar: WorkCalendar) -> Iterator[Link]:
    """Yield what it waits for until the working day on which it begins."""
    for link in () if activity.has_started else activity.after:
        ready = link.add_lag(times[link.on].end, calendar)
        if calendar.count(ready, times[activity.id].begin) <= 0:
            yield link


def _chains(id: str, after: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Yield every chain from an activity to one that nothing follows, without recursion: chains may be long."""
    chains: list[tuple[str, ...]] = [(id,)]
    while chains:
        chain = chains.pop()
        if not after[chain[-1]]:
            yield chain
        chains += [(*chain, following) for following in reversed(after[chain[-1]])]


def _forward(ordered: Sequence[Activity], calendar: WorkCalendar) -> dict[str, tuple[int, int]]:
    """Return each activity's early begin and end: as soon as everything that it waits for has ended."""
    early: dict[str, tuple[int, int]] = {}
    for activity in ordered:
        links = () if activity.has_started else activity.after
        ready = max((link.add_lag(early[link.on][1], calendar) for link in links), default=activity.begin)
        early[activity.id] = activity.span_from(ready)
    return early


def _backward(ordered: Sequence[Activity], end: int, calendar: WorkCalendar) -> dict[str, int]:
    """Return each activity's latest end: that of everything, or what those that wait for it allow.

    Nothing holds up an activity that has begun already, so it sets no limit to what it was to wait for.
    """
    late = {activity.id: end for activity in ordered}
    for activity in reversed(ordered):
        if not activity.has_started:
            latest = activity.latest_begin(late[activity.id])
            for link in activity.after:
                late[link.on] = min(late[link.on], link.add_lag(latest, calendar, -1))
    return late
