"""A file that somebody uploads: staged, looked at, then published to the case or let go; and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from steering.actors import Actor
from steering.cases.case import Case
from steering.cases.dataset_files import is_ignored, is_manifest
from steering.ingest import IngestReport, load
from steering.ingest.export_manifest import find_missing
from steering.ingest.file_set import DataFile, file_set
from steering.ingest.mended import MendedCells
from steering.ingest.publish import publish_release, with_source
from steering.ingest.refused_files import RefusedFiles, keep_files
from steering.ingest.release_months import replace_months
from steering.progress import ProgressCallback
from steering.warehouse import Manifest, releases

if TYPE_CHECKING:
    from steering.records import Publication, Records

# Where files are while they are checked and mended, below the home.
FOLDER = "uploads"
# Errors that are kept of a file, to be mended: so many are some ten megabytes.
MOST_PROBLEMS = 20_000


@dataclass(frozen=True, kw_only=True)
class StagedUpload:
    """A file after its check. Without errors it has a release, which nobody sees until it is published.

    `is_new` says that the release was not there before this file. `refused` are copies of files whose rows have errors:
    they can be taken along with their problems, and mended; `mended` is what was.
    """

    dataset: str
    name: str
    report: IngestReport
    manifest: Manifest | None
    is_new: bool = False
    refused: RefusedFiles | None = None
    mended: MendedCells | None = None


def stage_files(
    brought: Sequence[DataFile],
    dataset: str,
    case: Case,
    *,
    home: Path,
    by: str,
    progress: ProgressCallback | None = None,
) -> StagedUpload:
    """Check files as one dataset and keep their rows as a release; what is in force stays in force.

    Each has its own name, as the uploader's machine calls it; what an export wrote beside the data is no data. Files
    that are refused for their rows are kept as they are, to be mended.

    Raises:
        UnknownName: there is no such dataset.
        StoreUnavailable: the files can't be checked or kept now.
    """
    data = [file for file in brought if len(brought) == 1 or not (is_ignored(file.name) or is_manifest(file.name))]
    manifests = [file for file in brought if is_manifest(file.name)]
    missing = (find_missing(file.path, file.name, [file.name for file in data]) for file in manifests)
    files = file_set(data or brought, [warning for warning in missing if warning and data != brought])
    result = load(files, dataset, home, by=by, team_tag=case.charter.team_tag, progress=progress, most=MOST_PROBLEMS)
    manifest, report = result.manifest and with_source(result.manifest, files), result.report
    # Without rows it could not be read as a table: then there are no cells to mend.
    is_table = manifest is None and report.readable and report.rows > 0
    return StagedUpload(
        dataset=dataset,
        name=files.name,
        report=report,
        manifest=manifest,
        is_new=result.is_new,
        refused=keep_files(files, home / FOLDER) if is_table else None,
    )


def publish(upload: StagedUpload, case: Case, *, records: Records, by: Actor) -> Publication:
    """Put a staged release in force for a case that asks for no approval, whatever is in force by now.

    Raises:
        StoreUnavailable: the records can't be written now; what was in force still is.
    """
    if upload.manifest is None:
        raise ValueError(f"{upload.name} was refused and has nothing to publish")
    return publish_release(upload.manifest, case.id, records=records, by=by, source="upload", mended=upload.mended)


def merge_months(
    upload: StagedUpload,
    current: Manifest,
    case: Case,
    *,
    home: Path,
    by: str,
    progress: ProgressCallback | None = None,
) -> StagedUpload:
    """Stage the release in which the months of a staged one replace those of the current one, and others stay.

    Raises:
        FileRefused: the two don't go together; nothing has changed.
        StoreUnavailable: a release can't be read or written now.
    """
    if upload.manifest is None:
        raise ValueError(f"{upload.name} was refused and has nothing to publish")
    tag = case.charter.team_tag
    result = replace_months(home, upload.manifest, current, by=by, team_tag=tag, progress=progress)
    # The upload is what brought these rows.
    manifest = replace(result.manifest, source_sha256=upload.manifest.source_sha256)
    return replace(upload, manifest=manifest, is_new=result.is_new, refused=None)


def discard(upload: StagedUpload, *, home: Path, records: Records) -> bool:
    """Let go of a staged file, and of its release where nothing else can need it; says whether that is gone.

    It stays where it was there before, where it was ever in force, and where somebody else has brought the same data.

    Raises:
        StoreUnavailable: the records can't be read now; nothing was removed.
    """
    if upload.refused:
        upload.refused.remove()
    if upload.manifest is None or not upload.is_new:
        return False
    dataset, release = upload.manifest.dataset, upload.manifest.release
    return not records.is_referenced(dataset, release) and releases.delete_if_unclaimed(home, dataset, release)
