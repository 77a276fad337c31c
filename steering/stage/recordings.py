"""Pictures that were shown, kept under the hash of their frame for the fallback, the replay and receipts."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex

from steering.errors import StoreUnavailable

HASH = re.compile(r"[0-9a-f]{64}")


class Recordings:
    """The recorded pictures in a folder, each as JSON in gzip. Safe to share between threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, hash: str, picture: Callable[[], bytes]) -> None:
        """Keep a picture (its JSON in gzip), unless it is there.

        Raises:
            StoreUnavailable: it can't be written.
        """
        path = self._path(hash)
        if path.exists():
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
            gzip.decompress(packed)
        except FileNotFoundError:
            return None
        except (OSError, EOFError, ValueError) as error:
            raise StoreUnavailable(f"The recording {hash[:8]} is damaged. Record the scene again.") from error
        return packed

    def _path(self, hash: str) -> Path:
        return self._folder / hash[:2] / f"{hash}.json.gz"
