"""The runs of a case from a real database: told once, and honest about what can't be told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import sqlalchemy as sa

from steering.records import Records
from steering.records.meetings import Additions
from steering.records.schema import meeting_events
from steering.rehearsal.history import MOST_CASES, list_runs
from steering.rehearsal.runs import VERSION
from steering.stage.events import write_event
from tests.actors import TESTER

CASE, BEGIN = "acme", dt.datetime(2026, 11, 1, 22, 0, tzinfo=dt.UTC)
LATER = BEGIN + dt.timedelta(days=1)
STORY = "scenes:\n  - {id: one, minutes: 1, page: brief, message: One}\n"
PLACE = {"scene": "one", "page": "", "query": {}, "values": {}}


def rehearse(records: Records, id: str, person: str, *, ends: bool = True) -> None:
    """Write a run of one scene of fifty seconds."""
    events = [
        write_event("plan", by="p", at=BEGIN, title="Dry run", day="2026-11-01", purpose="rehearsal", person=person),
        write_event("start", by="p", at=BEGIN, storyboard=STORY, files={"storyboard.yaml": "s1"}),
        write_event("show", by="p", at=BEGIN, position=PLACE, hash="h", releases={"cost": "r1"}),
        write_event("tick", by="p", at=BEGIN + dt.timedelta(seconds=50)),
    ]
    if ends:
        events.append(write_event("end", by="p", at=BEGIN + dt.timedelta(seconds=50), outcome="finished"))
    records.meetings.make(id, CASE, events, by=TESTER, kind="rehearsal")


def test_runs_are_told_with_who_rehearsed_and_on_which_files(records: Records) -> None:
    rehearse(records, "a", "Architect")
    rehearse(records, "b", "")
    found = list_runs(records.meetings, CASE, LATER)
    assert {run.id: run.person for run in found.runs} == {"a": "Architect", "b": "Presenter"}
    assert [run.id for run in found.of("Architect")] == ["a"]
    assert found.runs[0].seconds == 50 and dict(found.runs[0].files) == {"storyboard.yaml": "s1"}


def test_a_run_that_is_over_is_stored_as_told_and_one_that_may_go_on_is_not(records: Records) -> None:
    rehearse(records, "over", "Architect")
    rehearse(records, "open", "Architect", ends=False)
    first = list_runs(records.meetings, CASE, LATER)
    assert set(records.meetings.summaries(CASE, VERSION)) == {"over"}
    assert {run.outcome for run in first.runs} == {"finished", "broken off"}
    assert list_runs(records.meetings, CASE, LATER) == first


def test_what_comes_after_the_end_of_a_run_is_told_as_well(records: Records) -> None:
    rehearse(records, "over", "Architect")
    assert list_runs(records.meetings, CASE, LATER).runs[0].voice == {}
    voice = {"one": {"seconds": 50.0, "speaking": 30.0, "longest_silence": 4.0}}
    event = write_event("voice", by="p", at=BEGIN + dt.timedelta(seconds=51), scenes=voice)
    records.meetings.append("over", 5, lambda _: Additions(events=(event,)))
    (run,) = list_runs(records.meetings, CASE, LATER).runs
    assert (run.voice["one"].share, run.seconds, run.outcome) == (0.6, 50, "finished")
    assert list_runs(records.meetings, CASE, LATER).runs == (run,)


def test_a_run_whose_log_was_changed_is_named_and_hides_no_other(records: Records, tmp_path: Path) -> None:
    rehearse(records, "whole", "Architect")
    rehearse(records, "changed", "Architect")
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'records.sqlite'}")
    with engine.begin() as connection:
        table = meeting_events
        connection.execute(sa.update(table).where(table.c.meeting_id == "changed", table.c.seq == 3).values(body="{}"))
    engine.dispose()
    found = list_runs(records.meetings, CASE, LATER)
    assert [run.id for run in found.runs] == ["whole"]
    assert len(found.faults) == 1 and "event 3" in found.faults[0]


def test_the_runs_of_cases_that_nobody_looks_at_are_let_go_of_and_told_again(records: Records) -> None:
    rehearse(records, "a", "Architect")
    first = list_runs(records.meetings, CASE, LATER)
    assert list_runs(records.meetings, CASE, LATER) is first
    for number in range(MOST_CASES):
        list_runs(records.meetings, f"case-{number}", LATER)
    again = list_runs(records.meetings, CASE, LATER)
    assert again is not first and again.runs == first.runs
