"""The databases that records are kept in: SQLite, and a PostgreSQL server of the tests' own where one is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from steering.records import Records
from steering.records.database import FILE
from tests.server import free_port

DATABASES = ("sqlite", "postgresql")
MISSING = "No PostgreSQL was found, so its part of the tests is skipped. Install one: apt-get install postgresql."


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, which Debian keeps off the path."""
    named = shutil.which("pg_ctl")
    found = [Path(named).resolve()] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return found[-1].parent if found else None


@contextmanager
def postgresql() -> Iterator[sa.URL | None]:
    """A server with nothing in it, on loopback, gone afterwards; None where none is installed."""
    bin_ = programs()
    if bin_ is None:
        yield None
        return
    port, who = free_port(), _who()
    folder = Path(tempfile.mkdtemp(prefix="steerco-postgresql-"))
    if who:
        shutil.chown(folder, who)

    def control(*words: str) -> None:
        command = [str(bin_ / "pg_ctl"), "-D", str(folder / "data"), "-l", str(folder / "log"), "-s", "-w", *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=who, cwd=folder)

    control("-o", "-U tests -A trust -E UTF8 --no-sync", "init")
    options = f"-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off"
    control("-o", options, "start")
    try:
        yield sa.URL.create("postgresql+pg8000", "tests", host="127.0.0.1", port=port, database="postgres")
    finally:
        control("-m", "immediate", "stop")
        shutil.rmtree(folder)


@contextmanager
def empty_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[sa.URL]:
    """A new database with nothing in it, as a fixture was asked for; in SQLite the file of the records in a folder."""
    if request.param == "sqlite":
        yield sa.URL.create("sqlite", database=str(folder / FILE))
        return
    server: sa.URL | None = request.getfixturevalue("postgresql")
    if server is None:
        pytest.skip(MISSING)
    name = f"test_{uuid4().hex}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.begin() as connection:
        connection.execute(sa.text(f"create database {name}"))
    yield server.set(database=name)
    with engine.begin() as connection:
        connection.execute(sa.text(f"drop database {name} with (force)"))
    engine.dispose()


@contextmanager
def opening(request: pytest.FixtureRequest, folder: Path) -> Iterator[Callable[[], Records]]:
    """A function that opens the records of one new, empty store, in the database that a fixture was asked for."""
    if request.param == "sqlite":
        yield lambda: Records(folder)
        return
    with empty_database(request, folder) as url:
        yield lambda: Records(folder, url=url.render_as_string(hide_password=False))


def _who() -> str | None:
    """PostgreSQL does not run as root: then somebody else owns it."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
