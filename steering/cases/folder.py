"""A case's files, whether the case is a folder or a `.zip` of it."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from steering.errors import CaseRefused, Problem, quote_input

# A zip that holds more bytes than this is refused before anything is unpacked.
UNPACKED_LIMIT = 2_000_000_000
# What some systems add to every zip they make.
LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
# What `zipfile` raises for a file that is damaged, encrypted or packed in a way it can't undo.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


def open_folder(path: Path, workspace: Path) -> Path:
    """The folder of a case: the path itself, or a zip's contents unpacked below `workspace`.

    The folder has the name of the one folder within the zip; where there is none, that of the zip.

    Raises:
        CaseRefused: there is no such folder, or the zip is damaged, too large or leads outside itself.
    """
    if path.is_dir():
        return path
    if not path.exists():
        raise _refused(path, "nothing at this path", "Check the path; `python -m steering new DIR` makes a new case.")
    if not zipfile.is_zipfile(path):
        raise _refused(path, "a file that is no zip", "Give the case's folder, or a .zip of it.")
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpacked(path, archive, workspace)
    except DAMAGE as error:
        reason = getattr(error, "strerror", None) or error
        raise _refused(path, f"a zip that can't be unpacked ({reason})", "Make the zip again.") from error


def _unpacked(path: Path, archive: zipfile.ZipFile, workspace: Path) -> Path:
    members = [info for info in archive.infolist() if not info.is_dir() and not _litter(info)]
    _check(path, members)
    top = _top(members)
    stamp = path.stat()
    folder = workspace / f"{path.stem}-{stamp.st_mtime_ns:x}-{stamp.st_size:x}"
    target = folder / (top or path.stem.strip(".") or "case")
    if target.is_dir():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".", dir=folder))
    try:
        for info in members:
            _unpack(archive, info, staging / PurePosixPath(info.filename).relative_to(top))
        staging.rename(target)
    except OSError:
        if not target.is_dir():  # another process may have been faster
            raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return target


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(info) as packed, out.open("xb") as file:
        shutil.copyfileobj(packed, file)


def _litter(info: zipfile.ZipInfo) -> bool:
    return not set(LITTER).isdisjoint(PurePosixPath(info.filename).parts)


def _check(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if sum(info.file_size for info in members) > UNPACKED_LIMIT:
        raise _refused(path, "more than 2 GB when unpacked", "Give the folder instead of a zip.")
    for info in members:
        inner = PurePosixPath(info.filename)
        outside = inner.is_absolute() or not inner.parts or ".." in inner.parts
        if outside or "\\" in info.filename or ":" in info.filename:
            found = f"the entry {quote_input(info.filename)}, which leads outside"
            raise _refused(path, found, "Make the zip of one folder.")


def _top(members: list[zipfile.ZipInfo]) -> str:
    """The one folder that holds everything in the zip, or nothing where its contents are at the top."""
    names = [PurePosixPath(info.filename) for info in members]
    tops = {name.parts[0] for name in names}
    return tops.pop() if len(tops) == 1 and all(len(name.parts) > 1 for name in names) else ""


def _refused(path: Path, found: str, remedy: str) -> CaseRefused:
    problem = Problem(file=path.name, found=found, expected="a case folder, or a .zip of one", remedy=remedy)
    return CaseRefused(f"The case {path.name}", [problem])
