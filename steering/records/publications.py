"""Which release of a dataset is in force for a case, since when and by whom; every change stays readable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Literal

import sqlalchemy as sa

from steering.records.engine import NothingToRollBack, StaleRevision
from steering.records.schema import publications

Action = Literal["publish", "rollback"]
Source = Literal["folder", "upload", "command"]


@dataclass(frozen=True, kw_only=True)
class Publication:
    """One entry of the history: from `published_at` (UTC) on, `release_id` was in force.

    `source_name`, `source_sha256` and `rows` describe the file that brought the release this time.
    `id` rises with each entry.
    """

    id: int
    case_id: str
    dataset: str
    release_id: str
    published_at: dt.datetime
    published_by: str
    action: Action
    source: Source
    source_name: str
    source_sha256: str
    rows: int


def append(connection: sa.Connection, entry: Publication) -> Publication:
    """Write an entry and return it with its id."""
    values = {name: value for name, value in asdict(entry).items() if name != "id"}
    result = connection.execute(sa.insert(publications).values(values))
    assert result.inserted_primary_key is not None
    return replace(entry, id=result.inserted_primary_key[0])


def restore(entry: Publication, by: str) -> Publication:
    """Return the entry that puts an earlier publication in force again, now."""
    now = dt.datetime.now(dt.UTC)
    return replace(entry, id=0, action="rollback", published_at=now, published_by=by)


def roll_back(
    connection: sa.Connection, case_id: str, dataset: str, by: str, expected_revision: int | None
) -> Publication:
    """Put the release before the one in force in force again.

    Raises:
        NothingToRollBack: there is none before it.
        StaleRevision: another entry than `expected_revision` is in force by now.
    """
    entries = history(connection, case_id, dataset)
    if expected_revision is not None and entries and entries[-1].id != expected_revision:
        raise StaleRevision(f"The {dataset} data in force", "going back")
    stack = effective(entries)
    if len(stack) < 2:
        raise NothingToRollBack(case_id, dataset)
    return append(connection, restore(stack[-2], by))


def history(connection: sa.Connection, case_id: str, dataset: str) -> tuple[Publication, ...]:
    """Return all entries of a case's dataset, oldest first."""
    query = (
        sa.select(publications)
        .where(publications.c.case_id == case_id, publications.c.dataset == dataset)
        .order_by(publications.c.id)
    )
    return tuple(Publication(**row) for row in connection.execute(query).mappings())


def is_referenced(connection: sa.Connection, dataset: str, release_id: str) -> bool:
    """Return whether any entry, of any case, is about a release."""
    query = sa.select(publications.c.id).where(
        publications.c.dataset == dataset, publications.c.release_id == release_id
    )
    return connection.execute(query.limit(1)).first() is not None


def is_empty(connection: sa.Connection) -> bool:
    """Return whether there is no entry at all."""
    return connection.execute(sa.select(publications.c.id).limit(1)).first() is None


def current(connection: sa.Connection, case_id: str) -> dict[str, Publication]:
    """Return the last entry of each dataset of a case."""
    last = (
        sa.select(sa.func.max(publications.c.id))
        .where(publications.c.case_id == case_id)
        .group_by(publications.c.dataset)
    )
    query = sa.select(publications).where(publications.c.id.in_(last)).order_by(publications.c.dataset)
    entries = (Publication(**row) for row in connection.execute(query).mappings())
    return {entry.dataset: entry for entry in entries}


def effective(entries: Iterable[Publication]) -> list[Publication]:
    """Return the publications that a rollback can still go back through, the one in force last.

    A publication adds one, a rollback takes the last away; publishing what is in force already adds none.
    """
    stack: list[Publication] = []
    for entry in entries:
        if entry.action == "rollback":
            stack.pop()
        elif stack and stack[-1].release_id == entry.release_id:
            stack[-1] = entry
        else:
            stack.append(entry)
    return stack
