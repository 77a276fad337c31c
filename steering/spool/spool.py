"""Uploads under `<home>/uploads`: begun, gone on with, complete, and gone; each belongs to one person and one place."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

from steering.catalog.quotas import Quotas
from steering.errors import SteercoError, StoreUnavailable
from steering.formatting import format_bytes
from steering.spool.journal import Journal
from steering.spool.ledger import Ledger, check_quotas
from steering.spool.safe_name import safe_name

FOLDER = "uploads"
ABOUT = "about.json"
ID = re.compile(r"[0-9a-f]{32}")
# Seconds after which what nobody went on with is removed.
STALE_SECONDS = 24 * 3600.0
# Bytes of the disk that uploads leave to everything else.
RESERVE = 200_000_000
GONE = "This upload is not here any more. Choose the file again."


class UnknownUpload(SteercoError):
    """There is no such upload, or it is somebody else's."""

    def __init__(self) -> None:
        super().__init__(GONE)


class WrongChunk(SteercoError):
    """A chunk is not what it says it is, or not one of this file."""


class DiskFull(StoreUnavailable):
    """There is no room for a file."""


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that somebody brings: whose it is, where it is meant to go (`place`), and for what (`purpose`).

    `stamp` is when the file was changed last, as the browser says: with name and size it tells that it is the same.
    """

    owner: str
    place: str
    purpose: str
    # The cohort that answers for it; empty for the local user's own case.
    cohort: str = ""
    name: str
    size: int
    stamp: int = 0

    @classmethod
    def of_file(cls, *, name: str, **fields: Any) -> Upload:
        """Return an upload by the name that its file may have here."""
        return cls(name=safe_name(name), **fields)

    @property
    def id(self) -> str:
        """The same for the same file of the same person, so that it goes on where it stopped, on any server."""
        parts = [self.owner, self.place, self.purpose, self.name, self.size, self.stamp]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


class Spool:
    """The uploads of an installation. Safe to share between threads, and between servers that share the folder."""

    def __init__(self, home: Path, quotas: Quotas, *, clock: Callable[[], float] = time.time) -> None:
        self._root, self.quotas, self._clock = home / FOLDER, quotas, clock
        self._ledger = Ledger(self._root, clock)

    def begin(self, upload: Upload) -> Journal:
        """Make room for a file, or find what has come of it before.

        Raises:
            QuotaReached: whoever asks has brought too much, or the file is too large.
            DiskFull: there is no room for it.
            StoreUnavailable: the folder can't be written.
        """
        folder = self._root / upload.id
        try:
            self.remove_stale()
            if not (folder / ABOUT).is_file():
                check_quotas(upload, self.list(), self._ledger.list_today(), self.quotas)
                self._check_room(upload.size)
                folder.mkdir(parents=True, exist_ok=True)
                self._ledger.note(upload)
                _write(folder / ABOUT, json.dumps(asdict(upload)))
            os.utime(folder)
        except OSError as error:
            raise refuse_disk(error) from error
        return Journal(folder=folder, size=upload.size)

    def store(self, id: str, owner: str, index: int, digest: str, data: bytes) -> None:
        """Keep a chunk of an upload.

        Raises:
            UnknownUpload: there is none, or it is somebody else's.
            WrongChunk: the bytes are not those of this SHA-256, or the file has no such chunk.
            DiskFull: there is no room for it.
        """
        journal = self._journal(self.find(id, owner))
        if not 0 <= index < journal.count or len(data) != journal.length(index):
            raise WrongChunk(f"The file has no part {index + 1:,} of {len(data):,} bytes. Choose it again.")
        if hashlib.sha256(data).hexdigest() != digest:
            raise WrongChunk("A part of the file was damaged on its way. It is sent again.")
        try:
            journal.write(index, digest, data)
            os.utime(journal.folder)
        except FileNotFoundError as error:
            raise UnknownUpload from error
        except OSError as error:
            raise refuse_disk(error) from error

    def finish(self, id: str, owner: str) -> bool:
        """Return whether all of a file is here and safe on the disk. Raises UnknownUpload, DiskFull."""
        upload = self.find(id, owner)
        try:
            return self._journal(upload).finish()
        except FileNotFoundError as error:
            raise UnknownUpload from error
        except OSError as error:
            raise refuse_disk(error) from error

    def find(self, id: str, owner: str) -> Upload:
        """Return an upload of a person. Raises UnknownUpload."""
        upload = self.look_up(id)
        if upload.owner != owner:
            raise UnknownUpload
        return upload

    def look_up(self, id: str) -> Upload:
        """Return an upload, whosever it is. Raises UnknownUpload."""
        upload = self._load(self._root / id) if ID.fullmatch(id) else None
        if upload is None:
            raise UnknownUpload
        return upload

    def chunks(self, upload: Upload) -> dict[int, str]:
        """Return the SHA-256 of each chunk that is here, by its position."""
        return dict(self._journal(upload).list_chunks())

    def bytes_here(self, upload: Upload) -> int:
        """Return how many bytes of a file are here."""
        journal = self._journal(upload)
        return sum(map(journal.length, journal.list_chunks()))

    def take(self, ids: Sequence[str], owner: str, place: str, purpose: str) -> list[tuple[Path, str]]:
        """Return the path and the name of files that are complete, for what they were brought.

        Raises:
            UnknownUpload: one is not here, is somebody else's, or was brought for something else.
        """
        files = []
        for id in ids:
            upload = self.find(id, owner)
            journal = self._journal(upload)
            is_whole = journal.data.is_file() and len(journal.list_chunks()) == journal.count
            if (upload.place, upload.purpose) != (place, purpose) or not is_whole:
                raise UnknownUpload
            files.append((journal.data, upload.name))
        return files

    def discard(self, id: str, owner: str) -> None:
        """Remove an upload of a person, where it is there."""
        with contextlib.suppress(UnknownUpload):
            self._remove(self.find(id, owner).id)

    def list(self, owner: str = "", place: str = "", purpose: str = "") -> tuple[Upload, ...]:
        """Return the uploads of a person for a purpose, or all that are here."""
        folders = sorted(self._root.iterdir()) if self._root.is_dir() else []
        uploads = [upload for folder in folders if ID.fullmatch(folder.name) and (upload := self._load(folder))]
        wanted = (owner, place, purpose)
        return tuple(u for u in uploads if not owner or (u.owner, u.place, u.purpose) == wanted)

    def remove_stale(self) -> int:
        """Remove uploads that nobody has gone on with for a day; return how many."""
        if not self._root.is_dir():
            return 0
        before = self._clock() - STALE_SECONDS
        stale = []
        for folder in self._root.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if ID.fullmatch(folder.name) and folder.stat().st_mtime < before:
                    stale.append(folder.name)
        for id in stale:
            self._remove(id)
        self._ledger.remove_old()
        return len(stale)

    def tidy(self) -> None:
        """Remove what is stale where that can be done now; the next upload tries it again."""
        with contextlib.suppress(OSError):
            self.remove_stale()

    def _journal(self, upload: Upload) -> Journal:
        return Journal(folder=self._root / upload.id, size=upload.size)

    def _load(self, folder: Path) -> Upload | None:
        try:
            return Upload(**json.loads((folder / ABOUT).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _remove(self, id: str) -> None:
        # Its description first: what has none is no upload, even where the rest stays for a moment.
        (self._root / id / ABOUT).unlink(missing_ok=True)
        shutil.rmtree(self._root / id, ignore_errors=True)

    def _check_room(self, size: int) -> None:
        self._root.mkdir(parents=True, exist_ok=True)
        free = max(0, shutil.disk_usage(self._root).free - RESERVE)
        if size > free:
            room = f"There is room for {format_bytes(free)} more on this server, and the file has {format_bytes(size)}."
            raise DiskFull(f"{room} Ask whoever runs it to make room.")


def refuse_disk(error: OSError) -> DiskFull:
    """Return the sentence for a disk that takes no more."""
    return DiskFull(
        f"The file can't be kept on this server ({error.strerror or error}). What has come so far stays: make room on "
        "the disk, or ask whoever runs it, then continue."
    )


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(f".{token_hex(4)}")
    temporary.write_text(text, "utf-8")
    temporary.replace(path)
