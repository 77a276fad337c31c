"""Who comes in by a provider of identities: each sign-in counts once, and gives what the provider's groups give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from steering.actors import Actor
from steering.catalog.roles import Role
from steering.errors import NotAllowed
from steering.records import audit_log
from steering.records.cohorts import add_member, load_members
from steering.records.database import Database
from steering.records.people import Person, add_person, digest, find_person, open_visit
from steering.records.people_schema import audit_head, cohorts, members, people, used_sign_ins

# Who changes memberships at a sign-in: the file that says what each group is given.
GROUPS = Actor(id="access.yaml", name="Groups of the provider")
# So long a sign-in is remembered; its ticket has expired long before.
REMEMBERED = dt.timedelta(days=1)
USED = "This sign-in was used already. Sign in again."
UNMATCHED = "You are known to {}, but none of your groups there is let in here. Ask whoever runs this installation."


@dataclass(frozen=True, kw_only=True)
class GrantedMembership:
    """What a group is given: a role in a cohort, and a group within it or none."""

    cohort_id: str
    role: Role
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Somebody for whom a provider vouches: who it is, and what their groups are given.

    `sign_in` names this one sign-in at the provider, so that it opens nothing a second time.
    """

    issuer: str
    subject: str
    name: str
    mail: str
    sign_in: str
    is_admin: bool
    memberships: tuple[GrantedMembership, ...]


class AdmissionRecords:
    """Sign-ins by a provider of identities."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def is_used(self, sign_in: str) -> bool:
        """Return whether a sign-in at the provider has opened a visit already, or was refused."""
        query = sa.select(used_sign_ins.c.digest).where(used_sign_ins.c.digest == sign_in)
        return self._database.read(lambda connection: connection.execute(query).first()) is not None

    def admit(self, arrival: Arrival, provider: str) -> str:
        """Sign somebody in; return the secret of this browser. Name, mail and what groups give are as of now.

        `provider` is what people call it. Whoever is let in nowhere loses what their groups gave before.

        Raises:
            NotAllowed: the sign-in was used before, or the person is let in nowhere.
        """
        # A refusal is raised when all is stored: that the sign-in was used, and what was taken.
        secret, refusal = self._database.write(lambda connection: _admit(connection, arrival), counts=False)
        if refusal:
            raise NotAllowed(refusal.format(provider))
        return secret


def _admit(connection: sa.Connection, arrival: Arrival) -> tuple[str, str]:
    """Return the secret of the browser and nothing; or nothing, and why somebody is not let in."""
    _use(connection, arrival.sign_in)
    person = _welcome(connection, arrival)
    if person:
        _apply_admin(connection, person, arrival.is_admin)
        _apply_memberships(connection, person, arrival.memberships)
        if arrival.is_admin or _is_member(connection, person.id):
            return open_visit(connection, person, "provider"), ""
    # The log names nobody who is no person here: a subject may be a mail address.
    stranger = digest(f"{arrival.issuer} {arrival.subject}")[:16]
    audit_log.append(connection, GROUPS, "refuse", subject=person.id if person else stranger, issuer=arrival.issuer)
    return "", UNMATCHED


def _use(connection: sa.Connection, sign_in: str) -> None:
    """Take a sign-in, which can be done once."""
    # The end of the log is taken first: it puts writers in line before they read.
    connection.execute(sa.update(audit_head).values(seq=audit_head.c.seq))
    own = used_sign_ins.c.digest == sign_in
    if connection.execute(sa.select(used_sign_ins.c.digest).where(own)).first():
        raise NotAllowed(USED)
    now = dt.datetime.now(dt.UTC)
    connection.execute(sa.delete(used_sign_ins).where(used_sign_ins.c.used_at < now - REMEMBERED))
    connection.execute(sa.insert(used_sign_ins).values(digest=sign_in, used_at=now))


def _welcome(connection: sa.Connection, arrival: Arrival) -> Person | None:
    """Return the person of an arrival, made where something is given to them; None for a stranger without."""
    own = (people.c.issuer == arrival.issuer, people.c.subject == arrival.subject)
    id = connection.execute(sa.select(people.c.id).where(*own)).scalar()
    if id is None:
        if not arrival.is_admin and not arrival.memberships:
            return None
        id = add_person(connection, arrival.issuer, arrival.subject, arrival.name, arrival.mail)
    else:
        connection.execute(sa.update(people).where(*own).values(name=arrival.name, mail=arrival.mail))
    return find_person(connection, id)


def _apply_admin(connection: sa.Connection, person: Person, is_admin: bool) -> None:
    if person.is_admin != is_admin:
        connection.execute(sa.update(people).where(people.c.id == person.id).values(is_admin=is_admin))
        role = {"role": "admin"} if is_admin else {"before": "admin"}
        audit_log.append(connection, GROUPS, "role", subject=person.id, **role)


def _apply_memberships(connection: sa.Connection, person: Person, grants: Iterable[GrantedMembership]) -> None:
    """Give what groups give and take what they no longer give; what somebody has set by hand stays as it is."""
    now = {grant.cohort_id: grant for grant in grants}
    before = {member.cohort_id: member for member in load_members(connection, members.c.person_id == person.id)}
    for id, member in before.items():
        own = (members.c.person_id == person.id, members.c.cohort_id == id)
        grant = now.get(id)
        if not member.by_groups or (grant and (grant.role, grant.group) == (member.role, member.group)):
            continue
        if grant is None:
            connection.execute(sa.delete(members).where(*own))
            audit_log.append(connection, GROUPS, "member", place=id, subject=person.id, removed=True)
        else:
            connection.execute(sa.update(members).where(*own).values(role=grant.role, group_name=grant.group))
            facts = {"before": member.role, "role": grant.role, "group": grant.group}
            audit_log.append(connection, GROUPS, "role", place=id, subject=person.id, **facts)
    for id, grant in now.items():
        if id not in before:
            add_member(connection, id, person.id, grant.role, grant.group, by_groups=True)
            facts = {"role": grant.role, "group": grant.group}
            audit_log.append(connection, GROUPS, "member", place=id, subject=person.id, **facts)


def _is_member(connection: sa.Connection, person_id: str) -> bool:
    active = sa.select(cohorts.c.id).where(cohorts.c.archived_at.is_(None))
    own = (members.c.person_id == person_id, members.c.cohort_id.in_(active))
    return connection.execute(sa.select(members.c.person_id).where(*own)).first() is not None
