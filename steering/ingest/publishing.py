"""Releases put in force together, or proposed where somebody else has to approve: the one road to the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from steering.actors import Actor
from steering.cases.case import Case
from steering.warehouse import Manifest
from steering.warehouse.provenance import write_provenance
from steering.warehouse.removal import claim

if TYPE_CHECKING:
    # The records are handed in; checking a file must not load the database library.
    from steering.records import NewPublication, Proposal, Publication, Records, Source


def build_publication(
    manifest: Manifest, place: str, *, source: Source, expected_revision: int | None = None
) -> NewPublication:
    """Build what puts a release in force at a place: a case, or a cohort with all of its workspaces."""
    from steering.records import NewPublication

    return NewPublication(
        case_id=place,
        dataset=manifest.dataset,
        release_id=manifest.release,
        source=source,
        source_name=manifest.source_name,
        source_sha256=manifest.source_sha256,
        rows=manifest.rows,
        expected_revision=expected_revision,
    )


def waits(places: Sequence[str], case: Case | None, *, records: Records) -> bool:
    """Return whether somebody else has to approve what is published at places: by the case, or by their cohort."""
    asked = case is not None and case.charter.needs_approval and case.id in places
    return asked or records.needs_approval(places)


def publish_or_propose(
    releases: Sequence[tuple[Manifest, NewPublication]],
    case: Case | None,
    *,
    home: Path,
    records: Records,
    by: Actor,
    reason: str = "",
    mended: Mapping[str, Mapping[str, object]] | None = None,
) -> tuple[Publication, ...] | Proposal:
    """Put releases in force, all of them or none; where somebody else has to approve it, they wait instead.

    `mended` are by dataset the cells that somebody mended in its file before; they stand in the audit log.

    Raises:
        NotAllowed: who asks may not publish at one of the places.
        StaleRevision: of one of them other data is in force by now than was expected; nothing has changed.
        StoreUnavailable: a release was cleaned up, or the records can't be written now.
    """
    for manifest, release in releases:
        by.require("publish", release.case_id)
        claim(home, manifest.dataset, manifest.release)
        write_provenance(home, manifest)
    wanted = [release for _, release in releases]
    if waits([release.case_id for release in wanted], case, records=records):
        return records.proposals.make(wanted, by=by, reason=reason, mended=mended)
    return records.publish_all(wanted, by=by, reason=reason, mended=mended)
