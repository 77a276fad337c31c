"""Cases laid on a table of the test's own: the real loader, the real intake, the real DuckDB."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from steering.context.case_context import CaseContext
from steering.records import Records
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.compliance.control_cases import controlled
from tests.steering.records import databases
from tests.steering.small_cases import starter


@pytest.fixture
def new_case(tmp_path: Path) -> Path:
    """A copy of the starter, to be spoilt."""
    return starter(tmp_path / "case")


@pytest.fixture
def lay(tmp_path: Path) -> Iterator[Callable[[Path], CaseSnapshot]]:
    """`lay(case)` opens a case with an empty store of its own, and gives what then lies on the table."""
    with ExitStack() as endings:

        def begin(case: Path) -> CaseSnapshot:
            installation = AppState(tmp_path / f"home-of-{case.name}", case)
            endings.callback(installation.close)
            return installation.snapshot()

        yield begin


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    """New, empty records in SQLite."""
    with Records(tmp_path) as records:
        yield records


@pytest.fixture(scope="session")
def postgresql() -> Iterator[sa.URL | None]:
    """One PostgreSQL server for all tests, or None where none is installed."""
    with databases.postgresql() as server:
        yield server


@pytest.fixture(params=databases.DATABASES)
def open_records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Records]]:
    """`open_records()` opens the records of one new, empty store, in SQLite and in PostgreSQL."""
    with databases.opening(request, tmp_path) as open_records:
        yield open_records


@pytest.fixture(scope="session")
def teams_and_kpis(tmp_path_factory: pytest.TempPathFactory, example_case: Path) -> Path:
    """The example case with its adoption and KPI data only: costs and evidence take long to publish."""
    folder = tmp_path_factory.mktemp("cases") / example_case.name
    kept = {"datasets", "adoption.csv", "kpi.csv"}

    def others(place: str, names: list[str]) -> list[str]:
        return [name for name in names if Path(place).name == "datasets" and name not in kept]

    shutil.copytree(example_case, folder, ignore=others)
    return folder


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory, teams_and_kpis: Path) -> Iterator[CaseSnapshot]:
    """The example case on the table, once for the whole session."""
    installation = AppState(tmp_path_factory.mktemp("home"), teams_and_kpis)
    yield installation.snapshot()
    installation.close()


@pytest.fixture(scope="session")
def example_installation(example_store: Path, example_case: Path) -> Iterator[AppState]:
    """The example case with all of its data held open, once for the whole session: to be read only."""
    installation = AppState(example_store, example_case)
    yield installation
    installation.close()


@pytest.fixture(scope="session")
def whole_example(example_installation: AppState) -> CaseSnapshot:
    """The example case with all of its data on the table, once for the whole session."""
    return example_installation.snapshot()


@pytest.fixture(scope="session")
def controls_context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseContext]:
    """The small case with its evidence, held open for the whole session."""
    folder = tmp_path_factory.mktemp("controls")
    app_state = AppState(folder / "home", controlled(folder / "case"))
    snapshot = app_state.snapshot()
    assert snapshot.refused == {}
    yield snapshot.context
    app_state.close()
