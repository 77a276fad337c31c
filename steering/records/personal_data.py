"""All that the records hold of one person, for the person and for whoever instructs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import sqlalchemy as sa

from steering.actors import Actor
from steering.errors import NotAllowed
from steering.records.cohorts import INSTALLATION, load_members
from steering.records.database import Database
from steering.records.learning_schema import variant_keys
from steering.records.people import Person, find_person
from steering.records.people_schema import (
    audit_entries,
    cohorts,
    members,
    people,
    sign_in_links,
    sign_ins,
    workspaces,
)
from steering.records.schema import meeting_events, meetings, metadata
from steering.records.workspaces import Workspace, load_workspaces

# Whose columns say where something belongs; the first one that a table has counts.
PLACES = ("case_id", "place", "cohort_id")
# What nobody takes along: hashes of secrets, and answer keys.
LEFT_OUT = (sign_in_links.c.digest, sign_ins.c.digest, variant_keys.c.body)
OTHERS = "Only this person, and whoever instructs them, takes their data along."
Condition: TypeAlias = sa.ColumnElement[bool]
Rows: TypeAlias = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class PersonalData:
    """What is held of a person: rows by their table, empty ones left out, and the workspaces that are theirs alone."""

    person: Person
    tables: Mapping[str, Rows]
    workspaces: tuple[Workspace, ...]


def gather_personal_data(database: Database, person_id: str, by: Actor, place: str = "") -> PersonalData:
    """Return what is held of a person: all of it for themself; for whoever instructs, what is of a cohort (`place`).

    Raises:
        NotAllowed: somebody else asks, who does not instruct the person there.
        UnknownName: there is no such person.
    """
    is_own = by.id == person_id
    if not is_own:
        by.require("manage", place)
        by.require("review", place)

    def work(connection: sa.Connection) -> PersonalData:
        person = find_person(connection, person_id)
        memberships = load_members(connection, members.c.person_id == person_id)
        if not is_own and place not in {member.cohort_id for member in memberships}:
            raise NotAllowed(OTHERS)
        within = (lambda _: sa.true()) if is_own else _limit_to(place)
        own = sa.and_(workspaces.c.person_id == person_id, within(workspaces.c.cohort_id))
        tables = {
            table.name: _read(connection, table, condition)
            for table, condition in _list_conditions(person, within)
            if is_own or table is people or _find_place(table) is not None
        }
        rows = {name: found for name, found in tables.items() if found}
        return PersonalData(person=person, tables=rows, workspaces=load_workspaces(connection, own))

    return database.read(work)


def _limit_to(cohort_id: str) -> Callable[[sa.Column[Any]], Condition]:
    """Return what limits a column with a place to a cohort and its workspaces."""
    all_workspaces = sa.select(workspaces.c.id)
    if cohort_id == INSTALLATION:
        # Its one workspace, the installation's own case, stands in no table.
        others = sa.select(cohorts.c.id).where(cohorts.c.id != INSTALLATION)
        return lambda column: sa.and_(column != "", column.not_in(all_workspaces), column.not_in(others))
    own = all_workspaces.where(workspaces.c.cohort_id == cohort_id)
    return lambda column: sa.or_(column == cohort_id, column.in_(own))


def _list_conditions(
    person: Person, within: Callable[[sa.Column[Any]], Condition]
) -> Iterator[tuple[sa.Table, Condition]]:
    """Yield each table that knows people, with what is true of the rows of this one.

    All of them know people by their ids: what has a name alone may be that of somebody else.
    """
    for table in metadata.sorted_tables:
        column = _find_place(table)
        here = sa.true() if column is None else within(column)
        if table is people:
            yield table, people.c.id == person.id
        elif columns := [column for column in table.c if _names_people(column)]:
            yield table, sa.and_(here, sa.or_(*(column == person.id for column in columns)))
    # A run begins with an event that says whose it is.
    own = sa.select(meeting_events.c.meeting_id).where(
        meeting_events.c.seq == 1, meeting_events.c.body.contains(f'"{person.id}"')
    )
    here = meeting_events.c.meeting_id.in_(sa.select(meetings.c.id).where(within(meetings.c.case_id)))
    yield meeting_events, sa.and_(here, meeting_events.c.meeting_id.in_(own))


def _names_people(column: sa.Column[Any]) -> bool:
    """Return whether a column has ids of people: by the names that all tables use."""
    return column.name in ("person_id", "actor_id") or column.name.endswith("_by") or column is audit_entries.c.subject


def _find_place(table: sa.Table) -> sa.Column[Any] | None:
    if table is meeting_events:
        return table.c.meeting_id
    return next((table.c[name] for name in PLACES if name in table.c), None)


def _read(connection: sa.Connection, table: sa.Table, condition: Condition) -> Rows:
    columns = [column for column in table.c if column not in {*LEFT_OUT}]
    query = sa.select(*columns).where(condition).order_by(*table.primary_key.columns)
    return tuple(dict(row) for row in connection.execute(query).mappings())
