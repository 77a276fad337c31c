"""The SQLAlchemy engine and the errors of its database, as sentences; knows SQLite's habits."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import sqlalchemy as sa

from steering.errors import SteercoError, StoreUnavailable

T = TypeVar("T")

# The execution option of connections that will write: they take SQLite's lock for writers at once.
WRITES = "steerco_writes"
BUSY_MILLISECONDS = 4000

_REASONS = {
    "SQLITE_BUSY": "another process is writing to them; try again in a moment",
    "SQLITE_LOCKED": "another process is writing to them; try again in a moment",
    "SQLITE_READONLY": "they may only be read; correct the permissions of the file and its folder",
    "SQLITE_CANTOPEN": "the file cannot be opened; check that the folder exists and may be written",
    "SQLITE_FULL": "the disk is full; free some space and try again",
    "SQLITE_IOERR": "the disk cannot be read or written; free some space or check the disk",
    "SQLITE_NOTADB": "the file is not an SQLite database; restore it from a copy, or move it away",
    "SQLITE_CORRUPT": "the file is damaged; restore it from a copy",
    "SQLITE_PERM": "access is denied; correct the permissions of the file and its folder",
}
_NO_TABLE = re.compile(r"no such (table|column): (\S+)")
# A connection failed; the server shuts down, or does not take any yet.
AWAY = ("08", "57P")
NO_SERVER = "The records are not available now: their database server does not answer. See that it runs, and try again."
DAMAGED = "The records are damaged: {}. Restore records.sqlite from a copy."


class NothingToRollBack(SteercoError):
    """A rollback was asked for where no earlier release was published."""

    def __init__(self, case_id: str, dataset: str) -> None:
        super().__init__(
            f"There is no earlier {dataset} release of the case {case_id!r} to go back to. "
            "Publish the data that should be in force instead."
        )


class StaleRevision(SteercoError):
    """Somebody changed something while another was deciding on it: `what` was decided on, before which `act`."""

    def __init__(self, what: str, act: str) -> None:
        super().__init__(f"{what} has changed meanwhile. Look at it again before {act}.")


def make_engine(url: str | sa.URL) -> sa.Engine:
    """Return an engine for a database; on SQLite with write-ahead log, foreign keys and full durability."""
    engine = sa.create_engine(url)
    sa.event.listen(engine, "handle_error", _lose)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)
    return engine


# Serialisation failed, a deadlock was found, a lock is not to be had.
IN_THE_WAY = ("40001", "40P01", "55P03")


def is_contended(error: sa.exc.DBAPIError) -> bool:
    """Return whether another process was in the way, so that trying again makes sense."""
    return _sqlstate(error) in IN_THE_WAY or _sqlite_name(error) in ("SQLITE_BUSY", "SQLITE_LOCKED")


def unavailable(error: sa.exc.DBAPIError) -> StoreUnavailable:
    """Return the error as a sentence to act on."""
    if missing := _NO_TABLE.search(str(error.orig)):
        return StoreUnavailable(DAMAGED.format(f"the {missing[1]} {missing[2]!r} is missing"))
    if _is_server_away(error):
        return StoreUnavailable(NO_SERVER)
    reason = _REASONS.get(_sqlite_name(error), str(error.orig).rstrip("."))
    return StoreUnavailable(f"The records are not available now: {reason}.")


def parse_rows(rows: Iterable[sa.Row[Any]], parse: Callable[[sa.Row[Any]], T], faults: list[str] | None) -> Iterator[T]:
    """Parse each row. What is wrong with one is added to `faults`, or raised where there are none to add to."""
    for row in rows:
        try:
            yield parse(row)
        except StoreUnavailable as error:
            if faults is None:
                raise
            faults.append(str(error))


def _sqlstate(error: sa.exc.DBAPIError) -> str | None:
    """Return the SQLSTATE of an error where the driver tells it, as an attribute or among its fields."""
    fields = error.orig.args[0] if error.orig is not None and error.orig.args else None
    code = fields.get("C") if isinstance(fields, dict) else None
    return getattr(error.orig, "sqlstate", None) or code


def _is_server_away(error: sa.exc.DBAPIError) -> bool:
    """Return whether a server can't be reached, is starting or is stopping."""
    state = _sqlstate(error)
    if state or isinstance(error.orig, sqlite3.Error):
        return bool(state and state.startswith(AWAY))
    return isinstance(error, (sa.exc.InterfaceError, sa.exc.OperationalError))


def _sqlite_name(error: sa.exc.DBAPIError) -> str:
    """SQLite's primary error name: SQLITE_BUSY for SQLITE_BUSY_SNAPSHOT."""
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    return "_".join(name.split("_")[:2])


def _lose(context: sa.engine.ExceptionContext) -> sa.exc.DBAPIError | None:
    """Return a reset connection, which the driver raises as the system's own error, as the pool knows it."""
    fault = context.original_exception
    if not isinstance(fault, OSError):
        return None
    context.is_disconnect = True
    return sa.exc.OperationalError(context.statement, None, fault)


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    # Python's sqlite3 would begin transactions by itself, and only at the first write.
    connection.isolation_level = None
    connection.execute(f"pragma busy_timeout = {BUSY_MILLISECONDS}")
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    # What somebody removes is gone from the file as well, not only from what is listed.
    connection.execute("pragma secure_delete = on")


def _begin(connection: sa.Connection) -> None:
    # A transaction that reads and then writes fails at once in WAL mode; so writers begin as writers.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("begin immediate" if writes else "begin")
