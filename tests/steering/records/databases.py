"""The databases that records are kept in: SQLite always, PostgreSQL where somebody names one for the tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from steering.records import Records

DATABASES = ("sqlite", "postgresql")
NAMED = "TEST_POSTGRESQL_URL"


@contextmanager
def opening(database: str, folder: Path) -> Iterator[Callable[[], Records]]:
    """A function that opens the records of one new, empty store, as often as it is called."""
    if database == "sqlite":
        yield lambda: Records(folder)
        return
    url = os.environ.get(NAMED)
    if not url or find_spec("psycopg") is None:
        pytest.skip(f"No PostgreSQL: install psycopg, and let {NAMED} name a database, as postgresql+psycopg://….")
    schema = f"test_{uuid4().hex}"
    server = sa.create_engine(url)
    with server.begin() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    own = sa.make_url(url).update_query_dict({"options": f"-csearch_path={schema}"})
    yield lambda: Records(folder, url=own.render_as_string(hide_password=False))
    with server.begin() as connection:
        connection.execute(sa.schema.DropSchema(schema, cascade=True))
    server.dispose()
