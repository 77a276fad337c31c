"""An installation that is warmed in a thread while the first visitor is already there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from steering.errors import CaseRefused
from steering.frames.agenda import ITEMS
from steering.state.app_state import AppState
from steering.state.choices import read_choices
from steering.state.views import find_view
from steering.warehouse import scratch
from tests.steering.small_cases import small

ROW = "2026-04,T1,Claims,Care,1,pilot,3,0"


@pytest.fixture
def cold(tmp_path: Path) -> Iterator[AppState]:
    installation = AppState(tmp_path / "home", small(tmp_path / "case", teams=[ROW]))
    yield installation
    installation.close()


def test_the_table_is_laid_once(cold: AppState) -> None:
    cold.warm()
    history = cold.records.history("case", "adoption")
    assert [entry.source for entry in history] == ["folder"], "published before anybody asked"
    table = cold.snapshot()
    cold.warm()
    assert cold.snapshot() is table


def test_the_first_page_is_ready(cold: AppState) -> None:
    cold.warm()
    table = cold.snapshot()
    view = find_view(table, ITEMS[0], read_choices(table, {}))
    assert view is not None and cold.pictures.find(view.picture.hash, view.case) is view.picture


def test_what_is_published_is_told_by_its_name(cold: AppState, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("steering.state.latest.TELL_SECONDS", 0.0)
    told: list[tuple[str, float | None]] = []
    cold.snapshot(lambda phase, share, /: told.append((phase, share)))
    phases = {phase.partition(":")[0] for phase, _ in told}
    assert "Adoption data" in phases
    shares = [share for _, share in told if share is not None]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1


def test_a_visitor_meanwhile_gets_the_same_table(cold: AppState) -> None:
    warming = Thread(target=cold.warm, daemon=True)
    warming.start()
    table = cold.snapshot()
    warming.join()
    assert cold.snapshot() is table
    assert len(cold.records.history("case", "adoption")) == 1


def test_a_case_that_is_refused_is_logged_and_shown_later(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    case = small(tmp_path / "case", teams=[ROW])
    (case / "case.yaml").write_text("title: [", "utf-8")
    installation = AppState(tmp_path / "home", case)
    installation.warm()
    assert "case.yaml" in caplog.text
    with pytest.raises(CaseRefused):
        installation.snapshot()
    installation.close()


def test_what_runs_after_it_is_not_cut_short(cold: AppState) -> None:
    cold.warm()
    cold.close()
    with scratch() as context:
        assert context.run("select 1") == [(1,)]
