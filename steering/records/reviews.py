"""Reviews of runs in the records: appended as revisions, never changed, and no reason to read a case again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

import sqlalchemy as sa

from steering.actors import Actor
from steering.clock import tell_time
from steering.records.database import Database
from steering.records.engine import StaleRevision
from steering.records.participants import load_participants
from steering.records.schema import review_events

ReviewKind = Literal["score", "comment", "answer", "release", "reference"]
# So many runs are asked for by name in one query; SQLite takes no more than some thousand values.
AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class ReviewEntry:
    """What somebody says of a run: `subject` is what it is about, `body` what is said, as JSON.

    Who says it says `person_id`, otherwise the name `by`. `seen` is the revision of the subject that they saw, 0 where
    there was none.
    """

    run_id: str
    kind: ReviewKind
    subject: str
    seen: int
    by: str
    body: str
    person_id: str = ""


@dataclass(frozen=True, kw_only=True)
class ReviewEvent:
    """An entry as it was recorded: `id` rises, `revision` counts from 1 within a subject, `recorded_at` is UTC.

    `recorded_by` is what whoever said it is called now, `key` what tells them from others: an id, or a typed name.
    """

    id: int
    run_id: str
    kind: ReviewKind
    subject: str
    revision: int
    recorded_at: dt.datetime
    recorded_by: str
    key: str
    body: str


class ReviewRecords:
    """The reviews in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, case_id: str, entry: ReviewEntry, by: Actor) -> None:
        """Record an entry as the revision after the one that its author saw.

        Raises:
            NotAllowed: who asks reviews nothing there.
            StaleRevision: there is another revision by now; nothing has changed.
        """
        by.require("review", case_id)

        def work(connection: sa.Connection) -> None:
            table = review_events.c
            same = [getattr(table, name) == getattr(entry, name) for name in ("run_id", "kind", "subject")]
            query = sa.select(sa.func.max(table.revision)).where(table.case_id == case_id, *same)
            if (connection.execute(query).scalar() or 0) != entry.seen:
                raise stale
            values = {"case_id": case_id, "revision": entry.seen + 1, "recorded_at": tell_time()}
            # A name stands beside an id in the table of people alone, where it can be taken back.
            values |= {"recorded_by": "" if entry.person_id else entry.by, "person_id": entry.person_id}
            values |= {"body": entry.body}
            values |= {name: getattr(entry, name) for name in ("run_id", "kind", "subject")}
            try:
                connection.execute(sa.insert(review_events).values(values))
            except sa.exc.IntegrityError as error:
                # On a server two may get past the question above.
                raise stale from error

        stale = StaleRevision(f"This {entry.kind}", "you save yours")
        self._database.write(work, counts=False)

    def reference_runs(self, case_id: str) -> tuple[str, ...]:
        """Return the ids of the runs that were ever made ones of reference, the first one first."""

        def work(connection: sa.Connection) -> tuple[str, ...]:
            table = review_events.c
            query = sa.select(table.run_id).where(table.case_id == case_id, table.kind == "reference")
            return tuple(dict.fromkeys(connection.execute(query.order_by(table.id)).scalars()))

        return self._database.read(work)

    def list(self, case_id: str, run_ids: Collection[str] | None = None) -> tuple[ReviewEvent, ...]:
        """Return what was said of the runs of a case, or of those given only, the oldest first."""

        def work(connection: sa.Connection) -> tuple[ReviewEvent, ...]:
            table = review_events.c
            key = sa.case((table.person_id == "", table.recorded_by), else_=table.person_id).label("key")
            columns = [column for column in table if column.name not in ("case_id", "person_id")]
            query = sa.select(*columns, key).where(table.case_id == case_id).order_by(table.id)
            if run_ids is not None and len(run_ids) <= AT_ONCE:
                query = query.where(table.run_id.in_(run_ids))
            events = [ReviewEvent(**row) for row in connection.execute(query).mappings()]
            wanted = [event for event in events if run_ids is None or event.run_id in run_ids]
            people = load_participants(connection, [event.key for event in wanted], case_id)
            return tuple(replace(event, recorded_by=people[event.key].label) for event in wanted)

        return self._database.read(work)
