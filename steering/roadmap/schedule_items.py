"""Phases, waves, milestones and gates with their dates as of a day: planned, and actual or forecast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import chain

from steering.cases.model import Charter, WavePlan
from steering.cases.roadmap import (
    DateForecast,
    Gate,
    Launch,
    Link,
    Milestone,
    Phase,
    Roadmap,
    WaveDates,
    last_day,
    wave_baseline,
)
from steering.cases.work_calendar import EVERY_DAY, WorkCalendar
from steering.roadmap.schedule import PATHS, Activity, Times, critical, critical_paths, times


class Kind(StrEnum):
    """What an item of the roadmap is."""

    PHASE = "phase"
    WAVE = "wave"
    MILESTONE = "milestone"
    GATE = "gate"


class ItemProgress(StrEnum):
    """How far an item is as of a day."""

    FINISHED = "finished"
    LATE = "late"
    RUNNING = "running"
    NOT_STARTED = "not started"


@dataclass(frozen=True, kw_only=True)
class ScheduleItem:
    """One line of the roadmap. `start` and `end` are actual as far as they have happened, and forecast beyond."""

    id: str
    kind: Kind
    name: str
    short: str
    baseline_start: date
    baseline_end: date
    start: date
    end: date
    has_started: bool
    has_finished: bool
    slack: int | None = None
    critical: bool = False
    owner: str = ""
    after: tuple[Link, ...] = ()
    calendar: WorkCalendar = EVERY_DAY

    @property
    def slip(self) -> int:
        """Working days by which it ended, or is forecast to end, after its baseline; negative where before."""
        return self.calendar.count_late(self.baseline_end, self.end)

    @property
    def moment(self) -> bool:
        """Whether it is a point in time."""
        return self.kind in (Kind.MILESTONE, Kind.GATE)

    @property
    def progress(self) -> ItemProgress:
        """Late is what is not finished and is forecast to end after its baseline."""
        if self.has_finished:
            return ItemProgress.FINISHED
        if self.slip > 0:
            return ItemProgress.LATE
        return ItemProgress.RUNNING if self.has_started else ItemProgress.NOT_STARTED


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """The roadmap as of a day, with its critical paths: chains of items, any delay of which delays the finish."""

    today: date
    items: tuple[ScheduleItem, ...]
    paths: tuple[tuple[ScheduleItem, ...], ...]
    has_more_paths: bool = False
    calendar: WorkCalendar = EVERY_DAY

    @property
    def critical_items(self) -> tuple[ScheduleItem, ...]:
        """What is critical, from the first to begin to the last to end."""
        return tuple(sorted((item for item in self.items if item.critical), key=lambda item: (item.start, item.end)))

    @property
    def finish(self) -> date:
        """The day on which the last item ends."""
        return max(item.end for item in self.items)

    @property
    def baseline_finish(self) -> date:
        """The day on which the last item was to end."""
        return max(item.baseline_end for item in self.items)

    @property
    def slip(self) -> int:
        """Working days by which the finish is forecast after its baseline."""
        return self.calendar.count_late(self.baseline_finish, self.finish)

    @property
    def remaining(self) -> int:
        """Working days from today to the finish: the length of what is left of the critical path."""
        return max(self.calendar.count_late(self.today, self.finish), 0)


def schedule(roadmap: Roadmap, charter: Charter, as_of: str) -> Schedule:
    """Return the roadmap as seen from the last day of a month. What happened later is a forecast then.

    Nothing begins before its forecast (or its baseline), before what it waits for has ended, or, where it has
    not begun, before tomorrow. What is pushed keeps its duration.
    """
    today = last_day(as_of)
    calendar = roadmap.working_days
    items_as_written = tuple(_list_items(roadmap, charter, today))
    activities = [_activity(item, today, calendar) for item in items_as_written]
    when = times(activities, calendar)
    tight = set(critical(activities, when))
    items = {item.id: _with_times(item, when[item.id], item.id in tight) for item in items_as_written}
    paths = critical_paths(activities, when, calendar)
    return Schedule(
        today=today,
        items=tuple(items.values()),
        paths=tuple(tuple(items[id] for id in path) for path in paths[:PATHS]),
        has_more_paths=len(paths) > PATHS,
        calendar=calendar,
    )


def _list_items(roadmap: Roadmap, charter: Charter, today: date) -> Iterator[ScheduleItem]:
    """Yield every item with the dates that are written for it."""
    plans = {wave.id: wave for wave in charter.adoption.waves} if charter.adoption else {}
    moments = {milestone.id: milestone for milestone in roadmap.milestones}
    links, calendar = roadmap.links, roadmap.working_days
    items = chain(
        (_phase(phase, today, calendar) for phase in roadmap.phases),
        (_wave(wave, plans[wave.id], today, calendar) for wave in roadmap.waves),
        (_milestone(milestone, today, calendar) for milestone in roadmap.milestones),
        (_gate(gate, moments, today, calendar) for gate in roadmap.gates),
    )
    yield from (replace(item, after=links[item.id]) for item in items)


def _phase(phase: Phase, today: date, calendar: WorkCalendar) -> ScheduleItem:
    span = (phase.baseline.start, phase.baseline.end)
    item = _build_item(phase.id, Kind.PHASE, phase.name, phase.name, span, calendar)
    return _with_dates(item, phase.forecast, phase.actual, today)


def _wave(wave: WaveDates, plan: WavePlan, today: date, calendar: WorkCalendar) -> ScheduleItem:
    first, full = wave_baseline(plan)
    own = wave.baseline or Launch()
    span = (own.start or first, own.production or full)
    short = f"Wave {wave.id}" if len(wave.id) <= 3 else wave.id
    item = _build_item(wave.id, Kind.WAVE, f"{short} · {plan.name}", short, span, calendar)
    return _with_dates(item, _outlook(wave.forecast), _outlook(wave.actual), today)


def _outlook(launch: Launch | None) -> DateForecast | None:
    return DateForecast(start=launch.start, end=launch.production) if launch else None


def _build_item(
    id: str, kind: Kind, name: str, short: str, span: tuple[date, date], calendar: WorkCalendar
) -> ScheduleItem:
    """Build an item as its baseline has it."""
    start, end = span
    return ScheduleItem(
        id=id,
        kind=kind,
        name=name,
        short=short,
        baseline_start=start,
        baseline_end=end,
        start=start,
        end=end,
        has_started=False,
        has_finished=False,
        calendar=calendar,
    )


def _with_dates(
    item: ScheduleItem, forecast: DateForecast | None, actual: DateForecast | None, today: date
) -> ScheduleItem:
    """Return the item with the dates that are written. Where only its start is, its end follows with its duration.

    An end that is forecast before the start is out of date and counts for nothing.
    """
    forecast, actual = forecast or DateForecast(), actual or DateForecast()
    start = actual.start or forecast.start or item.baseline_start
    end = actual.end or forecast.end
    if end is None or end < start:
        duration, calendar = _duration(item)
        moves = start != item.baseline_start
        end = _day(calendar.advance(start.toordinal(), duration) - 1) if moves else item.baseline_end
    return replace(
        item,
        start=start,
        end=end,
        has_started=actual.start is not None and actual.start <= today,
        has_finished=actual.end is not None and actual.end <= today,
    )


def _duration(item: ScheduleItem) -> tuple[int, WorkCalendar]:
    """Return the working days from start to end. Work on days off only, as a weekend's move, counts every day."""
    begin, end = item.start.toordinal(), item.end.toordinal() + 1
    days = item.calendar.count(begin, end)
    return (days, item.calendar) if days else (end - begin, EVERY_DAY)


def _milestone(milestone: Milestone, today: date, calendar: WorkCalendar) -> ScheduleItem:
    day = milestone.baseline
    item = _build_item(milestone.id, Kind.MILESTONE, milestone.name, milestone.name, (day, day), calendar)
    return _with_day(replace(item, owner=milestone.owner or ""), milestone.forecast, milestone.actual, today)


def _gate(gate: Gate, milestones: Mapping[str, Milestone], today: date, calendar: WorkCalendar) -> ScheduleItem:
    dated_by = milestones[gate.milestone] if gate.milestone else None
    due = gate.date or (dated_by.baseline if dated_by else None)
    assert due is not None  # the model asks for one of the two
    # Where a milestone dates the gate, its link moves it: its own forecast is no later than that.
    item = _build_item(gate.id, Kind.GATE, gate.name, gate.name, (due, due), calendar)
    return _with_day(replace(item, owner=gate.owner or ""), None, gate.released, today)


def _with_day(item: ScheduleItem, forecast: date | None, actual: date | None, today: date) -> ScheduleItem:
    """Return a point in time with the day that is written for it."""
    day = actual or forecast or item.baseline_end
    is_reached = actual is not None and actual <= today
    return replace(item, start=day, end=day, has_started=is_reached, has_finished=is_reached)


def _activity(item: ScheduleItem, today: date, calendar: WorkCalendar) -> Activity:
    """Return an item for the critical path method; an unfinished one ends on the next working day or later."""
    tomorrow = calendar.next_begin(today.toordinal() + 1)
    begin, end = item.start.toordinal() + item.moment, item.end.toordinal() + 1
    duration, own_calendar = (0, calendar) if item.moment else _duration(item)
    if not item.has_started and begin < tomorrow + item.moment:
        begin = tomorrow + item.moment
        end = own_calendar.advance(begin, duration)
    elif not item.has_finished and end < tomorrow + 1:
        end = tomorrow + 1
    return Activity(
        id=item.id,
        duration=duration,
        begin=begin,
        end=end,
        after=item.after,
        has_started=item.has_started,
        has_finished=item.has_finished,
        calendar=own_calendar,
    )


def _with_times(item: ScheduleItem, when: Times, tight: bool) -> ScheduleItem:
    """Return the item at its early times; what is finished has no float."""
    return replace(
        item,
        start=_day(when.begin - item.moment),
        end=_day(when.end - 1),
        slack=None if item.has_finished else when.slack,
        critical=tight,
    )


def _day(number: int) -> date:
    """Return a day by its number; what a long chain of lags pushes beyond the calendar stays at its end."""
    return date.fromordinal(min(max(number, 1), date.max.toordinal()))
