"""Brings the records' database to the newest schema; the only module that imports alembic."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from steering.errors import StoreUnavailable
from steering.records.new_database import create_tables, is_empty
from steering.records.schema import HEAD

SCRIPTS = Path(__file__).parent / "migrations"


def at_head(connection: sa.Connection) -> bool:
    """Return whether the schema is the one that this program knows."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return False
    return connection.execute(sa.text("select version_num from alembic_version")).scalar() == HEAD


def upgrade(connection: sa.Connection) -> None:
    """Bring a database to the newest schema, inside the caller's writing transaction; an empty one gets it at once.

    The caller holds the lock for writers, so of two processes that start at once the second one finds
    nothing left to do.
    """
    if at_head(connection):
        return
    if is_empty(connection):
        create_tables(connection)
    else:
        migrate(connection)


def migrate(connection: sa.Connection) -> None:
    """Run the migrations that are missing."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    # The configuration expands % signs, which a path may hold.
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreUnavailable(
            "The records were written by another version of Steerco, which this one does not know. "
            "Use that version, or another folder for the records."
        ) from error
