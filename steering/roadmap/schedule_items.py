"""Phases, waves, milestones and gates with their dates as of a day: planned, and actual or forecast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import chain

from steering.cases.model import Charter, WavePlan
from steering.cases.roadmap import DateForecast, Gate, Launch, Link, Milestone, Phase, Roadmap, WaveDates, last_day
from steering.roadmap.schedule import Activity, Times, critical, times


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

    @property
    def slip(self) -> int:
        """Days by which it ended, or is forecast to end, after its baseline; negative where before."""
        return (self.end - self.baseline_end).days

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
    """The roadmap as of a day, with its critical path."""

    today: date
    items: tuple[ScheduleItem, ...]
    path: tuple[ScheduleItem, ...]

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
        """Days by which the finish is forecast after its baseline."""
        return (self.finish - self.baseline_finish).days

    @property
    def remaining(self) -> int:
        """Days from today to the finish: the length of what is left of the critical path."""
        return max((self.finish - self.today).days, 0)


def schedule(roadmap: Roadmap, charter: Charter, as_of: str) -> Schedule:
    """The roadmap as seen from the last day of a month. What happened later is a forecast then.

    Nothing begins before its forecast (or its baseline), before what it waits for has ended, or, where it has
    not begun, before tomorrow. What is pushed keeps its duration.
    """
    today = last_day(as_of)
    hoped = tuple(_dated_items(roadmap, charter, today))
    activities = [_activity(one, today) for one in hoped]
    found = times(activities)
    path = critical(activities, found)
    items = {one.id: _with_times(one, found[one.id], one.id in path) for one in hoped}
    return Schedule(today=today, items=tuple(items.values()), path=tuple(items[id] for id in path))


def _dated_items(roadmap: Roadmap, charter: Charter, today: date) -> Iterator[ScheduleItem]:
    """Every item with the dates that are written for it."""
    planned = {wave.id: wave for wave in charter.adoption.waves} if charter.adoption else {}
    moments = {milestone.id: milestone for milestone in roadmap.milestones}
    found = chain(
        (_phase(phase, today) for phase in roadmap.phases),
        (_wave(wave, planned[wave.id], today) for wave in roadmap.waves),
        (_milestone(milestone, today) for milestone in roadmap.milestones),
        (_gate(gate, moments, today) for gate in roadmap.gates),
    )
    links = roadmap.links
    yield from (replace(one, after=links[one.id]) for one in found)


def _phase(one: Phase, today: date) -> ScheduleItem:
    span = (one.baseline.start, one.baseline.end)
    return _lasting(one.id, Kind.PHASE, one.name, one.name, span, one.forecast, one.actual, today)


def _wave(one: WaveDates, planned: WavePlan, today: date) -> ScheduleItem:
    first, full = wave_baseline(planned)
    own = one.baseline or Launch()
    span = (own.start or first, own.production or full)
    short = f"Wave {one.id}" if len(one.id) <= 3 else one.id
    forecast, actual = _outlook(one.forecast), _outlook(one.actual)
    return _lasting(one.id, Kind.WAVE, f"{short} · {planned.name}", short, span, forecast, actual, today)


def wave_baseline(planned: WavePlan) -> tuple[date, date]:
    """A wave's first day by the adoption plan, and the last day of the month in which its last team is to follow."""
    full = max(planned.plan.values(), default=0)
    reached = min((month for month, teams in planned.plan.items() if teams == full), default=planned.start)
    return date.fromisoformat(f"{planned.start}-01"), last_day(reached)


def _outlook(launch: Launch | None) -> DateForecast | None:
    return DateForecast(start=launch.start, end=launch.production) if launch else None


def _lasting(
    id: str,
    kind: Kind,
    name: str,
    short: str,
    baseline: tuple[date, date],
    forecast: DateForecast | None,
    actual: DateForecast | None,
    today: date,
) -> ScheduleItem:
    """An item with a duration. Where only its start is written, its end follows with the baseline's duration."""
    actual_dates, forecast_dates = actual or DateForecast(), forecast or DateForecast()
    start = actual_dates.start or forecast_dates.start or baseline[0]
    end = actual_dates.end or forecast_dates.end or start + (baseline[1] - baseline[0])
    return ScheduleItem(
        id=id,
        kind=kind,
        name=name,
        short=short,
        baseline_start=baseline[0],
        baseline_end=baseline[1],
        start=start,
        end=max(start, end),
        has_started=actual_dates.start is not None and actual_dates.start <= today,
        has_finished=actual_dates.end is not None and actual_dates.end <= today,
    )


def _milestone(milestone: Milestone, today: date) -> ScheduleItem:
    return _moment(
        milestone.id,
        Kind.MILESTONE,
        milestone.name,
        milestone.owner,
        milestone.baseline,
        milestone.forecast,
        milestone.actual,
        today,
    )


def _gate(gate: Gate, milestones: Mapping[str, Milestone], today: date) -> ScheduleItem:
    dated_by = milestones[gate.milestone] if gate.milestone else None
    due = gate.date or (dated_by.baseline if dated_by else None)
    assert due is not None  # the model asks for one of the two
    # Where a milestone dates the gate, its link moves it: its own forecast is no later than that.
    return _moment(gate.id, Kind.GATE, gate.name, gate.owner, due, None, gate.released, today)


def _moment(
    id: str,
    kind: Kind,
    name: str,
    owner: str | None,
    baseline: date,
    forecast: date | None,
    actual: date | None,
    today: date,
) -> ScheduleItem:
    day = actual or forecast or baseline
    is_reached = actual is not None and actual <= today
    return ScheduleItem(
        id=id,
        kind=kind,
        name=name,
        short=name,
        baseline_start=baseline,
        baseline_end=baseline,
        start=day,
        end=day,
        has_started=is_reached,
        has_finished=is_reached,
        owner=owner or "",
    )


def _activity(item: ScheduleItem, today: date) -> Activity:
    """An item for the critical path method: what is not finished ends tomorrow at the earliest."""
    tomorrow = today.toordinal() + 1
    begin = item.start.toordinal() + item.moment
    duration = 0 if item.moment else (item.end - item.start).days + 1
    if not item.has_started:
        begin = max(begin, tomorrow + item.moment)
    elif not item.has_finished:
        duration = max(duration, tomorrow + 1 - begin)
    return Activity(
        id=item.id,
        duration=duration,
        begin=begin,
        after=item.after,
        has_started=item.has_started,
        has_finished=item.has_finished,
    )


def _with_times(item: ScheduleItem, when: Times, tight: bool) -> ScheduleItem:
    """The item at its early times; what is finished has no float."""
    return replace(
        item,
        start=_day(when.begin - item.moment),
        end=_day(when.end - 1),
        slack=None if item.has_finished else when.slack,
        critical=tight,
    )


def _day(number: int) -> date:
    """A day by its number; what a long chain of lags pushes beyond the calendar stays at its end."""
    return date.fromordinal(min(max(number, 1), date.max.toordinal()))
