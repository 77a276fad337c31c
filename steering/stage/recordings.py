"""Pictures that were shown, kept under the hash of their frame for the fallback, the replay and receipts."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from steering.errors import StoreUnavailable

DAMAGED = "The recording {} is damaged. Record the scene again."
HASH = re.compile(r"[0-9a-f]{64}")


class Recordings:
    """The recorded pictures in a folder, each as JSON in gzip. Safe to share between threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, hash: str, picture: Callable[[], bytes]) -> None:
        """Keep a picture (its JSON in gzip), unless it is there and sound.

        Raises:
            StoreUnavailable: it can't be written.
        """
        path = self._path(hash)
        with suppress(StoreUnavailable):
            if self.find(hash):
                return
        part = path.with_suffix(f".{token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(picture())
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise StoreUnavailable(f"What is shown can't be recorded: {error.strerror}. Free some space.") from error

    def find(self, hash: str) -> bytes | None:
        """Return a picture as it was recorded, as JSON in gzip; None where there is none.

        Raises:
            StoreUnavailable: the file is damaged.
        """
        if not HASH.fullmatch(hash):
            return None
        path = self._path(hash)
        try:
            packed = path.read_bytes()
            # Its own sum tells whether anything of it has changed, but for its head, which says nothing.
            is_own = gzip.decompress(packed).startswith(b'{"hash":"%b"' % hash.encode())
        except FileNotFoundError:
            return None
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise StoreUnavailable(DAMAGED.format(hash[:8])) from error
        if not is_own:
            raise StoreUnavailable(DAMAGED.format(hash[:8]))
        return packed

    def _path(self, hash: str) -> Path:
        return self._folder / hash[:2] / f"{hash}.json.gz"
