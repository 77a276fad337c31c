"""The tables of an empty SQLite database made at once, as the migrations leave them; a test holds the two together."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from steering.records import learning_schema, proposals_schema
from steering.records.people_schema import audit_head, cohorts
from steering.records.schema import HEAD, change, metadata

# Whose tables belong to `metadata` once they are imported.
SCHEMAS = (learning_schema, proposals_schema)


def is_empty(connection: sa.Connection) -> bool:
    """Return whether a database is in SQLite and holds nothing."""
    return connection.dialect.name == "sqlite" and not sa.inspect(connection).get_table_names()


def create_tables(connection: sa.Connection) -> None:
    """Make every table and the rows that migrations write, inside the caller's writing transaction."""
    metadata.create_all(connection, checkfirst=False)
    # As alembic makes it.
    version = sa.Table(
        "alembic_version", sa.MetaData(), sa.Column("version_num", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
    )  # fmt: skip
    version.create(connection)
    own = {"id": "installation", "name": "This installation", "copied_from": "", "needs_approval": False}
    connection.execute(version.insert().values(version_num=HEAD))
    connection.execute(change.insert().values(id=1, version=0))
    connection.execute(cohorts.insert().values(**own, made_at=dt.datetime.now(dt.UTC)))
    connection.execute(audit_head.insert().values(id=1, seq=0, sha256="0" * 64))
