"""Hours that learners log by phase, each entry by the person who worked them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from steering.actors import Actor
from steering.catalog.phases import PHASES, PhaseId
from steering.errors import NotAllowed
from steering.formatting import format_day
from steering.records.database import Database
from steering.records.learning_schema import MOST_MINUTES, work_hours

LONGEST_NOTE = 200


@dataclass(frozen=True, kw_only=True)
class WorkEntry:
    """So many minutes that somebody has worked on a case, in a phase, on a day; `noted_at` is UTC."""

    id: int
    case_id: str
    person_id: str
    phase: PhaseId
    minutes: int
    on_day: dt.date
    note: str
    noted_at: dt.datetime


class WorkHourRecords:
    """The hours in a database. Whoever logs some is asked for the permission here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, case_ids: Collection[str]) -> tuple[WorkEntry, ...]:
        """Return what was logged for some cases, the last day first."""
        query = sa.select(work_hours).where(work_hours.c.case_id.in_(case_ids))
        query = query.order_by(work_hours.c.on_day.desc(), work_hours.c.id.desc())
        return self._database.read(
            lambda connection: tuple(WorkEntry(**row) for row in connection.execute(query).mappings())
        )

    def log(self, case_id: str, by: Actor, *, phase: PhaseId, minutes: int, on: dt.date, note: str = "") -> None:
        """Log what somebody has worked on a day.

        Raises:
            NotAllowed: who asks does not work there, the phase or the day is none, or the day would be too long.
        """
        by.require("rehearse", case_id)
        if phase not in PHASES:
            raise NotAllowed(f"Nothing was logged. {phase!r} is no phase; choose one of {', '.join(PHASES)}.")
        if minutes < 1:
            raise NotAllowed("Nothing was logged. Give at least a minute.")
        now = dt.datetime.now(dt.UTC)
        # A day that has begun somewhere on earth may be logged.
        if on > (now + dt.timedelta(hours=14)).date():
            raise NotAllowed(f"Nothing was logged. {format_day(on)} is still to come. Choose today or an earlier day.")
        own = (work_hours.c.person_id == by.id, work_hours.c.on_day == on)

        def work(connection: sa.Connection) -> None:
            before = connection.execute(sa.select(sa.func.sum(work_hours.c.minutes)).where(*own)).scalar() or 0
            if before + minutes > MOST_MINUTES:
                told = f"Nothing was logged. {format_day(on)} would have more than 24 hours."
                raise NotAllowed(f"{told} Log fewer hours, or choose another day.")
            values = {"case_id": case_id, "person_id": by.id, "phase": phase, "minutes": minutes, "on_day": on}
            connection.execute(sa.insert(work_hours).values(**values, note=note[:LONGEST_NOTE], noted_at=now))

        self._database.write(work, counts=False)

    def take_back(self, id: int, by: Actor) -> None:
        """Remove an entry of one's own. Raises NotAllowed where there is no such entry."""
        own = (work_hours.c.id == id, work_hours.c.person_id == by.id)

        def work(connection: sa.Connection) -> None:
            if not connection.execute(sa.delete(work_hours).where(*own)).rowcount:
                raise NotAllowed("There is no such entry of yours any more. Load the page again.")

        self._database.write(work, counts=False)
