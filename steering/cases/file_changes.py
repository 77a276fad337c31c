"""The files of one case held against those of another: which are added, changed and removed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from steering.cases.folder import find_fault

Kind = Literal["added", "changed", "removed"]


@dataclass(frozen=True, kw_only=True)
class FileState:
    """What a file holds, by its bytes and their SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class FileChange:
    """A file that is another one in the new case; None where it is not there."""

    name: str
    before: FileState | None
    after: FileState | None

    @property
    def kind(self) -> Kind:
        """What becomes of it."""
        return "added" if self.before is None else "removed" if self.after is None else "changed"


def compare_files(old: Path, new: Path) -> tuple[FileChange, ...]:
    """Return the files that differ between two folders of a case, in the order of their names."""
    before, after = _hash_files(old), _hash_files(new)
    return tuple(
        FileChange(name=name, before=before.get(name), after=after.get(name))
        for name in sorted(before | after)
        if before.get(name) != after.get(name)
    )


def _hash_files(folder: Path) -> dict[str, FileState]:
    paths = [path for path in folder.rglob("*") if path.is_file() and not find_fault(folder, path)]
    return {path.relative_to(folder).as_posix(): _hash_file(path) for path in paths}


def _hash_file(path: Path) -> FileState:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileState(size=path.stat().st_size, sha256=digest)
