"""How days, delays and critical paths are put into words."""

from __future__ import annotations

from steering.cases.work_calendar import WorkCalendar
from steering.formatting import join_words, pluralise
from steering.roadmap.schedule_items import Schedule, ScheduleItem


def name_days(calendar: WorkCalendar) -> str:
    """Return what is counted, for the head of a column: `days` or `working days`."""
    return "days" if calendar.is_every_day else "working days"


def format_days(days: int, calendar: WorkCalendar) -> str:
    """`9 days`, `3 working days`."""
    return pluralise(days, name_days(calendar).removesuffix("s"))


def format_duration(days: int, calendar: WorkCalendar) -> str:
    """Return a number of working days as it is said: `9 days`, `3 working days`, `4 weeks`."""
    week = len(calendar.weekdays)
    return format_days(days, calendar) if days < 2 * week else pluralise(round(days / week), "week")


def describe_paths(schedule: Schedule) -> str:
    """Describe the critical paths as a sentence; nothing where everything is finished."""
    paths = [join_words([item.short for item in path]) for path in schedule.paths]
    if len(paths) > 1:
        return f"{count_paths(schedule).capitalize()}: {'; '.join(paths)}."
    return f"Critical path: {paths[0]}." if paths else ""


def count_paths(schedule: Schedule) -> str:
    """`2 critical paths`; where there are more than are named, `at least 6 critical paths`."""
    text = pluralise(len(schedule.paths), "critical path")
    return f"at least {text}" if schedule.has_more_paths else text


def describe_place(item: ScheduleItem, schedule: Schedule) -> str:
    """Describe whether an item is critical, and on which of several paths."""
    if not item.critical:
        return ""
    on = [f"{number}" for number, path in enumerate(schedule.paths, 1) if item in path]
    if len(schedule.paths) < 2 or not on:
        return "critical"
    return f"critical, {'path' if len(on) == 1 else 'paths'} {join_words(on)}"


def find_cause(schedule: Schedule) -> ScheduleItem | None:
    """Return what delays the finish most: the critical item that adds the most days to what it waits for."""
    slips = {
        item.id: item.slip - max(0, before.slip if before else 0)
        for path in schedule.paths
        for before, item in zip((None, *path), path, strict=False)
    }
    late = [item for item in schedule.critical_items if slips.get(item.id, 0) > 0]
    return max(late, key=lambda item: slips[item.id], default=None)
