"""A file made a release and put in force for a case: the one road for uploads, folders and commands.

The release is complete on disk before the records point at it, in one transaction; a crash at any moment
leaves what was in force before.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from steering.actors import Actor
from steering.catalog.contracts import CATALOG
from steering.ingest.file_set import Files, FileSet, gather
from steering.ingest.mended import MendedCells
from steering.ingest.pipeline import TEAM_TAG, accept
from steering.progress import ProgressCallback
from steering.warehouse import Manifest

if TYPE_CHECKING:
    # The records are handed in; checking a file must not load the database library.
    from steering.records import Publication, Records, Source


def publish(
    files: Files,
    dataset: str,
    case_id: str,
    *,
    home: Path,
    records: Records,
    by: Actor,
    source: Source,
    catalog: Path = CATALOG,
    team_tag: str = TEAM_TAG,
    progress: ProgressCallback | None = None,
) -> Publication:
    """Accept a file and put its release in force for a case; `team_tag` is the case's own.

    Raises:
        FileRefused: the file has errors; nothing has changed.
        UnknownName: there is no such dataset.
        StoreUnavailable: the release or the records can't be written now; what was in force still is.
    """
    file_set = gather(files)
    manifest = accept(file_set, dataset, home, by=by.id, catalog=catalog, team_tag=team_tag, progress=progress)
    return publish_release(with_source(manifest, file_set), case_id, records=records, by=by, source=source)


def with_source(manifest: Manifest, files: FileSet) -> Manifest:
    """A release's manifest with the files that brought its rows this time: the same rows may come from many."""
    return replace(manifest, source_name=files.name, source_bytes=files.size, source_sha256=files.digest())


def publish_release(
    manifest: Manifest,
    case_id: str,
    *,
    records: Records,
    by: Actor,
    source: Source,
    mended: MendedCells | None = None,
) -> Publication:
    """Put a release that was accepted before in force for a case; `mended` are cells that somebody mended for it."""
    return records.publish(
        case_id,
        manifest.dataset,
        manifest.release,
        by=by,
        source=source,
        source_name=manifest.source_name,
        source_sha256=manifest.source_sha256,
        rows=manifest.rows,
        mended=mended.as_dict() if mended else None,
    )
