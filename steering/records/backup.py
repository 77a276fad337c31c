"""A backup of an installation: all that it keeps in one zip, taken while the app writes, and put back elsewhere."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import IO

from pydantic import ValidationError

from steering.archives import DAMAGE
from steering.errors import SteercoError, StoreUnavailable
from steering.field_types import checks_of
from steering.records.database import FILE, Database

FORMAT = 1
CONTENTS = "backup.json"
# What lies in a home for a while only, or is unpacked again when it is missing.
PASSING = ("uploads", "cases", "checked")
UNFINISHED = ".unfinished-"
CHUNK = 1 << 20
NO_BACKUP = "{} is no backup of this app: {}. Take the file as `backup` wrote it."


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file in a backup, by its path below the home."""

    path: str
    size: int
    sha256: str
    mode: int


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What a backup says of itself."""

    made_at: str
    files: tuple[StoredFile, ...]
    format: int = FORMAT

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(file.size for file in self.files)


def write_backup(database: Database, home: Path, path: Path) -> Contents:
    """Write a backup of a home to a new file that its owner alone can read.

    The records come first, so that whatever they name is in the backup: releases and recordings never change.

    Raises:
        SteercoError: there is a file already, it would lie in the home, or it can't be written.
    """
    home, path = home.resolve(), path.absolute()
    if path.exists():
        raise SteercoError(f"{path} is there already. Choose another name, or move it away.")
    if path.resolve().is_relative_to(home):
        raise SteercoError(f"{path} lies in {home}, which is backed up. Choose a place elsewhere.")
    part = path.with_name(f"{path.name}{UNFINISHED}{token_hex(4)}")
    records = part.with_name(f"{part.name}.records")
    try:
        _make_private(part)
        _make_private(records)
        with closing(sqlite3.connect(records)) as copy:
            database.copy_into(copy)
        with zipfile.ZipFile(part, "w", allowZip64=True) as archive:
            files = [_add(archive, records, FILE), *_add_all(archive, home)]
            contents = Contents(made_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), files=tuple(files))
            archive.writestr(CONTENTS, json.dumps(asdict(contents), indent=1))
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise StoreUnavailable(f"The backup can't be written: {error}. Free some space, or choose a place.") from error
    finally:
        part.unlink(missing_ok=True)
        records.unlink(missing_ok=True)
    return contents


def restore_backup(path: Path, home: Path) -> Contents:
    """Put a backup into a home that is empty or does not exist: all of it, or nothing.

    Raises:
        SteercoError: there is something in the home, or the file is no backup, damaged, or can't be unpacked.
    """
    home = home.absolute()
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise SteercoError(f"{home} is not empty. Choose a folder that is, or move it away.")
    part = home.with_name(f"{home.name}{UNFINISHED}{token_hex(4)}")
    try:
        with zipfile.ZipFile(path) as archive:
            contents = _read_contents(archive, path)
            part.mkdir(parents=True, mode=0o700)
            for file in contents.files:
                _unpack(archive, file, part / file.path, path)
        _check_records(part / FILE, path)
        if home.exists():
            home.rmdir()
        part.replace(home)
    except OSError as error:
        raise SteercoError(f"{path} can't be restored: {error}.") from error
    except DAMAGE as error:
        raise SteercoError(NO_BACKUP.format(path, f"it can't be unpacked ({error})")) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return contents


def _make_private(path: Path) -> None:
    """Make an empty file that its owner alone can read: a backup holds keys."""
    path.touch(mode=0o600, exist_ok=False)


def _add_all(archive: zipfile.ZipFile, home: Path) -> Iterator[StoredFile]:
    for path in sorted(home.rglob("*")):
        inner = path.relative_to(home)
        passing = inner.parts[0] in PASSING or any(UNFINISHED in part for part in inner.parts)
        is_records = len(inner.parts) == 1 and inner.name.startswith(FILE)
        if passing or is_records or path.is_symlink() or not path.is_file():
            continue
        # What was there a moment ago and is not any more was of no use, such as a file being written.
        with suppress(FileNotFoundError):
            yield _add(archive, path, inner.as_posix())


def _add(archive: zipfile.ZipFile, path: Path, inner: str) -> StoredFile:
    """Add a file as it is now; what grows meanwhile is cut where it began to."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source:
        mode = stat.S_IMODE(os.fstat(source.fileno()).st_mode)
        with archive.open(zipfile.ZipInfo(inner), "w", force_zip64=True) as target:
            while chunk := source.read(CHUNK):
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
    return StoredFile(path=inner, size=size, sha256=digest.hexdigest(), mode=mode)


def _read_contents(archive: zipfile.ZipFile, path: Path) -> Contents:
    try:
        value = json.loads(archive.read(CONTENTS))
        contents = checks_of(Contents).validate_python(value)
    except KeyError as error:
        raise SteercoError(NO_BACKUP.format(path, f"it has no {CONTENTS}")) from error
    except (ValueError, ValidationError) as error:
        raise SteercoError(NO_BACKUP.format(path, f"its {CONTENTS} can't be read")) from error
    if contents.format != FORMAT:
        raise SteercoError(NO_BACKUP.format(path, f"it has format {contents.format}, this version reads {FORMAT}"))
    names = [file.path for file in contents.files]
    if FILE not in names or len(set(names)) != len(names):
        raise SteercoError(NO_BACKUP.format(path, "it has no records, or a file twice"))
    for name in names:
        inner = PurePosixPath(name)
        if inner.is_absolute() or not inner.parts or ".." in inner.parts or "\\" in name or ":" in name:
            raise SteercoError(NO_BACKUP.format(path, f"the entry {name!r} leads outside"))
    return contents


def _unpack(archive: zipfile.ZipFile, file: StoredFile, place: Path, path: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        source = archive.open(file.path)
    except KeyError as error:
        raise SteercoError(NO_BACKUP.format(path, f"{file.path} is missing")) from error
    with source, place.open("xb") as target:
        if _copy(source, target, file.size) != file.sha256:
            raise SteercoError(NO_BACKUP.format(path, f"{file.path} is not as it was written"))
    place.chmod(file.mode & 0o777)


def _copy(source: IO[bytes], target: IO[bytes], size: int) -> str:
    """Copy what there should be and one chunk more at most; return the hash of what was copied."""
    digest, count = hashlib.sha256(), 0
    while count <= size and (chunk := source.read(CHUNK)):
        target.write(chunk)
        digest.update(chunk)
        count += len(chunk)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest()


def _check_records(records: Path, path: Path) -> None:
    with closing(sqlite3.connect(records)) as connection:
        try:
            (answer,) = connection.execute("pragma integrity_check(1)").fetchone()
        except sqlite3.Error as error:
            answer = str(error)
    if answer != "ok":
        raise SteercoError(NO_BACKUP.format(path, f"its records are damaged ({answer})"))
