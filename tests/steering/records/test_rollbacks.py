"""A whole cohort that goes back in one act; what was in force in a workspace, by time; back to no data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from steering.actors import Actor
from steering.catalog.quotas import QUOTAS
from steering.catalog.roles import IN_COHORT, IN_WORKSPACES, OWN, Permission
from steering.errors import NotAllowed, UnknownName
from steering.records import NewPublication, NothingToRollBack, Publication, Records, StaleRevision
from steering.records.publication import NO_RELEASE, NOTHING, Source
from steering.records.rollbacks import RollbackStep, list_targets, plan_steps
from tests.actors import TESTER
from tests.steering.records import databases

A, B, C, D = (letter * 64 for letter in "abcd")


@pytest.fixture(params=databases.DATABASES)
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    with databases.opening(request, tmp_path) as begin, begin() as opened:
        yield opened


@pytest.fixture
def spring(records: Records) -> str:
    return records.cohorts.make("Spring", TESTER).id


def make(records: Records, cohort: str, title: str) -> str:
    return records.workspaces.make(cohort, TESTER, group=title, title=title).id


def publish(records: Records, release: str, *places: str, source: Source = "upload") -> tuple[Publication, ...]:
    wanted = [
        NewPublication(
            case_id=place,
            dataset="kpi",
            release_id=release,
            source=source,
            source_name=f"{release[0]}.csv",
            source_sha256=C,
            rows=3,
        )
        for place in places
    ]
    return records.publish_all(wanted, by=TESTER)


def history(records: Records, place: str) -> tuple[Publication, ...]:
    return records.joint_histories([place])[place].get("kpi", ())


def releases(records: Records, place: str) -> list[str]:
    return [entry.release_id for entry in history(records, place)]


def plan(records: Records, release: str, *places: str, to: str | None = None) -> tuple[RollbackStep, ...]:
    histories = {place: own.get("kpi", ()) for place, own in records.joint_histories(places).items()}
    return plan_steps(histories, "kpi", release, to, records.releases.list_removals(places, "kpi"))


class TestJointHistory:
    def test_a_workspace_has_what_its_cohort_had_until_it_has_its_own(self, records: Records, spring: str) -> None:
        publish(records, A, spring)
        one = make(records, spring, "One")
        assert releases(records, one) == [A]
        publish(records, B, spring, one)
        assert releases(records, one) == [A, B], "what was published for all in one act is one line"
        publish(records, C, spring)
        assert releases(records, one) == [A, B], "from its own on the cohort's are not in force there"
        assert releases(records, spring) == [A, B, C]

    def test_data_that_it_began_with_has_nothing_before(self, records: Records, spring: str) -> None:
        publish(records, A, spring)
        one = make(records, spring, "One")
        publish(records, D, one, source="folder")
        assert releases(records, one) == [D]
        publish(records, B, spring, one)
        assert releases(records, one) == [D, B]

    def test_two_publications_for_all_can_be_taken_back_in_a_workspace(self, records: Records, spring: str) -> None:
        publish(records, A, spring)
        one = make(records, spring, "One")
        publish(records, B, spring, one)
        back = records.roll_back(one, "kpi", by=TESTER)
        assert (back.case_id, back.release_id, back.source_name) == (one, A, "a.csv")
        assert records.in_force(spring)["kpi"].release_id == B

    def test_a_case_of_no_cohort_has_its_own(self, records: Records) -> None:
        publish(records, A, "case")
        assert history(records, "case") == records.history("case", "kpi")


class TestWholeCohort:
    def test_each_place_goes_back_to_what_it_had_at_one_moment(self, records: Records, spring: str) -> None:
        publish(records, A, spring)
        shared, own, later = (make(records, spring, title) for title in ("Shared", "Own", "Later"))
        publish(records, D, own, source="folder")
        everybody = (spring, shared, own, later)
        publish(records, B, *everybody)
        publish(records, C, later)
        steps = plan(records, B, *everybody)
        assert [step.case_id for step in steps] == [spring, shared, own], "who has other data by now keeps it"
        entries = records.roll_back_all(steps, by=TESTER, reason="B was wrong")
        assert [entry.release_id for entry in entries] == [A, A, D]
        assert len({entry.published_at for entry in entries}) == 1
        assert {place: releases(records, place)[-1] for place in everybody} == {spring: A, shared: A, own: D, later: C}
        log = [entry for entry in records.audit_log.list() if entry.action == "roll-back"]
        assert {entry.place for entry in log} == {spring, shared, own}
        assert all("B was wrong" in entry.facts for entry in log)

    def test_to_one_release_goes_whoever_ever_had_it(self, records: Records, spring: str) -> None:
        one, other = make(records, spring, "One"), make(records, spring, "Other")
        publish(records, D, other, source="folder")
        publish(records, A, spring, one)
        publish(records, B, spring, one, other)
        publish(records, C, spring, one, other)
        steps = plan(records, C, spring, one, other, to=A)
        assert [step.case_id for step in steps] == [spring, one]
        assert {entry.release_id for entry in records.roll_back_all(steps, by=TESTER)} == {A}

    def test_who_published_in_between_keeps_all_as_it_is(self, records: Records, spring: str) -> None:
        one, other = make(records, spring, "One"), make(records, spring, "Other")
        publish(records, A, spring, one, other)
        publish(records, B, spring, one, other)
        steps = plan(records, B, spring, one, other)
        publish(records, C, other)
        with pytest.raises(StaleRevision, match="current kpi data has changed meanwhile.* before going back"):
            records.roll_back_all(steps, by=TESTER)
        assert [releases(records, place) for place in (spring, one, other)] == [[A, B], [A, B], [A, B, C]]

    def test_what_the_cohort_has_by_now_counts_where_it_is_shown(self, records: Records, spring: str) -> None:
        publish(records, A, spring)
        publish(records, B, spring)
        one = make(records, spring, "One")
        steps = plan(records, B, one)
        publish(records, C, spring)
        with pytest.raises(StaleRevision):
            records.roll_back_all(steps, by=TESTER)

    def test_a_release_that_was_cleaned_up_is_no_target(self, records: Records, spring: str) -> None:
        publish(records, A, spring)
        one = make(records, spring, "One")
        publish(records, B, spring, one)
        records.releases.remove(records.releases.list_unused([spring]), by=TESTER)
        assert plan(records, B, spring, one) == ()
        assert list_targets(one, history(records, one), records.releases.list_removals([spring, one], "kpi")) == ()
        with pytest.raises(NotAllowed, match="cleaned up"):
            records.roll_back(one, "kpi", by=TESTER)

    def test_going_back_is_no_upload_of_the_day(self, records: Records, spring: str) -> None:
        own = [make(records, spring, title) for title in ("One", "Two", "Three")]
        for place, release in zip(own, (A, B, C), strict=True):
            publish(records, release, place)
        publish(records, D, spring, *own)
        records.quotas = replace(QUOTAS, member_releases_a_day=5, cohort_releases_a_day=5)
        records.roll_back_all(plan(records, D, spring, *own), by=TESTER)
        publish(records, "e" * 64, spring)


class TestNoData:
    def test_the_first_release_of_a_cohort_is_taken_back(self, records: Records, spring: str) -> None:
        one = make(records, spring, "One")
        publish(records, A, spring, one)
        steps = plan(records, A, spring, one)
        assert {step.to for step in steps} == {NOTHING}
        entries = records.roll_back_all(steps, by=TESTER)
        assert {(entry.release_id, entry.rows, entry.source_name) for entry in entries} == {(NO_RELEASE, 0, "")}
        assert records.in_force(spring) == records.in_force(one) == {}
        assert releases(records, make(records, spring, "Later"))[-1] == NO_RELEASE
        assert not plan(records, NO_RELEASE, spring, one), "there is nothing to take back"

    def test_the_release_can_be_put_in_force_again(self, records: Records) -> None:
        (first,) = publish(records, A, "case")
        records.roll_back("case", "kpi", by=TESTER, to=NOTHING)
        with pytest.raises(NothingToRollBack):
            records.roll_back("case", "kpi", by=TESTER)
        with pytest.raises(NothingToRollBack):
            records.roll_back("case", "kpi", by=TESTER, to=NOTHING)
        assert [entry.id for entry in list_targets("case", history(records, "case"))] == [first.id]
        assert records.roll_back("case", "kpi", by=TESTER, to=first.id).release_id == A
        assert records.in_force("case")["kpi"].release_id == A

    def test_no_data_is_no_release_to_go_back_to(self, records: Records) -> None:
        publish(records, A, "case")
        nothing = records.roll_back("case", "kpi", by=TESTER, to=NOTHING)
        publish(records, B, "case")
        with pytest.raises(UnknownName):
            records.roll_back("case", "kpi", by=TESTER, to=nothing.id)
        assert [entry.release_id for entry in list_targets("case", history(records, "case"))] == [A]
        assert [step.to for step in plan(records, B, "case")] == [NOTHING], "that is what it had before"

    def test_data_of_the_folder_has_nothing_before_it(self, records: Records) -> None:
        publish(records, A, "case", source="folder")
        with pytest.raises(NothingToRollBack):
            records.roll_back("case", "kpi", by=TESTER, to=NOTHING)
        assert plan(records, A, "case") == ()

    def test_who_expects_nothing_publishes_only_where_that_is_so(self, records: Records) -> None:
        publish(records, A, "case")
        nothing = records.roll_back("case", "kpi", by=TESTER, to=NOTHING)
        wanted = NewPublication(
            case_id="case", dataset="kpi", release_id=B, source="upload", source_name="b.csv", source_sha256=C, rows=3
        )
        with pytest.raises(StaleRevision):
            records.publish_all([replace(wanted, expected_revision=NOTHING)], by=TESTER)
        assert records.publish_all([replace(wanted, expected_revision=nothing.id)], by=TESTER)


@pytest.mark.parametrize(
    ("grants", "may_one", "may_all"),
    [
        (lambda spring, one, other: {one: OWN}, True, False),
        (lambda spring, one, other: {one: IN_WORKSPACES["assistant"], spring: IN_COHORT["assistant"]}, False, False),
        (
            lambda spring, one, other: {
                spring: IN_COHORT["instructor"], one: IN_WORKSPACES["instructor"], other: IN_WORKSPACES["instructor"]
            },
            True,
            True,
        ),
        (lambda spring, one, other: {one: IN_WORKSPACES["auditor"], spring: IN_COHORT["auditor"]}, False, False),
        (lambda spring, one, other: {spring: IN_COHORT["admin"]}, False, False),
        (lambda spring, one, other: {}, False, False),
    ],
    ids=["learner", "assistant", "instructor", "auditor", "admin", "stranger"],
)  # fmt: skip
def test_each_role_goes_back_where_it_may_publish(
    records: Records, spring: str, grants: object, may_one: bool, may_all: bool
) -> None:
    one, other = make(records, spring, "One"), make(records, spring, "Other")
    publish(records, A, spring, one, other)
    publish(records, B, spring, one, other)
    assert callable(grants)
    given: dict[str, frozenset[Permission]] = grants(spring, one, other)
    actor = Actor(id="somebody", name="Somebody", grants=given)
    for places, may in (((spring, one, other), may_all), ((one,), may_one)):
        steps = plan(records, B, *places)
        if may:
            records.roll_back_all(steps, by=actor)
            assert {releases(records, place)[-1] for place in places} == {A}
            publish(records, B, *places)
        else:
            with pytest.raises(NotAllowed):
                records.roll_back_all(steps, by=actor)
            assert {releases(records, place)[-1] for place in places} == {B}
