"""Reviews on record, in either database: revisions in order, one of two writers, and no case read again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from steering.records import Records, StaleRevision
from steering.records.reviews import ReviewEntry
from tests.actors import TESTER

ENTRY = ReviewEntry(run_id="run", kind="comment", subject="first", seen=0, by="Ann", body='{"text": "Zürich 界"}')


def test_what_is_read_back_is_what_was_said(records: Records) -> None:
    records.reviews.append("case", ENTRY, TESTER)
    (event,) = records.reviews.list("case")
    assert (event.run_id, event.kind, event.subject, event.revision) == ("run", "comment", "first", 1)
    assert (event.recorded_by, event.body, str(event.recorded_at.tzinfo)) == ("Ann", ENTRY.body, "UTC")
    assert records.reviews.list("other") == ()


def test_a_revision_follows_the_one_that_was_seen(records: Records) -> None:
    records.reviews.append("case", ENTRY, TESTER)
    records.reviews.append("case", replace(ENTRY, seen=1, body="{}"), TESTER)
    with pytest.raises(StaleRevision, match="This comment has changed meanwhile"):
        records.reviews.append("case", replace(ENTRY, seen=1), TESTER)
    with pytest.raises(StaleRevision):
        records.reviews.append("case", ENTRY, TESTER)
    assert [event.revision for event in records.reviews.list("case")] == [1, 2]


def test_of_two_writers_at_once_one_is_told(records: Records) -> None:
    def write(name: str) -> str:
        try:
            records.reviews.append("case", replace(ENTRY, by=name), TESTER)
        except StaleRevision:
            return "told"
        return "recorded"

    with ThreadPoolExecutor(4) as pool:
        results = sorted(pool.map(write, "abcd"))
    assert results == ["recorded", "told", "told", "told"]
    assert len(records.reviews.list("case")) == 1


def test_runs_are_asked_for_by_name_however_many(records: Records) -> None:
    for run in ("one", "two", "three"):
        records.reviews.append("case", replace(ENTRY, run_id=run), TESTER)
    assert [event.run_id for event in records.reviews.list("case", ["three", "one"])] == ["one", "three"]
    many = ["two", *(f"run-{number}" for number in range(5000))]
    assert [event.run_id for event in records.reviews.list("case", many)] == ["two"]
    assert records.reviews.list("case", []) == ()


def test_no_case_is_read_again_for_a_review(records: Records) -> None:
    before = records.version()
    records.reviews.append("case", ENTRY, TESTER)
    assert records.version() == before


def test_runs_of_reference_are_named_once(records: Records) -> None:
    for run, seen in (("one", 0), ("two", 0), ("one", 1)):
        records.reviews.append(
            "case", replace(ENTRY, run_id=run, kind="reference", subject="run", seen=seen, body="1"), TESTER
        )
    records.reviews.append("case", replace(ENTRY, run_id="three"), TESTER)
    assert records.reviews.reference_runs("case") == ("one", "two")
    assert records.reviews.reference_runs("other") == ()
