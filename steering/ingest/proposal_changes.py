"""What was published, or gone back to, at the places of a proposal since it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # The records are handed in; checking a file must not load the database library.
    from steering.records import Proposal, Publication
    from steering.records.publications import History


@dataclass(frozen=True, kw_only=True)
class NewerRelease:
    """What is in force now at places of a proposal and was not when it was made.

    `before` is what its author saw in force by place; None where nothing was.
    """

    entry: Publication
    before: Mapping[str, Publication | None]

    @property
    def places(self) -> tuple[str, ...]:
        """Where it is in force: cases, and a cohort."""
        return tuple(self.before)


def list_changes(proposal: Proposal, histories: Mapping[str, History]) -> tuple[NewerRelease, ...]:
    """Return what is in force now in place of what the author saw, the same release in several places once."""
    changes: dict[tuple[str, ...], NewerRelease] = {}
    for release in proposal.publishable:
        entries = histories.get(release.case_id, {}).get(release.dataset, ())
        if not entries or entries[-1].id == release.expected_revision:
            continue
        entry = entries[-1]
        before = next((earlier for earlier in entries if earlier.id == release.expected_revision), None)
        key = (entry.dataset, entry.release_id, entry.action, entry.published_by, entry.source_name)
        known = changes[key].before if key in changes else {}
        first = changes[key].entry if key in changes else entry
        changes[key] = NewerRelease(entry=first, before={**known, release.case_id: before})
    return tuple(changes.values())


def find_revisions(proposal: Proposal, histories: Mapping[str, History]) -> dict[tuple[str, str], int]:
    """Return the ids of what is in force where a proposal would publish, by place and dataset; 0 where nothing is."""
    return {
        (release.case_id, release.dataset): entries[-1].id if entries else 0
        for release in proposal.publishable
        for entries in [histories.get(release.case_id, {}).get(release.dataset, ())]
    }
