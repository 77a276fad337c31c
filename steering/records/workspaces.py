"""Workspaces: where a learner or a group of a cohort works, each on a case of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex

import sqlalchemy as sa

from steering.actors import Actor
from steering.catalog.quotas import QuotaReached
from steering.errors import NotAllowed, UnknownName
from steering.records import audit_log
from steering.records.cohorts import INSTALLATION, Member, find_member
from steering.records.database import Database
from steering.records.people_schema import cohorts, workspaces


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """Where a learner, or a group, works: its id is that of its case, and the name of its folder.

    It belongs to a person (`person_id`) or to a group of the cohort (`group`); the other one is empty. `shown_at` is
    since when the committee sees it.
    """

    id: str
    cohort_id: str
    person_id: str = ""
    group: str = ""
    title: str
    made_at: dt.datetime
    shown_at: dt.datetime | None = None
    archived_at: dt.datetime | None = None

    def is_of(self, member: Member) -> bool:
        """Return whether it is the member's own, or that of the member's group; the installation's is everybody's."""
        if self.cohort_id == INSTALLATION:
            return member.cohort_id == INSTALLATION
        return self.person_id == member.person.id or bool(self.group and self.group == member.group)


class WorkspaceRecords:
    """The workspaces of an installation. Whoever changes something is asked for the permission here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, cohort_id: str) -> tuple[Workspace, ...]:
        """Return the workspaces of a cohort that are not archived, in the order of their titles."""
        own = sa.and_(workspaces.c.cohort_id == cohort_id, workspaces.c.archived_at.is_(None))
        return self._database.read(lambda connection: load_workspaces(connection, own))

    def find(self, id: str) -> Workspace | None:
        """Return a workspace; None where there is none, or it was put away."""
        own = sa.and_(workspaces.c.id == id, workspaces.c.archived_at.is_(None))
        return next(iter(self._database.read(lambda connection: load_workspaces(connection, own))), None)

    def make(
        self, cohort_id: str, by: Actor, *, person_id: str = "", group: str = "", title: str, id: str = ""
    ) -> Workspace:
        """Make the workspace of a person or of a group; its folder is filled by whoever asks.

        Raises:
            NotAllowed: who asks manages nothing there.
            QuotaReached: there are as many as there may be.
        """
        by.require("manage", cohort_id)
        id = id or f"w-{token_hex(8)}"

        def work(connection: sa.Connection) -> Workspace:
            count = connection.execute(
                sa.select(sa.func.count()).select_from(workspaces).where(workspaces.c.cohort_id == cohort_id)
            ).scalar_one()
            self.check_room(count, 1)
            if person_id:
                find_member(connection, cohort_id, person_id)
            values = {"id": id, "cohort_id": cohort_id, "person_id": person_id, "group_name": group, "title": title}
            connection.execute(sa.insert(workspaces).values(**values, made_at=dt.datetime.now(dt.UTC)))
            owner = {"person": person_id} if person_id else {"group": group}
            audit_log.append(connection, by, "workspace", place=cohort_id, subject=id, **owner)
            return load_workspaces(connection, workspaces.c.id == id)[0]

        return self._database.write(work, counts=False)

    def check_room(self, count: int, more: int) -> None:
        """Do nothing where a cohort with so many workspaces may have more. Raises QuotaReached."""
        # So that one cohort can't fill the disk of all.
        if count + more > (most := self._database.quotas.cohort_cases):
            told = f"No workspace was made. A cohort has at most {most:,}, and {count:,} are there."
            raise QuotaReached(f"{told} Ask whoever runs this installation to allow more.")

    def show(self, id: str, by: Actor, *, shown: bool) -> None:
        """Show a workspace to the committee of its cohort, or no longer."""
        by.require("publish", id)

        def work(connection: sa.Connection) -> None:
            at = dt.datetime.now(dt.UTC) if shown else None
            connection.execute(sa.update(workspaces).where(workspaces.c.id == id).values(shown_at=at))
            audit_log.append(connection, by, "workspace", place=id, shown=shown)

        self._database.write(work, counts=False)

    def replace_files(self, id: str, by: Actor, exchange: Callable[[], None], **facts: object) -> None:
        """Have the files of a workspace exchanged, and note it: the entry and the files are there together.

        Raises:
            NotAllowed: who asks may not change its case.
            OSError: they can't be exchanged; nothing is noted.
        """
        by.require("edit", id)

        def work(connection: sa.Connection) -> None:
            audit_log.append(connection, by, "workspace", place=id, subject=id, files="replaced", **facts)
            # Last: whatever has to be tried again was before it.
            exchange()

        self._database.write(work, place=id)

    def archive(self, id: str, by: Actor) -> None:
        """Put a workspace away: nobody enters it any more, its owner may get another one; nothing is deleted.

        Raises:
            UnknownName: there is none.
            NotAllowed: who asks manages nothing in its cohort.
        """
        workspace = self.find(id)
        if workspace is None:
            raise UnknownName("workspace", id, ())
        by.require("manage", workspace.cohort_id)

        def work(connection: sa.Connection) -> None:
            now = dt.datetime.now(dt.UTC)
            connection.execute(sa.update(workspaces).where(workspaces.c.id == id).values(archived_at=now))
            audit_log.append(connection, by, "workspace", place=workspace.cohort_id, subject=id, archived=True)

        self._database.write(work, counts=False)


def require_second_person(connection: sa.Connection, case_id: str, first: str, by: Actor) -> None:
    """Refuse that somebody approves what is their own, where the cohort of the case asks for another person.

    Raises:
        NotAllowed: it does, and who asks is who has proposed it.
    """
    if first == by.id and needs_approval(connection, case_id):
        raise NotAllowed("You have proposed this yourself. In this cohort somebody else has to approve it.")


def needs_approval(connection: sa.Connection, place: str) -> bool:
    """Return whether the cohort of a workspace, or the cohort that the place is, asks for a second person."""
    own = sa.select(workspaces.c.cohort_id).where(workspaces.c.id == place)
    query = sa.select(cohorts.c.needs_approval).where(sa.or_(cohorts.c.id == place, cohorts.c.id.in_(own)))
    return bool(connection.execute(query).scalar())


def load_workspaces(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> tuple[Workspace, ...]:
    """Return the workspaces that a condition is true of within a transaction, in the order of their titles."""
    query = sa.select(workspaces).where(condition).order_by(workspaces.c.title, workspaces.c.id)
    rows = connection.execute(query).mappings()
    return tuple(
        Workspace(**{("group" if name == "group_name" else name): value for name, value in row.items()}) for row in rows
    )
