"""Ways of writing a month or a day that people read and a contract doesn't, as the contract has them."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Of the languages in which exports come, where it is another than in English.
_OTHER = {"mrz": 3, "mär": 3, "mai": 5, "okt": 10, "dez": 12, "fév": 2, "avr": 4, "aoû": 8, "déc": 12}
_MONTHS = {name: at for at, name in enumerate(_NAMES, 1)} | _OTHER
_YEARS = range(1900, 2200)
# A spreadsheet counts days from here; before 1 March 1900 it has one day more than there was.
_FIRST_DAY = dt.date(1899, 12, 30)
_PARTS = re.compile(r"(\d{1,4})[./\- ](\d{1,2})[./\- ](\d{1,4})(?:[T ].*)?")


def month(text: str) -> str | None:
    """`3/2026`, `2026/3`, `202603`, `Mar 2026` and `March-26` as 2026-03."""
    if match := re.fullmatch(r"(\d{4})[./\- ]?(\d{1,2})", text):
        return _month(match[1], match[2])
    if match := re.fullmatch(r"(\d{1,2})[./\- ](\d{4})", text):
        return _month(match[2], match[1])
    if match := re.fullmatch(r"([^\W\d]{3,10})\.?[./\-, ]*(\d{4}|\d{2})", text):
        return _month(match[2], str(_MONTHS.get(match[1][:3].casefold(), 0)))
    if match := re.fullmatch(r"(\d{4})[./\- ]*([^\W\d]{3,10})\.?", text):
        return _month(match[1], str(_MONTHS.get(match[2][:3].casefold(), 0)))
    return None


def month_of_day(text: str) -> str | None:
    """The month of a day that is written in one meaning only."""
    days = {day for day in (_day(text, first="day"), _day(text, first="month")) if day}
    return f"{days.pop():%Y-%m}" if len(days) == 1 else None


def month_of_day_first(text: str) -> str | None:
    """The month of `3/4/2026`, taken for 3 April."""
    return f"{day:%Y-%m}" if _is_ambiguous(text) and (day := _day(text, first="day")) else None


def month_of_month_first(text: str) -> str | None:
    """The month of `3/4/2026`, taken for 4 March."""
    return f"{day:%Y-%m}" if _is_ambiguous(text) and (day := _day(text, first="month")) else None


def month_of_number(text: str) -> str | None:
    """A spreadsheet's number for a day, as its month."""
    return day[:7] if (day := day_of_number(text)) else None


def moment(text: str) -> str | None:
    """A day that is written in one meaning only, such as `31/3/2026`, as 2026-03-31; a time after it stays."""
    return _moment(text, _day(text, first="day") or _day(text, first="month")) if not _is_ambiguous(text) else None


def moment_of_day_first(text: str) -> str | None:
    """`3/4/2026` as 3 April."""
    return _moment(text, _day(text, first="day")) if _is_ambiguous(text) else None


def moment_of_month_first(text: str) -> str | None:
    """`3/4/2026` as 4 March."""
    return _moment(text, _day(text, first="month")) if _is_ambiguous(text) else None


def day_of_number(text: str) -> str | None:
    """A spreadsheet's number for a day, as the day."""
    match = re.fullmatch(r"(\d{5})(?:\.0*)?", text)
    number = _FIRST_DAY + dt.timedelta(days=int(match[1])) if match else None
    return number.isoformat() if number and number.year in _YEARS else None


def moment_of_seconds(text: str) -> str | None:
    """Seconds or milliseconds since 1970, as the moment in UTC."""
    match = re.fullmatch(r"(\d{10})(\d{3})?(?:\.\d*)?", text)
    return f"{dt.datetime.fromtimestamp(int(match[1]), dt.UTC):%Y-%m-%dT%H:%M:%SZ}" if match else None


def _month(year: str, number: str) -> str | None:
    whole = int(year) + 2000 if len(year) == 2 else int(year)
    return f"{whole}-{int(number):02}" if whole in _YEARS and 1 <= int(number) <= 12 else None


def _moment(text: str, day: dt.date | None) -> str | None:
    # Days with the year first are read as they are, and so are those with points and four digits of a year.
    match = re.fullmatch(r"(?!\d{4}|\d+\.\d+\.\d{4})[\d./-]{6,10}([T ].*)?", text)
    return f"{day.isoformat()}{match[1] or ''}" if day and match else None


def _is_ambiguous(text: str) -> bool:
    first, second = _day(text, first="day"), _day(text, first="month")
    return first is not None and second is not None and first != second


def _day(text: str, *, first: str) -> dt.date | None:
    """The day of a text, year first or last; `first` says what stands before the other where the year is last."""
    match = _PARTS.fullmatch(text)
    if match is None:
        return None
    one, two, three = match.groups()
    if len(one) == 4:
        year, number, day = int(one), int(two), int(three)
    elif len(three) in (2, 4):
        year = int(three) + 2000 if len(three) == 2 else int(three)
        day, number = (int(one), int(two)) if first == "day" else (int(two), int(one))
    else:
        return None
    with suppress(ValueError):
        return dt.date(year, number, day) if year in _YEARS else None
    return None
