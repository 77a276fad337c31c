"""All runs of a person: what they say together, and how they are listed from a database."""

from __future__ import annotations

import datetime as dt

from steering.actors import COMMAND_LINE
from steering.records import Records
from steering.records.forgetting import forget_person
from steering.records.meetings import Additions
from steering.rehearsal.history import RunHistory
from steering.rehearsal.practice import Practice
from steering.stage.events import write_event
from tests.actors import TESTER
from tests.steering.rehearsal.run_examples import make_run, take

CASE, BEGIN = "acme", dt.datetime(2026, 11, 1, 22, 0, tzinfo=dt.UTC)
STORY = "scenes:\n  - {id: one, minutes: 1, page: brief, message: One}\n"
PLACE = {"scene": "one", "page": "", "query": {}, "values": {}}
PRACTICE = Practice(
    runs=(
        make_run(4, take(62, 130, 60)),
        make_run(3, take(70, 160), outcome="given up"),
        make_run(2, take(64, 150, 60)),
        make_run(1, take(80, 180, 80)),
    )
)


def rehearse(records: Records, id: str, person: str, seconds: float = 50, *, ends: bool = True) -> None:
    """Write a run of one scene."""
    events = [
        write_event("plan", by="p", at=BEGIN, title="Dry run", day="2026-11-01", purpose="rehearsal", person=person),
        write_event("start", by="p", at=BEGIN, storyboard=STORY),
        write_event("show", by="p", at=BEGIN, position=PLACE, hash="h", releases={}),
        write_event("tick", by="p", at=BEGIN + dt.timedelta(seconds=seconds)),
    ]
    records.meetings.make(id, CASE, [*events, *(end(seconds) if ends else ())], by=TESTER, kind="rehearsal")


def end(seconds: float) -> list[str]:
    return [write_event("end", by="p", at=BEGIN + dt.timedelta(seconds=seconds), outcome="finished")]


def test_what_all_runs_say_together() -> None:
    assert [run.id for run in PRACTICE.complete] == ["run-4", "run-2", "run-1"]
    assert PRACTICE.best is not None and PRACTICE.best.id == "run-4"
    # 274 where 340 were likely, and 252 where 72 + 165 + 70 were.
    assert {id: prediction.error for id, prediction in PRACTICE.predictions.items()} == {"run-2": -66, "run-4": -55}
    assert PRACTICE.typical_error == 60.5
    assert PRACTICE.next_length == 64 + 150 + 60
    assert PRACTICE.unreliable is not None and PRACTICE.unreliable.id == "model"


def test_a_run_is_found_by_its_number() -> None:
    found = [PRACTICE.find(number) for number in (0, 1, 4, 5)]
    assert [run and run.id for run in found] == [None, "run-1", "run-4", None]


def test_without_a_run_nothing_is_said() -> None:
    nothing = Practice(runs=())
    assert (nothing.best, nothing.next_length, nothing.typical_error, nothing.unreliable) == (None,) * 4
    assert (nothing.trend, nothing.habits, nothing.paces, nothing.improvement) == ((), (), (), None)


class TestHistory:
    """Runs that a process has told already."""

    LATER = BEGIN + dt.timedelta(days=1)

    def test_each_person_has_runs_of_their_own(self, records: Records) -> None:
        for id, person in (("a", "Ann"), ("b", "Ben"), ("c", "Ann")):
            rehearse(records, id, person)
        runs = RunHistory().list(records.meetings, CASE, self.LATER)
        assert [run.id for run in runs.of("Ann")] == ["c", "a"]
        assert list(runs.by_person) == ["Ann", "Ben"]
        assert runs.practice("Zoe").runs == ()

    def test_where_nothing_has_happened_the_same_list_is_returned(self, records: Records) -> None:
        history = RunHistory()
        rehearse(records, "a", "Ann")
        rehearse(records, "b", "Ann", ends=False)
        first = history.list(records.meetings, CASE, self.LATER)
        assert history.list(records.meetings, CASE, self.LATER) is first
        assert history.list(records.meetings, "other", self.LATER).runs == ()

    def test_a_new_run_is_listed_and_the_others_are_not_told_again(self, records: Records) -> None:
        history = RunHistory()
        rehearse(records, "a", "Ann")
        (before,) = history.list(records.meetings, CASE, self.LATER).runs
        rehearse(records, "b", "Ann", 70)
        newest, oldest = history.list(records.meetings, CASE, self.LATER).runs
        assert (newest.id, newest.seconds) == ("b", 70)
        assert oldest is before

    def test_who_was_signed_in_has_the_name_of_now(self, records: Records) -> None:
        history, zoe = RunHistory(), records.people.make_admin("Zoe", COMMAND_LINE)
        rehearse(records, "a", zoe.id)
        rehearse(records, "b", "Ann")
        first = history.list(records.meetings, CASE, self.LATER)
        assert [(run.person, run.name) for run in first.runs] == [("Ann", "Ann"), (zoe.id, "Zoe")]
        assert history.list(records.meetings, CASE, self.LATER) is first
        forget_person(records, zoe.id, "", COMMAND_LINE)
        after = history.list(records.meetings, CASE, self.LATER)
        assert list(after.by_person) == ["Ann", zoe.id]
        assert [run.name for run in after.runs] == ["Ann", "Former member 1"]

    def test_two_of_one_name_have_runs_of_their_own(self, records: Records) -> None:
        first, second = (records.people.make_admin("Ann", COMMAND_LINE).id for _ in range(2))
        for run, person in (("a", first), ("b", second), ("c", "Ann"), ("d", second)):
            rehearse(records, run, person)
        runs = RunHistory().list(records.meetings, CASE, self.LATER)
        assert {key: [run.id for run in practice.runs] for key, practice in runs.by_person.items()} == {
            second: ["d", "b"],
            "Ann": ["c"],
            first: ["a"],
        }
        assert [run.name for run in runs.runs] == ["Ann (2)", "Ann (name only)", "Ann (2)", "Ann (1)"]

    def test_a_run_that_goes_on_is_told_anew(self, records: Records) -> None:
        history = RunHistory()
        rehearse(records, "a", "Ann", ends=False)
        (run,) = history.list(records.meetings, CASE, BEGIN + dt.timedelta(seconds=60)).runs
        assert (run.outcome, run.seconds) == ("open", 60)
        (run,) = history.list(records.meetings, CASE, BEGIN + dt.timedelta(seconds=65)).runs
        assert run.seconds == 65
        (run,) = history.list(records.meetings, CASE, self.LATER).runs
        assert (run.outcome, run.seconds) == ("broken off", 50)
        records.meetings.append("a", run.seq, lambda _: Additions(events=end(80)))
        (run,) = history.list(records.meetings, CASE, self.LATER).runs
        assert (run.outcome, run.seconds) == ("finished", 80)
