"""The records' database held open: one SQLAlchemy engine, whose transactions wait for other processes and try again."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import closing
from pathlib import Path
from typing import Self, TypeVar

import sqlalchemy as sa

from steering.catalog.quotas import QUOTAS, Quotas
from steering.errors import StoreUnavailable
from steering.records import migration
from steering.records.database_file import DatabaseFile
from steering.records.engine import DAMAGED, WRITES, is_contended, make_engine, unavailable
from steering.records.schema import case_changes, change

FILE = "records.sqlite"
TRIES = 6
# For what changes every case.
EVERY_PLACE = ""
FIRST_WAIT_SECONDS = 0.05

T = TypeVar("T")


class Database:
    """Records under `home`, or in the database at `url`. Safe to share between threads.

    Raises:
        StoreUnavailable: on opening and from every method, when the database can't be read or written.
    """

    def __init__(self, home: Path, *, url: str | None = None, quotas: Quotas = QUOTAS) -> None:
        self.quotas = quotas
        if url is None:
            _make_folder(home)
        # Made of parts: a path may hold ? and #, which mean something in the text of a URL.
        path = home.resolve() / FILE
        self._file = DatabaseFile(path) if url is None else None
        self.engine = make_engine(url or sa.URL.create("sqlite", database=str(path)))
        # How often this process has changed each place: whoever asks after a write of their own must see it.
        self._own_writes: Counter[str] = Counter()
        self._open()

    def _open(self) -> None:
        try:
            if not self.read(migration.at_head):
                self.write(migration.upgrade, counts=False)
        except StoreUnavailable:
            self.engine.dispose()
            raise
        if self._file:
            self._file.remember()

    def version(self, *places: str) -> int:
        """Return a number that rises with each change of a case or cohort, whoever made it; cheap enough to poll.

        Without places it rises with each change of any.
        """
        own = sa.select(sa.func.coalesce(sa.func.sum(case_changes.c.version), 0))
        own = own.where(case_changes.c.place.in_(places)) if places else own
        query = sa.select(change.c.version + own.scalar_subquery())
        return int(self.read(lambda connection: connection.execute(query).scalar_one()))

    def count_own_writes(self, *places: str) -> int:
        """Return how often this process has changed one of these places, or all of them at once."""
        return sum(self._own_writes[place] for place in {EVERY_PLACE, *places})

    def copy_into(self, copy: sqlite3.Connection) -> None:
        """Copy the records as of one moment into an empty SQLite database, while others read and write.

        Raises:
            StoreUnavailable: they are not in SQLite, which alone can do this.
        """
        self._reopen_if_replaced()
        with closing(self.engine.raw_connection()) as connection:
            if not isinstance(source := connection.driver_connection, sqlite3.Connection):
                raise StoreUnavailable("These records are on a database server. Back them up with its own means.")
            source.backup(copy)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def read(self, work: Callable[[sa.Connection], T]) -> T:
        """Run `work`, which writes nothing, in one transaction."""
        try:
            return self._run(work, self.engine)
        except (ValueError, TypeError) as error:
            # A value that no writer of ours has written, such as a date that is none.
            raise StoreUnavailable(DAMAGED.format(f"a value can't be read ({error})")) from error

    def write(
        self, work: Callable[[sa.Connection], T], *, counts: bool = True, place: str | Collection[str] = EVERY_PLACE
    ) -> T:
        """Run `work` in one transaction.

        Where it `counts`, the case of a place is read again after it, or those of a cohort; all where none is named.
        """
        # In one order, so that no two writers wait for one another.
        places = [place] if isinstance(place, str) else sorted(set(place))

        def write_and_count(connection: sa.Connection) -> T:
            if counts:
                # First, so that on a server the row's lock puts writers in line before they read.
                for each in places:
                    _count_change(connection, each)
            return work(connection)

        result = self._run(write_and_count, self.engine.execution_options(**{WRITES: True}))
        # Only now is it known that what was written went into the file that will be there tomorrow.
        if self._file and self._file.has_changed():
            raise StoreUnavailable("The records were replaced by another file meanwhile. Look at the page again.")
        if counts:
            self._own_writes.update(places)
        return result

    def _run(self, work: Callable[[sa.Connection], T], engine: sa.Engine) -> T:
        """Run `work` in a transaction; wait and try again while another process is in the way."""
        self._reopen_if_replaced()
        wait = FIRST_WAIT_SECONDS
        for attempt in range(1, TRIES + 1):
            try:
                with engine.begin() as connection:
                    return work(connection)
            except sa.exc.DBAPIError as error:
                if attempt == TRIES or not is_contended(error):
                    raise unavailable(error) from error
            except sa.exc.SQLAlchemyError as error:
                raise StoreUnavailable(DAMAGED.format(str(error).rstrip("."))) from error
            time.sleep(wait)
            wait *= 2
        raise AssertionError("the last attempt returns or raises")

    def _reopen_if_replaced(self) -> None:
        """Open the file that somebody has put in the place of the one that was open, such as a copy from yesterday."""
        if self._file and self._file.has_changed():
            self.engine.dispose()
            self._file.remember()
            self._open()


def _count_change(connection: sa.Connection, place: str) -> None:
    if place == EVERY_PLACE:
        connection.execute(sa.update(change).values(version=change.c.version + 1))
        return
    # Two may be the first ones of a place: one of them adds to what the other has written.
    statement = "insert into case_changes (place, version) values (:place, 1)"
    statement += " on conflict (place) do update set version = case_changes.version + 1"
    connection.execute(sa.text(statement), {"place": place})


def _make_folder(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"The folder {home} for the records cannot be made: {error.strerror}. "
            "Choose another folder with STEERCO_HOME, or correct its permissions."
        ) from error
