"""How many uploads may be published within a day: counted once for all workspaces, and told when it is enough."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from steering.actors import COMMAND_LINE, Actor
from steering.catalog.quotas import QuotaReached, Quotas
from steering.records import NewPublication, Records, Source
from steering.records.schema import publications
from tests.actors import somebody

ADA, BEN = somebody("ada"), somebody("ben")


def releases_of(release: str, *places: str, source: Source = "upload") -> list[NewPublication]:
    return [
        NewPublication(
            case_id=place, dataset="kpi", release_id=release * 64, source=source, source_name="kpi.csv",
            source_sha256=release * 64, rows=1,
        )
        for place in places
    ]  # fmt: skip


def publish(records: Records, release: str, *places: str, by: Actor = ADA, source: Source = "upload") -> None:
    records.publish_all(releases_of(release, *places, source=source), by=by)


def workspaces(records: Records, count: int) -> tuple[str, ...]:
    cohort = records.cohorts.make("Autumn", COMMAND_LINE).id
    made = (records.workspaces.make(cohort, COMMAND_LINE, group=f"{n}", title=f"{n}") for n in range(count))
    return (cohort, *(workspace.id for workspace in made))


def test_a_member_s_day_is_counted_by_releases_and_ends(tmp_path: Path) -> None:
    with Records(tmp_path, quotas=Quotas(member_releases_a_day=2)) as records:
        places = workspaces(records, 3)
        publish(records, "a", *places)
        publish(records, "b", places[1])
        before = records.in_force(places[1])
        with pytest.raises(QuotaReached, match="You have published 2 uploads within a day"):
            publish(records, "c", places[1], places[2])
        assert records.in_force(places[1]) == before and "kpi" in records.in_force(places[2])
        publish(records, "c", places[1], by=BEN)
        publish(records, "d", places[1], source="folder")
        with records.engine.begin() as connection:
            yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(hours=25)
            connection.execute(sa.update(publications).values(published_at=yesterday))
        publish(records, "e", places[1])


def test_a_cohort_s_day_has_all_of_its_workspaces_and_no_other_s(tmp_path: Path) -> None:
    with Records(tmp_path, quotas=Quotas(cohort_releases_a_day=2)) as records:
        (cohort, first, second), other = workspaces(records, 2), workspaces(records, 1)
        publish(records, "a", first, by=ADA)
        publish(records, "b", cohort, by=BEN)
        with pytest.raises(QuotaReached, match="Your cohort has published 2 uploads within a day"):
            publish(records, "c", second, by=somebody("cleo"))
        publish(records, "c", other[1])


def test_what_is_proposed_counts_until_it_is_decided_and_then_if_it_is_in_force(tmp_path: Path) -> None:
    with Records(tmp_path, quotas=Quotas(member_releases_a_day=2)) as records:
        _, first, second, third = workspaces(records, 3)
        publish(records, "a", first)
        waiting = records.proposals.make(releases_of("b", second), by=ADA)
        for brings in (publish, lambda *given: records.proposals.make(releases_of(*given[1:]), by=ADA)):
            with pytest.raises(QuotaReached, match="You have published or proposed 2 uploads within a day"):
                brings(records, "c", third)
        again = records.proposals.make(releases_of("d", second), by=ADA)
        assert again.replaced == (waiting.id,), "it takes the place of one that counted"
        records.proposals.approve(again.id, by=BEN, expected_revisions={})
        with pytest.raises(QuotaReached, match="You have published 2 uploads within a day"):
            records.proposals.make(releases_of("c", third), by=ADA)
        assert records.proposals.list_waiting([third], by=ADA) == ()


def test_what_the_members_of_a_cohort_propose_counts_together(tmp_path: Path) -> None:
    with Records(tmp_path, quotas=Quotas(cohort_releases_a_day=2)) as records:
        cohort, first, second = workspaces(records, 2)
        own = records.proposals.make(releases_of("a", first), by=ADA)
        records.proposals.make(releases_of("b", cohort), by=BEN)
        with pytest.raises(QuotaReached, match="Your cohort has published or proposed 2 uploads"):
            records.proposals.make(releases_of("c", second), by=somebody("cleo"))
        records.proposals.turn_down(own.id, by=ADA)
        records.proposals.make(releases_of("c", second), by=somebody("cleo"))


def test_a_cohort_has_as_many_workspaces_as_it_may(tmp_path: Path) -> None:
    with Records(tmp_path, quotas=Quotas(cohort_cases=2)) as records:
        cohort, *_ = workspaces(records, 2)
        with pytest.raises(QuotaReached, match="No workspace was made. A cohort has at most 2, and 2 are there."):
            records.workspaces.make(cohort, COMMAND_LINE, group="x", title="x")
