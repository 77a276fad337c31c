"""What the tests of the records lean on: one PostgreSQL server for them all, if there is one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.steering.records import databases


@pytest.fixture(scope="session")
def postgresql() -> Iterator[sa.URL | None]:
    """The server, or None where PostgreSQL is not installed."""
    with databases.postgresql() as server:
        yield server
