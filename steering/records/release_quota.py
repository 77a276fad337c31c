"""How many releases a member and a cohort may put in force within a day."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from steering.catalog.quotas import QuotaReached, Quotas
from steering.formatting import pluralise
from steering.records.people_schema import workspaces
from steering.records.schema import publications

DAY = dt.timedelta(hours=24)
LATER = "Nothing has changed; publish it tomorrow."


def check_release_quota(connection: sa.Connection, place: str, person: str, quotas: Quotas) -> None:
    """Do nothing where one more upload may be published at a place by a person. Raises QuotaReached.

    A release counts once, for however many workspaces it was published.
    """
    cohort = sa.select(workspaces.c.cohort_id).where(workspaces.c.id == place).scalar_subquery()
    cohort_id = connection.execute(sa.select(sa.func.coalesce(cohort, place))).scalar_one()
    ours = sa.select(workspaces.c.id).where(workspaces.c.cohort_id == cohort_id)
    _check(connection, publications.c.published_by == person, "You have", quotas.member_releases_a_day)
    of_cohort = sa.or_(publications.c.case_id == cohort_id, publications.c.case_id.in_(ours))
    _check(connection, of_cohort, "Your cohort has", quotas.cohort_releases_a_day)


def _check(connection: sa.Connection, condition: sa.ColumnElement[bool], whose: str, most: int) -> None:
    since = dt.datetime.now(dt.UTC) - DAY
    query = sa.select(sa.func.count(sa.distinct(publications.c.release_id))).where(
        condition, publications.c.source == "upload", publications.c.published_at >= since
    )
    count = connection.execute(query).scalar_one()
    if count >= most:
        raise QuotaReached(f"{whose} published {pluralise(count, 'upload')} within a day, the most in a day. {LATER}")
