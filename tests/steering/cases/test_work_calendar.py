"""Working days counted by arithmetic, against the same counted day by day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from steering.cases.work_calendar import EVERY_DAY, WorkCalendar

WEEKDAYS = frozenset(range(5))
FRIDAY, MONDAY = date(2026, 5, 29), date(2026, 6, 1)
CALENDARS = st.builds(
    WorkCalendar,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 31)), max_size=40),
)
MOMENTS = st.dates(date(2025, 12, 1), date(2026, 4, 30)).map(date.toordinal)


def works(calendar: WorkCalendar, number: int) -> bool:
    day = date.fromordinal(number)
    return day.weekday() in calendar.weekdays and day not in calendar.holidays


@given(CALENDARS, MOMENTS, st.integers(0, 60))
def test_a_count_is_that_of_its_days(calendar: WorkCalendar, begin: int, span: int) -> None:
    days = sum(works(calendar, number) for number in range(begin, begin + span))
    assert calendar.count(begin, begin + span) == days
    assert calendar.count(begin + span, begin) == -days


@given(CALENDARS, MOMENTS, st.integers(0, 60))
def test_work_ends_as_soon_as_its_days_have_passed(calendar: WorkCalendar, begin: int, days: int) -> None:
    end, left = begin, days
    while left:
        left -= works(calendar, end)
        end += 1
    assert calendar.advance(begin, days) == end


@given(CALENDARS, MOMENTS, st.integers(0, 60))
def test_work_begins_as_late_as_its_days_allow(calendar: WorkCalendar, end: int, days: int) -> None:
    begin, left = end, days
    while left:
        begin -= 1
        left -= works(calendar, begin)
    assert calendar.retreat(end, days) == begin


@given(CALENDARS, MOMENTS)
def test_the_next_working_day(calendar: WorkCalendar, moment: int) -> None:
    day = moment
    while not works(calendar, day):
        day += 1
    assert calendar.next_begin(moment) == day
    assert calendar.next_end(moment) == (moment if works(calendar, moment - 1) else day + 1)


@given(MOMENTS, st.integers(-90, 90))
def test_without_a_calendar_days_are_calendar_days(moment: int, days: int) -> None:
    assert EVERY_DAY.is_every_day
    assert EVERY_DAY.shift(moment, days) == moment + days
    assert (EVERY_DAY.next_begin(moment), EVERY_DAY.next_end(moment)) == (moment, moment)


def test_from_friday_to_monday_is_one_working_day() -> None:
    assert WorkCalendar(weekdays=WEEKDAYS).count_late(FRIDAY, MONDAY) == 1
    assert WorkCalendar(weekdays=WEEKDAYS, holidays=frozenset({MONDAY})).count_late(FRIDAY, MONDAY) == 0
    assert WorkCalendar(weekdays=WEEKDAYS).count_late(MONDAY + timedelta(days=1), FRIDAY) == -2


def test_a_holiday_on_a_sunday_changes_nothing() -> None:
    sunday = frozenset({date(2026, 5, 31)})
    assert WorkCalendar(weekdays=WEEKDAYS, holidays=sunday).count_late(FRIDAY, MONDAY) == 1
