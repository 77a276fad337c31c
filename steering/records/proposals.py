"""Publications that wait until somebody else than their author has approved them, or turned them down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from secrets import token_hex
from typing import Literal

import sqlalchemy as sa

from steering.actors import Actor
from steering.catalog.contracts import dataset_label
from steering.errors import NotAllowed, SteercoError, UnknownName
from steering.formatting import join_words
from steering.records import audit_log, release_uses
from steering.records.database import Database
from steering.records.engine import StaleRevision
from steering.records.proposals_schema import proposals
from steering.records.publications import LONGEST_REASON, NOTHING, NewPublication, Publication, append_publication
from steering.records.release_quota import check_release_quotas

State = Literal["waiting", "approved", "turned down", "withdrawn"]
# So that nobody can fill the disk of all.
MOST_WAITING = 20
OWN = "You have proposed this yourself: somebody else has to approve it."
AGAIN = "Proposed again."


class AlreadyDecided(StaleRevision):
    """A proposal waits no longer: it was approved, turned down or withdrawn meanwhile."""

    def __init__(self) -> None:
        SteercoError.__init__(self, "This proposal was decided on meanwhile. Load the page again to see how.")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Releases that somebody wants in force together, why, and what became of that.

    The `expected_revision` of each release is what the author saw in force. `replaced` are the ids of what the author
    proposed before and this took the place of, as `make` returns it.
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

    @property
    def manner(self) -> str:
        """What is said after "Proposed": that it took the place of something; empty where it did not."""
        return ", in place of what was proposed before" if self.replaced else ""


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
            NotAllowed: who asks may not publish at one of the places, or too many wait there, or what they proposed
                before holds more than this.
            QuotaReached: they, or the cohort, have brought as many uploads as they may within a day.
        """
        for release in releases:
            by.require("publish", release.case_id)
        id = token_hex(8)

        def work(connection: sa.Connection) -> Proposal:
            now = dt.datetime.now(dt.UTC)
            replaced = _withdraw_earlier(connection, releases, by)
            check_release_quotas(connection, releases, by.id, self._database.quotas)
            for release in releases:
                _require_room(connection, release.case_id)
                _insert(connection, id, release, by, reason, now)
                facts: dict[str, object] = {"dataset": release.dataset, "release": release.release_id, "proposal": id}
                facts |= {"mended": mended[release.dataset]} if mended and release.dataset in mended else {}
                audit_log.append(connection, by, "propose", place=release.case_id, subject=release.source_name, **facts)
            return replace(_find(connection, id), replaced=replaced)

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
            _turn_down(connection, proposal, by, "withdrawn" if is_own else "turned down", note)

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


def _turn_down(
    connection: sa.Connection, proposal: Proposal, by: Actor, state: Literal["turned down", "withdrawn"], note: str
) -> None:
    _close(connection, proposal.id, by, state, note)
    for release in proposal.releases:
        facts = {"dataset": release.dataset, "proposal": proposal.id, "withdrawn": state == "withdrawn", "note": note}
        audit_log.append(connection, by, "turn-down", place=release.case_id, subject=release.source_name, **facts)


def _withdraw_earlier(connection: sa.Connection, releases: Sequence[NewPublication], by: Actor) -> tuple[str, ...]:
    """Withdraw what the same author proposed before and is proposed again; return the ids.

    Raises:
        NotAllowed: one of those holds something that is not proposed again, which would be lost with it.
    """
    wanted = {(release.case_id, release.dataset) for release in releases}
    waiting = connection.execute(
        sa.select(proposals.c.proposal_id, proposals.c.case_id, proposals.c.dataset)
        .where(proposals.c.proposed_by == by.id, proposals.c.state == "waiting")
        .order_by(proposals.c.id)
    )
    ids = dict.fromkeys(id for id, *row in waiting if tuple(row) in wanted)
    for id in ids:
        earlier = _find(connection, id)
        if rest := {(release.case_id, release.dataset) for release in earlier.releases} - wanted:
            raise NotAllowed(_explain_more(rest, [release.dataset for release in releases]))
        _turn_down(connection, earlier, by, "withdrawn", AGAIN)
    return tuple(ids)


def _explain_more(rest: Collection[tuple[str, str]], datasets: Collection[str]) -> str:
    """Explain what would be lost: a dataset that was proposed together with this, or else places."""
    others = [dataset_label(name) for name in sorted({dataset for _, dataset in rest} - {*datasets})]
    lost = f"together with {join_words(others)} data, which" if others else "for more workspaces, where it"
    return (
        f"You have proposed this before {lost} would no longer wait. Propose all of it again, or let the earlier "
        "proposal be withdrawn or turned down on Sources first. Nothing has changed."
    )


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
