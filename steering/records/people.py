"""Who may sign in: people, the links by which they do, and the browsers in which they are signed in."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from secrets import token_hex, token_urlsafe
from typing import Literal

import sqlalchemy as sa

from steering.actors import EVERYWHERE, Actor
from steering.errors import NotAllowed, UnknownName
from steering.records import audit_log
from steering.records.database import Database
from steering.records.names import load_names
from steering.records.people_schema import audit_entries, members, people, sign_in_links, sign_ins

# Who vouches for somebody: the instructor who made the link, or a provider of identities, by its address.
LINK_ISSUER = "link"
SESSION_DAYS, LINK_DAYS = 30, 180
# A visit by a provider ends after a working day: what its groups give is read again at the next one.
PROVIDER_HOURS = 12
UNKNOWN_LINK = "This link opens nothing here. Ask your instructor for a new one."
REVOKED_LINK = "This link was withdrawn. Ask your instructor for a new one."
# Else somebody who has left the provider's organisation would still come in.
NO_LINK = "{} signs in by the provider, so there is no link to make."
EXPIRED_LINK = "This link has expired. Ask your instructor for a new one."
NO_MEMBER = "This person is not a member of the cohort any more. Load the page again."
OTHER_CHARGE = "This link would open other cohorts too. Ask an admin, who makes and withdraws it."
Way = Literal["link", "provider"]
VISITS: Mapping[Way, dt.timedelta] = {
    "link": dt.timedelta(days=SESSION_DAYS),
    "provider": dt.timedelta(hours=PROVIDER_HOURS),
}


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who can sign in. `issuer` and `subject` together are the identity; a mail address is a note only."""

    id: str
    issuer: str
    subject: str
    name: str
    mail: str = ""
    is_admin: bool = False
    forgotten_at: dt.datetime | None = None

    @property
    def has_link(self) -> bool:
        """Whether the person signs in by a link, and not by a provider."""
        return self.issuer == LINK_ISSUER


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """A browser in which somebody is signed in: `digest` names it without being its secret."""

    digest: str
    person: Person
    way: str
    expires_at: dt.datetime


class PeopleRecords:
    """The people of an installation. Secrets are stored as their hashes only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, id: str) -> Person:
        """Return a person. Raises UnknownName where there is none."""
        return self._database.read(lambda connection: find_person(connection, id))

    def names(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Return the name that each of these people has now, by id; an id that is nobody's is its own name."""
        return self._database.read(lambda connection: load_names(connection, ids))

    def is_anybody(self) -> bool:
        """Return whether anybody can sign in at all."""
        return (
            self._database.read(lambda connection: connection.execute(sa.select(people.c.id).limit(1)).first())
            is not None
        )

    def make_admin(self, name: str, by: Actor) -> Person:
        """Make somebody who runs the installation, to sign in by a link."""
        by.require("administer", "")

        def work(connection: sa.Connection) -> Person:
            id = add_person(connection, LINK_ISSUER, token_hex(8), name, "")
            connection.execute(sa.update(people).where(people.c.id == id).values(is_admin=True))
            audit_log.append(connection, by, "role", subject=id, role="admin")
            return find_person(connection, id)

        return self._database.write(work, counts=False)

    def make_link(self, person_id: str, place: str, by: Actor, *, days: int = LINK_DAYS) -> str:
        """Return the secret of a new link for a person; every earlier one opens nothing from now on.

        `place` is the cohort in whose name it is made, "" for the installation.

        Raises:
            NotAllowed: who asks manages no members there or not this one alone, or the person signs in by a provider.
        """
        by.require("manage" if place else "administer", place)
        secret = token_urlsafe(24)

        def work(connection: sa.Connection) -> None:
            person = _require_charge(connection, person_id, place, by)
            if not person.has_link:
                raise NotAllowed(NO_LINK.format(person.name))
            _revoke(connection, person_id)
            now = dt.datetime.now(dt.UTC)
            values = {
                "digest": digest(secret),
                "person_id": person_id,
                "made_at": now,
                "made_by": by.id,
                "expires_at": now + dt.timedelta(days=days),
            }
            connection.execute(sa.insert(sign_in_links).values(values))
            audit_log.append(connection, by, "link", place=place, subject=person_id, days=days)

        self._database.write(work, counts=False)
        return secret

    def revoke_links(self, person_id: str, place: str, by: Actor) -> None:
        """Withdraw the links of a person, and end the visits that came by them.

        Raises:
            NotAllowed: who asks manages no members there, or not this one alone.
        """
        by.require("manage" if place else "administer", place)

        def work(connection: sa.Connection) -> None:
            _require_charge(connection, person_id, place, by)
            _revoke(connection, person_id)
            _end(connection, sign_ins.c.person_id == person_id)
            audit_log.append(connection, by, "link", place=place, subject=person_id, withdrawn=True)

        self._database.write(work, counts=False)

    def open_link(self, secret: str) -> tuple[Person, str]:
        """Sign somebody in by a link; return who it is, and the secret of this browser.

        Raises:
            NotAllowed: the link was never made, was withdrawn, or has expired.
        """

        def work(connection: sa.Connection) -> tuple[Person, str]:
            link = connection.execute(sa.select(sign_in_links).where(sign_in_links.c.digest == digest(secret))).first()
            if link is None:
                raise NotAllowed(UNKNOWN_LINK)
            if link.revoked_at:
                raise NotAllowed(REVOKED_LINK)
            if link.expires_at <= dt.datetime.now(dt.UTC):
                raise NotAllowed(EXPIRED_LINK)
            person = find_person(connection, link.person_id)
            return person, open_visit(connection, person, "link")

        return self._database.write(work, counts=False)

    def find_sign_in(self, secret: str) -> SignIn | None:
        """Return who is signed in in a browser; None where nobody is, or no longer."""

        def work(connection: sa.Connection) -> SignIn | None:
            query = sa.select(sign_ins).where(sign_ins.c.digest == digest(secret))
            row = connection.execute(query).first()
            if row is None or row.ended_at or row.expires_at <= dt.datetime.now(dt.UTC):
                return None
            person = find_person(connection, row.person_id)
            return SignIn(digest=row.digest, person=person, way=row.way, expires_at=row.expires_at)

        return self._database.read(work) if secret else None

    def last_seen(self, ids: Collection[str]) -> Mapping[str, dt.datetime]:
        """Return when people last signed in or did what the audit log tells; who never did is left out."""

        def work(connection: sa.Connection) -> Mapping[str, dt.datetime]:
            entries = audit_entries.c
            queries = (
                sa.select(sign_ins.c.person_id, sa.func.max(sign_ins.c.made_at))
                .where(sign_ins.c.person_id.in_(ids))
                .group_by(sign_ins.c.person_id),
                sa.select(entries.actor_id, sa.func.max(entries.at))
                .where(entries.actor_id.in_(ids))
                .group_by(entries.actor_id),
            )
            last: dict[str, dt.datetime] = {}
            for id, at in (row for query in queries for row in connection.execute(query)):
                last[id] = max(at, last.get(id, at))
            return last

        return self._database.read(work)

    def sign_out(self, secret: str) -> None:
        """End the visit of a browser, in all of its tabs."""

        def work(connection: sa.Connection) -> None:
            row = connection.execute(sa.select(sign_ins.c.person_id).where(sign_ins.c.digest == digest(secret))).first()
            if row and _end(connection, sign_ins.c.digest == digest(secret)):
                person = find_person(connection, row.person_id)
                audit_log.append(connection, Actor(id=person.id, name=person.name), "sign-out", subject=person.id)

        self._database.write(work, counts=False)


def digest(secret: str) -> str:
    """Return the hash under which a secret is stored."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def find_person(connection: sa.Connection, id: str) -> Person:
    """Return a person within a transaction. Raises UnknownName where there is none."""
    columns = [column for column in people.c if column.name != "made_at"]
    row = connection.execute(sa.select(*columns).where(people.c.id == id)).mappings().first()
    if row is None:
        raise UnknownName("person", id, ())
    return Person(**row)


def add_person(connection: sa.Connection, issuer: str, subject: str, name: str, mail: str) -> str:
    """Add a person within a transaction, and return the id."""
    id = token_hex(8)
    values = {"id": id, "issuer": issuer, "subject": subject, "name": name, "mail": mail, "is_admin": False}
    connection.execute(sa.insert(people).values(**values, made_at=dt.datetime.now(dt.UTC)))
    return id


def open_visit(connection: sa.Connection, person: Person, way: Way) -> str:
    """Sign somebody in within a transaction; return the secret of the browser."""
    secret, now = token_urlsafe(32), dt.datetime.now(dt.UTC)
    values = {
        "digest": digest(secret),
        "person_id": person.id,
        "way": way,
        "made_at": now,
        "expires_at": now + VISITS[way],
    }
    connection.execute(sa.insert(sign_ins).values(values))
    audit_log.append(connection, Actor(id=person.id, name=person.name), "sign-in", subject=person.id, way=way)
    return secret


def _require_charge(connection: sa.Connection, person_id: str, place: str, by: Actor) -> Person:
    """Return a person, unless they are of another place too: their links open that as well.

    Raises:
        UnknownName: there is no such person.
        NotAllowed: the person is no member of the cohort, is one of others, or runs the installation.
    """
    person = find_person(connection, person_id)
    query = sa.select(members.c.cohort_id).where(members.c.person_id == person_id)
    cohort_ids = set(connection.execute(query).scalars())
    is_free = person_id == by.id or by.may("administer", EVERYWHERE)
    if not is_free and (person.is_admin or cohort_ids != {place}):
        raise NotAllowed(OTHER_CHARGE if place in cohort_ids else NO_MEMBER)
    return person


def _revoke(connection: sa.Connection, person_id: str) -> None:
    own = (sign_in_links.c.person_id == person_id, sign_in_links.c.revoked_at.is_(None))
    connection.execute(sa.update(sign_in_links).where(*own).values(revoked_at=dt.datetime.now(dt.UTC)))


def _end(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> bool:
    """End visits, and return whether any was still open."""
    open_ones = (condition, sign_ins.c.ended_at.is_(None))
    return bool(
        connection.execute(sa.update(sign_ins).where(*open_ones).values(ended_at=dt.datetime.now(dt.UTC))).rowcount
    )
