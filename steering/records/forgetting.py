"""Forgetting a person: the name goes wherever the records have it, and what was done stays under a pseudonym."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa

from steering.actors import EVERYWHERE, Actor
from steering.catalog.roles import permissions_in_workspace
from steering.errors import NotAllowed
from steering.records import audit_log
from steering.records.cohorts import INSTALLATION, Member, load_members, require_instructor
from steering.records.database import Database
from steering.records.learning_schema import variant_keys
from steering.records.people import Person, find_person
from steering.records.people_schema import members, people, sign_in_links, sign_ins, workspaces
from steering.records.schema import drill_answers, review_events
from steering.records.workspaces import load_workspaces

PSEUDONYM = "Former member {}"
# Who vouches for somebody who was forgotten: nobody, ever again.
FORGOTTEN = "forgotten"
# What may know people by a name alone, where it can't be told whose it is; everything else has ids.
KNOWN_BY_NAME = ((drill_answers, drill_answers.c.person), (review_events, review_events.c.recorded_by))
ONESELF = "Somebody else has to remove your data: ask your instructor, or whoever runs this installation."
OTHERS = "This person is not a member here, or is a member elsewhere as well. Ask whoever runs this installation."


def forget_person(database: Database, person_id: str, place: str, by: Actor) -> Person:
    """Take a person's name, mail and identity out of the records, and let nobody sign in as them again.

    What they did stays, under a pseudonym. `place` is the cohort in whose name it is asked, "" for the installation.

    Raises:
        NotAllowed: who asks manages no members there, or the person is no matter of that cohort alone.
        UnknownName: there is no such person.
    """
    by.require("manage" if place else "administer", place)
    if person_id == by.id:
        raise NotAllowed(ONESELF)

    def work(connection: sa.Connection) -> Person:
        person = find_person(connection, person_id)
        if person.forgotten_at:
            return person
        memberships = load_members(connection, members.c.person_id == person_id)
        here = {member.cohort_id for member in memberships}
        if not by.may("administer", EVERYWHERE) and (here != {place} or person.is_admin):
            raise NotAllowed(OTHERS)
        pseudonym = PSEUDONYM.format(_count_forgotten(connection) + 1)
        for member in memberships:
            _rename_records(connection, member, pseudonym)
        _rename_person(connection, person_id, pseudonym)
        for member in memberships:
            require_instructor(connection, member.cohort_id, member)
        audit_log.append(connection, by, "forget", place=place, subject=person_id)
        return find_person(connection, person_id)

    # Every case that shows the name is made anew.
    return database.write(work)


def _count_forgotten(connection: sa.Connection) -> int:
    query = sa.select(sa.func.count()).select_from(people).where(people.c.forgotten_at.is_not(None))
    return int(connection.execute(query).scalar_one())


def _rename_person(connection: sa.Connection, person_id: str, pseudonym: str) -> None:
    for table in (sign_in_links, sign_ins, members):
        connection.execute(sa.delete(table).where(table.c.person_id == person_id))
    own = workspaces.c.person_id == person_id
    cases = sa.select(workspaces.c.id).where(own)
    connection.execute(sa.update(variant_keys).where(variant_keys.c.case_id.in_(cases)).values(learner=pseudonym))
    connection.execute(sa.update(workspaces).where(own).values(title=pseudonym))
    values = {
        "issuer": FORGOTTEN,
        "subject": person_id,
        "name": pseudonym,
        "mail": "",
        "is_admin": False,
        "forgotten_at": dt.datetime.now(dt.UTC),
    }
    connection.execute(sa.update(people).where(people.c.id == person_id).values(values))


def _rename_records(connection: sa.Connection, member: Member, pseudonym: str) -> None:
    """Rename a member in answers and reviews that have a name and no id, in the cases where they could rehearse."""
    for table, column in KNOWN_BY_NAME:
        for condition in _list_cases(connection, member, table.c.case_id):
            own = (condition, table.c.person_id == "", column == member.person.name)
            connection.execute(sa.update(table).where(*own).values({column.name: pseudonym}))


def _list_cases(connection: sa.Connection, member: Member, case_id: sa.Column[str]) -> Iterator[sa.ColumnElement[bool]]:
    """Yield conditions for the cases in which a member could rehearse or review."""
    if member.cohort_id == INSTALLATION and _could_work(member, is_own=True):
        yield case_id.not_in(sa.select(workspaces.c.id))
    for workspace in load_workspaces(connection, workspaces.c.cohort_id == member.cohort_id):
        if _could_work(member, is_own=workspace.is_of(member)):
            yield case_id == workspace.id


def _could_work(member: Member, *, is_own: bool) -> bool:
    """Return whether a member could rehearse or review in a workspace."""
    return bool(permissions_in_workspace(member.role, is_own=is_own, is_shown=False) & {"rehearse", "review"})
