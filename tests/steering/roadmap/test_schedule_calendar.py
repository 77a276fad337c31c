"""Dates and delays by a working calendar: weekends and holidays are not worked, and three days late is three days."""

from __future__ import annotations

from datetime import date

import pytest

from steering.roadmap.wording import describe_paths, find_cause, format_duration
from tests.steering.roadmap.test_schedule_items import item, seen

CALENDAR = "calendar: {}\n"
# From Monday 4 May to Friday 29 May 2026; the work that waits for it is planned for the week of 1 June.
CHAIN = (
    "phases:\n"
    "  - {id: a, name: A, baseline: {start: 2026-05-04, end: 2026-05-29}, forecast: {end: %s}}\n"
    "  - {id: b, name: B, baseline: {start: 2026-06-01, end: 2026-06-05}, depends_on: [%s]}\n"
)


def test_three_days_late_is_three_days_late() -> None:
    found = seen(CALENDAR + CHAIN % ("2026-06-03", "a"))
    assert (item(found, "a").slip, item(found, "b").slip, found.slip) == (3, 3, 3)
    assert (item(found, "b").start, item(found, "b").end) == (date(2026, 6, 4), date(2026, 6, 10))
    assert format_duration(found.slip, found.calendar) == "3 working days"


def test_without_a_calendar_each_day_counts_as_before() -> None:
    found = seen(CHAIN % ("2026-06-03", "a"))
    assert (item(found, "a").slip, item(found, "b").slip) == (5, 3)
    assert item(found, "b").end == date(2026, 6, 8)
    assert format_duration(found.slip, found.calendar) == "3 days"


def test_holidays_are_not_worked() -> None:
    text = "calendar: {holidays: [2026-06-04, {start: 2026-06-08, end: 2026-06-09}]}\n"
    found = seen(text + CHAIN % ("2026-06-03", "a"))
    assert (item(found, "b").start, item(found, "b").end) == (date(2026, 6, 5), date(2026, 6, 12))
    assert item(found, "b").slip == 3, "four days of work, as its week has a holiday: 5, 10, 11 and 12 June"


def test_a_week_from_sunday_to_thursday() -> None:
    text = "calendar: {working_days: [Sun, mon, tuesday, WED, Thursday]}\n"
    found = seen(text + CHAIN % ("2026-06-04", "a"))
    assert (item(found, "b").start, item(found, "a").slip) == (date(2026, 6, 7), 5)


@pytest.mark.parametrize(
    ("link", "start"),
    [
        ("{on: a, lag: 2}", date(2026, 6, 1)),
        ("{on: a, lag: 3}", date(2026, 6, 2)),
        ("{on: a, lag: 2, lag_in: working_days}", date(2026, 6, 3)),
        ("{on: a, lag: -2, lag_in: working_days}", date(2026, 6, 1)),
    ],
)
def test_a_lag_passes_in_calendar_days_or_in_working_days(link: str, start: date) -> None:
    assert item(seen(CALENDAR + CHAIN % ("2026-05-29", link)), "b").start == start


def test_the_day_after_the_month_is_the_next_working_day() -> None:
    found = seen(CALENDAR + "phases: [{id: a, name: A, baseline: {start: 2026-01-05, end: 2026-01-09}}]", "2026-01")
    assert (item(found, "a").start, item(found, "a").end) == (date(2026, 2, 2), date(2026, 2, 6))


def test_float_counts_working_days() -> None:
    more = "  - {id: c, name: C, baseline: {start: 2026-06-01, end: 2026-06-08}}\n"
    found = seen(CALENDAR + CHAIN % ("2026-05-29", "a") + more)
    assert (item(found, "a").slack, item(found, "b").slack, item(found, "c").slack) == (1, 1, 0)
    assert [one.id for one in found.critical_items] == ["c"]


def test_what_is_written_on_a_day_off_stays_there() -> None:
    text = "milestones: [{id: m, name: M, baseline: 2026-05-31}]\nphases: [{id: a, name: A, baseline: %s}]"
    found = seen(CALENDAR + text % "{start: 2026-05-16, end: 2026-05-17}")
    assert (item(found, "m").end, item(found, "m").slip) == (date(2026, 5, 31), 0)
    assert (item(found, "a").start, item(found, "a").end, item(found, "a").slip) == (
        date(2026, 5, 16),
        date(2026, 5, 17),
        0,
    )


def test_a_move_on_a_weekend_keeps_its_two_days_when_it_is_pushed() -> None:
    more = "  - {id: w, name: W, baseline: {start: 2026-05-30, end: 2026-05-31}, depends_on: [a]}\n"
    found = seen(CALENDAR + CHAIN % ("2026-06-05", "a") + more)
    assert (item(found, "w").start, item(found, "w").end) == (date(2026, 6, 6), date(2026, 6, 7))


def test_a_milestone_that_is_pushed_is_reached_on_a_working_day() -> None:
    more = "milestones: [{id: m, name: M, baseline: 2026-05-29, depends_on: [{on: a, lag: 1}]}]"
    assert item(seen(CALENDAR + CHAIN % ("2026-05-29", "a") + more), "m").end == date(2026, 6, 1)


def test_a_forecast_that_ends_before_the_work_began_counts_for_nothing() -> None:
    dates = "baseline: {start: 2026-05-04, end: 2026-05-29}, actual: {start: 2026-04-20}, forecast: {end: 2026-04-01}"
    one = item(seen(f"phases: [{{id: a, name: A, {dates}}}]"), "a")
    assert (one.start, one.end) == (date(2026, 4, 20), date(2026, 5, 15))


class TestCriticalPaths:
    TWO = (
        "phases:\n"
        "  - {id: a, name: A, baseline: {start: 2026-05-01, end: 2026-05-31}}\n"
        "  - {id: b, name: B, baseline: {start: 2026-06-01, end: 2026-06-30}, depends_on: [a]}\n"
        "  - {id: c, name: C, baseline: {start: 2026-05-11, end: 2026-06-30}}\n"
    )

    def test_two_chains_that_end_together_are_two_paths(self) -> None:
        found = seen(self.TWO)
        assert [[one.id for one in path] for path in found.paths] == [["a", "b"], ["c"]]
        assert describe_paths(found) == "2 critical paths: A and B; C."

    def test_paths_that_part_and_meet_again_are_named_whole(self) -> None:
        text = self.TWO + "milestones: [{id: m, name: M, baseline: 2026-06-30, depends_on: [b, c]}]"
        assert [[one.id for one in path] for path in seen(text).paths] == [["a", "b", "m"], ["c", "m"]]

    def test_one_path_is_one(self) -> None:
        assert describe_paths(seen(self.TWO.replace("end: 2026-06-30}}", "end: 2026-06-29}}"))) == (
            "Critical path: A and B."
        )

    def test_more_paths_than_can_be_named_are_counted_so(self) -> None:
        phases = "".join(
            f"  - {{id: p{n}, name: P{n}, baseline: {{start: 2026-05-01, end: 2026-05-31}}}}\n" for n in range(9)
        )
        found = seen("phases:\n" + phases)
        assert (len(found.paths), len(found.critical_items)) == (6, 9)
        assert describe_paths(found).startswith("At least 6 critical paths: P0; P1; ")

    def test_many_forks_are_not_followed_to_their_last(self) -> None:
        phases = "".join(
            f"  - {{id: {side}{n}, name: N, baseline: {{start: 2026-05-01, end: 2026-05-01}}, depends_on: {waits}}}\n"
            for n in range(60)
            for side in "ab"
            for waits in [f"[a{n - 1}, b{n - 1}]" if n else "[]"]
        )
        assert seen("phases:\n" + phases).has_more_paths

    def test_what_adds_the_most_days_is_the_cause(self) -> None:
        text = (
            "phases:\n"
            "  - {id: a, name: A, baseline: {start: 2026-05-01, end: 2026-05-31}, forecast: {end: 2026-06-02}}\n"
            "  - {id: b, name: B, baseline: {start: 2026-06-01, end: 2026-06-30}, forecast: {end: 2026-07-10},"
            " depends_on: [a]}\n"
            "milestones: [{id: m, name: M, baseline: 2026-06-30, depends_on: [b]}]\n"
        )
        cause = find_cause(seen(text))
        assert cause is not None
        assert cause.id == "b"
