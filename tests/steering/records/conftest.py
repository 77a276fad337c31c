"""What is said of the records is said of each database that they are kept in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from steering.records import Records


@pytest.fixture
def records(open_records: Callable[[], Records]) -> Iterator[Records]:
    """New, empty records, in SQLite and in PostgreSQL."""
    with open_records() as records:
        yield records
