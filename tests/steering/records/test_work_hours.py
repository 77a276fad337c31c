"""Hours that learners log, and answer keys: in both databases, and by whom."""

from __future__ import annotations

import datetime as dt
from typing import cast

import pytest

from steering.actors import COMMAND_LINE, Actor
from steering.catalog.phases import PhaseId
from steering.catalog.roles import IN_COHORT, OWN, Role
from steering.errors import NotAllowed
from steering.records import Records

ANN = Actor(id="ann", name="Ann", grants={"w-1": OWN})
BEN = Actor(id="ben", name="Ben", grants={"w-1": OWN})
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def cohort(records: Records) -> str:
    """The id of a cohort with the workspace `w-1`."""
    id = records.cohorts.make("Autumn", COMMAND_LINE).id
    records.workspaces.make(id, COMMAND_LINE, title="Case", id="w-1")
    return id


class TestHours:
    def test_they_are_listed_by_day_the_last_first_for_the_cases_asked_for(self, records: Records) -> None:
        records.work_hours.log("w-1", ANN, phase="discover", minutes=90, on=DAY, note="Interviews")
        records.work_hours.log("w-1", BEN, phase="design", minutes=60, on=DAY + dt.timedelta(days=1))
        entries = records.work_hours.list(["w-1", "w-2"])
        assert [(entry.person_id, entry.phase, entry.minutes, entry.note) for entry in entries] == [
            ("ben", "design", 60, ""),
            ("ann", "discover", 90, "Interviews"),
        ]
        assert records.work_hours.list(["w-2"]) == records.work_hours.list([]) == ()

    def test_a_day_has_24_hours_over_all_phases_of_a_person(self, records: Records) -> None:
        records.work_hours.log("w-1", ANN, phase="design", minutes=23 * 60, on=DAY)
        records.work_hours.log("w-1", BEN, phase="design", minutes=24 * 60, on=DAY)
        records.work_hours.log("w-1", ANN, phase="enable", minutes=60, on=DAY)
        with pytest.raises(NotAllowed, match="2 Mar 2026 would have more than 24 hours"):
            records.work_hours.log("w-1", ANN, phase="enable", minutes=1, on=DAY)
        assert sum(entry.minutes for entry in records.work_hours.list(["w-1"])) == 48 * 60

    @pytest.mark.parametrize(
        ("phase", "minutes", "days", "refusal"),
        [("design", 0, 0, "at least a minute"), ("sleep", 5, 0, "no phase"), ("design", 5, 3, "still to come")],
    )
    def test_what_is_no_work_is_refused(
        self, records: Records, phase: str, minutes: int, days: int, refusal: str
    ) -> None:
        on = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=days)
        with pytest.raises(NotAllowed, match=refusal):
            records.work_hours.log("w-1", ANN, phase=cast(PhaseId, phase), minutes=minutes, on=on)
        assert records.work_hours.list(["w-1"]) == ()

    def test_only_one_s_own_entry_is_taken_back(self, records: Records) -> None:
        records.work_hours.log("w-1", ANN, phase="design", minutes=30, on=DAY)
        (entry,) = records.work_hours.list(["w-1"])
        with pytest.raises(NotAllowed, match="no such entry of yours"):
            records.work_hours.take_back(entry.id, BEN)
        records.work_hours.take_back(entry.id, ANN)
        assert records.work_hours.list(["w-1"]) == ()

    def test_nobody_logs_hours_where_they_do_not_work(self, records: Records) -> None:
        with pytest.raises(NotAllowed, match="You may not"):
            records.work_hours.log("w-2", ANN, phase="design", minutes=30, on=DAY)


class TestAnswerKeys:
    def test_they_are_for_those_who_review_the_cohort(self, records: Records, cohort: str) -> None:
        records.variant_keys.store(cohort, COMMAND_LINE, case_id="w-1", learner="Ann", seed=7, body="[]")
        allowed = set()
        roles: tuple[Role, ...] = ("viewer", "presenter", "assistant", "instructor", "auditor", "admin")
        for role in roles:
            actor = Actor(id=role, name=role, grants={cohort: IN_COHORT[role], "w-1": OWN})
            try:
                (key,) = records.variant_keys.list(cohort, actor)
            except NotAllowed:
                continue
            assert (key.case_id, key.learner, key.seed, key.body) == ("w-1", "Ann", 7, "[]")
            allowed.add(role)
        assert allowed == {"assistant", "instructor"}

    def test_those_of_another_cohort_are_not_among_them(self, records: Records, cohort: str) -> None:
        records.variant_keys.store(cohort, COMMAND_LINE, case_id="w-1", learner="Ann", seed=7, body="[]")
        stranger = Actor(id="x", name="X", grants={"d": IN_COHORT["instructor"]})
        assert records.variant_keys.list("d", stranger) == ()
        with pytest.raises(NotAllowed):
            records.variant_keys.list(cohort, stranger)

    def test_nobody_but_who_makes_workspaces_stores_one_and_the_log_tells_neither_seed_nor_answer(
        self, records: Records, cohort: str
    ) -> None:
        with pytest.raises(NotAllowed):
            records.variant_keys.store(cohort, ANN, case_id="w-1", learner="Ann", seed=7, body="[]")
        records.variant_keys.store(cohort, COMMAND_LINE, case_id="w-1", learner="Ann", seed=777, body='["planted"]')
        entry = records.audit_log.list()[0]
        assert (entry.action, entry.place, entry.subject) == ("workspace", cohort, "w-1")
        assert "777" not in entry.facts and "planted" not in entry.facts
