"""The runs of a case: told from their events once they are over, and kept as told from then on.

A process holds what it has told, so that thousands of runs are read once; each list asks only for what is new.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from threading import Lock

from steering.actors import Participant
from steering.errors import StoreUnavailable
from steering.progress import report
from steering.records.meetings import MeetingEntry, MeetingRecords
from steering.rehearsal.practice import Practice
from steering.rehearsal.runs import VERSION, Run, parse_run, tell_run, write_run
from steering.stage.changes import fold_events

# Whoever waits for many runs is told after so many.
REPORTED = 100


@dataclass(frozen=True, kw_only=True)
class RunList:
    """The runs of a case, the newest first, and why some can't be told, as sentences."""

    runs: tuple[Run, ...]
    faults: tuple[str, ...] = ()

    @cached_property
    def has_open(self) -> bool:
        """Whether one of them still goes on."""
        return any(run.outcome == "open" for run in self.runs)

    @cached_property
    def by_person(self) -> Mapping[str, Practice]:
        """The runs of each person, by key; who rehearsed last comes first."""
        runs: dict[str, list[Run]] = {}
        for run in self.runs:
            runs.setdefault(run.person, []).append(run)
        return {person: Practice(runs=tuple(own)) for person, own in runs.items()}

    def practice(self, key: str) -> Practice:
        """Return the runs of one person by their key, with what they say together."""
        return self.by_person.get(key) or Practice(runs=())

    def of(self, key: str) -> tuple[Run, ...]:
        """Return the runs of one person by their key, the newest first."""
        return self.practice(key).runs


# The runs of so many cases are held at most: those of a large cohort, which its overview asks for together.
MOST_CASES = 100


class RunHistory:
    """The runs of cases as they were told in this process. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        # By case: what the records had then, and the list of it.
        self._lists: dict[str, tuple[tuple[int, int], RunList]] = {}
        # By case: the list, its people, and the list in which each run says who that is.
        self._named: dict[str, tuple[RunList, Mapping[str, Participant], RunList]] = {}

    def list(self, records: MeetingRecords, case_id: str, now: dt.datetime) -> RunList:
        """Return the runs of a case: the same list as before where nothing has happened since.

        Each says who its person is now.
        """
        with self._lock:
            stamp = records.stamp(case_id, "rehearsal")
            before, runs = self._lists.pop(case_id, ((-1, -1), RunList(runs=())))
            if stamp != before or runs.has_open:
                runs = _list_anew(records, case_id, now, runs.runs)
            self._lists[case_id] = (stamp, runs)
            while len(self._lists) > MOST_CASES:
                # Those of the case that nobody has looked at for longest; they are told again from the records.
                oldest = next(iter(self._lists))
                del self._lists[oldest]
                self._named.pop(oldest, None)
        people = records.participants((run.person for run in runs.runs), case_id)
        if not any(person.id for person in people.values()):
            return runs
        with self._lock:
            told, people_before, named = self._named.get(case_id, (None, None, runs))
            if told is not runs or people_before != people:
                named = replace(runs, runs=tuple(replace(run, identity=people[run.person]) for run in runs.runs))
                self._named[case_id] = (runs, people, named)
            return named


@lru_cache(maxsize=8)
def _find_history(_: MeetingRecords) -> RunHistory:
    """Return what this process has told of the runs in a store."""
    return RunHistory()


def list_runs(records: MeetingRecords, case_id: str, now: dt.datetime) -> RunList:
    """Return the runs of a case; those that are over are told from their events only once, unless more came since."""
    return _find_history(records).list(records, case_id, now)


def _list_anew(records: MeetingRecords, case_id: str, now: dt.datetime, known: Sequence[Run]) -> RunList:
    """Return the runs of a case. Of those that are known already, what has not gone on since is not read again."""
    entries = records.list(case_id, "rehearsal")
    seqs = {entry.id: entry.seq for entry in entries}
    told = {run.id: run for run in known if run.outcome != "open" and seqs.get(run.id) == run.seq}
    missing = [entry for entry in entries if entry.id not in told]
    summaries = records.summaries(case_id, VERSION, [entry.id for entry in missing] if told else ())
    fresh, faults = [], []
    for number, entry in enumerate(missing):
        if number % REPORTED == REPORTED - 1:
            report(f"Run {number + 1:,} of {len(missing):,} told", (number + 1) / len(missing))
        try:
            run = _load(summaries, entry)
            if run is None and (run := tell_run(fold_events(entry.id, records.chain(entry.id)), now)):
                fresh.append(run)
        except StoreUnavailable as error:
            faults.append(f"The run made on {entry.made_at:%d %b %Y} can't be told. {error}")
            continue
        if run:
            told[entry.id] = run
    _store(records, fresh)
    return RunList(runs=tuple(told[entry.id] for entry in entries if entry.id in told), faults=tuple(faults))


def _load(summaries: Mapping[str, str], entry: MeetingEntry) -> Run | None:
    """Return a run as it was stored; None where more has come since, such as how loud it was."""
    text = summaries.get(entry.id)
    run = parse_run(text) if text else None
    return run if run and run.seq == entry.seq else None


def _store(records: MeetingRecords, runs: Sequence[Run]) -> None:
    """Store what is certain: a run that nobody ended may still go on."""
    over = [run for run in runs if run.outcome in ("finished", "given up")]
    records.store_summaries({run.id: write_run(run) for run in over}, VERSION)
