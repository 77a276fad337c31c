"""Zip archives of others: what they hold is judged by their own list, before anything is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import PurePosixPath

from steering.errors import quote_input

# A zip that holds more bytes than this is refused before anything is unpacked.
UNPACKED_LIMIT = 2_000_000_000
# Beyond so many bytes, a zip that grows to more than this many times its size is one made to fill a disk.
SUSPICIOUS_BYTES = 50_000_000
MOST_EXPANSION = 200
MOST_ENTRIES = 10_000
# What some systems add to every zip they make.
LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
# What `zipfile` raises for a file that is damaged, encrypted or packed in a way it can't undo.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


def list_members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files in a zip, without folders and what some systems add."""
    return [info for info in archive.infolist() if not info.is_dir() and not _is_litter(info)]


def find_zip_fault(members: list[zipfile.ZipInfo], packed: int) -> tuple[str, bool] | None:
    """What is wrong with a zip of `packed` bytes, and whether it is its size; None where it may be unpacked."""
    unpacked = sum(info.file_size for info in members)
    if len(members) > MOST_ENTRIES:
        return f"{len(members):,} files, more than {MOST_ENTRIES:,}", True
    if unpacked > UNPACKED_LIMIT:
        return "more than 2 GB when unpacked", True
    if unpacked > SUSPICIOUS_BYTES and unpacked > MOST_EXPANSION * packed:
        return f"{packed:,} bytes that unpack to {unpacked:,}, more than {MOST_EXPANSION} times as many", True
    for info in members:
        inner = PurePosixPath(info.filename)
        outside = inner.is_absolute() or not inner.parts or ".." in inner.parts
        if outside or "\\" in info.filename or ":" in info.filename:
            return f"the entry {quote_input(info.filename)}, which leads outside", False
    return None


def _is_litter(info: zipfile.ZipInfo) -> bool:
    return not set(LITTER).isdisjoint(PurePosixPath(info.filename).parts)
