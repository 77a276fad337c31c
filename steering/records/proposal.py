"""A publication that waits: what it holds, why, who may see it and decide on it; reading it from its table."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import sqlalchemy as sa

from steering.actors import COMMAND_LINE, Actor
from steering.errors import NotAllowed, UnknownName
from steering.records.people_schema import workspaces
from steering.records.proposals_schema import proposals
from steering.records.publication import NewPublication

State = Literal["waiting", "approved", "turned down", "withdrawn"]
NO_OTHER = "You may propose in your own name alone."
NO_AUTHOR = (
    "Somebody else has to approve this, so say who brings it: give --by NAME, their name, mail address or id in the "
    "cohort. Nothing has changed."
)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Releases that somebody wants in force together, why, and what became of that.

    The `expected_revision` of each release is what its author saw in force. `replaced` are the ids of what the author
    proposed before and this took the place of, as `make` returns it. `archived` are the workspaces among its places
    that were put away since, each with its cohort.
    """

    id: str
    releases: tuple[NewPublication, ...]
    proposed_at: dt.datetime
    proposed_by: str
    reason: str
    state: State
    decided_at: dt.datetime | None
    decided_by: str
    note: str
    replaced: tuple[str, ...] = field(default=(), compare=False)
    archived: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def manner(self) -> str:
        """What is said after "Proposed": that it took the place of something; empty where it did not."""
        return ", in place of what was proposed before" if self.replaced else ""

    @property
    def publishable(self) -> tuple[NewPublication, ...]:
        """What approving it would put in force: nothing where a workspace was put away."""
        return tuple(release for release in self.releases if release.case_id not in self.archived)

    def is_of(self, actor: Actor) -> bool:
        """Return whether this is the author."""
        return actor.id == self.proposed_by

    def is_for(self, actor: Actor) -> bool:
        """Return whether this is somebody who may see it: its author, or who may approve at all of its places."""
        return self.is_of(actor) or all(actor.may("approve", place) for place in self.list_places())

    def list_places(self) -> Iterator[str]:
        """Yield where an approver has to be allowed to approve: of a workspace that was put away, in its cohort."""
        for place in dict.fromkeys(release.case_id for release in self.releases):
            yield self.archived.get(place, place)


def load_proposal(connection: sa.Connection, id: str) -> Proposal:
    """Return a proposal within a transaction, whatever became of it. Raises UnknownName where there is none."""
    query = sa.select(proposals).where(proposals.c.proposal_id == id).order_by(proposals.c.id)
    rows = connection.execute(query).mappings().all()
    if not rows:
        raise UnknownName("proposal", id, ())
    names = ("case_id", "dataset", "release_id", "source", "source_name", "source_sha256", "rows", "expected_revision")
    common = ("proposed_at", "proposed_by", "reason", "state", "decided_at", "decided_by", "note")
    places = {row["case_id"] for row in rows}
    away = sa.select(workspaces.c.id, workspaces.c.cohort_id).where(
        workspaces.c.id.in_(places), workspaces.c.archived_at.is_not(None)
    )
    return Proposal(
        id=id,
        releases=tuple(NewPublication(**{name: row[name] for name in names}) for row in rows),
        archived={row.id: row.cohort_id for row in connection.execute(away)},
        **{name: rows[0][name] for name in common},
    )


def select_at(places: Collection[str]) -> sa.ColumnElement[bool]:
    """Return the condition for proposals at places; the id of a cohort stands for all of its workspaces too."""
    of_cohorts = sa.select(workspaces.c.id).where(workspaces.c.cohort_id.in_(places))
    return sa.or_(proposals.c.case_id.in_(places), proposals.c.case_id.in_(of_cohorts))


def find_author(by: Actor, author: str) -> tuple[str, Mapping[str, object]]:
    """Return the id of who proposes, and what the audit log has of the account that ran a command for them.

    Raises:
        NotAllowed: a command does not say for whom it proposes, or somebody else proposes for another person.
    """
    if by.id != COMMAND_LINE.id:
        if author not in ("", by.id):
            raise NotAllowed(NO_OTHER)
        return by.id, {}
    if not author:
        raise NotAllowed(NO_AUTHOR)
    # By its number: names that can't be taken back have no place in the log.
    return author, {"author": author, "account": os.getuid()}
