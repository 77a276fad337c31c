"""A file that is made in a thread of its own: how far it is, its errors, and a stop that cuts it short."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from threading import Event

import pytest

from steering.errors import SteercoError, StoreUnavailable
from steering.exports.file_types import ICS
from steering.exports.pack_file import PackFile
from steering.exports.pack_work import PackStopped, PackWork
from steering.progress import report, report_within
from steering.warehouse.shutdown import CancelToken

FILE = PackFile(name="a.ics", media_type=ICS, content=b"x")
LONG = 30.0


def no_end(_interrupt: Callable[[], None]) -> nullcontext[None]:
    return nullcontext()


def test_it_tells_how_far_it_is_and_gives_the_file() -> None:
    reached, go_on = Event(), Event()

    def make() -> PackFile:
        with report_within(0.5, 1.0):
            report("Half of the rest", 0.5)
        reached.set()
        assert go_on.wait(LONG)
        return FILE

    work = PackWork(make, no_end)
    assert reached.wait(LONG)
    assert (work.phase, work.share, work.wait(0)) == ("Half of the rest", 0.75, False)
    go_on.set()
    assert work.wait(LONG)
    assert work.result() == FILE


def test_its_bar_never_goes_back() -> None:
    shares: list[float] = []

    def make() -> PackFile:
        with report_within(0.2, 0.6):
            for share in (0.5, 0.25, None, 1.0):
                report("First part", share)
                shares.append(work.share)
        for share in (0.1, 0.8):
            report("Second part", share)
            shares.append(work.share)
        return FILE

    begun = Event()

    def begin() -> PackFile:
        assert begun.wait(LONG)
        return make()

    work = PackWork(begin, no_end)
    begun.set()
    assert work.wait(LONG)
    assert work.result() == FILE
    assert shares == pytest.approx([0.4, 0.4, 0.4, 0.6, 0.6, 0.8])


def test_a_stop_cuts_it_short_at_the_next_step() -> None:
    reached, go_on, after = Event(), Event(), []

    def make() -> PackFile:
        reached.set()
        assert go_on.wait(LONG)
        report("Next", 0.5)
        after.append("not reached")
        return FILE

    work = PackWork(make, no_end)
    assert reached.wait(LONG)
    work.stop()
    go_on.set()
    assert work.wait(LONG)
    with pytest.raises(PackStopped, match="Nothing was made"):
        work.result()
    # Both threads are free again, and a new file is made.
    assert [PackWork(lambda: FILE, no_end).result() for _ in range(3)] == [FILE, FILE, FILE]
    assert after == []


def test_the_end_of_the_process_cuts_it_short() -> None:
    token, reached, go_on = CancelToken(), Event(), Event()

    def make() -> PackFile:
        reached.set()
        assert go_on.wait(LONG)
        report("Next", 0.5)
        return FILE

    work = PackWork(make, token.watch)
    assert reached.wait(LONG)
    token.cancel()
    go_on.set()
    with pytest.raises(PackStopped):
        work.result()
    with pytest.raises(StoreUnavailable):
        PackWork(lambda: FILE, token.watch).result()


def test_what_goes_wrong_is_told_to_whoever_waits() -> None:
    def make() -> PackFile:
        raise SteercoError("The template can't be read.")

    work = PackWork(make, no_end)
    assert work.wait(LONG)
    with pytest.raises(SteercoError, match="template can't be read"):
        work.result()
