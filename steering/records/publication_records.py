"""Releases put in force and taken back, each in one transaction with its entry in the audit log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import sqlalchemy as sa

from steering.actors import Actor
from steering.errors import NotAllowed
from steering.records import audit_log, joint_history, publications, release_uses, rollbacks
from steering.records.database import Database
from steering.records.proposals import ProposalRecords
from steering.records.publication import NewPublication, Publication, Source
from steering.records.release_quota import check_release_quotas
from steering.records.release_uses import ReleaseRecords
from steering.records.rollbacks import RollbackStep
from steering.records.workspaces import needs_approval

APPROVAL = "In this cohort somebody else has to approve what is published. Propose it, and it waits for them."


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
            # All that is published in one act is in force from the same moment on.
            moment = dt.datetime.now(dt.UTC)
            return tuple(_publish(connection, release, by, reason, moment, mended or {}) for release in releases)

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
        """Put an earlier release in force again in a case: that of the entry `to`, or the one before.

        See `roll_back_all`.
        """
        step = RollbackStep(case_id=case_id, dataset=dataset, to=to, expected_revision=expected_revision)
        return self.roll_back_all([step], by=by, reason=reason)[0]

    def roll_back_all(self, steps: Sequence[RollbackStep], *, by: Actor, reason: str = "") -> tuple[Publication, ...]:
        """Put earlier releases in force again at the same moment, at all of these places or at none.

        Raises:
            NothingToRollBack: at one of them there is none before it, or it is the one in force.
            StaleRevision: at one of them another entry than the expected one is in force by now; nothing has changed.
            NotAllowed: who asks may not publish at one of them, or a release was cleaned up.
            UnknownName: there is no such entry.
        """
        for step in steps:
            by.require("publish", step.case_id)
        places = {step.case_id for step in steps}

        def work(connection: sa.Connection) -> tuple[Publication, ...]:
            # What a workspace's files have to do with it is known to whoever has planned the steps.
            entries = joint_history.joint_histories(connection, places, {})
            moment = dt.datetime.now(dt.UTC)
            return tuple(
                _roll_back(connection, step, entries[step.case_id].get(step.dataset, ()), by, reason, moment)
                for step in steps
            )

        return self.write(work, place=places)

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

    def joint_histories(
        self, case_ids: Collection[str], files: Mapping[str, Collection[str]] | None = None
    ) -> Mapping[str, Mapping[str, tuple[Publication, ...]]]:
        """Return what was in force in several cases as of one moment: by case, then by dataset, oldest first.

        In a workspace that is what its cohort had, until it had data of its own. `files` are by case the datasets of
        which it began with a file of its own: of those it has nothing of its cohort's before.
        """
        return self.read(lambda connection: joint_history.joint_histories(connection, case_ids, files or {}))

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
    moment: dt.datetime,
    mended: Mapping[str, Mapping[str, object]],
) -> Publication:
    entry = publications.append_publication(connection, release, by=by.id, reason=reason, moment=moment)
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


def _roll_back(
    connection: sa.Connection,
    step: RollbackStep,
    entries: Sequence[Publication],
    by: Actor,
    reason: str,
    moment: dt.datetime,
) -> Publication:
    entry = rollbacks.roll_back(connection, step, entries, by=by.id, reason=reason, moment=moment)
    facts = {"dataset": step.dataset, "release": entry.release_id, "reason": entry.reason}
    audit_log.append(connection, by, "roll-back", place=step.case_id, subject=step.dataset, **facts)
    return entry
