"""The runs of a case: told from their events once they are over, and kept as told from then on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steering.errors import StoreUnavailable
from steering.records.meetings import MeetingEntry, MeetingRecords
from steering.rehearsal.runs import VERSION, Run, parse_run, tell_run, write_run
from steering.stage.changes import fold_events


@dataclass(frozen=True, kw_only=True)
class RunList:
    """The runs of a case, the newest first, and why some can't be told, as sentences."""

    runs: tuple[Run, ...]
    faults: tuple[str, ...] = ()

    def of(self, person: str) -> tuple[Run, ...]:
        """Return the runs of one person, the newest first."""
        return tuple(run for run in self.runs if run.person == person)


def list_runs(records: MeetingRecords, case_id: str, now: dt.datetime) -> RunList:
    """Return the runs of a case; those that are over are told from their events only once, unless more came since."""
    summaries = records.summaries(case_id, VERSION)
    told: dict[str, Run] = {}
    fresh, faults = [], []
    entries = records.list(case_id, "rehearsal")
    for entry in entries:
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
