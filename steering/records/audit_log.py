"""The audit log: who did what and when, each entry with a hash over it and the one before; nothing leaves it again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from steering.actors import Actor
from steering.records.database import Database
from steering.records.people_schema import audit_entries, audit_head

Action = Literal[
    "publish", "propose", "turn-down", "roll-back", "clean-up", "approve", "decide", "vote", "sign-in", "sign-out",
    "refuse", "member", "role", "link", "open",
    "cohort", "workspace", "download", "export", "forget", "review", "configure", "backup",
]  # fmt: skip
# What the first entry follows.
GENESIS = "0" * 64
# Entries that a page lists at a time.
PAGE = 200


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """An entry as it was written: `seq` counts from 1, `at` is UTC, `place` is the cohort or the case, "" for neither.

    `sha256` is the hash of that of the entry before and of this one's own facts. `actor` is empty: names are no part
    of the log, so that whoever is forgotten leaves no gap in it (docs/decisions/0043).
    """

    seq: int
    at: dt.datetime
    actor_id: str
    actor: str
    action: str
    place: str
    subject: str
    facts: str
    sha256: str

    def as_dict(self, names: Mapping[str, str]) -> dict[str, object]:
        """Return the entry as plain JSON values, as it is exported, with the name that its actor has now."""
        facts: object = self.facts
        # Text that is no JSON was put there by somebody else; it is shown as it is.
        with suppress(ValueError):
            facts = json.loads(self.facts)
        at = self.at.isoformat(timespec="milliseconds")
        return {**vars(self), "at": at, "facts": facts, "name": names.get(self.actor_id, self.actor or self.actor_id)}


@dataclass(frozen=True, kw_only=True)
class LogHead:
    """The end of the log: how many entries there are, and the hash of the last one."""

    seq: int
    sha256: str


# The end of a log without entries.
EMPTY = LogHead(seq=0, sha256=GENESIS)


class AuditRecords:
    """The audit log of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, by: Actor, action: Action, *, place: str = "", subject: str = "", **facts: object) -> None:
        """Note something that changes nothing in the records itself, such as a download."""
        self._database.write(
            lambda connection: append(connection, by, action, place=place, subject=subject, **facts), counts=False
        )

    def head(self) -> LogHead:
        """Return the end of the log; of an empty one, zero and what the first entry follows."""
        return self._database.read(find_head)

    def list(self, *, before: int | None = None, places: tuple[str, ...] | None = None) -> tuple[AuditEntry, ...]:
        """Return a page of entries, the newest first: those before a number, of some places or of all."""
        table = audit_entries.c
        query = sa.select(audit_entries).order_by(table.seq.desc()).limit(PAGE)
        query = query if before is None else query.where(table.seq < before)
        query = query if places is None else query.where(table.place.in_(places))
        return self._database.read(lambda connection: _entries(connection, query))

    def read_all(self) -> tuple[tuple[AuditEntry, ...], LogHead]:
        """Return every entry, the oldest first, and what is stored of the end, as of one moment."""
        query = sa.select(audit_entries).order_by(audit_entries.c.seq)
        return self._database.read(lambda connection: (_entries(connection, query), find_head(connection)))


def append(
    connection: sa.Connection, by: Actor, action: Action, *, place: str = "", subject: str = "", **facts: object
) -> AuditEntry:
    """Append an entry within a transaction: what it tells of and the entry are there together, or neither is.

    `subject` and `facts` name people by their ids only.
    """
    # The row of the end is taken first: it puts writers in line before they read.
    connection.execute(sa.update(audit_head).values(seq=audit_head.c.seq + 1))
    row = connection.execute(sa.select(audit_head.c.seq, audit_head.c.sha256)).one()
    body = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    now = dt.datetime.now(dt.UTC)
    values = {
        "seq": row.seq,
        "at": now.replace(microsecond=now.microsecond // 1000 * 1000),
        "actor_id": by.id,
        "actor": "",
        "action": action,
        "place": place,
        "subject": subject,
        "facts": body,
    }
    entry = AuditEntry(sha256=digest_entry(row.sha256, values), **values)
    connection.execute(sa.insert(audit_entries).values(**vars(entry)))
    connection.execute(sa.update(audit_head).values(sha256=entry.sha256))
    return entry


def digest_entry(before: str, values: Mapping[str, object]) -> str:
    """Return the hash of an entry: of the hash before it and of its facts, each in its order and by its name."""
    names = ("seq", "at", "actor_id", "actor", "action", "place", "subject", "facts")
    at = values["at"]
    texts = {**values, "at": at.isoformat(timespec="milliseconds") if isinstance(at, dt.datetime) else at}
    body = json.dumps({name: texts[name] for name in names}, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()


def find_head(connection: sa.Connection) -> LogHead:
    """Return the end of the log within a transaction."""
    row = connection.execute(sa.select(audit_head.c.seq, audit_head.c.sha256)).one()
    return LogHead(seq=row.seq, sha256=row.sha256)


def _entries(connection: sa.Connection, query: sa.Select[tuple[object, ...]]) -> tuple[AuditEntry, ...]:
    return tuple(AuditEntry(**row) for row in connection.execute(query).mappings())
