"""Answers of the question drill in the records: appended, never changed, and no reason to read a case again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from steering.actors import Actor
from steering.records.database import Database
from steering.records.schema import drill_answers


@dataclass(frozen=True, kw_only=True)
class StoredAnswer:
    """An answer as it is stored; `answered_at` is UTC, `rating` from 1 (again) to 4 (easy).

    `card` is when the question comes back, and `body` what was asked and said, both as JSON.
    """

    person: str
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

    def list(self, case_id: str, person: str) -> tuple[StoredAnswer, ...]:
        """Return a person's answers to the questions of a case, the oldest first."""

        def work(connection: sa.Connection) -> tuple[StoredAnswer, ...]:
            table = drill_answers.c
            columns = [column for column in table if column.name not in ("id", "case_id")]
            query = sa.select(*columns).where(table.case_id == case_id, table.person == person).order_by(table.id)
            return tuple(StoredAnswer(**row) for row in connection.execute(query).mappings())

        return self._database.read(work)

    def people(self, case_id: str) -> tuple[str, ...]:
        """Return who has answered questions of a case, whoever did so last first."""

        def work(connection: sa.Connection) -> tuple[str, ...]:
            table = drill_answers.c
            query = sa.select(table.person).where(table.case_id == case_id).group_by(table.person)
            return tuple(connection.execute(query.order_by(sa.func.max(table.id).desc())).scalars())

        return self._database.read(work)
