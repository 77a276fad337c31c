"""Publications that wait until somebody else than their author has approved them, or turned them down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from secrets import token_hex
from typing import Literal

import sqlalchemy as sa

from steering.actors import COMMAND_LINE, Actor
from steering.catalog.contracts import dataset_label
from steering.errors import NotAllowed, SteercoError
from steering.formatting import join_words
from steering.records import audit_log, release_uses
from steering.records.database import Database
from steering.records.engine import StaleRevision
from steering.records.proposal import Proposal, State, find_author, load_proposal, select_at
from steering.records.proposals_schema import proposals
from steering.records.publication import NOTHING, NewPublication, Publication
from steering.records.publications import LONGEST_REASON, append_publication, require_revision
from steering.records.release_quota import check_release_quotas

# So that nobody can fill the disk of all.
MOST_WAITING = 20
OWN = "You have proposed this yourself: somebody else has to approve it."
UNKNOWN_AUTHOR = (
    "This was proposed at the command line without a name, so it may be your own. Turn it down, and let it be proposed "
    "again with --by NAME."
)
NOWHERE = "Every workspace that this is for was put away since, so there is nothing to publish to. Turn it down."
AGAIN = "Proposed again."


class AlreadyDecided(StaleRevision):
    """A proposal waits no longer: it was approved, turned down or withdrawn meanwhile."""

    def __init__(self) -> None:
        SteercoError.__init__(self, "This proposal was decided on meanwhile. Load the page again to see how.")


class ProposalRecords:
    """The publications of an installation that wait. Whoever changes something is asked for the permission here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(
        self,
        releases: Sequence[NewPublication],
        *,
        by: Actor,
        author: str = "",
        reason: str = "",
        mended: Mapping[str, Mapping[str, object]] | None = None,
    ) -> Proposal:
        """Propose that releases be put in force together, in place of what the same author proposed before.

        The `author` is the id of the person for whom a command proposes; everybody else is their own. `mended` are by
        dataset the cells that somebody mended in its file before; they stand in the audit log.

        Raises:
            NotAllowed: who asks may not publish at one of the places, or does not say who the author is, or too many
                wait there, or what the author proposed before holds more than this.
            QuotaReached: they, or the cohort, have brought as many uploads as they may within a day.
            StaleRevision: of one of them another entry than the expected one is in force by now.
        """
        for release in releases:
            by.require("publish", release.case_id)
        author, account = find_author(by, author)
        id = token_hex(8)

        def work(connection: sa.Connection) -> Proposal:
            now = dt.datetime.now(dt.UTC)
            replaced = _withdraw_earlier(connection, releases, by, author)
            check_release_quotas(connection, releases, author, self._database.quotas)
            for release in releases:
                _require_room(connection, release.case_id)
                _insert(connection, id, release, author, reason, now)
                facts: dict[str, object] = {"dataset": release.dataset, "release": release.release_id, "proposal": id}
                facts |= {"mended": mended[release.dataset]} if mended and release.dataset in mended else {}
                place, subject = release.case_id, release.source_name
                audit_log.append(connection, by, "propose", place=place, subject=subject, **facts, **account)
            return replace(load_proposal(connection, id), replaced=replaced)

        return self._database.write(work, counts=False)

    def list_waiting(self, places: Collection[str], *, by: Actor) -> tuple[Proposal, ...]:
        """Return what waits at these places and is for who asks to see, the oldest first.

        Their own is, and that which they may approve. The id of a cohort stands for all of its workspaces, for those
        that were put away too.
        """
        query = sa.select(proposals.c.proposal_id).where(select_at(places), proposals.c.state == "waiting")
        return self._list(query, by)

    def list_turned_down(self, places: Collection[str], *, by: Actor) -> tuple[Proposal, ...]:
        """Return what was turned down of who asks at these places, without anything of theirs since."""
        own = (select_at(places), proposals.c.proposed_by == by.id)
        last = sa.select(sa.func.max(proposals.c.id)).where(*own).group_by(proposals.c.case_id, proposals.c.dataset)
        query = sa.select(proposals.c.proposal_id).where(proposals.c.id.in_(last), proposals.c.state == "turned down")
        return self._list(query, by)

    def _list(self, query: sa.Select[str], by: Actor) -> tuple[Proposal, ...]:
        def work(connection: sa.Connection) -> tuple[Proposal, ...]:
            ids = dict.fromkeys(connection.execute(query.order_by(proposals.c.id)).scalars())
            every = [load_proposal(connection, id) for id in ids]
            return tuple(proposal for proposal in every if proposal.is_for(by))

        return self._database.read(work)

    def find(self, id: str, *, by: Actor) -> Proposal:
        """Return a proposal, whatever became of it.

        Raises:
            UnknownName: there is none.
            NotAllowed: who asks is neither its author nor may approve there.
        """
        proposal = self._database.read(lambda connection: load_proposal(connection, id))
        _require_sight(proposal, by)
        return proposal

    def approve(
        self, id: str, *, by: Actor, expected_revisions: Mapping[tuple[str, str], int], note: str = ""
    ) -> tuple[Publication, ...]:
        """Approve a proposal: its releases are in force from now on, all of them or none.

        `expected_revisions` are the ids of the entries that the approver saw in force, by case and dataset. A workspace
        that was put away since gets nothing.

        Raises:
            NotAllowed: who asks may not approve there, or is its author; or nobody knows who that is, or every
                workspace that it is for was put away.
            StaleRevision: other data is in force by now, or the proposal was decided on meanwhile.
            UnknownName: there is no such proposal.
        """

        def work(connection: sa.Connection) -> tuple[Publication, ...]:
            proposal = _require_waiting(connection, id, by)
            if proposal.is_of(by):
                raise NotAllowed(OWN)
            if proposal.proposed_by == COMMAND_LINE.id:
                raise NotAllowed(UNKNOWN_AUTHOR)
            if not proposal.publishable:
                raise NotAllowed(NOWHERE)
            _close(connection, id, by, "approved", note)
            moment = dt.datetime.now(dt.UTC)
            return tuple(
                _approve(connection, proposal, release, expected_revisions, by, moment)
                for release in proposal.publishable
            )

        places = self._database.read(lambda connection: load_proposal(connection, id)).releases
        return self._database.write(work, place=[release.case_id for release in places])

    def turn_down(self, id: str, *, by: Actor, note: str = "") -> None:
        """Turn a proposal down; its author withdraws it. Nothing changes in force.

        Raises:
            NotAllowed: who asks is neither its author nor may approve there.
            StaleRevision: the proposal was decided on meanwhile.
            UnknownName: there is no such proposal.
        """

        def work(connection: sa.Connection) -> None:
            proposal = _require_waiting(connection, id, by)
            _turn_down(connection, proposal, by, "withdrawn" if proposal.is_of(by) else "turned down", note)

        self._database.write(work, counts=False)


def _require_waiting(connection: sa.Connection, id: str, by: Actor) -> Proposal:
    """Return a proposal that waits, and on which somebody may decide: its author, or whoever may approve."""
    proposal = load_proposal(connection, id)
    _require_sight(proposal, by)
    if proposal.state != "waiting":
        raise AlreadyDecided
    return proposal


def _require_sight(proposal: Proposal, by: Actor) -> None:
    if not proposal.is_of(by):
        for place in proposal.list_places():
            by.require("approve", place)


def _approve(
    connection: sa.Connection,
    proposal: Proposal,
    release: NewPublication,
    expected_revisions: Mapping[tuple[str, str], int],
    by: Actor,
    moment: dt.datetime,
) -> Publication:
    place, dataset = release.case_id, release.dataset
    expected = replace(release, expected_revision=expected_revisions.get((place, dataset), NOTHING))
    entry = append_publication(
        connection, expected, by=proposal.proposed_by, reason=proposal.reason, moment=moment, approved_by=by.id
    )
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


def _withdraw_earlier(
    connection: sa.Connection, releases: Sequence[NewPublication], by: Actor, author: str
) -> tuple[str, ...]:
    """Withdraw what the same author proposed before and is proposed again; return the ids.

    Raises:
        NotAllowed: one of those holds something that is not proposed again, which would be lost with it.
    """
    wanted = {(release.case_id, release.dataset) for release in releases}
    waiting = connection.execute(
        sa.select(proposals.c.proposal_id, proposals.c.case_id, proposals.c.dataset)
        .where(proposals.c.proposed_by == author, proposals.c.state == "waiting")
        .order_by(proposals.c.id)
    )
    ids = dict.fromkeys(id for id, *row in waiting if tuple(row) in wanted)
    for id in ids:
        earlier = load_proposal(connection, id)
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
    connection: sa.Connection, id: str, release: NewPublication, author: str, reason: str, now: dt.datetime
) -> None:
    revision = require_revision(connection, release.case_id, release.dataset, release.expected_revision, "proposing")
    values = {
        **asdict(release),
        # Where nobody has looked, what was published before is nothing that changed since.
        "expected_revision": revision,
        "proposal_id": id,
        "proposed_at": now,
        "proposed_by": author,
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
