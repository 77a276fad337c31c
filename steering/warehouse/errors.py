"""What DuckDB reports, as errors of ours; no exception of DuckDB's leaves the warehouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from steering.errors import SteercoError, StoreUnavailable

_PATH = re.compile(r"""(file )?(["'])[^"']*/[^"']*\2""")
# Signs in DuckDB's messages, the first that fits; the message itself stays with the cause.
_TROUBLES = (
    ("disabled by configuration", "it reaches for a file outside the folder of releases; keep to that folder"),
    ("No space left", "the disk is full; free some space and try again"),
    ("write", "the disk does not take what is written; free some space or correct the permissions, and try again"),
    ("No files found", "a file of the release is missing; load the same data again"),
    ("No such file", "a file of the release is missing; load the same data again"),
    ("", "a file cannot be read; check that the folder of releases is present and readable, and try again"),
)


class QueryFailed(SteercoError):
    """A query's SQL or its parameters do not fit; the page that asks has a mistake."""


class UnreadableFile(SteercoError):
    """A file that is not what its name says, or that is damaged."""


@contextmanager
def translate_errors(doing: str) -> Iterator[None]:
    """Turn DuckDB's errors into `StoreUnavailable` (files, memory, disk) or `QueryFailed` (the rest).

    `doing` completes the sentence "Could not ...".
    """
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise StoreUnavailable(
            f"Could not {doing}: it needs more memory or temporary disk space than it may use. "
            "Try again later, or with a smaller file."
        ) from error
    except (duckdb.IOException, duckdb.PermissionException, duckdb.HTTPException) as error:
        raise StoreUnavailable(f"Could not {doing}: {_trouble(str(error))}.") from error
    except duckdb.InterruptException as error:
        raise StoreUnavailable(f"Could not {doing}: the app is stopping. It begins again when it starts.") from error
    except duckdb.ConnectionException as error:
        raise StoreUnavailable(f"Could not {doing}: the warehouse is closed. Open it again.") from error
    except duckdb.Error as error:
        raise QueryFailed(f"Could not {doing}: {reason(error)}.") from error


def reason(error: Exception) -> str:
    """The first line of DuckDB's message without its class, its final stop and paths of this machine."""
    first = str(error).strip().split("\n", 1)[0]
    first = first.removeprefix("IO Error: ").removeprefix("Invalid Input Error: ").rstrip(". ")
    return _PATH.sub("the file", first)


def _trouble(message: str) -> str:
    """What is the matter with the files, and what to do about it."""
    return next(words for sign, words in _TROUBLES if sign in message)
