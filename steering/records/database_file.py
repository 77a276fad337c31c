"""The file of the records while the app holds it open: whether it is still there, and still the same one.

SQLite goes on writing to a file that somebody has removed, and what it acknowledges is lost with the process.
"""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from steering.errors import StoreUnavailable


class DatabaseFile:
    """Watches the file at `path`. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._identity: tuple[int, int] | None = None

    def remember(self) -> None:
        """Take the file that is there now for the one that is open."""
        with self._lock:
            self._identity = self._look()

    def has_changed(self) -> bool:
        """Return whether another file is in the place of the one that was opened.

        Raises:
            StoreUnavailable: there is none, or it is empty.
        """
        with self._lock:
            return self._identity is not None and self._look() != self._identity

    def _look(self) -> tuple[int, int]:
        try:
            status = self.path.stat()
        except OSError as error:
            raise self._build_error(f"is gone ({error.strerror})") from error
        if status.st_size == 0:
            raise self._build_error("is empty")
        return status.st_dev, status.st_ino

    def _build_error(self, what: str) -> StoreUnavailable:
        return StoreUnavailable(
            f"The records are not available now: {self.path.name} {what}, which was there when the app opened it. "
            "Nothing can be saved until it is put back from a copy; the releases are not touched."
        )
