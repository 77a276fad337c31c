"""Files that were refused, kept as they came for as long as somebody may take them along or mend them."""

from __future__ import annotations

import shutil
import tempfile
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from steering.errors import StoreUnavailable
from steering.ingest.file_set import DataFile, FileSet

PREFIX = ".refused-"
# Of a process that was ended: nobody mends a file for longer.
STALE_SECONDS = 24 * 3600


class RefusedFiles:
    """The files of a refused upload in a folder of their own, which is gone when nobody refers to them any more."""

    def __init__(self, files: FileSet, folder: Path) -> None:
        self.files = files
        self.folder = folder
        self._end = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    def remove(self) -> None:
        """Delete the files; once they are gone, nothing happens."""
        self._end()


def keep_files(files: FileSet, folder: Path) -> RefusedFiles | None:
    """Keep files in a folder of their own below `folder`, whatever becomes of them where they are; None without room.

    That they can't be kept takes nothing but the way to mend them: the report is there all the same.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_stale(folder)
        place = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))
        return RefusedFiles(replace(files, files=tuple(_copy(files.files, place))), place)
    except OSError:
        return None


def make_folder(folder: Path) -> Path:
    """Make an empty folder for files that are written again. Raises StoreUnavailable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))
    except OSError as error:
        message = f"The file can't be written again ({error.strerror or error}). Make room on the disk."
        raise StoreUnavailable(message) from error


def remove_stale(folder: Path) -> None:
    """Delete what a process that was ended has left below a folder."""
    for path in folder.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(path, ignore_errors=True)


def _copy(files: Sequence[DataFile], place: Path) -> list[DataFile]:
    copies = [replace(file, path=place / str(at)) for at, file in enumerate(files)]
    for file, copy in zip(files, copies, strict=True):
        try:
            # On the same disk it takes no room.
            copy.path.hardlink_to(file.path)
        except OSError:
            shutil.copyfile(file.path, copy.path)
    return copies
