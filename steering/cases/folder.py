"""A case's files, whether the case is a folder or a `.zip` of it: regular files within the folder, and no others."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import tempfile
import unicodedata
import zipfile
from itertools import islice
from pathlib import Path, PurePosixPath

from steering.archives import DAMAGE, find_zip_fault, list_members
from steering.errors import CaseRefused, Problem, quote_input

# The most names of one folder of a case that are looked at.
MOST_NAMES = 2_000
LONGEST_ID = 128
# Where the cases of workspaces are below the home of an installation, each in a folder named by its id.
WORKSPACES = "workspaces"


def open_folder(path: Path, workspace: Path) -> Path:
    """Return the folder of a case: the path itself, or a zip's contents unpacked below `workspace`.

    The folder has the name of the one folder within the zip; where there is none, that of the zip.

    Raises:
        CaseRefused: there is no such folder, its name is no id, or the zip is damaged, too large or leads outside
            itself.
    """
    check_id(path, path.stem if path.is_file() else id_of(path))
    if path.is_dir():
        return path
    if not path.exists():
        raise _refuse(path, "nothing at this path", "Check the path; `python -m steering new DIR` makes a new case.")
    if not path.is_file() or not zipfile.is_zipfile(path):
        raise _refuse(path, "a file that is no zip", "Give the case's folder, or a .zip of it.")
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpack(path, archive, workspace)
    except DAMAGE as error:
        reason = getattr(error, "strerror", None) or error
        raise _refuse(path, f"a zip that can't be unpacked ({reason})", "Make the zip again.") from error


def id_of(folder: Path) -> str:
    """Return the id of the case in a folder: its name, also where the path is `.` or `..`."""
    return folder.name if folder.name not in ("", "..") else folder.resolve().name


def find_fault(folder: Path, path: Path) -> str:
    """Return what is in the place of a regular file within a case's folder; empty where it is one."""
    try:
        real = path.resolve(strict=True)
        status = real.stat()
    except FileNotFoundError:
        return "a link to nothing"
    except (OSError, RuntimeError) as error:
        return f"what can't be read ({getattr(error, 'strerror', None) or 'its links go round in a circle'})"
    if not real.is_relative_to(folder.resolve()):
        return "a link that leads outside the case's folder"
    if stat.S_ISREG(status.st_mode):
        return ""
    return "a folder" if stat.S_ISDIR(status.st_mode) else "a device or a pipe"


def read_regular(folder: Path, path: Path, limit: int) -> bytes:
    """Return the bytes of a regular file within a case's folder.

    Raises:
        FileNotFoundError: there is nothing at this path.
        ValueError: it is no regular file, leads outside, or holds more than `limit` bytes.
        OSError: it can't be read.
    """
    if not os.path.lexists(path):
        raise FileNotFoundError(path)
    if fault := find_fault(folder, path):
        raise ValueError(fault)
    # Without blocking: somebody may have put a pipe in its place since.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise ValueError(f"a file of over {limit // 1_000_000} MB")
    return content


def list_names(folder: Path) -> list[str]:
    """Return the sorted names in a folder, up to a limit; none where there is no folder."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in islice(entries, MOST_NAMES))
    except OSError:
        return []


def has_more_names(folder: Path) -> bool:
    """Return whether a folder has more names than that limit."""
    try:
        with os.scandir(folder) as entries:
            return next(islice(entries, MOST_NAMES, None), None) is not None
    except OSError:
        return False


def check_id(path: Path, name: str) -> None:
    """Refuse a name that can't be shown, or that no record takes as the id of a case."""
    strange = next((sign for sign in name if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")), "")
    if strange or not name.strip() or len(name) > LONGEST_ID:
        found = f"the name {quote_input(name)}"
        found += f" with the character U+{ord(strange):04X}" if strange else f" of {len(name)} characters"
        remedy = f"Give the case's folder a name of 1 to {LONGEST_ID} characters that can be seen."
        raise _refuse(path, found, remedy)


def _unpack(path: Path, archive: zipfile.ZipFile, workspace: Path) -> Path:
    members = list_members(archive)
    if fault := find_zip_fault(members, path.stat().st_size):
        found, is_size = fault
        raise _refuse(path, found, "Give the folder instead of a zip." if is_size else "Make the zip of one folder.")
    top = _top(members)
    if top:
        check_id(path, top)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:32]
    folder = workspace / f"{path.stem}-{digest}"
    target = folder / (top or path.stem.strip(".") or "case")
    if not target.is_dir():
        _unpack_members(archive, members, target, top)
    _remove_older(path.stem, folder)
    return target


def _unpack_members(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], target: Path, top: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".", dir=target.parent))
    try:
        for info in members:
            out = staging / PurePosixPath(info.filename).relative_to(top)
            out.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(info) as packed, out.open("xb") as file:
                shutil.copyfileobj(packed, file)
        staging.rename(target)
    except OSError:
        if not target.is_dir():  # another process may have been faster
            raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _remove_older(stem: str, current: Path) -> None:
    """Remove what earlier versions of a zip were unpacked to."""
    pattern = re.compile(re.escape(stem) + r"-([0-9a-f]{32}|[0-9a-f]{14,17}-[0-9a-f]+)")
    for folder in current.parent.iterdir():
        if folder != current and pattern.fullmatch(folder.name):
            shutil.rmtree(folder, ignore_errors=True)


def _top(members: list[zipfile.ZipInfo]) -> str:
    """Return the one folder that holds everything in the zip, or nothing where its contents are at the top."""
    names = [PurePosixPath(info.filename) for info in members]
    tops = {name.parts[0] for name in names}
    return tops.pop() if len(tops) == 1 and all(len(name.parts) > 1 for name in names) else ""


def _refuse(path: Path, found: str, remedy: str) -> CaseRefused:
    # A name that would move the cursor of a terminal is written out.
    name = path.name if path.name.isprintable() else quote_input(path.name)
    problem = Problem(file=name, found=found, expected="a case folder, or a .zip of one", remedy=remedy)
    return CaseRefused(f"The case {name}", [problem])
