"""How many releases a member and a cohort may put in force within a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from steering.catalog.quotas import QuotaReached, Quotas
from steering.formatting import pluralise
from steering.records.people_schema import workspaces
from steering.records.proposals_schema import proposals
from steering.records.publication import NewPublication
from steering.records.schema import publications

DAY = dt.timedelta(hours=24)
LATER = "Nothing has changed; publish it tomorrow."


def check_release_quotas(
    connection: sa.Connection, releases: Iterable[NewPublication], person: str, quotas: Quotas
) -> None:
    """Do nothing where a person may publish, or propose, these releases at their places. Raises QuotaReached.

    A release counts once, for however many workspaces it was published; one that waits counts as well.
    """
    for place in sorted({release.case_id for release in releases if release.source == "upload"}):
        _check_place(connection, place, person, quotas)


def _check_place(connection: sa.Connection, place: str, person: str, quotas: Quotas) -> None:
    cohort = sa.select(workspaces.c.cohort_id).where(workspaces.c.id == place).scalar_subquery()
    cohort_id = connection.execute(sa.select(sa.func.coalesce(cohort, place))).scalar_one()
    ours = sa.select(workspaces.c.id).where(workspaces.c.cohort_id == cohort_id)
    places = (cohort_id, *connection.execute(ours).scalars())
    own = (publications.c.published_by == person, proposals.c.proposed_by == person)
    _check(connection, own, "You have", quotas.member_releases_a_day)
    of_cohort = (publications.c.case_id.in_(places), proposals.c.case_id.in_(places))
    _check(connection, of_cohort, "Your cohort has", quotas.cohort_releases_a_day)


def _check(
    connection: sa.Connection, conditions: tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]], whose: str, most: int
) -> None:
    since = dt.datetime.now(dt.UTC) - DAY
    is_published, is_proposed = conditions
    published = sa.select(publications.c.release_id).where(
        is_published,
        publications.c.source == "upload",
        # Who goes back has brought nothing.
        publications.c.action == "publish",
        publications.c.published_at >= since,
    )
    waiting = sa.select(proposals.c.release_id).where(
        is_proposed, proposals.c.source == "upload", proposals.c.proposed_at >= since, proposals.c.state == "waiting"
    )
    # A union has each release once.
    count = connection.execute(sa.select(sa.func.count()).select_from(published.union(waiting).subquery())).scalar_one()
    if count >= most:
        done = "published or proposed" if connection.execute(waiting.limit(1)).first() else "published"
        raise QuotaReached(f"{whose} {done} {pluralise(count, 'upload')} within a day, the most in a day. {LATER}")
