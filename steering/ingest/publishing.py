"""Releases put in force together, proposed where somebody else has to approve, or taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from steering.actors import Actor
from steering.cases.approval import asks_for_approval
from steering.cases.case import Case
from steering.cases.folder import WORKSPACES
from steering.formatting import join_words
from steering.warehouse import Manifest
from steering.warehouse.provenance import write_provenance
from steering.warehouse.removal import claim

if TYPE_CHECKING:
    # The records are handed in; checking a file must not load the database library.
    from steering.records import NewPublication, Proposal, Publication, Records, Source
    from steering.records.rollbacks import RollbackStep

# Cases that a sentence names.
MOST_NAMES = 3


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


@dataclass(frozen=True, kw_only=True)
class ApprovalNeed:
    """Who asks that somebody else approve a publication: the cohort, or cases, by their ids."""

    cohort: bool
    cases: tuple[str, ...]

    def describe(self, titles: Mapping[str, str]) -> str:
        """Describe who asks, as a sentence; `titles` are those of the workspaces, by the ids of their cases."""
        names = [titles[id] for id in self.cases if titles.get(id)]
        whose = ["the cohort"] if self.cohort else []
        if names:
            more = len(names) - MOST_NAMES
            some = [*names[:MOST_NAMES], *([f"{more:,} more"] if more > 0 else [])]
            whose.append(f"the case{'s' * (len(names) > 1)} of {join_words(some)}")
        elif self.cases:
            whose.append("the case")
        verb = "asks" if len(whose) == 1 and len(names) < 2 else "ask"
        text = join_words(whose)
        return f"{text[:1].upper()}{text[1:]} {verb} that somebody else approve what is published."


def find_need(places: Sequence[str], case: Case | None, *, home: Path, records: Records) -> ApprovalNeed | None:
    """Return who asks that somebody else approve what is published at places; None where nobody does.

    Each workspace is asked by its own `case.yaml`, whoever publishes from wherever. `case` is one that is open, such as
    the installation's own.
    """
    opened = case is not None and case.charter.needs_approval and case.id in places
    own = case.id if case and opened else ""
    cases = tuple(place for place in places if place == own or asks_for_approval(home / WORKSPACES / place))
    cohort = records.needs_approval(places)
    return ApprovalNeed(cohort=cohort, cases=cases) if cohort or cases else None


def publish_or_propose(
    releases: Sequence[tuple[Manifest, NewPublication]],
    case: Case | None,
    *,
    home: Path,
    records: Records,
    by: Actor,
    author: str = "",
    reason: str = "",
    mended: Mapping[str, Mapping[str, object]] | None = None,
) -> tuple[Publication, ...] | Proposal:
    """Put releases in force, all of them or none; where somebody else has to approve one, all of them wait instead.

    The `author` is the id of the person for whom a command proposes. `mended` are by dataset the cells that somebody
    mended in its file before; they stand in the audit log.

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
    places = list(dict.fromkeys(release.case_id for release in wanted))
    if find_need(places, case, home=home, records=records):
        return records.proposals.make(wanted, by=by, author=author, reason=reason, mended=mended)
    return records.publish_all(wanted, by=by, reason=reason, mended=mended)


def approve(
    proposal: Proposal,
    *,
    home: Path,
    records: Records,
    by: Actor,
    expected_revisions: Mapping[tuple[str, str], int],
    note: str = "",
) -> tuple[Publication, ...]:
    """Put the releases of a proposal in force, as `ProposalRecords.approve` does, where they are still on the disk.

    Whoever has approved it already, as by a second click, is told no mistake: nothing more happens.

    Raises:
        NotAllowed, StaleRevision, UnknownName: as the records do.
        StoreUnavailable: a release is not there any more; nothing has changed.
    """
    before = records.proposals.find(proposal.id, by=by)
    if before.state == "approved" and before.decided_by == by.id:
        return ()
    for release in before.publishable:
        claim(home, release.dataset, release.release_id)
    return records.proposals.approve(proposal.id, by=by, expected_revisions=expected_revisions, note=note)


def roll_back(
    steps: Sequence[RollbackStep],
    releases: Collection[tuple[str, str]],
    *,
    home: Path,
    records: Records,
    by: Actor,
    reason: str = "",
) -> tuple[Publication, ...]:
    """Put earlier releases in force again at several places, at all of them or at none.

    `releases` are those that the steps go back to, each with its dataset: no clean-up removes them meanwhile.

    Raises:
        NotAllowed: who asks may not publish at one of the places, or a release was cleaned up.
        NothingToRollBack: there is nothing to go back to at one of them.
        StaleRevision: at one of them other data is in force by now than was expected; nothing has changed.
        StoreUnavailable: a release was cleaned up, or the records can't be written now.
    """
    for step in steps:
        by.require("publish", step.case_id)
    for dataset, release in sorted(releases):
        claim(home, dataset, release)
    return records.roll_back_all(steps, by=by, reason=reason)
