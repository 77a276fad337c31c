"""What happens in meetings, as chains of events: whoever changes one of them later breaks every hash after it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import sqlalchemy as sa

from steering.actors import Actor, Participant
from steering.cases.decisions import DecisionRecord
from steering.catalog.roles import Permission
from steering.clock import tell_time
from steering.errors import StoreUnavailable, UnknownName
from steering.records import audit_log, decisions
from steering.records.audit_log import LogHead, find_head
from steering.records.database import Database
from steering.records.names import load_names
from steering.records.participants import load_participants
from steering.records.schema import ballots, meeting_events, meetings, run_summaries

# What is held: a meeting with others, or a rehearsal alone.
Kind = Literal["meeting", "rehearsal"]
# What one has to be allowed in order to hold each.
HOLD: Mapping[Kind, Permission] = {"meeting": "present", "rehearsal": "rehearse"}
# What the first event of a meeting follows.
GENESIS = "0" * 64
EDITED = (
    "The log of this meeting is not what was written: event {} is missing, or has another hash than its text and the "
    "events before it give."
)
# A query names so many ids at most.
MOST_NAMED = 500


@dataclass(frozen=True, kw_only=True)
class StoredEvent:
    """An event of a meeting as it was written: `seq` counts from 1; `sha256` is that of the one before and `body`."""

    seq: int
    body: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class MeetingLog:
    """All events of a meeting as they are stored, and what is stored of the last one: its number and its hash."""

    events: tuple[StoredEvent, ...]
    seq: int
    head: str

    @property
    def fault(self) -> int | None:
        """The number of the first event that is missing, or has another hash than follows; None where all is right."""
        head = GENESIS
        for number, event in enumerate(self.events, start=1):
            head = link(head, event.body)
            if event.seq != number or event.sha256 != head:
                return number
        return None if (self.seq, self.head) == (len(self.events), head) else min(self.seq, len(self.events)) + 1


@dataclass(frozen=True, kw_only=True)
class MeetingEntry:
    """A meeting of a case; `made_at` is UTC, `seq` is the number of its last event."""

    id: str
    case_id: str
    made_at: dt.datetime
    seq: int


@dataclass(frozen=True, kw_only=True)
class StageNote:
    """What the audit log has of a meeting: what was done, from which seat, and the id of the vote or the decision."""

    action: audit_log.Action
    seat: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class Additions:
    """What is written together, or not at all: bodies of events, a secret ballot (key -> body), and a decision."""

    events: Sequence[str]
    ballots: Mapping[str, str] = field(default_factory=dict)
    vote_id: str = ""
    decision: DecisionRecord | None = None
    by: str = ""
    # What the audit log has of it, which says nothing of a choice.
    notes: Sequence[StageNote] = ()


class MeetingRecords:
    """The meetings in a database. What is written here lays no case anew, unless a decision comes with it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def audit_head(self) -> LogHead:
        """Return the end of the audit log, for receipts to be witnesses of it."""
        return self._database.read(find_head)

    def names(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Return what people are called now, by id; a name that somebody typed is no id, and stays."""
        return self._database.read(lambda connection: load_names(connection, ids))

    def participants(self, keys: Iterable[str], place: str) -> Mapping[str, Participant]:
        """Return who these are, by key, each told apart from namesakes in the cohort of a place."""
        return self._database.read(lambda connection: load_participants(connection, keys, place))

    def make(self, id: str, case_id: str, events: Sequence[str], *, by: Actor, kind: Kind = "meeting") -> None:
        """Make a meeting of a case, or a rehearsal, with its first events. Raises NotAllowed."""
        by.require(HOLD[kind], case_id)

        def work(connection: sa.Connection) -> None:
            now = tell_time()
            facts = {"id": id, "case_id": case_id, "kind": kind, "made_at": now, "seq": 0, "head": GENESIS}
            connection.execute(sa.insert(meetings).values(facts))
            _append(connection, id, 0, GENESIS, events)

        self._database.write(work, counts=False)

    def list(self, case_id: str, kind: Kind = "meeting") -> tuple[MeetingEntry, ...]:
        """Return the meetings of a case, or its rehearsals, the newest first."""

        def work(connection: sa.Connection) -> tuple[MeetingEntry, ...]:
            query = sa.select(meetings.c.id, meetings.c.case_id, meetings.c.made_at, meetings.c.seq)
            query = query.where(meetings.c.case_id == case_id, meetings.c.kind == kind).order_by(
                meetings.c.made_at.desc(), meetings.c.id
            )
            return tuple(MeetingEntry(**row) for row in connection.execute(query).mappings())

        return self._database.read(work)

    def stamp(self, case_id: str, kind: Kind = "meeting") -> tuple[int, int]:
        """Return how many meetings of a case there are, and how many events: both only grow, with each that happens."""

        def work(connection: sa.Connection) -> tuple[int, int]:
            query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(meetings.c.seq), 0))
            count, events = connection.execute(
                query.where(meetings.c.case_id == case_id, meetings.c.kind == kind)
            ).one()
            return int(count), int(events)

        return self._database.read(work)

    def summaries(self, case_id: str, version: int, ids: Sequence[str] = ()) -> dict[str, str]:
        """Return what the finished rehearsals of a case came to, by their ids, as this version works it out.

        Of few of them where `ids` says which; of many, all are read.
        """

        def work(connection: sa.Connection) -> dict[str, str]:
            table = run_summaries
            query = sa.select(table.c.meeting_id, table.c.body).join(meetings, meetings.c.id == table.c.meeting_id)
            query = query.where(meetings.c.case_id == case_id, table.c.version == version)
            if 0 < len(ids) <= MOST_NAMED:
                query = query.where(table.c.meeting_id.in_(ids))
            return {row.meeting_id: row.body for row in connection.execute(query)}

        return self._database.read(work)

    def store_summaries(self, bodies: Mapping[str, str], version: int) -> None:
        """Store what rehearsals came to, by their ids, in place of what an earlier version made of them."""

        def work(connection: sa.Connection) -> None:
            table = run_summaries
            connection.execute(sa.delete(table).where(table.c.meeting_id.in_(bodies)))
            rows = [{"meeting_id": id, "version": version, "body": body} for id, body in bodies.items()]
            connection.execute(sa.insert(table), rows)

        if bodies:
            self._database.write(work, counts=False)

    def events(self, id: str, after: int = 0) -> tuple[StoredEvent, ...]:
        """Return the events of a meeting behind one of them; none where there is no such meeting."""
        return self._database.read(lambda connection: _select(connection, id, after))

    def log(self, id: str) -> MeetingLog | None:
        """Return a meeting with all of its events as they are stored; None where there is no such meeting."""

        def work(connection: sa.Connection) -> MeetingLog | None:
            query = sa.select(meetings.c.seq, meetings.c.head).where(meetings.c.id == id)
            row = connection.execute(query).one_or_none()
            return MeetingLog(events=_select(connection, id, 0), seq=row.seq, head=row.head) if row else None

        return self._database.read(work)

    def chain(self, id: str) -> tuple[StoredEvent, ...]:
        """Return all events of a meeting as they were written; none where there is no such meeting.

        Raises:
            StoreUnavailable: somebody has changed one of them, or taken one out; the message says which.
        """
        log = self.log(id)
        if log and (fault := log.fault):
            raise StoreUnavailable(f"{EDITED.format(fault)} Restore records.sqlite from a copy.")
        return log.events if log else ()

    def list_all(self) -> tuple[MeetingEntry, ...]:
        """Return the meetings of all cases, the oldest first."""

        def work(connection: sa.Connection) -> tuple[MeetingEntry, ...]:
            query = sa.select(meetings.c.id, meetings.c.case_id, meetings.c.made_at, meetings.c.seq)
            query = query.order_by(meetings.c.made_at, meetings.c.id)
            return tuple(MeetingEntry(**row) for row in connection.execute(query).mappings())

        return self._database.read(work)

    def append(
        self,
        id: str,
        after: int,
        decide: Callable[[Sequence[StoredEvent]], Additions],
        *,
        changes_case: str = "",
    ) -> tuple[StoredEvent, ...]:
        """Append to a meeting what `decide` makes of the events behind one of them; return these and the new ones.

        Nobody else appends meanwhile. What `decide` raises leaves everything as it was. The case that a decision
        changes is read again.

        Raises:
            UnknownName: there is no such meeting.
        """

        def work(connection: sa.Connection) -> tuple[StoredEvent, ...]:
            # On a server, the row's lock puts writers in line.
            query = sa.select(meetings.c.case_id, meetings.c.seq, meetings.c.head).where(meetings.c.id == id)
            row = connection.execute(query.with_for_update()).one_or_none()
            if row is None:
                raise UnknownName("meeting", id, ())
            newer = _select(connection, id, after)
            additions = decide(newer)
            mine = _append(connection, id, row.seq, row.head, additions.events)
            for key, body in additions.ballots.items():
                _cast(connection, key, additions.vote_id, body)
            if additions.decision:
                decisions.append(connection, row.case_id, (additions.decision,), by=additions.by, source="stage")
            for note in additions.notes:
                by = Actor(id=f"seat {note.seat}", name="")
                audit_log.append(connection, by, note.action, place=row.case_id, subject=note.subject, meeting=id)
            return (*newer, *mine)

        return self._database.write(work, counts=bool(changes_case), place=changes_case)

    def ballots(self, vote_id: str) -> tuple[str, ...]:
        """Return what was cast in a secret vote, in the order of keys, which says nothing."""

        def work(connection: sa.Connection) -> tuple[str, ...]:
            query = sa.select(ballots.c.body).where(ballots.c.vote_id == vote_id).order_by(ballots.c.key)
            return tuple(connection.execute(query).scalars())

        return self._database.read(work)

    def ballot(self, vote_id: str, key: str) -> str | None:
        """Return what was cast under a key in a secret vote; None where nothing was."""

        def work(connection: sa.Connection) -> str | None:
            query = sa.select(ballots.c.body).where(ballots.c.vote_id == vote_id, ballots.c.key == key)
            return connection.execute(query).scalar_one_or_none()

        return self._database.read(work)


def link(before: str, body: str) -> str:
    """Return the hash of an event from the hash of the one before it and its body."""
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()


def _select(connection: sa.Connection, id: str, after: int) -> tuple[StoredEvent, ...]:
    table = meeting_events
    query = sa.select(table.c.seq, table.c.body, table.c.sha256).where(table.c.meeting_id == id, table.c.seq > after)
    return tuple(StoredEvent(**row) for row in connection.execute(query.order_by(table.c.seq)).mappings())


def _append(connection: sa.Connection, id: str, seq: int, head: str, bodies: Sequence[str]) -> tuple[StoredEvent, ...]:
    events = []
    for body in bodies:
        seq, head = seq + 1, link(head, body)
        events.append(StoredEvent(seq=seq, body=body, sha256=head))
    if events:
        rows = [{"meeting_id": id, "seq": event.seq, "body": event.body, "sha256": event.sha256} for event in events]
        connection.execute(sa.insert(meeting_events), rows)
        connection.execute(sa.update(meetings).where(meetings.c.id == id).values(seq=seq, head=head))
    return tuple(events)


def _cast(connection: sa.Connection, key: str, vote_id: str, body: str) -> None:
    """Write a secret ballot, in place of what was cast under its key before."""
    own = (ballots.c.key == key, ballots.c.vote_id == vote_id)
    if not connection.execute(sa.update(ballots).where(*own).values(body=body)).rowcount:
        connection.execute(sa.insert(ballots).values(key=key, vote_id=vote_id, body=body))
