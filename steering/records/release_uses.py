"""What a release is used for, by which it can't be deleted; and which releases were cleaned up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steering.actors import Actor
from steering.errors import NotAllowed
from steering.records import audit_log, publications
from steering.records.database import Database
from steering.records.learning_schema import variant_keys
from steering.records.people_schema import workspaces
from steering.records.proposals_schema import proposals, removals
from steering.records.publication import Publication
from steering.records.schema import (
    decisions,
    drill_answers,
    meeting_events,
    meetings,
    review_events,
    run_summaries,
    scenarios,
)
from steering.records.schema import publications as entries

RELEASE_ID = re.compile(r"[0-9a-f]{64}")
# Rows that are held in memory at a time.
ROWS_AT_A_TIME = 500
USED = "The {} release {} is in use by now, so it stays. Look at the list again."


@dataclass(frozen=True, kw_only=True)
class UnusedRelease:
    """A release that was in force at a place, and that nothing there uses any longer; `last` is its last entry."""

    place: str
    dataset: str
    release_id: str
    last: Publication


class ReleaseRecords:
    """Which releases are used, and which were cleaned up. Whoever changes something is asked for the permission."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_unused(self, places: Collection[str] | None = None) -> tuple[UnusedRelease, ...]:
        """Return the earlier releases of places, or of all, that nothing at these places uses; the newest first.

        Those that a decision, a meeting, a rehearsal, an answer or a scenario of the place names are used, and with a
        cohort those of its workspaces count.
        """
        return self._database.read(lambda connection: _list_unused(connection, places))

    def list_used(self) -> frozenset[str]:
        """Return the ids of all releases that are or were in force and not cleaned up, wait, or that a record names."""

        def work(connection: sa.Connection) -> frozenset[str]:
            names = _list_mentions(connection, None).values()
            history = _list_entries(connection, None)
            return frozenset({entry.release_id for entry in history}.union(_list_waiting(connection), *names))

        return self._database.read(work)

    def remove(self, releases: Sequence[UnusedRelease], *, by: Actor) -> None:
        """Note that releases were cleaned up, all of them or none: their places can't go back to them.

        Raises:
            NotAllowed: who asks may not publish at one of the places, or something uses one by now.
        """
        places = {release.place for release in releases}
        for place in sorted(places):
            by.require("publish", place)

        def work(connection: sa.Connection) -> None:
            unused = {(entry.place, entry.dataset, entry.release_id) for entry in _list_unused(connection, places)}
            for release in releases:
                if (release.place, release.dataset, release.release_id) not in unused:
                    raise NotAllowed(USED.format(release.dataset, release.release_id[:8]))
                _note_removal(connection, release, by)

        self._database.write(work, counts=False)

    def list_removed(self, case_id: str, dataset: str) -> frozenset[str]:
        """Return the ids of the releases of a case's dataset that were cleaned up."""
        query = sa.select(removals.c.release_id).where(removals.c.case_id == case_id, removals.c.dataset == dataset)
        return self._database.read(lambda connection: frozenset(connection.execute(query).scalars()))

    def list_removals(self, places: Collection[str], dataset: str) -> frozenset[tuple[str, str]]:
        """Return the releases of a dataset that were cleaned up at several places, each with its place."""
        at_places = (removals.c.case_id.in_(places), removals.c.dataset == dataset)
        query = sa.select(removals.c.case_id, removals.c.release_id).where(*at_places)
        return self._database.read(lambda connection: frozenset((place, id) for place, id in connection.execute(query)))


def is_referenced(connection: sa.Connection, dataset: str, release_id: str) -> bool:
    """Return whether a release is or was in force anywhere and was not cleaned up there, or waits for approval."""
    history = _list_entries(connection, None, entries.c.dataset == dataset, entries.c.release_id == release_id)
    return bool(history) or release_id in _list_waiting(connection)


def is_removed(connection: sa.Connection, case_id: str, dataset: str, release_id: str) -> bool:
    """Return whether a case's release was cleaned up."""
    query = sa.select(removals.c.release_id).where(*_is_removal_of(case_id, dataset, release_id))
    return connection.execute(query).first() is not None


def restore(connection: sa.Connection, case_id: str, dataset: str, release_id: str) -> None:
    """Note that a release which was cleaned up is there again."""
    connection.execute(sa.delete(removals).where(*_is_removal_of(case_id, dataset, release_id)))


def _is_removal_of(case_id: str, dataset: str, release_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    columns = removals.c
    return (columns.case_id == case_id, columns.dataset == dataset, columns.release_id == release_id)


def _note_removal(connection: sa.Connection, release: UnusedRelease, by: Actor) -> None:
    connection.execute(
        sa.insert(removals).values(
            case_id=release.place,
            dataset=release.dataset,
            release_id=release.release_id,
            removed_at=dt.datetime.now(dt.UTC),
            removed_by=by.id,
        )
    )
    facts = {"release": release.release_id}
    audit_log.append(connection, by, "clean-up", place=release.place, subject=release.dataset, **facts)


def _list_unused(connection: sa.Connection, places: Collection[str] | None) -> tuple[UnusedRelease, ...]:
    scopes = _list_scopes(connection, places)
    mentions = _list_mentions(connection, None if places is None else set().union(*scopes.values()))
    waiting = _list_waiting(connection)
    histories: dict[tuple[str, str], list[Publication]] = {}
    for entry in _list_entries(connection, places):
        histories.setdefault((entry.case_id, entry.dataset), []).append(entry)
    unused = []
    for (place, dataset), history in histories.items():
        nothing: set[str] = set()
        used = waiting.union(*(mentions.get(case_id, nothing) for case_id in (*scopes.get(place, ()), place)))
        unused += [
            UnusedRelease(place=place, dataset=dataset, release_id=entry.release_id, last=entry)
            for entry in publications.earlier_releases(history)
            if entry.release_id not in used
        ]
    return tuple(sorted(unused, key=lambda release: -release.last.id))


def _list_scopes(connection: sa.Connection, places: Collection[str] | None) -> Mapping[str, set[str]]:
    """Return the cases of each place: a place itself, and the workspaces of one that is a cohort."""
    query = sa.select(workspaces.c.cohort_id, workspaces.c.id)
    if places is not None:
        query = query.where(workspaces.c.cohort_id.in_(places))
    scopes: dict[str, set[str]] = {place: {place} for place in places or ()}
    for cohort_id, id in connection.execute(query):
        scopes.setdefault(cohort_id, {cohort_id}).add(id)
    return scopes


def _list_entries(
    connection: sa.Connection, places: Collection[str] | None, *conditions: sa.ColumnElement[bool]
) -> tuple[Publication, ...]:
    """Return the entries of all releases that were not cleaned up at their place, oldest first."""
    same = (
        removals.c.case_id == entries.c.case_id,
        removals.c.dataset == entries.c.dataset,
        removals.c.release_id == entries.c.release_id,
    )
    query = sa.select(entries).where(~sa.exists().where(*same), *conditions).order_by(entries.c.id)
    query = query if places is None else query.where(entries.c.case_id.in_(places))
    return tuple(Publication(**row) for row in connection.execute(query).mappings())


def _list_waiting(connection: sa.Connection) -> frozenset[str]:
    query = sa.select(proposals.c.release_id).where(proposals.c.state == "waiting")
    return frozenset(connection.execute(query).scalars())


def _list_mentions(connection: sa.Connection, cases: Collection[str] | None) -> Mapping[str, set[str]]:
    """Return the ids of releases that the records of cases name, by case: any text that looks like one counts."""
    mentions: dict[str, set[str]] = {}
    for query, case_id in _mention_queries():
        chosen = query if cases is None else query.where(case_id.in_(cases))
        for place, body in connection.execute(chosen, execution_options={"yield_per": ROWS_AT_A_TIME}):
            mentions.setdefault(place, set()).update(RELEASE_ID.findall(body))
    return mentions


def _mention_queries() -> Iterator[tuple[sa.Select[str, str], sa.Column[str]]]:
    """Yield a query for every text of the records that names releases, with its column of cases."""
    for table, text in (
        (decisions, decisions.c.body),
        (scenarios, scenarios.c.figures),
        (drill_answers, drill_answers.c.body),
        (review_events, review_events.c.body),
        (variant_keys, variant_keys.c.body),
    ):
        yield sa.select(table.c.case_id, text), table.c.case_id
    own = meetings.c.id == meeting_events.c.meeting_id
    # Most events of a meeting are keystrokes that show nothing new.
    events = sa.select(meetings.c.case_id, meeting_events.c.body).where(
        own, meeting_events.c.body.contains("release", autoescape=True)
    )
    yield events, meetings.c.case_id
    summaries = sa.select(meetings.c.case_id, run_summaries.c.body).where(meetings.c.id == run_summaries.c.meeting_id)
    yield summaries, meetings.c.case_id
