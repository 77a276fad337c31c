"""What every test may lean on: the tree, the example case, an own home, a served app, and no network."""

from __future__ import annotations

import fcntl
import gc
import shutil
import sqlite3
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from functools import cache
from ipaddress import ip_address
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import settings

from tests.server import ROOT, Server, start

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.validations import Validations

SERVERS = pytest.StashKey[list[Server]]()


def pytest_configure(config: pytest.Config) -> None:
    """Keep this process on the loopback address, and remember the servers that tests start."""
    config.stash[SERVERS] = []
    # How long an example takes says nothing on a busy machine.
    settings.register_profile("unhurried", settings.default, deadline=None)
    settings.load_profile("unhurried")
    sys.addaudithook(_stay_on_loopback)


def _stay_on_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    """Fail whatever asks for an address beyond this machine; an audit hook sees C code as well."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple) and not _local(address[0]):
            pytest.fail(f"A test tried to reach {address[0]}:{address[1]}; tests talk to loopback only.")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not _local(arguments[0]):
        pytest.fail(f"A test tried to look up {arguments[0]!r}; tests talk to loopback only.")


def _local(host: str | bytes | None) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        found = ip_address(str(name))
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs Chromium, and run it last: Playwright leaves an event loop running in its thread."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_collection_finish() -> None:
    """Put what was imported and collected, which stays to the end, out of the garbage collector's sight.

    Otherwise each full collection looks at all of it again, a tenth of the time that all tests take.
    """
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Let the collector see all of it again: DuckDB says on the way out what is still held."""
    gc.unfreeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show beside a failure what each server said."""
    report = yield
    if report.failed:
        report.sections += [(f"Log of {server.url}", server.said()) for server in item.config.stash[SERVERS]]
    return report


@pytest.fixture(autouse=True, scope="session")
def _nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test may write to the store of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STEERCO_HOME", str(tmp_path_factory.mktemp("session-home")))
        patch.delenv("STEERCO_CASE", raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def _packages_are_read_once() -> Iterator[None]:
    """Before a visit Streamlit reads what every installed package says of itself: the same for all of a run."""
    if "streamlit.testing.v1" not in sys.modules:
        yield
        return
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True, scope="session")
def _records_are_migrated_once() -> Iterator[None]:
    """A process migrates the first empty records step by step; those after it are made as it left them.

    Nearly every test opens records of its own. Servers, and what tests start in other processes, migrate as always.
    """
    from steering.records import migration

    migrate, statements = migration.upgrade, list[str]()

    def upgrade(connection: sa.Connection) -> None:
        database = connection.connection.driver_connection
        if not isinstance(database, sqlite3.Connection) or database.execute("select 1 from sqlite_master").fetchone():
            migrate(connection)
        elif statements:
            for statement in statements:
                database.execute(statement)
        else:
            migrate(connection)
            statements.extend(line for line in database.iterdump() if line not in ("BEGIN TRANSACTION;", "COMMIT;"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migration, "upgrade", upgrade)
        yield


@pytest.fixture(scope="session")
def validations(tmp_path_factory: pytest.TempPathFactory) -> Validations:
    """What this process has validated so far."""
    from tests.validations import Validations

    return Validations(tmp_path_factory.mktemp("validations"))


@pytest.fixture(autouse=True, scope="module")
def _files_are_validated_once(request: pytest.FixtureRequest, repo: Path, validations: Validations) -> Iterator[None]:
    """A case that many tests open is validated for the first of them, but where the intake itself is tested.

    Servers, and what tests start in other processes, validate as always.
    """
    from steering.ingest import pipeline
    from tests.validations import OF_THE_INTAKE

    with pytest.MonkeyPatch.context() as patch:
        if not request.path.relative_to(repo).as_posix().startswith(OF_THE_INTAKE):
            patch.setattr(pipeline, "_validate", validations.validate)
        yield


@pytest.fixture(scope="session")
def repo() -> Path:
    """The root of the tree."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data(repo: Path) -> Path:
    """The folder of public samples beside the repository, or a skip."""
    folder = repo.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("The public samples are not beside this clone (../shared/data).")
    return folder


@pytest.fixture(scope="session")
def example_case(repo: Path) -> Path:
    """The folder of the example case, the only one that the project carries."""
    cases = sorted(folder for folder in (repo / "data" / "cases").iterdir() if folder.is_dir())
    assert len(cases) == 1, f"Expected one example case in data/cases, found {[case.name for case in cases]}."
    return cases[0]


@pytest.fixture(scope="session")
def example_store(tmp_path_factory: pytest.TempPathFactory, example_case: Path) -> Path:
    """A store with all datasets of the example in it, to be copied: publishing them takes seconds, so one worker does.

    The copy holds what the worker that was first has published, of the same files and by the same code.
    """
    from steering.state.app_state import AppState

    of_worker = tmp_path_factory.getbasetemp()
    # Each worker has a folder of its own in that of the run.
    shared = of_worker.parent if of_worker.name.startswith("popen-") else of_worker
    store = shared / "example-store"
    with (shared / "example-store.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not store.is_dir():
            unfinished = tmp_path_factory.mktemp("unfinished-store")
            installation = AppState(unfinished, example_case)
            refused = installation.snapshot().refused
            installation.close()
            assert refused == {}
            unfinished.rename(store)
    home = tmp_path_factory.mktemp("example-store")
    return shutil.copytree(store, home, dirs_exist_ok=True)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty store of this test's own, in force as STEERCO_HOME."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("STEERCO_HOME", str(folder))
    return folder


@pytest.fixture
def serve(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Callable[..., Server]]:
    """`serve(case=None, home=None, port=None, **env)` starts the real app; it is ended after the test."""
    running = pytestconfig.stash[SERVERS]
    numbers = count(1)
    with ExitStack() as endings:

        def begin(case: Path | None = None, home: Path | None = None, port: int | None = None, **env: str) -> Server:
            number = next(numbers)
            place = home or tmp_path / f"home-{number}"
            place.mkdir(parents=True, exist_ok=True)
            log = tmp_path / f"server-{number}.log"
            server = start(home=place, log=log, case=case, env=env, port=port)
            running.append(server)
            endings.callback(server.stop)
            endings.callback(running.remove, server)
            return server

        yield begin


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[Server]:
    """The app with the example case, one for the whole session: leave it as it was found."""
    folder = tmp_path_factory.mktemp("app")
    server = start(home=folder, log=folder / "server.log")
    pytestconfig.stash[SERVERS].append(server)
    yield server
    pytestconfig.stash[SERVERS].remove(server)
    server.stop()


@pytest.fixture(scope="session")
def app_url(app: Server) -> str:
    """The address of the app with the example case, without a slash at the end."""
    return app.url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the session, kept off the network; a skip when there is none."""
    from playwright.sync_api import sync_playwright

    from tests.browser import chromium, people

    found = chromium.find()
    if found is None:
        pytest.skip(chromium.MISSING)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=[*chromium.flags(), people.FLAG])
        yield running
        running.close()
