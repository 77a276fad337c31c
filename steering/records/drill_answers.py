"""Answers of the question drill in the records: appended, never changed, and no reason to read a case again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from steering.actors import Actor, Participant
from steering.records.database import Database
from steering.records.participants import load_participants
from steering.records.schema import drill_answers


@dataclass(frozen=True, kw_only=True)
class StoredAnswer:
    """An answer as it is stored; `answered_at` is UTC, `rating` from 1 (again) to 4 (easy).

    Whose it is says `person_id`, or the name `person` that somebody typed, empty beside an id. `card` is when the
    question comes back, and `body` what was asked and said, both as JSON.
    """

    person: str = ""
    person_id: str = ""
    question_id: str
    answered_at: dt.datetime
    seconds: float
    rating: int
    card: str
    body: str


class DrillRecords:
    """The answers in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, case_id: str, answer: StoredAnswer, by: Actor) -> None:
        """Append an answer to a question of a case. Raises NotAllowed where who asks does not rehearse there."""
        by.require("rehearse", case_id)
        values = {"case_id": case_id, **vars(answer)}
        self._database.write(
            lambda connection: connection.execute(sa.insert(drill_answers).values(values)), counts=False
        )

    def list(self, case_id: str, key: str) -> tuple[StoredAnswer, ...]:
        """Return somebody's answers to the questions of a case by their key, an id or a typed name; the oldest first.

        What is kept under a name alone is nobody's who has an id, whatever they are called.
        """

        def work(connection: sa.Connection) -> tuple[StoredAnswer, ...]:
            table = drill_answers.c
            columns = [column for column in table if column.name not in ("id", "case_id")]
            own = sa.or_(table.person_id == key, sa.and_(table.person_id == "", table.person == key))
            query = sa.select(*columns).where(table.case_id == case_id, own).order_by(table.id)
            return tuple(StoredAnswer(**row) for row in connection.execute(query).mappings())

        return self._database.read(work)

    def people(self, case_id: str) -> tuple[Participant, ...]:
        """Return who has answered questions of a case, whoever did so last first."""

        def work(connection: sa.Connection) -> tuple[Participant, ...]:
            table = drill_answers.c
            whose = (table.person_id, table.person)
            query = sa.select(*whose).where(table.case_id == case_id).group_by(*whose)
            rows = connection.execute(query.order_by(sa.func.max(table.id).desc()))
            keys = [row.person_id or row.person for row in rows]
            people = load_participants(connection, keys, case_id)
            return tuple(people[key] for key in keys)

        return self._database.read(work)
