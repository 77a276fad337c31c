"""A reader of calendar files of the test's own, by the text of RFC 5545 alone; recurrences by dateutil."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from dateutil.rrule import rrulestr

LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:]+)*):(.*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class CalendarEvent:
    """An event as its lines have it, texts no longer escaped."""

    lines: dict[str, str]

    @property
    def uid(self) -> str:
        return self.lines["UID"]

    @property
    def summary(self) -> str:
        return unescape(self.lines["SUMMARY"])

    @property
    def description(self) -> str:
        return unescape(self.lines["DESCRIPTION"])

    @property
    def day(self) -> date:
        return read_day(self.lines["DTSTART"])

    @property
    def sequence(self) -> int:
        return int(self.lines["SEQUENCE"])

    def list_days(self, until: date) -> list[date]:
        """Return the days on which it is, up to a day."""
        if "RRULE" not in self.lines:
            return [self.day]
        rule = rrulestr(self.lines["RRULE"], dtstart=datetime.combine(self.day, datetime.min.time()))
        skips = {read_day(text) for text in self.lines.get("EXDATE", "").split(",") if text}
        moments = rule.between(datetime(1, 1, 1), datetime.combine(until, datetime.min.time()), inc=True)
        return [day for day in (moment.date() for moment in moments) if day not in skips]


def read_day(text: str) -> date:
    return datetime.strptime(text, "%Y%m%d").date()


def unescape(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], text)


def read_calendar(content: bytes) -> list[CalendarEvent]:
    """Return the events of a calendar; AssertionError where a line is not as RFC 5545 wants it."""
    assert content.endswith(b"\r\n")
    raw = content[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in raw)
    # Each line by itself is text: none is cut within a character.
    folded = [line.decode("utf-8", "strict") for line in raw]
    lines: list[str] = []
    for line in folded:
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    return list(_list_events(lines))


def _list_events(lines: list[str]) -> list[CalendarEvent]:
    events: list[CalendarEvent] = []
    current: dict[str, str] | None = None
    for line in lines:
        if line == "BEGIN:VEVENT":
            current = {}
        elif line == "END:VEVENT":
            assert current is not None
            events.append(CalendarEvent(lines=current))
            current = None
        elif current is not None:
            match = LINE.fullmatch(line)
            assert match, line
            assert match[1] not in current, f"{match[1]} twice"
            if match[1] in ("DTSTART", "DTEND", "EXDATE"):
                assert match[2] == ";VALUE=DATE", line
            current[match[1]] = match[3]
    return events
