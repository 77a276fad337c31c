"""Releases that nothing uses removed from the disk, and how much that frees; in doubt one stays."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from steering.errors import StoreUnavailable
from steering.warehouse import manifest as manifests
from steering.warehouse.releases import CLAIMED, UNFINISHED

# Somebody may still be looking at what they have brought: such a release counts as used for so long.
FRESH_SECONDS = 24 * 3600
GONE = (
    "The {} release {}… is not there any more: it was cleaned up, as nothing used it. Nothing has changed. "
    "Upload the file again."
)


@dataclass(frozen=True, kw_only=True)
class StoredRelease:
    """A release on disk, and the bytes of its rows and of all that lies beside them."""

    dataset: str
    release_id: str
    bytes: int


def claim(home: Path, dataset: str, release: str) -> None:
    """Say that a stored release is about to be put in force, so that no clean-up removes it meanwhile.

    Raises:
        StoreUnavailable: it is not there any more.
    """
    folder = manifests.folder_of(home, dataset, release)
    if not (folder / manifests.MANIFEST).is_file():
        raise StoreUnavailable(GONE.format(dataset, release[:8]))
    # Where another user's process alone may write, it alone could remove the release as well.
    with suppress(PermissionError):
        try:
            (folder / CLAIMED).touch()
        except FileNotFoundError as error:
            raise StoreUnavailable(GONE.format(dataset, release[:8])) from error


def list_stored(home: Path, *, before: float) -> Iterator[StoredRelease]:
    """List the releases on disk that nobody has brought since a time, in seconds since the epoch."""
    for file in sorted((home / manifests.FOLDER).glob(f"*/*/{manifests.MANIFEST}")):
        with suppress(OSError):
            if file.parent.name.startswith(".") or _last_wanted(file.parent) > before:
                continue
            yield StoredRelease(
                dataset=file.parent.parent.name, release_id=file.parent.name, bytes=count_bytes(file.parent)
            )


def find_stored(home: Path, dataset: str, release: str) -> StoredRelease | None:
    """Return a release as it lies on the disk; None where it does not."""
    if not manifests.exists(home, dataset, release):
        return None
    size = count_bytes(manifests.folder_of(home, dataset, release))
    return StoredRelease(dataset=dataset, release_id=release, bytes=size)


def remove_unused(home: Path, release: StoredRelease, used: Collection[str], *, now: float | None = None) -> bool:
    """Remove a release from the disk; False where it stays, as it is used, or was brought within the last day.

    Whoever is about to put it in force has claimed it, or finds that it is gone.
    """
    final = manifests.folder_of(home, release.dataset, release.release_id)
    oldest = (time.time() if now is None else now) - FRESH_SECONDS
    if release.release_id in used:
        return False
    try:
        if _last_wanted(final) > oldest:
            return False
        aside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=final.parent)) / release.release_id
        final.rename(aside)
        if _last_wanted(aside) > oldest:
            aside.rename(final)
            aside.parent.rmdir()
            return False
    except OSError:
        # It is gone already, or this process may not change it: then it is somebody else's to remove.
        return False
    shutil.rmtree(aside.parent, ignore_errors=True)
    return True


def count_bytes(folder: Path) -> int:
    """Return the bytes of all files in a folder; of those that vanish meanwhile nothing."""
    total = 0
    for file in folder.iterdir():
        with suppress(OSError):
            total += file.stat().st_size
    return total


def _last_wanted(folder: Path) -> float:
    """When somebody last stored the release or said that it is counted on, in seconds since the epoch."""
    claimed = folder / CLAIMED
    made = (folder / manifests.MANIFEST).stat().st_mtime
    return max(made, claimed.stat().st_mtime) if claimed.exists() else made
