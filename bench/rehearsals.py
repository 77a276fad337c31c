"""Runs of rehearsals by the thousand: listed, told as a trend, and compared, beside a handful of them."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.rows import Row, paired
from steering.actors import COMMAND_LINE
from steering.picture.picture import draw_blocks, hash_blocks
from steering.records import Records
from steering.records.meetings import MeetingRecords
from steering.rehearsal.comparison_report import build_comparison_report
from steering.rehearsal.history import RunHistory
from steering.rehearsal.practice import Practice
from steering.rehearsal.practice_report import PAGE, build_practice_report, build_run_table
from steering.rehearsal.runs import VERSION, Run, SceneRun, tell_run, write_run
from steering.stage.changes import fold_events
from steering.stage.events import write_event

TITLE = "Rehearsals"
CASE = "halden"
STORY = Path(__file__).parents[1] / "data" / "cases" / CASE / "storyboard.yaml"
FEW, MANY = 100, 10_000
BEGIN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
PERSON = "Presenter"
# Seconds of the first list after a start, and of one after another run has ended; how much longer a look may take.
FIRST, AFTER, LONGER = 2.0, 0.5, 1.5


def measure() -> list[Row]:
    """Rows for the first list of many runs, for a look at all of them and at two, and for a list with one more."""
    with _store(FEW) as few, _store(MANY) as many:
        begin = time.perf_counter()
        few_history, many_history = RunHistory(), RunHistory()
        _list(many_history, many)
        first = time.perf_counter() - begin
        rows = [
            _row(f"the first list of {MANY:,} runs after a start", first, f"{FIRST:g} s", first / FIRST, 1),
            _pair("all runs: list, trend, profile, scenes and a page of the list", _draw_all, many_history, many,
                  few_history, few),
            _pair("two runs side by side", _draw_two, many_history, many, few_history, few),
        ]  # fmt: skip
        rehearse(many, [MANY])
        begin = time.perf_counter()
        _draw_all(_list(many_history, many))
        after = time.perf_counter() - begin
        what = f"all runs again after one more than {MANY:,} has ended"
        return [*rows, _row(what, after, f"{AFTER:g} s", after / AFTER, 1)]


def _pair(
    what: str, draw: Callable[[Practice], object], history: RunHistory, records: MeetingRecords,
    other: RunHistory, others: MeetingRecords,
) -> Row:  # fmt: skip
    many, few, ratio = paired(lambda: draw(_list(history, records)), lambda: draw(_list(other, others)), rounds=15)
    return _row(f"{what}, of {MANY:,}", many, f"of {FEW}: {few * 1000:.0f} ms", ratio, LONGER)


def _row(what: str, seconds: float, against: str, ratio: float, target: float) -> Row:
    return Row(what=what, measured=f"{seconds * 1000:.0f} ms", against=against, ratio=ratio, target=target)


def _list(history: RunHistory, records: MeetingRecords) -> Practice:
    return history.list(records, CASE, dt.datetime.now(dt.UTC)).practice(PERSON)


def _draw_all(practice: Practice) -> None:
    blocks = (*build_practice_report(practice), build_run_table(practice, practice.runs[:PAGE]))
    hash_blocks(blocks)
    draw_blocks(blocks)


def _draw_two(practice: Practice) -> None:
    one, other = practice.runs[0], practice.runs[-1]
    blocks = build_comparison_report(one, other, {one.id: "Run 2", other.id: "Run 1"})
    hash_blocks(blocks)
    draw_blocks(blocks)


@contextmanager
def _store(count: int) -> Iterator[MeetingRecords]:
    """Lay out a store with so many runs that are over, each told already."""
    with TemporaryDirectory() as folder, Records(Path(folder)) as records:
        rehearse(records.meetings, range(count))
        yield records.meetings


def rehearse(records: MeetingRecords, numbers: Iterable[int], case: str = CASE) -> None:
    """Write rehearsals of the example's storyboard, and what each came to."""
    bodies = {}
    for number in numbers:
        id, at = f"run-{number:06}", BEGIN + dt.timedelta(minutes=30 * number)
        records.make(id, case, _write_events(at), by=COMMAND_LINE, kind="rehearsal")
        run = tell_run(fold_events(id, records.events(id)), at)
        assert run is not None
        bodies[id] = write_run(_play(run, random.Random(number)))
    records.store_summaries(bodies, VERSION)


def _write_events(at: dt.datetime) -> list[str]:
    return [
        write_event("plan", by="p", at=at, title="Dry run", day="2026-01-01", purpose="rehearsal", person=PERSON),
        write_event("start", by="p", at=at, storyboard=STORY.read_text("utf-8")),
        write_event("end", by="p", at=at, outcome="finished"),
    ]


def _play(run: Run, seed: random.Random) -> Run:
    """Return the run with each of its scenes shown for about its plan."""
    scenes = tuple(
        SceneRun(id=scene.id, seconds=scene.seconds * seed.uniform(0.7, 1.4), visits=1) for scene in run.planned
    )
    return replace(run, scenes=scenes, is_partial=False, last_scene=scenes[-1].id)
