"""Who is signed in in a browser, with their memberships and the workspaces of these: one query, asked at each click."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steering.records.cohorts import Cohort, Member
from steering.records.database import Database
from steering.records.people import Person, digest
from steering.records.people_schema import cohorts, members, people, sign_ins, workspaces
from steering.records.workspaces import Workspace

# The columns of each thing in a joined row, behind the name of its table.
TABLES = (people, members, cohorts, workspaces)


@dataclass(frozen=True, kw_only=True)
class MemberPlace:
    """A membership in a cohort that is not archived, with one workspace of it; None where it has none."""

    member: Member
    cohort: Cohort
    workspace: Workspace | None


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Somebody who is signed in, and their places, the newest membership first."""

    person: Person
    places: tuple[MemberPlace, ...]


class PresenceRecords:
    """Who is here, in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, secret: str, workspace: str | None = None) -> Presence | None:
        """Return who is signed in in a browser; None where nobody is, or no longer.

        Where a `workspace` is named, the places have that one alone; where it is "", none.
        """
        if not secret:
            return None
        query = _join(workspace).join(sign_ins, sign_ins.c.person_id == people.c.id)
        query = query.where(
            sign_ins.c.digest == digest(secret),
            sign_ins.c.ended_at.is_(None),
            sign_ins.c.expires_at > dt.datetime.now(dt.UTC),
            people.c.forgotten_at.is_(None),
        )
        return self._database.read(lambda connection: _parse(connection.execute(query)))

    def of(self, person_id: str) -> tuple[MemberPlace, ...]:
        """Return the places of somebody."""
        query = _join(None).where(people.c.id == person_id)
        presence = self._database.read(lambda connection: _parse(connection.execute(query)))
        return presence.places if presence else ()


def _join(workspace: str | None) -> sa.Select[tuple[object, ...]]:
    columns = (column.label(f"{table.name}_{column.name}") for table in TABLES for column in table.c)
    active = sa.and_(cohorts.c.id == members.c.cohort_id, cohorts.c.archived_at.is_(None))
    own = sa.and_(workspaces.c.cohort_id == cohorts.c.id, workspaces.c.archived_at.is_(None))
    if workspace is not None:
        own = sa.and_(own, workspaces.c.id == workspace)
    query = sa.select(*columns).select_from(people).outerjoin(members, members.c.person_id == people.c.id)
    query = query.outerjoin(cohorts, active).outerjoin(workspaces, own)
    return query.order_by(members.c.added_at.desc(), cohorts.c.id, workspaces.c.title, workspaces.c.id)


def _parse(rows: Iterable[sa.Row[tuple[object, ...]]]) -> Presence | None:
    person, places = None, []
    for row in rows:
        person = person or Person(**_part(row, people, "made_at"))
        if row.cohorts_id is not None:
            places.append(_parse_place(row, person))
    return Presence(person=person, places=tuple(places)) if person else None


def _parse_place(row: sa.Row[tuple[object, ...]], person: Person) -> MemberPlace:
    values = _part(row, members, "person_id")
    group = values.pop("group_name")
    member = Member(person=person, group=group, **values)
    workspace = None
    if row.workspaces_id is not None:
        values = _part(row, workspaces)
        group = values.pop("group_name")
        workspace = Workspace(group=group, **values)
    return MemberPlace(member=member, cohort=Cohort(**_part(row, cohorts)), workspace=workspace)


def _part(row: sa.Row[tuple[object, ...]], table: sa.Table, *without: str) -> dict[str, Any]:
    """Return what a joined row has of a table, by the names of its columns."""
    return {
        column.name: getattr(row, f"{table.name}_{column.name}") for column in table.c if column.name not in without
    }
