"""What the dates of `roadmap.yaml` must agree on: within an item, with its dependencies, and with the month shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from steering.cases.model import Charter
from steering.cases.roadmap import (
    DateForecast,
    Gate,
    Launch,
    Link,
    Milestone,
    Phase,
    Roadmap,
    Span,
    WaveDates,
    last_day,
    wave_baseline,
)
from steering.cases.yaml_reader import Document, Place
from steering.errors import Problem, quote_input

Item = Phase | WaveDates | Milestone | Gate


@dataclass(frozen=True, kw_only=True)
class ItemDates:
    """The days of an item as they are written, each with its place within the item.

    A wave's plan is by months: `start` is then the last day on which it may start as planned, and `end` the first on
    which it may end.
    """

    start: date
    end: date
    has_duration: bool
    forecast_start: tuple[Place, date] | None = None
    forecast_end: tuple[Place, date] | None = None
    actual_start: tuple[Place, date] | None = None
    actual_end: tuple[Place, date] | None = None

    @property
    def actual_days(self) -> tuple[tuple[Place, date], ...]:
        """The actual days."""
        points = (self.actual_start, self.actual_end) if self.has_duration else (self.actual_end,)
        return tuple(point for point in points if point)


def items(roadmap: Roadmap) -> Iterator[tuple[Place, Item]]:
    """Yield every phase, wave, milestone and gate with its place in the file."""
    for key in ("phases", "waves", "milestones", "gates"):
        for index, item in enumerate(getattr(roadmap, key)):
            yield (key, index), item


def check_dates(roadmap: Roadmap, text: Document, charter: Charter | None, in_order: bool) -> Iterator[Problem]:
    """Yield every disagreement of days, with the charter's where it could be read.

    Dependencies are compared where they are `in_order`: in a circle each would be broken.
    """
    for index, holiday in enumerate(roadmap.calendar.holidays if roadmap.calendar else ()):
        yield from _span(holiday, text, ("calendar", "holidays", index), "holidays")
    for place, item in items(roadmap):
        if isinstance(item, (Phase, WaveDates)):
            for key in ("baseline", "forecast", "actual"):
                yield from _span(getattr(item, key), text, (*place, key), key)
    if charter:
        dates = {item.id: item_dates for _, item in items(roadmap) if (item_dates := _dates_of(item, roadmap, charter))}
        today = last_day(charter.as_of)
        for place, item in items(roadmap):
            if item.id in dates:
                yield from _foretold(dates[item.id], text, place, today)
                yield from _stale(dates[item.id], text, place, today)
                if in_order:
                    yield from _order(item, dates, roadmap, text, place, today)


def _span(span: Span | DateForecast | Launch | None, text: Document, place: Place, kind: str) -> Iterator[Problem]:
    if span is None:
        return
    last = "production" if isinstance(span, Launch) else "end"
    start, end = span.start, getattr(span, last)
    if start and end and end < start:
        yield text.at((*place, last), str(end), f"a day from {start} on", "Correct one of the two days.")
    if kind == "actual" and end and not start:
        yield text.at((*place, last), f"{end} without a start", "a start as well", "Add `start:` with its day.")


def _dates_of(item: Item, roadmap: Roadmap, charter: Charter) -> ItemDates | None:
    """Return the dates of an item; None for a wave without a plan and a gate without its milestone."""
    if isinstance(item, Phase):
        return _lasting(item, item.baseline.start, item.baseline.end, "end")
    if isinstance(item, WaveDates):
        plan = next((wave for wave in charter.adoption.waves if wave.id == item.id), None) if charter.adoption else None
        if plan is None:
            return None
        first, full = wave_baseline(plan)
        own = item.baseline or Launch()
        start, end = own.start or last_day(f"{first:%Y-%m}"), own.production or full.replace(day=1)
        return _lasting(item, start, end, "production")
    if isinstance(item, Milestone):
        forecast, actual = _point(("forecast",), item.forecast), _point(("actual",), item.actual)
        return _moment(item.baseline, forecast, actual)
    dated_by = next((milestone for milestone in roadmap.milestones if milestone.id == item.milestone), None)
    due = item.date or (dated_by.baseline if dated_by else None)
    return _moment(due, None, _point(("released",), item.released)) if due else None


def _lasting(item: Phase | WaveDates, start: date, end: date, last: str) -> ItemDates:
    points = {
        f"{key}_{name}": _point((key, within), getattr(getattr(item, key), within, None))
        for key in ("forecast", "actual")
        for name, within in (("start", "start"), ("end", last))
    }
    return ItemDates(start=start, end=end, has_duration=True, **points)


def _moment(day: date, forecast: tuple[Place, date] | None, actual: tuple[Place, date] | None) -> ItemDates:
    return ItemDates(
        start=day, end=day, has_duration=False, forecast_end=forecast, actual_start=actual, actual_end=actual
    )


def _point(place: Place, day: date | None) -> tuple[Place, date] | None:
    return (place, day) if day else None


def _foretold(dates: ItemDates, text: Document, place: Place, today: date) -> Iterator[Problem]:
    """Warn of days that are said to have happened after the last day of `as_of`."""
    for within, day in dates.actual_days:
        if day > today:
            expected = f"a day up to {today}, the last of as_of"
            remedy = "Move it to `forecast`, or set as_of in case.yaml to a later month."
            yield replace(text.at((*place, *within), str(day), expected, remedy), severity="warning")


def _stale(dates: ItemDates, text: Document, place: Place, today: date) -> Iterator[Problem]:
    """Tell an end before its start, and warn of a forecast of what has not happened for a day that is over."""
    begin, end = dates.actual_start or dates.forecast_start, dates.forecast_end
    if dates.has_duration and end and not begin and end[1] < dates.start:
        remedy = "Add the start that is expected now, or correct the day."
        yield text.at((*place, *end[0]), str(end[1]), f"a day from its baseline start on, {dates.start}", remedy)
        return
    for name, forecast, actual in (
        ("started", dates.forecast_start, dates.actual_start),
        ("finished", end, dates.actual_end),
    ):
        if forecast and not actual and forecast[1] <= today:
            expected = f"a day after {today}: it has not {name} by the end of as_of"
            remedy = "Write the day that is expected now, or under `actual` the day on which it happened."
            yield replace(text.at((*place, *forecast[0]), str(forecast[1]), expected, remedy), severity="warning")


def _order(
    item: Item, dates: dict[str, ItemDates], roadmap: Roadmap, text: Document, place: Place, today: date
) -> Iterator[Problem]:
    """Warn of a baseline, and of work, that comes before what it waits for."""
    for index, link in enumerate(roadmap.links[item.id]):
        if link.on not in dates:
            continue
        here = (*place, "depends_on", index) if index < len(item.depends_on) else (*place, "milestone")
        for found, expected, remedy in (
            *_baseline_order(item, link, dates, roadmap),
            *_actual_order(item, link, dates, roadmap, today),
        ):
            yield replace(text.at(here, found, expected, remedy), severity="warning")


def _baseline_order(item: Item, link: Link, dates: dict[str, ItemDates], roadmap: Roadmap) -> Iterator[tuple[str, ...]]:
    own, other = dates[item.id], dates[link.on]
    ready = link.add_lag(other.end.toordinal() + 1, roadmap.working_days)
    if own.start.toordinal() + (not own.has_duration) < ready:
        first = _day(ready - (not own.has_duration))
        verb = "starts" if own.has_duration else "is due"
        found = f"a baseline that breaks this dependency: {quote_input(item.id)} {verb} on {own.start}"
        expected = f"{first} or later, because {quote_input(link.on)} ends on {other.end}{_lag(link)}"
        yield found, expected, "Correct the baseline, or remove the dependency; a negative `lag` lets the two overlap."


def _actual_order(
    item: Item, link: Link, dates: dict[str, ItemDates], roadmap: Roadmap, today: date
) -> Iterator[tuple[str, ...]]:
    """Yield what begins before that which it waits for has ended; the same day is in order."""
    own, other = dates[item.id], dates[link.on]
    begin, end, before = own.actual_start, own.actual_end, other.actual_end
    if begin is None or begin[1] > today:
        return
    if before and begin[1].toordinal() >= link.add_lag(before[1].toordinal(), roadmap.working_days):
        return
    is_finished = end is not None and end[1] <= today
    day = end[1] if end and is_finished else begin[1]
    word = "finished" if is_finished else "started"
    state = f"ended on {before[1]}{_lag(link)}" if before else "has not finished"
    found = f"{quote_input(item.id)} {word} on {day}, and {quote_input(link.on)}, for which it waits, {state}"
    remedy = "Correct the days, or remove the dependency if the work does not wait; a negative `lag` lets them overlap."
    yield found, f"a start after {quote_input(link.on)} has finished", remedy


def _lag(link: Link) -> str:
    unit = "working days" if link.lag_in == "working_days" else "days"
    return f", with a lag of {link.lag} {unit}" if link.lag else ""


def _day(number: int) -> date:
    return date.fromordinal(min(max(number, 1), date.max.toordinal()))
