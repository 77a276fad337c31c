"""The days on which work is done, by their numbers: how many lie between two days, and where a count of them ends."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cached_property

WEEK = 7


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """The working days of the week, 0 for Monday, without the holidays. Day numbers are those of `date.toordinal`.

    A number stands for the beginning of its day, so that work on Monday alone begins at Monday and ends at Tuesday.
    """

    weekdays: frozenset[int] = frozenset(range(WEEK))
    holidays: frozenset[date] = frozenset()

    @property
    def is_every_day(self) -> bool:
        """Whether all days are working days, so that a day is a calendar day."""
        return len(self.weekdays) == WEEK and not self.holidays

    def count(self, begin: int, end: int) -> int:
        """Working days from `begin` up to `end`; negative where `end` lies before `begin`."""
        return self._before(end) - self._before(begin)

    def count_late(self, planned: date, actual: date) -> int:
        """Working days by which one last day lies after another; negative where before."""
        return self.count(planned.toordinal() + 1, actual.toordinal() + 1)

    def advance(self, begin: int, days: int) -> int:
        """Return the earliest end of so many working days of work that begin at `begin` or later."""
        return self._search(begin, self._before(begin) + days, days)

    def retreat(self, end: int, days: int) -> int:
        """Return the latest begin of so many working days of work that end at `end` or earlier."""
        target = self._before(end) - days
        lowest = end - self._reach(days)
        return lowest + bisect_right(range(lowest, end + 1), target, key=self._before) - 1

    def shift(self, moment: int, days: int) -> int:
        """Return the moment so many working days later, or earlier where negative."""
        return self.advance(moment, days) if days >= 0 else self.retreat(moment, -days)

    def next_begin(self, moment: int) -> int:
        """Return the first working day from a moment on."""
        return self._search(moment, self._before(moment) + 1, 1) - 1

    def next_end(self, moment: int) -> int:
        """Return the first end of a working day from a moment on."""
        return moment if self.last_end(moment) == moment else self.next_begin(moment) + 1

    def last_end(self, moment: int) -> int:
        """Return the last end of a working day up to a moment."""
        lowest = moment - self._reach(0)
        return lowest + bisect_left(range(lowest, moment + 1), self._before(moment), key=self._before)

    def _search(self, begin: int, target: int, days: int) -> int:
        return begin + bisect_left(range(begin, begin + self._reach(days) + 1), target, key=self._before)

    def _reach(self, days: int) -> int:
        """Calendar days within which so many working days lie, wherever they begin."""
        return ((days + len(self._days_off)) // len(self.weekdays) + 2) * WEEK

    def _before(self, day: int) -> int:
        """Working days before a day, counted from the first day of year 1, which was a Monday."""
        weeks, rest = divmod(day - 1, WEEK)
        return (
            weeks * len(self.weekdays)
            + sum(weekday < rest for weekday in self.weekdays)
            - bisect_left(self._days_off, day)
        )

    @cached_property
    def _days_off(self) -> tuple[int, ...]:
        """The holidays that fall on days which were working days otherwise, in order."""
        return tuple(sorted(day.toordinal() for day in self.holidays if day.weekday() in self.weekdays))


EVERY_DAY = WorkCalendar()
