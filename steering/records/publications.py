"""Which release of a dataset is in force for a case, since when and by whom; every change stays readable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace

import sqlalchemy as sa

from steering.records.engine import StaleRevision
from steering.records.publication import NOTHING, NewPublication, Publication
from steering.records.schema import publications

# The most characters of a reason.
LONGEST_REASON = 500


# The entries of each dataset of a case, oldest first.
History = Mapping[str, tuple[Publication, ...]]


def append_publication(
    connection: sa.Connection,
    release: NewPublication,
    *,
    by: str,
    reason: str,
    moment: dt.datetime,
    approved_by: str = "",
) -> Publication:
    """Put a release in force and return the entry; entries of one act have the same `moment`, in UTC.

    Raises:
        StaleRevision: another entry than the expected one is in force by now.
    """
    require_revision(connection, release.case_id, release.dataset, release.expected_revision, "publishing")
    values = {name: value for name, value in asdict(release).items() if name != "expected_revision"}
    entry = Publication(
        id=0,
        published_at=moment,
        published_by=by,
        action="publish",
        reason=reason.strip()[:LONGEST_REASON],
        approved_by=approved_by,
        **values,
    )
    return append(connection, entry)


def require_revision(connection: sa.Connection, case_id: str, dataset: str, expected: int | None, act: str) -> int:
    """Return the id of the entry in force where it is what somebody saw, or nobody has looked.

    Raises:
        StaleRevision: another entry than the expected one is in force by now.
    """
    own = (publications.c.case_id == case_id, publications.c.dataset == dataset)
    last = connection.execute(sa.select(sa.func.max(publications.c.id)).where(*own)).scalar()
    if expected is not None and (last or NOTHING) != expected:
        raise StaleRevision(f"The current {dataset} data", act)
    return last or NOTHING


def append(connection: sa.Connection, entry: Publication) -> Publication:
    """Write an entry and return it with its id."""
    values = {name: value for name, value in asdict(entry).items() if name != "id"}
    result = connection.execute(sa.insert(publications).values(values))
    assert result.inserted_primary_key is not None
    return replace(entry, id=result.inserted_primary_key[0])


def history(connection: sa.Connection, case_id: str, dataset: str) -> tuple[Publication, ...]:
    """Return all entries of a case's dataset, oldest first."""
    query = (
        sa.select(publications)
        .where(publications.c.case_id == case_id, publications.c.dataset == dataset)
        .order_by(publications.c.id)
    )
    return tuple(Publication(**row) for row in connection.execute(query).mappings())


def histories(
    connection: sa.Connection, case_ids: Collection[str]
) -> Mapping[str, Mapping[str, tuple[Publication, ...]]]:
    """Return all entries of several cases as of one moment: by case, then by dataset, oldest first."""
    query = sa.select(publications).where(publications.c.case_id.in_(case_ids)).order_by(publications.c.id)
    entries: dict[str, dict[str, tuple[Publication, ...]]] = {case_id: {} for case_id in case_ids}
    # One statement: whoever publishes meanwhile is seen in all of it, or in nothing.
    for row in connection.execute(query).mappings():
        entry = Publication(**row)
        own = entries[entry.case_id]
        own[entry.dataset] = (*own.get(entry.dataset, ()), entry)
    return entries


def earlier_releases(entries: Sequence[Publication]) -> tuple[Publication, ...]:
    """Return the last entry of each release that was in force before and is not now, the newest first."""
    last = {entry.release_id: entry for entry in entries if entry.has_data}
    if entries:
        last.pop(entries[-1].release_id, None)
    return tuple(sorted(last.values(), key=lambda entry: -entry.id))


def is_empty(connection: sa.Connection) -> bool:
    """Return whether there is no entry at all."""
    return connection.execute(sa.select(publications.c.id).limit(1)).first() is None


def current(connection: sa.Connection, case_id: str) -> dict[str, Publication]:
    """Return the last entry of each dataset of which a case has something in force."""
    last = (
        sa.select(sa.func.max(publications.c.id))
        .where(publications.c.case_id == case_id)
        .group_by(publications.c.dataset)
    )
    query = sa.select(publications).where(publications.c.id.in_(last)).order_by(publications.c.dataset)
    entries = (Publication(**row) for row in connection.execute(query).mappings())
    return {entry.dataset: entry for entry in entries if entry.has_data}


def effective(entries: Iterable[Publication]) -> list[Publication]:
    """Return the publications that a rollback can still go back through, the one in force last.

    A publication adds one; publishing what is in force already adds none. A rollback takes away all that came after
    the release that it restores; where that one was itself taken away by an earlier rollback, it comes on top. One to
    no data takes away all.
    """
    stack: list[Publication] = []
    for entry in entries:
        if not entry.has_data:
            stack.clear()
            continue
        releases = [earlier.release_id for earlier in stack]
        if entry.action == "rollback" and entry.release_id in releases:
            del stack[len(releases) - releases[::-1].index(entry.release_id) :]
        elif stack and stack[-1].release_id == entry.release_id:
            stack[-1] = entry
        else:
            stack.append(entry)
    return stack
