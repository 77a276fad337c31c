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
# Signs of a Parquet file whose bytes are not those that were written.
_DAMAGE = (
    "TProtocolException",
    "TTransportException",
    "invalid TType",
    "don't know what type",
    "decompression failure",
    "Out of buffer",
    "out of range",
    "No magic bytes",
    "too small to be a Parquet",
    "orrupt",
    "Could not read enough bytes",
    "bit width too large",
    "converted type",
    "Payload value",
    "Invalid data",
)
# What a query misses in a release: a column or a table that this version of Steerco expects.
_MISSING = re.compile(r"(?:Referenced )?(column|[Tt]able)(?: with name)? \"?(\w+)\"? (?:not found|does not exist)")
_CLASS = re.compile(r"^(?:[A-Z]\w* )*Error: ")


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
    """What is wrong, to follow a colon: a sentence of ours, or DuckDB's first line without class and paths."""
    first = str(error).strip().split("\n", 1)[0]
    if any(sign in first for sign in _DAMAGE):
        return "its bytes are damaged"
    if missing := _MISSING.search(first):
        kind, name = missing[1].lower(), missing[2]
        return f"there is no {kind} {name!r} in it; data that another version stored has to be loaded again"
    return _PATH.sub("the file", _CLASS.sub("", first).rstrip(". "))


def _trouble(message: str) -> str:
    """What is the matter with the files, and what to do about it."""
    return next(words for sign, words in _TROUBLES if sign in message)
