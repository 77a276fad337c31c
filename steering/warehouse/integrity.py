"""Whether a release's files are still the ones that were written: their SHA-256, compared once a process and file.

Small files are compared before they are first read. Large ones are compared in a thread of their own, so that nobody
waits for them; what turns out to be damaged is put aside, and `damage_count` rises, which the app looks at.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread

from steering.errors import StoreUnavailable
from steering.warehouse import manifest as manifests
from steering.warehouse.releases import sha256_of
from steering.warehouse.tags import table_of

# From this size on a file is compared in the background: reading it takes a tenth of a second or more.
LARGE_BYTES = 100_000_000
CHUNK = 2**20
# The ending of the file beside a rollup that holds the rollup's SHA-256.
DIGEST = ".sha256"

# Time of change, size and number of a file: another stamp is another file.
Stamp = tuple[int, int, int]


class DamagedRollup(StoreUnavailable):
    """A rollup is not the one that was written. It was removed: it follows from the rows and can be made again."""


class IntegrityCheck:
    """Compares the files of releases under `home` with what was written. Safe to share between threads."""

    def __init__(self, home: Path, *, large_bytes: int = LARGE_BYTES) -> None:
        self._home, self._large_bytes = home, large_bytes
        self._lock = Lock()
        self._checked: dict[Path, Stamp] = {}
        self._threads: list[Thread] = []
        self._stop = Event()
        self._damage_count = 0

    @property
    def damage_count(self) -> int:
        """How many files turned out to be damaged so far."""
        return self._damage_count

    def check(self, dataset: str, release: str, tag: str = "", *, again: bool = False) -> None:
        """Compare a release's rows, and its rollups by a tag, unless that was done; `again` does it now in any case.

        Raises:
            DamagedRelease: the rows are missing or not what was stored; what is there was put aside.
            DamagedRollup: a rollup is not what was written; it was removed.
        """
        rows = manifests.rows_path(self._home, dataset, release)
        if again or self._is_new(rows):
            expected = manifests.read_manifest(self._home, dataset, release).parquet_sha256
            if again or rows.stat().st_size < self._large_bytes:
                self._check_rows(rows, expected, dataset, release)
            else:
                self._begin(rows, expected, dataset, release)
        for rollup in rollups(rows.parent, tag):
            if again or self._is_new(rollup):
                self._check_rollup(rollup)

    def is_intact(self, rollup: Path) -> bool:
        """Whether a rollup is there and is the one that was written."""
        if self._is_new(rollup) and is_intact(rollup):
            self._checked[rollup] = _stamp(rollup)
        return not self._is_new(rollup)

    def close(self) -> None:
        """End the comparisons that still run."""
        self._stop.set()
        self.wait()

    def wait(self) -> None:
        """Wait for the comparisons that run in the background."""
        for thread in tuple(self._threads):
            thread.join()

    def _is_new(self, file: Path) -> bool:
        """Whether a file was not compared yet, or is another one since."""
        try:
            return self._checked.get(file) != _stamp(file)
        except FileNotFoundError:
            return True

    def _check_rows(self, rows: Path, expected: str, dataset: str, release: str) -> None:
        stamp = _stamp(rows)
        actual = self._hash(rows)
        if actual == expected:
            self._checked[rows] = stamp
        elif actual:
            self._count_damage()
            raise manifests.put_aside(self._home, dataset, release)

    def _check_rollup(self, rollup: Path) -> None:
        stamp = _stamp(rollup)
        if is_intact(rollup):
            self._checked[rollup] = stamp
            return
        self._count_damage()
        remove_rollup(rollup)
        raise DamagedRollup(f"{rollup.name} is damaged and was removed; it is made again when the page is next opened.")

    def _begin(self, rows: Path, expected: str, dataset: str, release: str) -> None:
        """Compare in a thread of its own; until it ends the file counts as intact."""
        with self._lock:
            if not self._is_new(rows):
                return
            self._checked[rows] = _stamp(rows)
            thread = Thread(target=self._compare, args=(rows, expected, dataset, release), daemon=True)
            self._threads.append(thread)
        thread.start()

    def _compare(self, rows: Path, expected: str, dataset: str, release: str) -> None:
        # What is damaged is put aside, and told to whoever asks for it next.
        with suppress(StoreUnavailable, FileNotFoundError):
            self._check_rows(rows, expected, dataset, release)

    def _count_damage(self) -> None:
        with self._lock:
            self._damage_count += 1

    def _hash(self, file: Path) -> str:
        """The SHA-256 of a file; empty where the app is stopping."""
        digest = hashlib.sha256()
        with file.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                if self._stop.is_set():
                    return ""
                digest.update(chunk)
        return digest.hexdigest()


def rollups(folder: Path, tag: str) -> list[Path]:
    """The files with rollups by a tag in the folder of a release."""
    files = sorted(folder.glob("*@*.parquet")) if tag else []
    return [file for file in files if table_of(file.stem, tag)]


def write_digest(rollup: Path, final: Path) -> None:
    """Write the SHA-256 of a rollup that is about to be renamed to `final` beside that."""
    digest_path(final).write_text(sha256_of(rollup) + "\n", encoding="ascii")


def is_intact(rollup: Path) -> bool:
    """Whether a rollup is there, and is the one that was written."""
    try:
        return sha256_of(rollup) == digest_path(rollup).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return False


def remove_rollup(rollup: Path) -> None:
    """Remove a rollup with its SHA-256, as far as this process may."""
    with suppress(OSError):
        rollup.unlink(missing_ok=True)
        digest_path(rollup).unlink(missing_ok=True)


def digest_path(rollup: Path) -> Path:
    """Where the SHA-256 of a rollup stands."""
    return rollup.with_name(rollup.name + DIGEST)


def _stamp(file: Path) -> Stamp:
    status = file.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino
