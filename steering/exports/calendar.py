"""The dates of a case as a calendar file (RFC 5545) that a calendar takes in, and takes in again when they change.

The case names days, never hours: each entry is of a whole day, which is the same day in every time zone.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from icalendar import Calendar, Event, vRecur, vText

from steering.cases.roadmap import last_day
from steering.context.case_context import CaseContext
from steering.exports.calendar_entries import CalendarEntry, list_entries
from steering.exports.cells import file_name
from steering.exports.file_types import ICS
from steering.exports.pack_file import PackFile
from steering.formatting import printable
from steering.months import format_month
from steering.recurrence import WEEKDAYS, RecurrenceRule
from steering.storyboard.views import default_filters

PRODUCT = "-//Steerco//Calendar of a case//EN"
# What every identifier that we give begins with.
_ROOT = uuid.uuid5(uuid.NAMESPACE_URL, "https://steerco.example/ns/calendar")


@dataclass(frozen=True, kw_only=True)
class CalendarEdition:
    """Which version of a case a calendar tells: how often the case had changed, and when it did so last (UTC)."""

    number: int
    moment: dt.datetime


def calendar(context: CaseContext) -> PackFile:
    """The review board, gates, milestones, meetings, decisions, actions and communications of a case.

    An entry keeps its UID when its day or its words change, and has a higher SEQUENCE then: a calendar that takes in
    the file again moves it. The same case with the same records is the same bytes.
    """
    entries, remarks = list_entries(context)
    charter, changes = context.case.charter, list_changes(context)
    end = dt.datetime.combine(last_day(charter.as_of), dt.time(), dt.UTC)
    edition = CalendarEdition(number=len(changes), moment=max(changes, default=end))
    root = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        root.add(name, value)
    title = f"{charter.organisation}: {charter.title}"
    # The first name is read by most calendars, the second is that of RFC 7986.
    for name in ("x-wr-calname", "name"):
        root.add(name, _write(title))
    source = f"{charter.title}, as of {format_month(default_filters(context).as_of)}"
    for entry in entries:
        root.add_component(_build_event(entry, context.case.id, source, edition))
    content = root.to_ical()
    return PackFile(
        name=file_name(context.case.id, "calendar", ending="ics"), media_type=ICS, content=content, remarks=remarks
    )


def list_changes(context: CaseContext) -> list[dt.datetime]:
    """Return when the case changed in its files, its releases and its decisions (UTC), of each decision the last time.

    Nothing is ever taken out of these, so there are more of them after each change.
    """
    moments = list(context.past.changes) if context.past else []
    moments += [entry.published_at for state in context.dataset_states.values() for entry in state.history]
    moments += [event.noted_at for revision in context.decisions for event in revision.events]
    moments += [entry.recorded_at for entry in context.decisions for _ in range(entry.revision)]
    return sorted(moment.astimezone(dt.UTC).replace(microsecond=0) for moment in moments)


def _build_event(entry: CalendarEntry, case: str, source: str, edition: CalendarEdition) -> Event:
    event = Event()
    event.add("uid", str(uuid.uuid5(_ROOT, "\n".join((case, entry.kind, entry.id)))))
    event.add("dtstamp", edition.moment)
    event.add("sequence", edition.number)
    event.add("dtstart", entry.day)
    if entry.day < dt.date.max:
        event.add("dtend", entry.day + dt.timedelta(days=1))
    event.add("summary", _write(_title(entry)))
    event.add("description", _write("\n".join(text for text in (*entry.details, source) if text)))
    event.add("categories", [_write(entry.kind)])
    if entry.place:
        event.add("location", _write(entry.place))
    if entry.rule:
        event.add("rrule", vRecur(_write_rule(entry.rule, entry.day)))
    if entry.skips:
        event.add("exdate", list(entry.skips))
    # Nobody is busy for the whole day because something is due on it.
    event.add("transp", "TRANSPARENT")
    return event


def _title(entry: CalendarEntry) -> str:
    """Return what an entry is called: what it is comes first, unless its title says that by itself."""
    is_told = entry.kind.casefold() in entry.title.casefold()
    return entry.title if is_told else f"{entry.kind}: {entry.title}"


def _write(text: str) -> vText:
    """Return a text as it is escaped in a calendar."""
    return vText(printable(text).replace("\r\n", "\n").replace("\r", "\n"))


def _write_rule(rule: RecurrenceRule, first: dt.date) -> dict[str, Any]:
    """Return the parts of a rule; what follows from the first day is written out where positions are counted."""
    parts: dict[str, Any] = {
        "FREQ": rule.frequency,
        "INTERVAL": rule.interval if rule.interval > 1 else None,
        "COUNT": rule.count,
        "UNTIL": rule.until,
        "BYMONTH": list(rule.months),
        "BYMONTHDAY": list(rule.month_days),
        "BYDAY": [f"{which or ''}{WEEKDAYS[day]}" for which, day in rule.weekdays],
        # Of a day alone there is no other position than the first one.
        "BYSETPOS": list(rule.positions) if rule.frequency != "DAILY" else None,
        "WKST": WEEKDAYS[rule.week_start] if rule.week_start else None,
    }
    if rule.positions and not rule.month_days and not rule.weekdays:
        if rule.frequency == "WEEKLY":
            parts["BYDAY"] = [WEEKDAYS[first.weekday()]]
        elif rule.frequency in ("MONTHLY", "YEARLY"):
            parts["BYMONTHDAY"] = [first.day]
            parts["BYMONTH"] = list(rule.months) or ([first.month] if rule.frequency == "YEARLY" else None)
    return {key: value for key, value in parts.items() if value}
