"""Releases put in force and taken back, each in one transaction with its entry in the audit log."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import sqlalchemy as sa

from steering.actors import Actor
from steering.errors import NotAllowed, quote_input
from steering.records import audit_log, publications, release_uses
from steering.records.database import Database
from steering.records.proposals import ProposalRecords
from steering.records.publications import NewPublication, Publication, Source
from steering.records.release_quota import check_release_quotas
from steering.records.release_uses import ReleaseRecords
from steering.records.workspaces import needs_approval

APPROVAL = "In this cohort somebody else has to approve what is published. Propose it, and it waits for them."
GONE = "The {} release {} was cleaned up, so there is nothing to go back to. Upload its file again."


class PublicationRecords(Database):
    """Which releases are in force, for cases and cohorts, and every change of that."""

    @cached_property
    def proposals(self) -> ProposalRecords:
        """Publications that wait for somebody else's approval."""
        return ProposalRecords(self)

    @cached_property
    def releases(self) -> ReleaseRecords:
        """What releases are used for, and which were cleaned up."""
        return ReleaseRecords(self)

    def publish(
        self,
        case_id: str,
        dataset: str,
        release_id: str,
        *,
        by: Actor,
        source: Source,
        source_name: str,
        source_sha256: str,
        rows: int,
        expected_revision: int | None = None,
        reason: str = "",
        mended: Mapping[str, object] | None = None,
    ) -> Publication:
        """Put a release in force for a case, or for all workspaces of a cohort, from now on; see `publish_all`."""
        release = NewPublication(
            case_id=case_id,
            dataset=dataset,
            release_id=release_id,
            source=source,
            source_name=source_name,
            source_sha256=source_sha256,
            rows=rows,
            expected_revision=expected_revision,
        )
        return self.publish_all([release], by=by, reason=reason, mended={dataset: mended} if mended else {})[0]

    def publish_all(
        self,
        releases: Sequence[NewPublication],
        *,
        by: Actor,
        reason: str = "",
        mended: Mapping[str, Mapping[str, object]] | None = None,
    ) -> tuple[Publication, ...]:
        """Put several releases in force at the same moment, all of them or none.

        `mended` are by dataset the cells that somebody mended in its file before; they stand in the audit log.

        Raises:
            NotAllowed: who asks may not publish at one of the places, or somebody else has to approve it there.
            QuotaReached: they, or the cohort, have published as many uploads as they may within a day.
            StaleRevision: of one of them another entry than the expected one is in force by now; nothing has changed.
        """
        for release in releases:
            by.require("publish", release.case_id)

        def work(connection: sa.Connection) -> tuple[Publication, ...]:
            brought = {release.case_id for release in releases if release.source != "folder"}
            if any(needs_approval(connection, place) for place in sorted(brought)):
                raise NotAllowed(APPROVAL)
            check_release_quotas(connection, releases, by.id, self.quotas)
            return tuple(_publish(connection, release, by, reason, mended or {}) for release in releases)

        return self.write(work, place=[release.case_id for release in releases])

    def roll_back(
        self,
        case_id: str,
        dataset: str,
        *,
        by: Actor,
        expected_revision: int | None = None,
        to: int | None = None,
        reason: str = "",
    ) -> Publication:
        """Put an earlier release in force again: that of the entry with the id `to`, or the one before.

        `expected_revision` is the id of the entry that somebody saw in force when they decided.

        Raises:
            NothingToRollBack: there is none before it, or it is the one in force.
            StaleRevision: another entry than `expected_revision` is in force by now; nothing has changed.
            NotAllowed: who asks may not publish there, or the release was cleaned up.
            UnknownName: there is no such entry.
        """
        by.require("publish", case_id)

        def work(connection: sa.Connection) -> Publication:
            entry = publications.roll_back(
                connection, case_id, dataset, by.id, expected_revision=expected_revision, to=to, reason=reason
            )
            if release_uses.is_removed(connection, case_id, dataset, entry.release_id):
                raise NotAllowed(GONE.format(dataset, quote_input(entry.release_id[:8])))
            facts = {"dataset": dataset, "release": entry.release_id, "reason": entry.reason}
            audit_log.append(connection, by, "roll-back", place=case_id, subject=dataset, **facts)
            return entry

        return self.write(work, place=case_id)

    def needs_approval(self, places: Collection[str]) -> bool:
        """Return whether the cohort of one of these places asks that somebody else approve what is published there."""
        return self.read(lambda connection: any(needs_approval(connection, place) for place in places))

    def in_force(self, case_id: str) -> Mapping[str, Publication]:
        """Return which publication is in force for each dataset of a case."""
        return self.read(lambda connection: publications.current(connection, case_id))

    def history(self, case_id: str, dataset: str) -> tuple[Publication, ...]:
        """Return all publications and rollbacks of a case's dataset, oldest first."""
        return self.read(lambda connection: publications.history(connection, case_id, dataset))

    def histories(self, case_ids: Collection[str]) -> Mapping[str, Mapping[str, tuple[Publication, ...]]]:
        """Return all publications of several cases as of one moment: by case, then by dataset, oldest first."""
        return self.read(lambda connection: publications.histories(connection, case_ids))

    def is_referenced(self, dataset: str, release_id: str) -> bool:
        """Return whether a release is or was in force for any case and was not cleaned up, or waits for approval."""
        return self.read(lambda connection: release_uses.is_referenced(connection, dataset, release_id))

    def is_empty(self) -> bool:
        """Return whether nothing was ever published, for no case."""
        return self.read(publications.is_empty)


def _publish(
    connection: sa.Connection,
    release: NewPublication,
    by: Actor,
    reason: str,
    mended: Mapping[str, Mapping[str, object]],
) -> Publication:
    entry = publications.append_publication(connection, release, by=by.id, reason=reason)
    release_uses.restore(connection, release.case_id, release.dataset, release.release_id)
    facts: dict[str, object] = {
        "dataset": release.dataset,
        "release": release.release_id,
        "source": release.source,
        "rows": release.rows,
        "reason": entry.reason,
    }
    if release.dataset in mended:
        facts["mended"] = mended[release.dataset]
    audit_log.append(connection, by, "publish", place=release.case_id, subject=release.source_name, **facts)
    return entry
