"""What a stored release holds and where it lies; and what is said, and done, about one that is damaged."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from steering.errors import Problem, StoreUnavailable

FOLDER = "releases"
ROWS = "rows.parquet"
MANIFEST = "manifest.json"
# Begins the name of a folder with a release that was damaged and put aside.
DAMAGED = ".damaged-"
_DATASET = re.compile(r"[a-z][a-z0-9_]{0,63}")
_RELEASE = re.compile(r"[0-9a-f]{64}")


class DamagedRelease(StoreUnavailable):
    """A release is missing, or is not what was stored."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a release holds, where it came from, and how to tell that it is intact.

    `columns` are (name, type) in order, with the types of rows.parquet. `period` is the first and last
    month as `YYYY-MM`, or None. `sums` are control totals as exact decimal text, `last_month` those of stocks in
    the last month. `created_at` is UTC, ISO 8601. `warnings` lists up to 1,000 of `warning_count`. `team_tag` is
    the tag whose value a cost release holds in `_team`.
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
    last_month: Mapping[str, str] = field(default_factory=dict)


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


def any_release(home: Path) -> bool:
    """Whether any release is stored, of whatever dataset."""
    return next((home / FOLDER).glob(f"*/*/{MANIFEST}"), None) is not None


def read_manifest(home: Path, dataset: str, release: str) -> Manifest:
    """The manifest of a stored release.

    Raises:
        DamagedRelease: the release is not there, or its folder is damaged.
    """
    folder = folder_of(home, dataset, release)
    if not folder.exists() and (aside := _find_damaged_folder(folder)):
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
        found = _find_damaged_folder(final)
        if found is None:
            return _damage_error(dataset, release, f"the SHA-256 of {ROWS} is not the one in {MANIFEST}")
        aside = found
    return _aside_error(dataset, release, aside)


def _find_damaged_folder(final: Path) -> Path | None:
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
