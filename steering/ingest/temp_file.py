"""A stream of bytes on the disk for as long as it takes to check it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath
from typing import Protocol

from steering.errors import StoreUnavailable

CHUNK = 2**20
LONGEST_NAME = 200


class ByteStream(Protocol):
    """Bytes that arrive piece by piece."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


def safe_name(name: str) -> str:
    """The name of a file without any folder, on any system, and not absurdly long; its ending stays."""
    last = PureWindowsPath(name).name or "upload"
    return last if len(last) <= LONGEST_NAME else last[: LONGEST_NAME // 2] + "…" + last[-LONGEST_NAME // 2 :]


@contextmanager
def temp_file(stream: ByteStream, home: Path) -> Iterator[Path]:
    """The stream as a file under `home`, which is gone afterwards, whatever happens.

    Raises:
        StoreUnavailable: there is no room for it.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(prefix=".upload-", dir=home, ignore_cleanup_errors=True)
    except OSError as error:
        raise _no_room(error) from error
    with folder as place:
        path = Path(place) / "file"
        try:
            with path.open("wb") as file:
                while chunk := stream.read(CHUNK):
                    file.write(chunk)
        except OSError as error:
            raise _no_room(error) from error
        yield path


def _no_room(error: OSError) -> StoreUnavailable:
    message = f"The file can't be kept while it is checked ({error.strerror or error})."
    return StoreUnavailable(f"{message} Make room on the disk, or let STEERCO_HOME name another folder.")
