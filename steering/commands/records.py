"""The records of the installation, opened for a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from steering.errors import SteercoError
from steering.home import find_home

if TYPE_CHECKING:
    from steering.records import Records


def has_records() -> bool:
    """Return whether there are records in the home of the app."""
    from steering.records.database import FILE

    return (find_home() / FILE).is_file()


def require_records() -> Path:
    """Return the home of the app. Raises SteercoError where it has no records: it may be the wrong folder."""
    if not has_records():
        raise SteercoError(f"There are no records in {find_home()}. Let STEERCO_HOME name the folder of the app.")
    return find_home()


@contextmanager
def open_records(*, are_there: bool = True) -> Iterator[Records]:
    """Open the records in the home of the app; without `are_there`, new ones are made where there are none.

    Raises:
        SteercoError: there are none.
        StoreUnavailable: they can't be opened now.
    """
    from steering.records import Records

    home = require_records() if are_there else find_home()
    with Records(home) as records:
        yield records
