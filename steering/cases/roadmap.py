"""The content of `roadmap.yaml`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic.dataclasses import dataclass

from steering import months
from steering.cases.model import Sourced, WavePlan
from steering.cases.work_calendar import EVERY_DAY, WorkCalendar
from steering.catalog.frameworks import coverage_metrics
from steering.conditions import Condition
from steering.field_types import STRICT, Day, Identifier, Label, Whole, Words

# What a gate may name beside the KPIs of metrics.yaml.
COVERAGES = tuple(coverage_metrics())


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Link:
    """A finish-to-start dependency: begin when `on` has ended and `lag` days have passed."""

    on: Label
    lag: Annotated[Whole, Field(ge=-3660, le=3660)] = 0
    lag_in: Literal["calendar_days", "working_days"] = "calendar_days"

    def add_lag(self, moment: int, calendar: WorkCalendar, sign: int = 1) -> int:
        """Return the moment after the lag; with the sign −1 the moment before it."""
        days = sign * self.lag
        return calendar.shift(moment, days) if self.lag_in == "working_days" else moment + days


def _link(value: Any) -> Any:
    return value if isinstance(value, (dict, Link)) else {"on": value}


# A dependency written alone (`pilot`) or with a lag (`{on: pilot, lag: 14}`).
Linked = Annotated[Link, BeforeValidator(_link)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Span:
    """From the first to the last day of a piece of work, both included."""

    start: Day
    end: Day

    @property
    def days(self) -> tuple[date, ...]:
        """Each of its days; none where its end comes first."""
        return tuple(self.start + timedelta(days=step) for step in range((self.end - self.start).days + 1))


WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# As people write them: `Mon`, `monday`.
DAY_NAMES = {name: day for day in WEEK for name in (day, day[:3])}


def _weekday(value: str) -> str:
    if (name := value.strip().lower()) not in DAY_NAMES:
        raise ValueError("a day of the week, such as monday or mon")
    return DAY_NAMES[name]


def _holiday(value: Any) -> Any:
    return value if isinstance(value, (dict, Span)) else {"start": value, "end": value}


Weekday = Annotated[str, AfterValidator(_weekday), WithJsonSchema({"type": "string", "enum": list(DAY_NAMES)})]
# A day off written alone (`2026-12-25`), or several as a span.
Holiday = Annotated[Span, BeforeValidator(_holiday)]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Calendar:
    """The days on which work is done: those of the week, without the holidays."""

    working_days: Annotated[tuple[Weekday, ...], Field(min_length=1)] = WEEK[:5]
    holidays: Annotated[tuple[Holiday, ...], Field(max_length=1000)] = ()

    @property
    def days(self) -> WorkCalendar:
        """The calendar as what counts days."""
        weekdays = frozenset(map(WEEK.index, self.working_days))
        return WorkCalendar(weekdays=weekdays, holidays=frozenset(day for span in self.holidays for day in span.days))


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DateForecast:
    """As much of a span as is forecast, or has happened."""

    start: Day | None = None
    end: Day | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Phase:
    """A phase of the roadmap."""

    id: Identifier
    name: Label
    baseline: Span
    forecast: DateForecast | None = None
    actual: DateForecast | None = None
    depends_on: tuple[Linked, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Launch:
    """A wave's first day, and the day on which the last of its teams is in production."""

    start: Day | None = None
    production: Day | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class WaveDates:
    """The dates of a wave of the adoption plan. Its baseline is the plan's, unless one is written here."""

    id: Label
    baseline: Launch | None = None
    forecast: Launch | None = None
    actual: Launch | None = None
    depends_on: tuple[Linked, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Milestone:
    """A point that is reached at the end of a day."""

    id: Identifier
    name: Label
    baseline: Day
    forecast: Day | None = None
    actual: Day | None = None
    owner: Label | None = None
    depends_on: tuple[Linked, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class GateCondition(Condition):
    """A condition of a gate, with the words it is shown in."""

    label: Label | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Gate:
    """A funding gate: an amount that is released on a date when its conditions hold."""

    id: Identifier
    name: Label
    amount: Sourced
    conditions: Annotated[tuple[GateCondition, ...], Field(min_length=1)]
    date: Day | None = None
    milestone: Identifier | None = None
    purpose: Words | None = None
    requires: Literal["all", "any"] = "all"
    owner: Label | None = None
    released: Day | None = None
    depends_on: tuple[Linked, ...] = ()

    @model_validator(mode="after")
    def _one_date(self) -> Gate:
        if (self.date is None) == (self.milestone is None):
            raise ValueError("either `date` or `milestone`, to say when the gate is due")
        return self


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Checkpoint:
    """A meeting of the steering committee, with what it decides."""

    date: Day
    title: Label
    decisions: tuple[Identifier, ...] = ()
    gates: tuple[Identifier, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Roadmap:
    """The content of `roadmap.yaml`."""

    phases: tuple[Phase, ...] = ()
    waves: tuple[WaveDates, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    gates: tuple[Gate, ...] = ()
    committee: tuple[Checkpoint, ...] = ()
    calendar: Calendar | None = None

    @property
    def working_days(self) -> WorkCalendar:
        """The days that count: every day, unless the file declares a calendar."""
        return self.calendar.days if self.calendar else EVERY_DAY

    @property
    def links(self) -> dict[str, tuple[Link, ...]]:
        """What each phase, wave, milestone and gate waits for; a gate also for the milestone that dates it."""
        items: tuple[Phase | WaveDates | Milestone | Gate, ...]
        items = (*self.phases, *self.waves, *self.milestones, *self.gates)
        dated_by = {gate.id: (Link(on=gate.milestone),) for gate in self.gates if gate.milestone}
        return {item.id: (*item.depends_on, *dated_by.get(item.id, ())) for item in items}


def last_day(month: str) -> date:
    """Return the last day of a month, which is `today` as of that month."""
    return date.fromisoformat(f"{months.add_months(month, 1)}-01") - timedelta(days=1)


def wave_baseline(planned: WavePlan) -> tuple[date, date]:
    """Return a wave's first day by the adoption plan, and the last day of its last team's month."""
    full = max(planned.plan.values(), default=0)
    reached = min((month for month, teams in planned.plan.items() if teams == full), default=planned.start)
    return date.fromisoformat(f"{planned.start}-01"), last_day(reached)
