"""Looking whether something has changed makes nobody wait who only reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from steering.cases.loader import stamp_files
from steering.state.app_state import AppState
from steering.state.latest import Latest
from steering.warehouse import CancelToken
from tests.steering.small_cases import change, small


class Source:
    """A number that can be changed, and whose making can be held up."""

    def __init__(self) -> None:
        self.number, self.writes = 1, 0
        self.go = Event()
        self.go.set()

    def make(self, answer: object, _: int | None) -> tuple[int, object]:
        number = self.number
        self.go.wait()
        return number, answer


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def latest(source: Source) -> Iterator[Latest[int]]:
    value = Latest[int](lambda: source.number, source.make, lambda: source.writes, CancelToken())
    yield value
    source.go.set()
    value.close()


def test_a_change_is_seen_by_whoever_asks_next(source: Source, latest: Latest[int]) -> None:
    assert latest.get() == 1
    source.number = 2
    assert latest.get() == 2


def test_a_recent_value_is_given_without_a_look_unless_something_was_written_here(
    source: Source, latest: Latest[int]
) -> None:
    assert latest.recent(10_000) is None, "nobody has looked"
    assert latest.get() == 1
    source.number = 2
    assert latest.recent(10_000) == 1
    assert latest.recent(0) is None
    source.writes += 1
    assert latest.recent(10_000) is None
    assert latest.get() == 2
    assert latest.recent(10_000) == 2


def test_who_waits_for_the_first_value_is_told_meanwhile(source: Source, latest: Latest[int]) -> None:
    source.go.clear()
    # Only who is told lets the making go on.
    assert latest.get(while_waiting=source.go.set) == 1
    assert latest.get(while_waiting=pytest.fail) == 1, "there is a value: nobody waits"


def test_readers_get_what_is_there_while_it_is_made_again(
    source: Source, latest: Latest[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert latest.get() == 1
    # Far longer than the test may take: nobody but the first one waits.
    monkeypatch.setattr("steering.state.latest.PATIENCE_SECONDS", 10_000.0)
    source.number = 2
    source.go.clear()
    with ThreadPoolExecutor(1) as first:
        waiting = first.submit(latest.get)
        while latest._current is None or latest._current.future.done():
            pass
        assert [latest.get() for _ in range(20)] == [1] * 20
        assert not waiting.done()
        source.go.set()
        assert waiting.result() == 2
    assert latest.get() == 2


def test_the_first_one_waits_for_a_while_only(
    source: Source, latest: Latest[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert latest.get() == 1
    monkeypatch.setattr("steering.state.latest.PATIENCE_SECONDS", 0.01)
    source.number = 2
    source.go.clear()
    assert latest.get() == 1


def test_who_has_written_sees_it(source: Source, latest: Latest[int]) -> None:
    assert latest.get() == 1
    source.go.clear()
    source.number = 2
    with ThreadPoolExecutor(1) as other:
        looking = other.submit(latest.get)
        while latest._current is None or latest._current.future.done():
            pass
        source.number, source.writes = 3, 1
        source.go.set()
        assert latest.get() == 3
        looking.result()


def test_records_that_another_process_has_locked_keep_no_reader_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("steering.records.engine.BUSY_MILLISECONDS", 50)
    monkeypatch.setattr("steering.records.database.FIRST_WAIT_SECONDS", 0.01)
    case = small(tmp_path / "case", teams=["2026-04,T1,Claims,Care,1,pilot,3,0"])
    state = AppState(tmp_path / "home", case)
    state.snapshot()
    with closing(sqlite3.connect(tmp_path / "home" / "records.sqlite", isolation_level=None)) as other:
        other.execute("begin immediate")
        change(case, "A small case", "A case that was edited")
        change(case, "pilot", "production", "datasets/adoption.csv")
        snapshot = state.snapshot()
        assert snapshot.context.case.charter.title == "A case that was edited"
        assert any("another process is writing" in fault for fault in snapshot.faults)
        other.execute("rollback")
    monkeypatch.setattr("steering.state.snapshot_loader.RETRY_SECONDS", 0.0001)
    assert state.snapshot().faults == ()
    assert len(state.records.history("case", "adoption")) == 2
    state.close()


def test_a_case_of_many_files_is_looked_at_as_quickly_as_one_of_few(tmp_path: Path) -> None:
    case = small(tmp_path / "case", teams=["2026-04,T1,Claims,Care,1,pilot,3,0"])
    few = len(stamp_files(case))
    for number in range(3000):
        (case / f"{number}.txt").touch()
        (case / "datasets" / f"{number}.bin").touch()
    assert len(stamp_files(case)) == few
    state = AppState(tmp_path / "home", case)
    warnings = state.snapshot().context.case.warnings
    state.close()
    assert {problem.found for problem in warnings} == {"more than 2,000 files, not all of which were looked at"}
