"""Work in private databases ends when the process does: at once, and with nothing half done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from steering.errors import StoreUnavailable
from steering.state.app_state import AppState
from steering.warehouse import CANCEL_TOKEN, CancelToken, scratch

ENDLESS = "select count(*) from range(100000000000) a, range(1000000) b where (a.range * b.range) % 7 = 3"


@contextmanager
def stopped_by(stopping: CancelToken) -> Iterator[None]:
    token = CANCEL_TOKEN.set(stopping)
    try:
        yield
    finally:
        CANCEL_TOKEN.reset(token)


def test_a_statement_that_runs_is_interrupted() -> None:
    stopping, begun, said = CancelToken(), Event(), []

    def work() -> None:
        with stopped_by(stopping):
            try:
                with scratch() as context:
                    begun.set()
                    context.run(ENDLESS)
            except StoreUnavailable as error:
                said.append(str(error))

    worker = Thread(target=work)
    worker.start()
    assert begun.wait(30)
    while worker.is_alive():
        stopping.cancel()
        worker.join(0.05)
    assert len(said) == 1


def test_nothing_new_begins() -> None:
    stopping = CancelToken()
    stopping.cancel()
    with stopped_by(stopping), pytest.raises(StoreUnavailable, match="stopping"), scratch() as context:
        context.run("select 1")


def test_what_has_begun_does_not_go_on() -> None:
    stopping = CancelToken()
    with stopped_by(stopping), scratch() as context:
        assert context.run("select 1") == [(1,)]
        stopping.cancel()
        with pytest.raises(StoreUnavailable, match="stopping"):
            context.run("select 1")


def test_without_a_word_nothing_is_cut_short() -> None:
    with scratch() as context:
        assert context.run("select 1") == [(1,)]


def test_an_installation_that_is_closed_while_it_warms_up_begins_again(tmp_path: Path, teams_and_kpis: Path) -> None:
    installation = AppState(tmp_path, teams_and_kpis)
    installation.warm_beside()
    installation.close()
    again = AppState(tmp_path, teams_and_kpis)
    assert set(again.snapshot().context.releases) == {"adoption", "kpi"}
    assert all(len(holding.history) == 1 for holding in again.snapshot().context.dataset_states.values())
    again.close()
