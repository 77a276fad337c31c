"""Recurrence rules: the same days as the library that everybody uses, and an answer in bounded work to any rule."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from steering.recurrence import WEEKDAYS, list_days, parse_rule

START = date(2024, 2, 29)
DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules that the library reads as the standard does: it wants numbers before all weekdays or before none."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 4))}"]
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 30))}")
    elif draw(st.booleans()):
        parts.append(f"UNTIL={draw(DAYS):%Y%m%d}")
    if draw(st.booleans()):
        parts.append(f"BYMONTH={','.join(map(str, draw(st.sets(st.integers(1, 12), min_size=1, max_size=5))))}")
    if frequency != "WEEKLY" and draw(st.booleans()):
        numbers = draw(st.sets(st.integers(-28, 28).filter(bool), min_size=1, max_size=5))
        parts.append(f"BYMONTHDAY={','.join(map(str, numbers))}")
    elif draw(st.booleans()):
        names = draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1, max_size=4))
        number = draw(st.sampled_from(["", "1", "2", "-1"])) if frequency in ("MONTHLY", "YEARLY") else ""
        parts.append(f"BYDAY={','.join(number + name for name in sorted(names))}")
    if frequency in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from(['1', '-1', '2', '1,-1']))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(WEEKDAYS))}")
    return ";".join(parts)


# Those that name no day at all keep the library searching to the year 9999.
@settings(max_examples=80, deadline=None)
@given(text=rules(), start=DAYS, first=DAYS)
def test_the_days_are_those_of_the_library(text: str, start: date, first: date) -> None:
    last = date(first.year + 2, 12, 28)
    ours = list_days(parse_rule(text), start, first, last)
    always = rrulestr(text, dtstart=datetime.combine(start, time()))
    horizon = datetime.combine(last, time())
    theirs = [moment.date() for moment in takewhile(lambda moment: moment <= horizon, always)]
    assert ours == [day for day in theirs if day >= first]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", ["2026-11-10", "2026-12-08"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["2026-11-30", "2026-12-31"]),
        ("freq=monthly;bymonthday=15", ["2026-11-15", "2026-12-15"]),
        ("FREQ=YEARLY;BYMONTH=12;BYDAY=-1FR", ["2026-12-25"]),
        ("FREQ=MONTHLY;BYDAY=MO,1TU;BYMONTH=12", [f"2026-12-{day:02}" for day in (1, 7, 14, 21, 28)]),
        ("FREQ=YEARLY", []),
    ],
)
def test_a_board_s_rules(text: str, days: list[str]) -> None:
    assert list(map(str, list_days(parse_rule(text), START, date(2026, 11, 1), date(2026, 12, 31)))) == days


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=3;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=300",
    ],
)
def test_a_rule_that_names_no_day_yields_nothing(text: str) -> None:
    assert list_days(parse_rule(text), date(1900, 1, 1), date(2026, 11, 1), date(2031, 11, 1)) == []


def test_a_rule_that_never_ends_is_followed_to_the_end_of_the_span_only() -> None:
    days = list_days(parse_rule("FREQ=DAILY"), date(1900, 1, 1), date(2026, 11, 1), date(2026, 11, 3))
    assert list(map(str, days)) == ["2026-11-01", "2026-11-02", "2026-11-03"]


def test_a_rule_that_has_not_begun_or_has_ended_yields_nothing() -> None:
    span = (date(2026, 11, 1), date(2026, 12, 31))
    assert list_days(parse_rule("FREQ=DAILY"), date(2199, 1, 1), *span) == []
    assert list_days(parse_rule("FREQ=DAILY;UNTIL=20261031"), START, *span) == []
    assert list_days(parse_rule("FREQ=DAILY;COUNT=3"), START, *span) == []


def test_the_last_days_of_the_calendar_are_reached() -> None:
    assert list_days(parse_rule("FREQ=WEEKLY"), date(2199, 12, 1), date(2199, 12, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "parts such as FREQ=MONTHLY"),
        ("second Tuesday", "parts such as FREQ=MONTHLY"),
        ("FREQ=", "parts such as FREQ=MONTHLY"),
        ("FREQ=SECONDLY", "FREQ as one of DAILY"),
        ("BYDAY=2TU", "FREQ as one of DAILY"),
        ("FREQ=DAILY;BYSECOND=0,1,2", "it names days, never hours"),
        ("FREQ=DAILY\nRRULE:FREQ=DAILY", "FREQ as one of DAILY"),
        ("DTSTART:20200101", "parts such as FREQ=MONTHLY"),
        ("FREQ=DAILY;FREQ=WEEKLY", "FREQ once"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL as a whole number from 1 to 1000"),
        ("FREQ=DAILY;INTERVAL=-1", "INTERVAL as a whole number from 1 to 1000"),
        ("FREQ=DAILY;INTERVAL=" + "9" * 300, "INTERVAL as a whole number"),
        ("FREQ=DAILY;COUNT=0", "COUNT as a whole number"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "either COUNT or UNTIL"),
        ("FREQ=DAILY;UNTIL=20270231", "UNTIL as a day"),
        ("FREQ=DAILY;UNTIL=tomorrow", "UNTIL as a day"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY as a whole number from -31 to 31, without 0"),
        ("FREQ=MONTHLY;BYMONTHDAY=99", "BYMONTHDAY as a whole number"),
        ("FREQ=MONTHLY;BYMONTH=13", "BYMONTH as a whole number"),
        ("FREQ=MONTHLY;BYDAY=2", "weekdays as MO"),
        ("FREQ=MONTHLY;BYDAY=6TU", "with a number up to 5"),
        ("FREQ=WEEKLY;BYDAY=2TU", "without a number"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "no BYMONTHDAY with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYDAY=" + "TU," * 300 + "TU", "at most 500 characters"),
        ("<script>alert(1)</script>", "parts such as FREQ=MONTHLY"),
    ],
)
def test_what_is_no_rule_is_refused_with_what_is_expected(text: str, expected: str) -> None:
    with pytest.raises(ValueError, match=".") as refusal:
        parse_rule(text)
    assert expected in str(refusal.value)
