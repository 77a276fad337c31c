"""Immutable releases on disk: `releases/<dataset>/<id>/` with rows.parquet and manifest.json.

A release is written under a temporary name beside its final one, flushed to the disk and renamed, so that
a crash leaves either all of it or nothing. The same data has the same id and is kept once.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from steering.errors import StoreUnavailable
from steering.warehouse.manifest import FOLDER as FOLDER
from steering.warehouse.manifest import (
    MANIFEST,
    ROWS,
    Manifest,
    folder_of,
    read_manifest,
    rows_path,
)

# A file beside the rows: somebody else than its maker has stored this release too, and counts on it.
CLAIMED = "taken"
UNFINISHED = ".unfinished-"
STALE_SECONDS = 3600


def store(
    home: Path,
    dataset: str,
    release: str,
    write: Callable[[Path], None],
    describe: Callable[[Path], Manifest],
) -> Manifest:
    """Keep a release: `write` makes rows.parquet at the path it is given, `describe` its manifest.

    If an intact release with that id is already there it is kept, and its manifest returned; a damaged one
    is replaced.

    Raises:
        StoreUnavailable: the folder cannot be written.
    """
    final = folder_of(home, dataset, release)
    with _disk_errors(f"store the {dataset} release"):
        final.parent.mkdir(parents=True, exist_ok=True)
        remove_stale(final.parent)
        manifest_there = _intact(home, dataset, release)
        if manifest_there is not None and _claim(final):
            return manifest_there
        temporary = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=final.parent))
        try:
            write(temporary / ROWS)
            manifest = describe(temporary / ROWS)
            _write_durably(temporary, manifest)
            return _rename(temporary, final, home, manifest)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def add(final: Path, write: Callable[[Path], None]) -> Path:
    """Put one more file into a stored release: `write` makes it at the path it is given; then it is renamed.

    Raises:
        StoreUnavailable: the folder cannot be written.
    """
    with _disk_errors(f"add {final.name} to the release"):
        # A name without .parquet: an unfinished file must not be taken for a table of the release.
        handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=final.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            write(temporary)
            temporary.chmod(0o644)
            _flush(temporary)
            temporary.rename(final)
        finally:
            temporary.unlink(missing_ok=True)
        _flush(final.parent)
    return final


def delete_if_unclaimed(home: Path, dataset: str, release: str) -> bool:
    """Remove a release that its maker does not want after all; False where it stays, because somebody else took it.

    The caller knows that no publication refers to it. Whoever stores the same data meanwhile keeps this release or
    makes another, whichever comes first; in doubt it stays.
    """
    final = folder_of(home, dataset, release)
    try:
        if (final / CLAIMED).exists():
            return False
        aside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=final.parent)) / release
        final.rename(aside)
        if (aside / CLAIMED).exists():
            aside.rename(final)
            return False
    except OSError:
        # It is gone already, or this process may not change it: then it is somebody else's to remove.
        return False
    shutil.rmtree(aside.parent, ignore_errors=True)
    return True


def _claim(final: Path) -> bool:
    """Say that a release is counted on; False where its maker has just removed it."""
    try:
        (final / CLAIMED).touch()
    except FileNotFoundError:
        return False
    except PermissionError:
        # Another user's: no process of ours may remove it either.
        return True
    return True


def remove_stale(folder: Path, *, now: float | None = None) -> None:
    """Remove what crashes left in a dataset's folder more than an hour ago."""
    oldest = (time.time() if now is None else now) - STALE_SECONDS
    for leftover in folder.glob(f"{UNFINISHED}*"):
        try:
            stale = leftover.stat().st_mtime < oldest
        except FileNotFoundError:  # another process has just finished or swept it
            continue
        if stale:
            shutil.rmtree(leftover, ignore_errors=True)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _intact(home: Path, dataset: str, release: str) -> Manifest | None:
    try:
        manifest = read_manifest(home, dataset, release)
    except StoreUnavailable:
        return None
    return manifest if sha256_of(rows_path(home, dataset, release)) == manifest.parquet_sha256 else None


def _write_durably(folder: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    # mkdtemp makes a folder for its owner alone; a second user's process may read releases.
    folder.chmod(0o755)
    for path in (folder / ROWS, folder / MANIFEST, folder):
        _flush(path)


def _rename(temporary: Path, final: Path, home: Path, manifest: Manifest) -> Manifest:
    try:
        temporary.rename(final)
    except OSError:
        # Someone stored the same release meanwhile, or a damaged one is in the way.
        manifest_there = _intact(home, manifest.dataset, manifest.release)
        if manifest_there is not None and _claim(final):
            return manifest_there
        aside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=final.parent))
        final.rename(aside / "damaged")
        temporary.rename(final)
        shutil.rmtree(aside, ignore_errors=True)
    _flush(final.parent)
    return manifest


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _disk_errors(doing: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(
            f"Could not {doing}: {error.strerror or error}. "
            "Check that the folder is writable and the disk has space, then try again."
        ) from error
