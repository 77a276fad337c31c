"""Cohorts: groups of learners with their members, each with a role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from secrets import token_hex

import sqlalchemy as sa

from steering.actors import Actor
from steering.catalog.roles import Role
from steering.errors import NotAllowed, UnknownName
from steering.records import audit_log, publications
from steering.records.database import Database
from steering.records.people import LINK_ISSUER, Person, add_person, find_person
from steering.records.people_schema import cohorts, members, people

# The cohort of the installation's own case, which is there from the beginning.
INSTALLATION = "installation"
# So that one cohort can't fill the disk of all.
MOST_MEMBERS = 5_000
NO_ROLE = "Nobody is an admin of a cohort alone. An admin names other admins, for the whole installation."
LAST_INSTRUCTOR = "A cohort needs an instructor. Make somebody else one first."


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """A group of learners. Its own releases are published under its id, for all of its workspaces."""

    id: str
    name: str
    made_at: dt.datetime
    archived_at: dt.datetime | None
    copied_from: str
    # Whether what somebody proposes has to be approved by somebody else.
    needs_approval: bool


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """Somebody to be added: a name, a mail address or none, the role, and the group or none."""

    name: str
    role: Role
    mail: str = ""
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member of a cohort."""

    cohort_id: str
    person: Person
    role: Role
    group: str
    added_at: dt.datetime
    # Whether a group of the provider gives it, and takes it; a change by hand makes it one by hand.
    by_groups: bool


class CohortRecords:
    """The cohorts of an installation. Whoever changes something is asked for the permission here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> tuple[Cohort, ...]:
        """Return every cohort, the newest first, archived ones too."""
        query = sa.select(cohorts).order_by(cohorts.c.made_at.desc(), cohorts.c.id)
        return self._database.read(
            lambda connection: tuple(Cohort(**row) for row in connection.execute(query).mappings())
        )

    def find(self, id: str) -> Cohort:
        """Return a cohort. Raises UnknownName where there is none."""
        return self._database.read(lambda connection: _find(connection, id))

    def make(self, name: str, by: Actor, *, needs_approval: bool = False, copied_from: str = "") -> Cohort:
        """Make a cohort; as a copy it has who teaches and the data in force of the earlier one, and no learners."""
        by.require("administer", "")
        id = token_hex(8)

        def work(connection: sa.Connection) -> Cohort:
            values = {
                "id": id,
                "name": name,
                "made_at": dt.datetime.now(dt.UTC),
                "copied_from": copied_from,
                "needs_approval": needs_approval,
            }
            if copied_from:
                _find(connection, copied_from)
            connection.execute(sa.insert(cohorts).values(values))
            if copied_from:
                _copy_staff(connection, copied_from, id, by)
                _copy_releases(connection, copied_from, id, by)
            audit_log.append(connection, by, "cohort", place=id, subject=name, copied_from=copied_from)
            return _find(connection, id)

        return self._database.write(work, counts=False)

    def archive(self, id: str, by: Actor, *, restore: bool = False) -> None:
        """Put a cohort away, so that nobody but admins enters it; or bring it back."""
        by.require("administer", "")

        def work(connection: sa.Connection) -> None:
            _find(connection, id)
            at = None if restore else dt.datetime.now(dt.UTC)
            connection.execute(sa.update(cohorts).where(cohorts.c.id == id).values(archived_at=at))
            audit_log.append(connection, by, "cohort", place=id, archived=not restore)

        self._database.write(work, counts=False)

    def members(self, cohort_id: str) -> tuple[Member, ...]:
        """Return the members of a cohort, in the order of their names."""
        return self._database.read(lambda connection: load_members(connection, members.c.cohort_id == cohort_id))

    def memberships(self, person_id: str) -> tuple[Member, ...]:
        """Return in which cohorts that are not archived a person is, the newest first."""

        def work(connection: sa.Connection) -> tuple[Member, ...]:
            active = sa.select(cohorts.c.id).where(cohorts.c.archived_at.is_(None))
            own = sa.and_(members.c.person_id == person_id, members.c.cohort_id.in_(active))
            return tuple(sorted(load_members(connection, own), key=lambda member: member.added_at, reverse=True))

        return self._database.read(work)

    def add(self, cohort_id: str, additions: Sequence[NewMember], by: Actor) -> tuple[Member, ...]:
        """Add members, all or none of them. Raises NotAllowed."""
        by.require("manage", cohort_id)

        def work(connection: sa.Connection) -> tuple[Member, ...]:
            _find(connection, cohort_id)
            count = connection.execute(
                sa.select(sa.func.count()).select_from(members).where(members.c.cohort_id == cohort_id)
            ).scalar_one()
            for addition in additions:
                _require_member_role(addition.role)
            if count + len(additions) > MOST_MEMBERS:
                raise NotAllowed(f"A cohort has at most {MOST_MEMBERS:,} members; make another one.")
            ids = []
            for addition in additions:
                id = add_person(connection, LINK_ISSUER, token_hex(8), addition.name, addition.mail)
                add_member(connection, cohort_id, id, addition.role, addition.group)
                facts = {"role": addition.role, "group": addition.group}
                audit_log.append(connection, by, "member", place=cohort_id, subject=id, **facts)
                ids.append(id)
            added = {member.person.id: member for member in load_members(connection, members.c.cohort_id == cohort_id)}
            return tuple(added[id] for id in ids)

        return self._database.write(work, counts=False)

    def change(self, cohort_id: str, person_id: str, by: Actor, *, role: Role, group: str) -> None:
        """Give a member another role or another group; it holds from the next thing that the member does."""
        by.require("manage", cohort_id)
        _require_member_role(role)

        def work(connection: sa.Connection) -> None:
            before = find_member(connection, cohort_id, person_id)
            own = (members.c.cohort_id == cohort_id, members.c.person_id == person_id)
            connection.execute(sa.update(members).where(*own).values(role=role, group_name=group, by_groups=False))
            require_instructor(connection, cohort_id, before)
            facts = {"before": before.role, "role": role, "group": group}
            audit_log.append(connection, by, "role", place=cohort_id, subject=person_id, **facts)

        self._database.write(work, counts=False)

    def remove(self, cohort_id: str, person_id: str, by: Actor) -> None:
        """Take a member out; what the member has done stays where it is."""
        by.require("manage", cohort_id)

        def work(connection: sa.Connection) -> None:
            before = find_member(connection, cohort_id, person_id)
            own = (members.c.cohort_id == cohort_id, members.c.person_id == person_id)
            connection.execute(sa.delete(members).where(*own))
            require_instructor(connection, cohort_id, before)
            audit_log.append(connection, by, "member", place=cohort_id, subject=person_id, removed=True)

        self._database.write(work, counts=False)


def add_member(
    connection: sa.Connection, cohort_id: str, person_id: str, role: Role, group: str, *, by_groups: bool = False
) -> None:
    """Add a person to a cohort within a transaction."""
    values = {"cohort_id": cohort_id, "person_id": person_id, "role": role, "group_name": group}
    connection.execute(sa.insert(members).values(**values, by_groups=by_groups, added_at=dt.datetime.now(dt.UTC)))


def _find(connection: sa.Connection, id: str) -> Cohort:
    row = connection.execute(sa.select(cohorts).where(cohorts.c.id == id)).mappings().first()
    if row is None:
        raise UnknownName("cohort", id, ())
    return Cohort(**row)


def load_members(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> tuple[Member, ...]:
    """Return the members that a condition is true of within a transaction, in the order of their names."""
    query = sa.select(members, *(column.label(f"own_{column.name}") for column in people.c))
    query = query.join(people, people.c.id == members.c.person_id).where(condition).order_by(people.c.name, people.c.id)
    return tuple(
        Member(
            cohort_id=row.cohort_id,
            person=_person_of(row),
            role=row.role,
            group=row.group_name,
            added_at=row.added_at,
            by_groups=row.by_groups,
        )
        for row in connection.execute(query)
    )


def _person_of(row: sa.Row[tuple[object, ...]]) -> Person:
    """Return the person in a row that has each of its columns behind `own_`."""
    names = [column.name for column in people.c if column.name != "made_at"]
    return Person(**{name: getattr(row, f"own_{name}") for name in names})


def find_member(connection: sa.Connection, cohort_id: str, person_id: str) -> Member:
    """Return a member within a transaction. Raises UnknownName where there is none."""
    found = load_members(connection, sa.and_(members.c.cohort_id == cohort_id, members.c.person_id == person_id))
    if not found:
        raise UnknownName("member", person_id, ())
    return found[0]


def _require_member_role(role: Role) -> None:
    if role == "admin":
        raise NotAllowed(NO_ROLE)


def require_instructor(connection: sa.Connection, cohort_id: str, before: Member) -> None:
    """Refuse a change that leaves a cohort without an instructor where it had one."""
    if before.role == "instructor":
        own = (members.c.cohort_id == cohort_id, members.c.role == "instructor")
        if connection.execute(sa.select(members.c.person_id).where(*own)).first() is None:
            raise NotAllowed(LAST_INSTRUCTOR)


def _copy_staff(connection: sa.Connection, start: str, end: str, by: Actor) -> None:
    for member in load_members(connection, members.c.cohort_id == start):
        if member.role in ("instructor", "assistant"):
            add_member(connection, end, find_person(connection, member.person.id).id, member.role, "")
            facts = {"role": member.role, "group": ""}
            audit_log.append(connection, by, "member", place=end, subject=member.person.id, **facts)


def _copy_releases(connection: sa.Connection, start: str, end: str, by: Actor) -> None:
    """Put what is in force for one cohort in force for another one."""
    reason = f"Copied from {_find(connection, start).name}"
    for dataset, entry in publications.current(connection, start).items():
        now = dt.datetime.now(dt.UTC)
        copy = replace(
            entry, case_id=end, published_at=now, published_by=by.id, action="publish", reason=reason, approved_by=""
        )
        publications.append(connection, copy)
        facts = {"dataset": dataset, "reason": reason}
        audit_log.append(connection, by, "publish", place=end, subject=entry.release_id, **facts)
