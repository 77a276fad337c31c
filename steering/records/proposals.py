"""Publications that wait until somebody else than their author has approved them, or turned them down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from secrets import token_hex
from typing import Literal

import sqlalchemy as sa

from steering.actors import Actor
from steering.errors import NotAllowed, SteercoError, UnknownName
from steering.records import audit_log, release_uses
from steering.records.database import Database
from steering.records.engine import StaleRevision
from steering.records.proposals_schema import proposals
from steering.records.publications import LONGEST_REASON, NOTHING, NewPublication, Publication, append_publication

State = Literal["waiting", "approved", "turned down", "withdrawn"]
# So that nobody can fill the disk of all.
MOST_WAITING = 20
OWN = "You have proposed this yourself: somebody else has to approve it."


class AlreadyDecided(StaleRevision):
    """A proposal waits no longer: it was approved, turned down or withdrawn meanwhile."""

    def __init__(self) -> None:
        SteercoError.__init__(self, "This proposal was decided on meanwhile. Load the page again to see how.")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Releases that somebody wants in force together, why, and what became of that.

    The `expected_revision` of each release is what the author saw in force.
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


class ProposalRecords:
    """The publications of an installation that wait. Whoever changes something is asked for the permission here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(
        self,
        releases: Sequence[NewPublication],
        *,
        by: Actor,
        reason: str = "",
        mended: Mapping[str, Mapping[str, object]] | None = None,
    ) -> Proposal:
        """Propose that releases be put in force together, in place of what the same author proposed before.

        `mended` are by dataset the cells that somebody mended in its file before; they stand in the audit log.

        Raises:
            NotAllowed: who asks may not publish at one of the places, or too many wait there.
        """
        for release in releases:
            by.require("publish", release.case_id)
        id = token_hex(8)

        def work(connection: sa.Connection) -> Proposal:
            now = dt.datetime.now(dt.UTC)
            for release in releases:
                _withdraw_earlier(connection, release, by, now)
                _require_room(connection, release.case_id)
                _insert(connection, id, release, by, reason, now)
                facts: dict[str, object] = {"dataset": release.dataset, "release": release.release_id, "proposal": id}
                facts |= {"mended": mended[release.dataset]} if mended and release.dataset in mended else {}
                audit_log.append(connection, by, "propose", place=release.case_id, subject=release.source_name, **facts)
            return _find(connection, id)

        return self._database.write(work, counts=False)

    def list_waiting(self, places: Collection[str]) -> tuple[Proposal, ...]:
        """Return what waits at these places, the oldest first."""
        query = sa.select(proposals.c.proposal_id).where(
            proposals.c.case_id.in_(places), proposals.c.state == "waiting"
        )

        def work(connection: sa.Connection) -> tuple[Proposal, ...]:
            ids = dict.fromkeys(connection.execute(query.order_by(proposals.c.id)).scalars())
            return tuple(_find(connection, id) for id in ids)

        return self._database.read(work)

    def list_turned_down(self, places: Collection[str], author: str) -> tuple[Proposal, ...]:
        """Return what was turned down of an author's at these places, without anything of theirs since."""
        own = (proposals.c.case_id.in_(places), proposals.c.proposed_by == author)
        last = sa.select(sa.func.max(proposals.c.id)).where(*own).group_by(proposals.c.case_id, proposals.c.dataset)
        query = sa.select(proposals.c.proposal_id).where(proposals.c.id.in_(last), proposals.c.state == "turned down")

        def work(connection: sa.Connection) -> tuple[Proposal, ...]:
            ids = dict.fromkeys(connection.execute(query.order_by(proposals.c.id)).scalars())
            return tuple(_find(connection, id) for id in ids)

        return self._database.read(work)

    def find(self, id: str) -> Proposal:
        """Return a proposal, whatever became of it. Raises UnknownName where there is none."""
        return self._database.read(lambda connection: _find(connection, id))

    def approve(
        self, id: str, *, by: Actor, expected_revisions: Mapping[tuple[str, str], int], note: str = ""
    ) -> tuple[Publication, ...]:
        """Approve a proposal: its releases are in force from now on, all of them or none.

        `expected_revisions` are the ids of the entries that the approver saw in force, by case and dataset.

        Raises:
            NotAllowed: who asks may not approve there, or is its author.
            StaleRevision: other data is in force by now, or the proposal was decided on meanwhile.
            UnknownName: there is no such proposal.
        """

        def work(connection: sa.Connection) -> tuple[Publication, ...]:
            proposal = _require_waiting(connection, id, by)
            if by.id == proposal.proposed_by:
                raise NotAllowed(OWN)
            _close(connection, id, by, "approved", note)
            return tuple(
                _approve(connection, proposal, release, expected_revisions, by) for release in proposal.releases
            )

        return self._database.write(work, place=[release.case_id for release in self.find(id).releases])

    def turn_down(self, id: str, *, by: Actor, note: str = "") -> None:
        """Turn a proposal down; its author withdraws it. Nothing changes in force.

        Raises:
            NotAllowed: who asks is neither its author nor may approve there.
            StaleRevision: the proposal was decided on meanwhile.
            UnknownName: there is no such proposal.
        """

        def work(connection: sa.Connection) -> None:
            proposal = _require_waiting(connection, id, by)
            is_own = by.id == proposal.proposed_by
            _close(connection, id, by, "withdrawn" if is_own else "turned down", note)
            for release in proposal.releases:
                facts = {"dataset": release.dataset, "proposal": id, "withdrawn": is_own, "note": note}
                audit_log.append(
                    connection, by, "turn-down", place=release.case_id, subject=release.source_name, **facts
                )

        self._database.write(work, counts=False)


def _require_waiting(connection: sa.Connection, id: str, by: Actor) -> Proposal:
    """Return a proposal that waits, and on which somebody may decide: its author, or whoever may approve."""
    proposal = _find(connection, id)
    if by.id != proposal.proposed_by:
        for release in proposal.releases:
            by.require("approve", release.case_id)
    if proposal.state != "waiting":
        raise AlreadyDecided
    return proposal


def _approve(
    connection: sa.Connection,
    proposal: Proposal,
    release: NewPublication,
    expected_revisions: Mapping[tuple[str, str], int],
    by: Actor,
) -> Publication:
    place, dataset = release.case_id, release.dataset
    expected = replace(release, expected_revision=expected_revisions.get((place, dataset), NOTHING))
    entry = append_publication(connection, expected, by=proposal.proposed_by, reason=proposal.reason, approved_by=by.id)
    release_uses.restore(connection, place, dataset, release.release_id)
    facts = {"dataset": dataset, "release": release.release_id, "proposal": proposal.id}
    audit_log.append(
        connection, by, "approve", place=place, subject=release.source_name, author=proposal.proposed_by, **facts
    )
    audit_log.append(connection, by, "publish", place=place, subject=release.source_name, rows=release.rows, **facts)
    return entry


def _withdraw_earlier(connection: sa.Connection, release: NewPublication, by: Actor, now: dt.datetime) -> None:
    """Let what the same author proposed of the same dataset before wait no longer."""
    own = (
        proposals.c.case_id == release.case_id,
        proposals.c.dataset == release.dataset,
        proposals.c.proposed_by == by.id,
        proposals.c.state == "waiting",
    )
    earlier = sa.select(proposals.c.proposal_id).where(*own)
    values = {"state": "withdrawn", "decided_at": now, "decided_by": by.id}
    connection.execute(sa.update(proposals).where(proposals.c.proposal_id.in_(earlier)).values(values))


def _require_room(connection: sa.Connection, place: str) -> None:
    query = sa.select(sa.func.count()).where(proposals.c.case_id == place, proposals.c.state == "waiting")
    if connection.execute(query).scalar_one() >= MOST_WAITING:
        raise NotAllowed(f"{MOST_WAITING} publications wait here already. Let somebody decide on them first.")


def _insert(
    connection: sa.Connection, id: str, release: NewPublication, by: Actor, reason: str, now: dt.datetime
) -> None:
    values = {
        **asdict(release),
        "expected_revision": release.expected_revision or NOTHING,
        "proposal_id": id,
        "proposed_at": now,
        "proposed_by": by.id,
        "reason": reason.strip()[:LONGEST_REASON],
        "state": "waiting",
        "decided_by": "",
        "note": "",
    }
    connection.execute(sa.insert(proposals).values(values))


def _close(connection: sa.Connection, id: str, by: Actor, state: State, note: str) -> None:
    values = {"state": state, "decided_at": dt.datetime.now(dt.UTC), "decided_by": by.id}
    values["note"] = note.strip()[:LONGEST_REASON]
    own = (proposals.c.proposal_id == id, proposals.c.state == "waiting")
    if not connection.execute(sa.update(proposals).where(*own).values(values)).rowcount:
        raise AlreadyDecided


def _find(connection: sa.Connection, id: str) -> Proposal:
    query = sa.select(proposals).where(proposals.c.proposal_id == id).order_by(proposals.c.id)
    rows = connection.execute(query).mappings().all()
    if not rows:
        raise UnknownName("proposal", id, ())
    names = ("case_id", "dataset", "release_id", "source", "source_name", "source_sha256", "rows", "expected_revision")
    common = ("proposed_at", "proposed_by", "reason", "state", "decided_at", "decided_by", "note")
    return Proposal(
        id=id,
        releases=tuple(NewPublication(**{name: row[name] for name in names}) for row in rows),
        **{name: rows[0][name] for name in common},
    )
