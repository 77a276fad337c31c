"""Dates that recur by a rule of RFC 5545 (`RRULE`), such as the second Tuesday of each month; imports nothing of ours.

Days only: no hours, no zones. Work is bounded by the span that is asked about, whatever the rule says. A rule that
names no day there is, such as 30 February, is answered at once, where a search for its first day would go on to the
year 9999.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Literal

Frequency = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES: tuple[Frequency, ...] = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
KEYS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST")
WEEKDAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
WHOLE = re.compile(r"[+-]?[0-9]{1,4}")
LAST_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(T[0-9]{6}Z?)?")
LONGEST = 500


@dataclass(frozen=True, kw_only=True)
class RecurrenceRule:
    """A rule, read. `weekdays` are (which of the period, weekday from Monday = 0); which is 0 for every one."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date | None = None
    months: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0


def parse_rule(text: str) -> RecurrenceRule:
    """Read a rule, such as `FREQ=MONTHLY;BYDAY=2TU`. ValueError says what was expected."""
    parts = _split(text)
    frequency = next((name for name in FREQUENCIES if name == parts.get("FREQ")), None)
    if frequency is None:
        raise ValueError(f"FREQ as one of {', '.join(FREQUENCIES)}, as in FREQ=MONTHLY;BYDAY=2TU")
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError("either COUNT or UNTIL, not both")
    rule = RecurrenceRule(
        frequency=frequency,
        interval=_read_number("INTERVAL", parts.get("INTERVAL", "1"), 1, 1000),
        count=_read_number("COUNT", parts["COUNT"], 1, 9999) if "COUNT" in parts else None,
        until=_read_last_day(parts["UNTIL"]) if "UNTIL" in parts else None,
        months=_read_numbers("BYMONTH", parts, 1, 12),
        month_days=_read_numbers("BYMONTHDAY", parts, -31, 31),
        weekdays=_read_weekdays(parts.get("BYDAY", ""), frequency),
        positions=_read_numbers("BYSETPOS", parts, -366, 366),
        week_start=_read_weekdays(parts.get("WKST", "MO"), "DAILY")[0][1],
    )
    if frequency == "WEEKLY" and rule.month_days:
        raise ValueError("no BYMONTHDAY with FREQ=WEEKLY; FREQ=MONTHLY goes with it")
    return rule


def _split(text: str) -> dict[str, str]:
    upper = text.strip().upper().removeprefix("RRULE:")
    if len(upper) > LONGEST:
        raise ValueError(f"a rule of at most {LONGEST} characters")
    parts: dict[str, str] = {}
    for part in upper.strip(";").split(";"):
        key, equals, value = part.partition("=")
        if not equals or not value:
            raise ValueError("parts such as FREQ=MONTHLY, with semicolons between them")
        if key not in KEYS:
            raise ValueError(f"a rule of {', '.join(KEYS)}: it names days, never hours")
        if key in parts:
            raise ValueError(f"{key} once")
        parts[key] = value
    return parts


def _read_number(key: str, text: str, low: int, high: int) -> int:
    if not WHOLE.fullmatch(text) or not low <= int(text) <= high or int(text) == 0:
        raise ValueError(f"{key} as a whole number from {low} to {high}" + (", without 0" if low < 0 else ""))
    return int(text)


def _read_numbers(key: str, parts: dict[str, str], low: int, high: int) -> tuple[int, ...]:
    return tuple(_read_number(key, text, low, high) for text in parts[key].split(",")) if key in parts else ()


def _read_last_day(text: str) -> date:
    match = LAST_DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups()[:3])) if match else date.fromisoformat("")
    except ValueError:
        raise ValueError("UNTIL as a day, such as 20271231") from None


def _read_weekdays(text: str, frequency: Frequency) -> tuple[tuple[int, int], ...]:
    matches = [WEEKDAY.fullmatch(part) for part in text.split(",")] if text else []
    pairs = [(int(match[1] or 0), WEEKDAYS.index(match[2])) for match in matches if match]
    most = {"MONTHLY": 5, "YEARLY": 53}.get(frequency, 0)
    if len(pairs) < len(matches) or any(abs(which) > most for which, _ in pairs):
        numbers = (
            f", with a number up to {most} before it where one is meant, as in 2TU" if most else ", without a number"
        )
        raise ValueError(f"weekdays as {', '.join(WEEKDAYS)}, {numbers}")
    return tuple(pairs)


def list_days(rule: RecurrenceRule, start: date, first: date, last: date) -> list[date]:
    """Return the days from `first` to `last` on which it recurs, where `start` is the earliest day that counts."""
    end = min(last, rule.until) if rule.until else last
    # Only a rule that counts has to be followed from its start.
    days = (day for day in _recur(rule, start, start if rule.count else first, end) if start <= day <= end)
    return [day for day in islice(days, rule.count) if day >= first]


def _recur(rule: RecurrenceRule, start: date, first: date, end: date) -> Iterator[date]:
    for days in _list_periods(rule, start, first, end):
        matches = [day for day in days if _matches(rule, start, day)]
        if rule.positions:
            size = len(matches)
            spots = {place - 1 if place > 0 else size + place for place in rule.positions}
            matches = [matches[spot] for spot in sorted(spots) if 0 <= spot < size]
        yield from matches


def _list_periods(rule: RecurrenceRule, start: date, first: date, end: date) -> Iterator[list[date]]:
    """Yield the days of each period that counts, from the last one that begins before `first`."""
    step = rule.interval
    if rule.frequency in ("DAILY", "WEEKLY"):
        length = 7 if rule.frequency == "WEEKLY" else 1
        origin = start.toordinal() - ((start.weekday() - rule.week_start) % 7 if length == 7 else 0)
        skip = max(0, (first.toordinal() - origin) // (length * step))
        for begin in range(origin + skip * length * step, end.toordinal() + 1, length * step):
            yield [date.fromordinal(number) for number in range(begin, begin + length)]
        return
    length = 12 if rule.frequency == "YEARLY" else 1
    origin = start.year * 12 + (start.month - 1 if length == 1 else 0)
    skip = max(0, (first.year * 12 + first.month - 1 - origin) // (length * step))
    for begin in range(origin + skip * length * step, end.year * 12 + end.month, length * step):
        months = [divmod(number, 12) for number in range(begin, begin + length)]
        yield [
            date(year, month + 1, day) for year, month in months for day in range(1, monthrange(year, month + 1)[1] + 1)
        ]


def _matches(rule: RecurrenceRule, start: date, day: date) -> bool:
    has_days = rule.month_days or rule.weekdays
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days and not {day.day, day.day - 1 - monthrange(day.year, day.month)[1]} & set(rule.month_days):
        return False
    if rule.weekdays:
        return any(_is_weekday(rule, day, which, weekday) for which, weekday in rule.weekdays)
    if has_days or rule.frequency == "DAILY":
        return True
    if rule.frequency == "WEEKLY":
        return day.weekday() == start.weekday()
    return day.day == start.day and bool(rule.frequency == "MONTHLY" or rule.months or day.month == start.month)


def _is_weekday(rule: RecurrenceRule, day: date, which: int, weekday: int) -> bool:
    """Return whether a day is such a weekday: any one, or the first or last of its month or year."""
    if day.weekday() != weekday:
        return False
    if which == 0:
        return True
    if rule.frequency == "YEARLY" and not rule.months:
        begin, size = date(day.year, 1, 1), 366 if monthrange(day.year, 2)[1] == 29 else 365
    else:
        begin, size = day.replace(day=1), monthrange(day.year, day.month)[1]
    number = (day - begin).days
    return number // 7 + 1 == which if which > 0 else -((size - 1 - number) // 7 + 1) == which
