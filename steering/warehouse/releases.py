"""Immutable releases on disk: `releases/<dataset>/<id>/` with rows.parquet and manifest.json.

A release is written under a temporary name beside its final one, flushed to the disk and renamed, so that
a crash leaves either all of it or nothing. The same data has the same id and is kept once.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from steering.errors import Problem, StoreUnavailable

FOLDER = "releases"
ROWS = "rows.parquet"
MANIFEST = "manifest.json"
# A file beside the rows: somebody else than its maker has stored this release too, and counts on it.
CLAIMED = "taken"
UNFINISHED = ".unfinished-"
# Begins the name of a folder with a release that was damaged and put aside.
DAMAGED = ".damaged-"
STALE_SECONDS = 3600
_DATASET = re.compile(r"[a-z][a-z0-9_]{0,63}")
_RELEASE = re.compile(r"[0-9a-f]{64}")


class DamagedRelease(StoreUnavailable):
    """A release is missing, or is not what was stored."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a release holds, where it came from, and how to tell that it is intact.

    `columns` are (name, type) in order, with the types of rows.parquet. `period` is the first and last
    month as `YYYY-MM`, or None. `sums` are control totals as exact decimal text. `created_at` is UTC,
    ISO 8601. `warnings` lists up to 1,000 of `warning_count`. `team_tag` is the tag whose value a cost
    release holds in `_team`.
    """

    release: str
    dataset: str
    contract_version: str
    rows: int
    columns: tuple[tuple[str, str], ...]
    period: tuple[str, str] | None
    sums: Mapping[str, Any]
    source_name: str
    source_bytes: int
    source_sha256: str
    created_at: str
    created_by: str
    warning_count: int
    warnings: tuple[Problem, ...]
    parquet_sha256: str
    parquet_bytes: int
    team_tag: str | None = None


def folder_of(home: Path, dataset: str, release: str) -> Path:
    """Where a release lies, whether it exists or not."""
    if not _DATASET.fullmatch(dataset) or not _RELEASE.fullmatch(release):
        raise StoreUnavailable(f"There is no release {release!r} of {dataset!r}: that is not a release id.")
    return home / FOLDER / dataset / release


def rows_path(home: Path, dataset: str, release: str) -> Path:
    """The Parquet file with a release's rows."""
    return folder_of(home, dataset, release) / ROWS


def exists(home: Path, dataset: str, release: str) -> bool:
    """Whether that release is stored."""
    return (folder_of(home, dataset, release) / MANIFEST).is_file()


def read_manifest(home: Path, dataset: str, release: str) -> Manifest:
    """The manifest of a stored release.

    Raises:
        DamagedRelease: the release is not there, or its folder is damaged.
    """
    folder = folder_of(home, dataset, release)
    if not folder.exists() and (aside := _damaged_folder(folder)):
        raise _aside_error(dataset, release, aside)
    try:
        manifest = _parse_manifest((folder / MANIFEST).read_text(encoding="utf-8"))
        size = (folder / ROWS).stat().st_size
    except FileNotFoundError as error:
        raise _damage_error(dataset, release, f"{Path(error.filename).name} is missing") from error
    except OSError as error:
        raise _damage_error(dataset, release, f"it cannot be read ({error.strerror})") from error
    except (ValueError, TypeError, KeyError) as error:
        raise _damage_error(dataset, release, f"{MANIFEST} is not readable") from error
    if size != manifest.parquet_bytes:
        raise _damage_error(dataset, release, f"{ROWS} has {size} bytes instead of {manifest.parquet_bytes}")
    if (manifest.dataset, manifest.release) != (dataset, release):
        raise _damage_error(dataset, release, f"{MANIFEST} belongs to {manifest.dataset} {manifest.release}")
    return manifest


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


def _parse_manifest(text: str) -> Manifest:
    names = {field.name for field in fields(Manifest)}
    values = {key: value for key, value in json.loads(text).items() if key in names}
    values["columns"] = tuple((name, kind) for name, kind in values["columns"])
    values["period"] = tuple(values["period"]) if values["period"] else None
    values["warnings"] = tuple(Problem(**warning) for warning in values["warnings"])
    return Manifest(**values)


def put_aside(home: Path, dataset: str, release: str) -> DamagedRelease:
    """Rename a release whose rows are not what was stored, so that nothing reads it; the error to raise for it.

    Nothing is deleted: whoever wants to find out what happened has the files.
    """
    final = folder_of(home, dataset, release)
    aside = final.with_name(f"{DAMAGED}{release}-{time.time_ns():x}")
    try:
        final.rename(aside)
    except OSError:
        # Another process was faster, or this one may not change the folder: then it is only told.
        found = _damaged_folder(final)
        if found is None:
            return _damage_error(dataset, release, f"the SHA-256 of {ROWS} is not the one in {MANIFEST}")
        aside = found
    return _aside_error(dataset, release, aside)


def _damaged_folder(final: Path) -> Path | None:
    """The folder as which a release was put aside last."""
    return max(final.parent.glob(f"{DAMAGED}{final.name}-*"), default=None, key=lambda path: path.stat().st_mtime_ns)


def _aside_error(dataset: str, release: str, aside: Path) -> DamagedRelease:
    what = f"the SHA-256 of {ROWS} is not the one in {MANIFEST}, so it was put aside as {FOLDER}/{dataset}/{aside.name}"
    return _damage_error(dataset, release, what)


def _damage_error(dataset: str, release: str, what: str) -> DamagedRelease:
    return DamagedRelease(
        f"The {dataset} release {release[:12]}… is missing or damaged: {what}. "
        "Load the same file again to restore it, or roll back to the release before."
    )


@contextmanager
def _disk_errors(doing: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(
            f"Could not {doing}: {error.strerror or error}. "
            "Check that the folder is writable and the disk has space, then try again."
        ) from error
