"""Links for auditors: the package of one framework and one period of a case, for two weeks and without signing in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from secrets import token_hex
from typing import Literal

import sqlalchemy as sa

from steering.actors import Actor
from steering.catalog.roles import Permission
from steering.errors import NotAllowed, UnknownName
from steering.formatting import format_moment
from steering.records import audit_log
from steering.records.cohorts import INSTALLATION
from steering.records.database import Database
from steering.records.people_schema import auditor_links, cohorts, workspaces

DAYS = 14
# So many links of a case are in force at a time: a list that somebody can still look through.
MOST = 20
# What whoever makes a link may do at its place: let people in, and read what the link gives away.
NEEDS: tuple[Permission, ...] = ("manage", "sources")
UNKNOWN = "This link opens nothing here. Open the whole link that you were sent, or ask whoever sent it for a new one."
TOO_MANY = (
    "No link was made. {} links for auditors of this case are in force, and there are no more. Withdraw one first."
)
LinkState = Literal["in force", "expired", "withdrawn", "put away"]
REFUSALS = {
    "expired": "This link held until {} and has expired. Ask whoever sent it to you for a new one.",
    "withdrawn": "This link was withdrawn. Ask whoever sent it to you for a new one.",
    "put away": "The case of this link was put away, so nothing can be taken along. Ask whoever sent it to you.",
}


@dataclass(frozen=True, kw_only=True)
class AuditorLink:
    """A link as it is now: `place` is the id of its case; `first_month` and `last_month` are months such as 2026-06."""

    id: str
    place: str
    framework: str
    first_month: str
    last_month: str
    made_at: dt.datetime
    made_by: str
    expires_at: dt.datetime
    withdrawn_at: dt.datetime | None
    withdrawn_by: str
    openings: int
    opened_at: dt.datetime | None

    @property
    def actor(self) -> Actor:
        """Whoever comes by the link: they may read the evidence of its case, and see no e-mail address."""
        name = f"auditor link {self.id}"
        return Actor(id=name, name=name, grants={self.place: frozenset({"sources"})})


class AuditorLinkRecords:
    """The links for auditors of a database. The secret of a link is stored nowhere."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, place: str, framework: str, first_month: str, last_month: str, by: Actor) -> AuditorLink:
        """Make a link to the package of a framework and a period, months included, for `DAYS` from now.

        Raises:
            NotAllowed: who asks may not do at the place what `NEEDS` says, or as many are in force as there may be.
        """
        _require(by, place)
        now = dt.datetime.now(dt.UTC)
        link = AuditorLink(
            id=token_hex(8), place=place, framework=framework, first_month=first_month, last_month=last_month,
            made_at=now, made_by=by.id, expires_at=now + dt.timedelta(days=DAYS), withdrawn_at=None, withdrawn_by="",
            openings=0, opened_at=None,
        )  # fmt: skip

        def work(connection: sa.Connection) -> AuditorLink:
            facts = {"framework": framework, "first": first_month, "last": last_month, "days": DAYS}
            # First: it puts those in line who would both make the last one.
            audit_log.append(connection, by, "link", place=place, subject=link.actor.id, **facts)
            if len(_load(connection, _in_force(place))) >= MOST:
                raise NotAllowed(TOO_MANY.format(MOST))
            connection.execute(sa.insert(auditor_links).values(**vars(link)))
            return link

        return self._database.write(work, counts=False)

    def list(self, place: str, by: Actor) -> tuple[AuditorLink, ...]:
        """Return the links of a case that are in force, the newest first. Raises NotAllowed as `make` does."""
        _require(by, place)
        return self._database.read(lambda connection: _load(connection, _in_force(place)))

    def withdraw(self, id: str, by: Actor) -> None:
        """Have a link open nothing from now on; one that was withdrawn before stays as it is.

        Raises:
            UnknownName: there is none.
            NotAllowed: who asks may not do at its place what `NEEDS` says.
        """

        def work(connection: sa.Connection) -> None:
            link = _find(connection, id)
            if link is None:
                raise UnknownName("link", id, ())
            _require(by, link.place)
            now = dt.datetime.now(dt.UTC)
            own = (auditor_links.c.id == id, auditor_links.c.withdrawn_at.is_(None))
            values = {"withdrawn_at": now, "withdrawn_by": by.id}
            if connection.execute(sa.update(auditor_links).where(*own).values(values)).rowcount:
                audit_log.append(connection, by, "link", place=link.place, subject=link.actor.id, withdrawn=True)

        self._database.write(work, counts=False)

    def open(self, id: str, *, counts: bool = True) -> AuditorLink:
        """Return a link that is in force; where it `counts`, as opened once more, which the audit log says.

        A refusal is noted too, of a link that was once made. `id` is what a signature of this installation says.

        Raises:
            NotAllowed: it was never made, has expired or was withdrawn, or its case was put away.
        """

        def work(connection: sa.Connection) -> tuple[AuditorLink | None, LinkState]:
            link, now = _find(connection, id), dt.datetime.now(dt.UTC)
            if link is None:
                return None, "withdrawn"
            state = _find_state(connection, link, now)
            if state != "in force":
                audit_log.append(connection, link.actor, "refuse", place=link.place, subject=link.actor.id, why=state)
            elif counts:
                values = {"openings": auditor_links.c.openings + 1, "opened_at": now}
                connection.execute(sa.update(auditor_links).where(auditor_links.c.id == id).values(values))
                audit_log.append(connection, link.actor, "open", place=link.place, subject=link.actor.id)
            return _find(connection, id), state

        # The refusal is raised when its entry stands: an error within would take it back.
        link, state = self._database.write(work, counts=False)
        if link is None:
            raise NotAllowed(UNKNOWN)
        if state != "in force":
            raise NotAllowed(REFUSALS[state].format(format_moment(link.expires_at)))
        return link


def may_make_links(by: Actor, place: str) -> bool:
    """Return whether somebody may make links for auditors at a place, see them and withdraw them."""
    return all(by.may(permission, place) for permission in NEEDS)


def _require(by: Actor, place: str) -> None:
    for permission in NEEDS:
        by.require(permission, place)


def _find_state(connection: sa.Connection, link: AuditorLink, now: dt.datetime) -> LinkState:
    if link.withdrawn_at:
        return "withdrawn"
    if link.expires_at <= now:
        return "expired"
    return "put away" if _is_put_away(connection, link.place) else "in force"


def _is_put_away(connection: sa.Connection, place: str) -> bool:
    """Return whether a workspace, or the cohort that it is of, was put away; the installation's own case is in none."""
    query = sa.select(workspaces.c.archived_at, workspaces.c.cohort_id).where(workspaces.c.id == place)
    workspace = connection.execute(query).first()
    cohort_id = workspace.cohort_id if workspace else INSTALLATION
    archived_at = connection.execute(sa.select(cohorts.c.archived_at).where(cohorts.c.id == cohort_id)).scalar()
    return bool(archived_at or (workspace and workspace.archived_at))


def _in_force(place: str) -> sa.ColumnElement[bool]:
    table, now = auditor_links.c, dt.datetime.now(dt.UTC)
    return sa.and_(table.place == place, table.withdrawn_at.is_(None), table.expires_at > now)


def _find(connection: sa.Connection, id: str) -> AuditorLink | None:
    return next(iter(_load(connection, auditor_links.c.id == id)), None)


def _load(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> tuple[AuditorLink, ...]:
    query = sa.select(auditor_links).where(condition)
    rows = connection.execute(query.order_by(auditor_links.c.made_at.desc(), auditor_links.c.id)).mappings()
    return tuple(AuditorLink(**row) for row in rows)
