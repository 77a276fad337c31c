"""A private DuckDB for one file: intake reads and checks in it, then throws it away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from steering.errors import StoreUnavailable
from steering.warehouse.connection import CLOSED, SCOPE
from steering.warehouse.errors import UnreadableFile, reason, translate_errors
from steering.warehouse.shutdown import CANCEL_TOKEN, CancelToken
from steering.warehouse.tags import quote_literal

if TYPE_CHECKING:
    import pyarrow as pa

MEMORY = "512MB"


class Scratch:
    """A database of its own in memory, spilling to a folder of its own; used by one thread."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, stopping: CancelToken) -> None:
        self._connection = connection
        self.folder = folder
        self._cancel_token = stopping

    def run(self, sql: str, *, doing: str = "check the file") -> list[tuple[Any, ...]]:
        """Run one statement and return all of its rows; `doing` completes "Could not ..." if that fails."""
        self._cancel_token.check()
        with translate_errors(doing):
            return self._connection.execute(sql).fetchall()

    def batches(self, sql: str, rows: int = 100_000) -> Iterator[pa.RecordBatch]:
        """The rows of a query as Arrow batches, without holding them all."""
        with translate_errors("check the file"):
            reader = self._connection.sql(sql).to_arrow_reader(rows)
            assert reader is not None
            yield from reader

    def append(self, table: str, rows: pa.Table) -> None:
        """Add an Arrow table's rows to a table with the same columns."""
        with translate_errors("read the file"):
            self._connection.register("arriving", rows)
            self._connection.execute(f"insert into {table} from arriving")
            self._connection.unregister("arriving")

    def read(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement that reads an outside file.

        Raises:
            UnreadableFile: the file is damaged or not of its kind.
        """
        self._cancel_token.check()
        try:
            return self._connection.execute(sql).fetchall()
        except duckdb.InterruptException as error:
            raise StoreUnavailable(
                "Could not read the file: the app is stopping. It begins again when it starts."
            ) from error
        except duckdb.OutOfMemoryException as error:
            raise UnreadableFile(f"it needs more than {MEMORY} of memory to unpack") from error
        except duckdb.Error as error:
            raise UnreadableFile(reason(error)) from error


@contextmanager
def scratch(*, reads: tuple[Path, ...] = (), writes: tuple[Path, ...] = ()) -> Iterator[Scratch]:
    """A private database that sees only the files in `reads`, the folders in `writes` and its own folder.

    Raises:
        StoreUnavailable: there is no room for its temporary files.
    """
    try:
        holder = tempfile.TemporaryDirectory(prefix="steerco-")
    except OSError as error:
        raise StoreUnavailable(f"There is no room for temporary files: {error.strerror}.") from error
    with holder as name, duckdb.connect(config={**CLOSED, "memory_limit": MEMORY}) as connection:
        folder = Path(name).resolve()
        folders = ", ".join(quote_literal(str(path.resolve())) for path in (folder, *writes))
        files = ", ".join(quote_literal(str(path)) for path in reads)
        connection.execute(f"set temp_directory = {quote_literal(str(folder / 'spill'))}")
        connection.execute(f"set allowed_directories = [{folders}]")
        connection.execute(f"set allowed_paths = [{files}]")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        connection.execute(SCOPE.read_text(encoding="utf-8"))
        stopping = CANCEL_TOKEN.get() or CancelToken()
        with stopping.watch(connection.interrupt):
            yield Scratch(connection, folder, stopping)
