"""A case's files, whether the case is a folder or a `.zip` of it."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from steering.errors import CaseRefused, Problem

UNPACKED_LIMIT = 2_000_000_000
"""A zip that holds more bytes than this is refused before anything is unpacked."""


def opened(path: Path, workspace: Path) -> Path:
    """The folder of a case: the path itself, or a zip's contents unpacked below `workspace`.

    Raises:
        CaseRefused: there is no such folder, or the zip is damaged, too large or leads outside itself.
    """
    if path.is_dir():
        return path
    if not path.exists():
        raise _refused(path, "nothing at this path", "Check the path; `python -m steering new DIR` makes a new case.")
    if not zipfile.is_zipfile(path):
        raise _refused(path, "a file that is no zip", "Give the case's folder, or a .zip of it.")
    return _unpacked(path, workspace)


def _unpacked(path: Path, workspace: Path) -> Path:
    stamp = path.stat()
    target = workspace / f"{path.stem}-{stamp.st_mtime_ns:x}-{stamp.st_size:x}" / path.stem
    if target.is_dir():
        return target
    with zipfile.ZipFile(path) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        _check(path, members)
        staging = target.with_name(f".{path.stem}.{os.getpid()}")
        try:
            for info, inner in _placed(members):
                out = staging / inner
                out.parent.mkdir(parents=True, exist_ok=True)
                out.write_bytes(archive.read(info))
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
            raise _refused(path, f"a zip that can't be read ({error})", "Make the zip again.") from error
    if not target.is_dir():
        staging.rename(target)
    return target


def _check(path: Path, members: list[zipfile.ZipInfo]) -> None:
    if sum(info.file_size for info in members) > UNPACKED_LIMIT:
        raise _refused(path, "more than 2 GB when unpacked", "Give the folder instead of a zip.")
    for info in members:
        inner = PurePosixPath(info.filename)
        if inner.is_absolute() or ".." in inner.parts or "\\" in info.filename:
            raise _refused(path, f"the entry {info.filename!r}, which leads outside", "Make the zip of one folder.")


def _placed(members: list[zipfile.ZipInfo]) -> Iterator[tuple[zipfile.ZipInfo, PurePosixPath]]:
    """Entries with their place in the case, whether the zip holds the folder or its contents."""
    names = [PurePosixPath(info.filename) for info in members]
    tops = {name.parts[0] for name in names}
    nested = len(tops) == 1 and all(len(name.parts) > 1 for name in names)
    for info, name in zip(members, names, strict=True):
        yield info, PurePosixPath(*name.parts[1:]) if nested else name


def _refused(path: Path, found: str, remedy: str) -> CaseRefused:
    problem = Problem(file=path.name, found=found, expected="a case folder, or a .zip of one", remedy=remedy)
    return CaseRefused(f"The case {path.name}", [problem])
