"""The answer keys of variants: what was planted in whose workspace, for nobody but those who review the cohort."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from steering.actors import Actor
from steering.errors import NotAllowed
from steering.records import audit_log
from steering.records.database import Database
from steering.records.learning_schema import variant_keys
from steering.records.people_schema import workspaces


@dataclass(frozen=True, kw_only=True)
class StoredKey:
    """The answer key of one workspace: `body` is what was planted as JSON, `seed` makes the same again."""

    case_id: str
    learner: str
    seed: int
    made_at: dt.datetime
    body: str


class VariantKeyRecords:
    """The answer keys in a database. They are in no workspace, so no file of a learner has them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def store(self, cohort_id: str, by: Actor, *, case_id: str, learner: str, seed: int, body: str) -> None:
        """Store the answer key of a workspace.

        Raises:
            NotAllowed: who asks makes no workspaces in the cohort, or the workspace is of another one.
        """
        by.require("manage", cohort_id)
        values = {"case_id": case_id, "cohort_id": cohort_id, "learner": learner, "seed": seed, "made_by": by.id}

        def work(connection: sa.Connection) -> None:
            own = (workspaces.c.id == case_id, workspaces.c.cohort_id == cohort_id)
            if connection.execute(sa.select(workspaces.c.id).where(*own)).first() is None:
                raise NotAllowed("This is no workspace of the cohort. Load the page again.")
            connection.execute(sa.insert(variant_keys).values(**values, made_at=dt.datetime.now(dt.UTC), body=body))
            # Auditors read the log: neither the seed nor what was planted is in it.
            audit_log.append(connection, by, "workspace", place=cohort_id, subject=case_id, variant=True)

        self._database.write(work, counts=False)

    def list(self, cohort_id: str, by: Actor) -> tuple[StoredKey, ...]:
        """Return the answer keys of a cohort. Raises NotAllowed where who asks does not review it."""
        by.require("review", cohort_id)
        columns = [variant_keys.c[name] for name in ("case_id", "learner", "seed", "made_at", "body")]
        query = sa.select(*columns).where(variant_keys.c.cohort_id == cohort_id)
        query = query.order_by(variant_keys.c.learner, variant_keys.c.case_id)
        return self._database.read(
            lambda connection: tuple(StoredKey(**row) for row in connection.execute(query).mappings())
        )
