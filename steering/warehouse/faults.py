"""What DuckDB reports, as errors of ours; no exception of DuckDB's leaves the warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from steering.errors import SteercoError, StoreUnavailable

FULL = "No space left on device"


class QuestionFailed(SteercoError):
    """A question's SQL or its parameters do not fit; the page that asks has a mistake."""


class Unreadable(SteercoError):
    """A file that is not what its name says, or that is damaged."""


@contextmanager
def translated(doing: str) -> Iterator[None]:
    """Turn DuckDB's errors into `StoreUnavailable` (files, memory, disk) or `QuestionFailed` (the rest).

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
        raise StoreUnavailable(f"Could not {doing}: {reason(error)}. {_remedy(str(error))}") from error
    except duckdb.ConnectionException as error:
        raise StoreUnavailable(f"Could not {doing}: the warehouse is closed. Open it again.") from error
    except duckdb.Error as error:
        raise QuestionFailed(f"Could not {doing}: {reason(error)}.") from error


def reason(error: Exception) -> str:
    """The first line of DuckDB's message, without its class and final stop."""
    first = str(error).strip().split("\n", 1)[0]
    return first.removeprefix("IO Error: ").removeprefix("Invalid Input Error: ").rstrip(". ")


def _remedy(message: str) -> str:
    if FULL in message:
        return "The disk is full: free some space and try again."
    return "Check that the folder of releases is present and readable, then try again."
