"""The tables of the records as they are today. A change needs a migration and a new HEAD."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

HEAD = "0001"
"""The newest migration; alembic is imported only where the database is not there yet."""

metadata = sa.MetaData()


class Utc(sa.types.TypeDecorator[dt.datetime]):
    """A moment in UTC; SQLite keeps no time zone, so it is added again on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, _dialect: Any) -> dt.datetime | None:
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, _dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


publications = sa.Table(
    "publications",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.String(128), nullable=False),
    sa.Column("dataset", sa.String(64), nullable=False),
    sa.Column("release_id", sa.String(64), nullable=False),
    sa.Column("published_at", Utc, nullable=False),
    sa.Column("published_by", sa.String(256), nullable=False),
    sa.Column("action", sa.String(16), nullable=False),
    sa.Column("source", sa.String(16), nullable=False),
    sa.Column("source_name", sa.String(512), nullable=False),
    sa.Column("source_sha256", sa.String(64), nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.CheckConstraint("action in ('publish', 'rollback')", name="action_known"),
    sa.CheckConstraint("source in ('folder', 'upload', 'command')", name="source_known"),
    sa.Index("publications_by_case", "case_id", "dataset", "id"),
    sqlite_autoincrement=True,
)
"""Append-only. The last row of a case and dataset is in force."""

change = sa.Table(
    "change",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.CheckConstraint("id = 1", name="single_row"),
)
"""One row, counted up by each transaction that writes; a running app polls it."""
