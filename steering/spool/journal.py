"""The bytes of one upload on disk, and a journal of the chunks that have come; alone writes them."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Bytes of a chunk; the last one of a file has what remains.
CHUNK = 4 * 2**20
LINE = re.compile(r"(\d{1,9}) ([0-9a-f]{64}|-)")


@dataclass(frozen=True, kw_only=True)
class Journal:
    """An upload's bytes and chunks in a folder of its own. Safe to share between processes that share the folder.

    A chunk is in the journal, by its SHA-256, once its bytes are in their place; the last line about it holds.
    """

    folder: Path
    size: int

    @property
    def data(self) -> Path:
        """Where the bytes are."""
        return self.folder / "data"

    @property
    def count(self) -> int:
        """How many chunks the file has."""
        return -(-self.size // CHUNK)

    def length(self, index: int) -> int:
        """Return how many bytes a chunk has."""
        return min(CHUNK, self.size - index * CHUNK)

    def list_chunks(self) -> Mapping[int, str]:
        """Return the SHA-256 of each chunk that is there, by its position."""
        try:
            text = (self.folder / "chunks").read_text("ascii", errors="replace")
        except FileNotFoundError:
            return {}
        # A line that a power cut has torn says nothing.
        matches = (LINE.fullmatch(line) for line in text.splitlines())
        chunks = {int(match[1]): match[2] for match in matches if match}
        return {index: digest for index, digest in chunks.items() if digest != "-" and index < self.count}

    def write(self, index: int, digest: str, data: bytes) -> None:
        """Put a chunk in its place. Raises OSError."""
        with self._lock():
            known = self.list_chunks().get(index)
            if known == digest:
                return
            if known:
                self._note(index, "-")
            with os.fdopen(os.open(self.data, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
                file.seek(index * CHUNK)
                file.write(data)
            self._note(index, digest)

    def finish(self) -> bool:
        """See that everything is on the disk; return whether all chunks are there as they came. Raises OSError."""
        with self._lock():
            chunks = self.list_chunks()
            if len(chunks) < self.count:
                return False
            with os.fdopen(os.open(self.data, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
                file.truncate(self.size)
                os.fsync(file.fileno())
                # What a disk, or a power cut before an earlier end, has lost comes once more.
                wrong = [
                    index
                    for index in range(self.count)
                    if hashlib.sha256(file.read(CHUNK)).hexdigest() != chunks[index]
                ]
            for index in wrong:
                self._note(index, "-")
            return not wrong

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _note(self, index: int, digest: str) -> None:
        with (self.folder / "chunks").open("a", encoding="ascii") as journal:
            # After a torn line a new one begins.
            journal.write(f"\n{index} {digest}\n")
