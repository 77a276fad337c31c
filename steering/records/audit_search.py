"""The audit log as people read it: the entries that somebody may see, by place, person and action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steering.actors import EVERYWHERE, Actor
from steering.errors import NotAllowed
from steering.records.audit_log import PAGE, AuditEntry
from steering.records.database import Database
from steering.records.names import load_names
from steering.records.people_schema import audit_entries, cohorts, members, workspaces

CLOSED = "The audit log is open to instructors, auditors and admins."
# What belongs to no place, and to the cohorts of whoever did it.
SIGNING = ("sign-in", "sign-out")


@dataclass(frozen=True, kw_only=True)
class LogScope:
    """Which entries somebody may read: all; those of a cohort, its workspaces and its members' sign-ins; of a case."""

    is_whole: bool = False
    cohort_id: str = ""
    case_id: str = ""


@dataclass(frozen=True, kw_only=True)
class LogQuery:
    """Which entries are asked for within a scope; an empty field asks for all."""

    scope: LogScope
    place: str = ""
    person: str = ""
    action: str = ""


@dataclass(frozen=True, kw_only=True)
class LogOptions:
    """What occurs in a scope: places and people by id with their names, and actions."""

    places: Mapping[str, str]
    people: Mapping[str, str]
    actions: tuple[str, ...]


def grant_scope(by: Actor, cohort_id: str, case_id: str) -> LogScope:
    """Return which entries somebody may read who stands in a cohort and in a workspace of it.

    Raises:
        NotAllowed: none.
    """
    if by.may("log", EVERYWHERE):
        return LogScope(is_whole=True)
    in_cohort, in_case = cohort_id and by.may("log", cohort_id), case_id and by.may("log", case_id)
    if not (in_cohort or in_case):
        raise NotAllowed(CLOSED)
    return LogScope(cohort_id=cohort_id if in_cohort else "", case_id=case_id if in_case else "")


def search_log(database: Database, query: LogQuery, *, before: int | None = None) -> tuple[AuditEntry, ...]:
    """Return a page of entries, the newest first: those before a number, or the newest of all."""
    statement = sa.select(audit_entries).where(_condition(query)).order_by(audit_entries.c.seq.desc()).limit(PAGE)
    return _read(database, statement if before is None else statement.where(audit_entries.c.seq < before))


def export_log(database: Database, query: LogQuery) -> tuple[AuditEntry, ...]:
    """Return every entry that is asked for, the oldest first."""
    return _read(database, sa.select(audit_entries).where(_condition(query)).order_by(audit_entries.c.seq))


def find_options(database: Database, scope: LogScope) -> LogOptions:
    """Return by what the entries of a scope can be chosen."""
    own = _condition(LogQuery(scope=scope))
    table = audit_entries.c

    def work(connection: sa.Connection) -> LogOptions:
        named = sa.union_all(sa.select(cohorts.c.id, cohorts.c.name), sa.select(workspaces.c.id, workspaces.c.title))
        names = {row.id: row.name for row in connection.execute(named)}
        places = connection.execute(sa.select(table.place).where(own).distinct()).scalars()
        ids = connection.execute(sa.select(table.actor_id).where(own).distinct()).scalars()
        actions = connection.execute(sa.select(table.action).where(own).distinct().order_by(table.action)).scalars()
        return LogOptions(
            places=dict(sorted((place, names.get(place, place)) for place in places if place)),
            people=dict(sorted(load_names(connection, ids).items(), key=lambda item: item[1])),
            actions=tuple(actions),
        )

    return database.read(work)


def _condition(query: LogQuery) -> sa.ColumnElement[bool]:
    table = audit_entries.c
    fields = ((table.place, query.place), (table.actor_id, query.person), (table.action, query.action))
    return sa.and_(_within(query.scope), *(column == value for column, value in fields if value))


def _within(scope: LogScope) -> sa.ColumnElement[bool]:
    table = audit_entries.c
    if scope.is_whole:
        return sa.true()
    conditions: list[sa.ColumnElement[bool]] = [table.place == scope.case_id] if scope.case_id else []
    if scope.cohort_id:
        own = sa.select(workspaces.c.id).where(workspaces.c.cohort_id == scope.cohort_id)
        people = sa.select(members.c.person_id).where(members.c.cohort_id == scope.cohort_id)
        signing = sa.and_(table.place == "", table.action.in_(SIGNING), table.actor_id.in_(people))
        conditions += [table.place == scope.cohort_id, table.place.in_(own), signing]
    return sa.or_(sa.false(), *conditions)


def _read(database: Database, statement: sa.Select[tuple[object, ...]]) -> tuple[AuditEntry, ...]:
    return database.read(
        lambda connection: tuple(AuditEntry(**row) for row in connection.execute(statement).mappings())
    )
