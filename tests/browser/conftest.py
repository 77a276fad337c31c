"""Real Chromium for tests: pages that are watched, and waiting until Streamlit has drawn."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, TimeoutError, ViewportSize, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.audience import Invitations, plan_meetings
from tests.browser.people import People, Person
from tests.server import Server, start

# Milliseconds that an action, an expectation or a drawing may take on two busy cores.
PATIENCE = 40_000

LOOPBACK = {"127.0.0.1", "localhost", "::1"}

PENDING = """() => {
  const seen = (css) => [...document.querySelectorAll(css)].filter((it) => it.checkVisibility());
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app) return ['no Streamlit app on the page'];
  const state = app.dataset.testScriptState;
  const found = [];
  if (app.dataset.testConnectionState !== 'CONNECTED') found.push('not connected to the server');
  if (!['notRunning', 'compilationError'].includes(state)) found.push(`script is ${state}`);
  if (seen('[data-testid="stStatusWidget"]').length) found.push('running sign shown');
  if (seen('[data-stale="true"]').length) found.push('stale elements');
  if (seen('[data-testid="stSkeleton"], [data-testid="stAppSkeleton"]').length) found.push('skeletons');
  const pictures = seen('steerco-picture');
  if (!pictures.length && !seen('[data-testid="stAlert"]').length) found.push('no picture yet');
  if (pictures.some((it) => !it.matches('.live'))) found.push('pictures without markup');
  if (pictures.some((it) => it.matches('[waiting], [aria-busy=true]'))) found.push('pictures that wait for others');
  if (seen('.plot[data-chart]').some((it) => it.dataset.drawn !== it.closest('steerco-picture').theme))
    found.push('charts without a drawing');
  if (document.fonts.status !== 'loaded') found.push('fonts still loading');
  return found;
}"""

QUIET = f"""(quiet) => {{
  const pending = ({PENDING})();
  if (pending.length) window.steercoQuietSince = undefined;
  else window.steercoQuietSince ??= performance.now();
  return !pending.length && performance.now() - window.steercoQuietSince >= quiet;
}}"""

# The stream of messages between each page and its server; Streamlit opens one, and another after a reload.
SOCKETS: WeakKeyDictionary[Page, WebSocket] = WeakKeyDictionary()


def _ends_run(message: str | bytes) -> bool:
    return isinstance(message, bytes) and ForwardMsg.FromString(message).WhichOneof("type") == "script_finished"


@dataclass(frozen=True, kw_only=True)
class Witness:
    """What the pages of one test did: console errors, uncaught errors, requests that left this machine."""

    console_errors: list[str] = field(default_factory=list)
    page_errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    @contextmanager
    def watch(self, context: BrowserContext) -> Generator[None]:
        """Write down everything of note in all pages of a context."""
        listeners: dict[Any, Callable[[Any], Any]] = {
            "console": lambda message: self._hear(message.type, message.text),
            "weberror": lambda error: self.page_errors.append(str(error.error)),
            "request": lambda request: self._see(request.url),
            "page": lambda page: page.on("websocket", lambda socket: self._meet(page, socket)),
        }
        for event, listener in listeners.items():
            context.on(event, listener)
        yield
        for event, listener in listeners.items():
            context.remove_listener(event, listener)

    def _meet(self, page: Page, socket: WebSocket) -> None:
        SOCKETS[page] = socket
        self._see(socket.url)

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error":
            self.console_errors.append(text)

    def _see(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in LOOPBACK:
            self.strangers.append(url)


expect.set_options(timeout=PATIENCE)


@pytest.fixture
def witness() -> Iterator[Witness]:
    """What this test's pages did; fails the test for an uncaught error or a request beyond loopback."""
    seen = Witness()
    yield seen
    assert not seen.strangers, f"Pages asked for addresses beyond this machine: {seen.strangers}"
    assert not seen.page_errors, f"Pages raised: {seen.page_errors}; console: {seen.console_errors}"


@pytest.fixture(scope="session")
def people(browser: Browser) -> People:
    """Browsers that are used by one test after the other."""
    return People(browser=browser, patience=PATIENCE)


@pytest.fixture
def open_page(people: People, witness: Witness) -> Iterator[Callable[..., Page]]:
    """`open_page(width=1280, height=720, scheme="light", **options)`: a blank page with its own cookies.

    Options go to Playwright's `new_context`. Each call is another person's browser.
    """
    called: list[Person] = []
    with ExitStack() as endings:

        def begin(
            width: int = 1280, height: int = 720, scheme: Literal["light", "dark"] = "light", **options: Any
        ) -> Page:
            size = ViewportSize(width=width, height=height)
            if options:
                context = people.make(viewport=size, color_scheme=scheme, **options)
                endings.callback(context.close)
                endings.enter_context(witness.watch(context))
                return context.new_page()
            called.append(people.call())
            endings.enter_context(witness.watch(called[-1].context))
            page = called[-1].context.new_page()
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            return page

        yield begin
        people.dismiss(called)


@pytest.fixture
def page(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Page:
    """A blank page, 1280x720 and light; parametrise it indirectly with the arguments of `open_page`."""
    return open_page(**getattr(request, "param", {}))


@pytest.fixture(scope="session")
def drawn() -> Callable[..., None]:
    """`drawn(page)` returns when Streamlit has nothing left to do; AssertionError says what it still does."""
    return _drawn


@pytest.fixture(scope="session")
def rerun() -> Callable[[Page], AbstractContextManager[None]]:
    """`with rerun(page): ...` waits until what the block did has been run and drawn."""
    return _rerun


def _drawn(page: Page, quiet: int = 250) -> None:
    """Wait for `quiet` milliseconds without work; a shorter pause lies between a click and its run."""
    try:
        page.wait_for_function(QUIET, arg=quiet, timeout=PATIENCE)
    except TimeoutError:
        raise AssertionError(f"{page.url} is not drawn yet: {page.evaluate(PENDING)}") from None


def settle(page: Page) -> None:
    """Wait for two frames: what was asked of the browser until now is drawn in the first of them."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a filter of the picture, and wait until all of it is shown."""
    with page.expect_response(lambda answer: "/view/" in answer.url):
        page.get_by_role("combobox", name=label, exact=True).select_option(label=option)
    _drawn(page, quiet=60)


def chosen(page: Page, label: str) -> Locator:
    """The option that a filter of the picture shows."""
    return page.get_by_role("combobox", name=label, exact=True).locator("option:checked")


def go(page: Page, title: str) -> None:
    """Choose a page in the menu."""
    page.get_by_test_id("stSidebarNavItems").get_by_role("link", name=title, exact=True).click()


@contextmanager
def _rerun(page: Page) -> Generator[None]:
    # The server's own word: what the page shows of a run that is over within one frame looks as before.
    try:
        with SOCKETS[page].expect_event("framereceived", predicate=_ends_run, timeout=PATIENCE):
            yield
    except TimeoutError as error:
        raise AssertionError(f"What the test did on {page.url} ended no run.") from error
    _drawn(page, quiet=60)


@pytest.fixture(scope="module")
def hall_home(tmp_path_factory: pytest.TempPathFactory, example_store: Path) -> Path:
    """A store of the module's own, in which meetings are held."""
    return shutil.copytree(example_store, tmp_path_factory.mktemp("hall"), dirs_exist_ok=True)


@pytest.fixture(scope="module")
def plans(request: pytest.FixtureRequest, hall_home: Path, example_case: Path) -> list[Invitations]:
    """As many planned meetings as the module has `MEETINGS`; each test takes one."""
    return plan_meetings(hall_home, example_case, request.module.MEETINGS)


@pytest.fixture(scope="module")
def hall(hall_home: Path, plans: list[Invitations]) -> Iterator[Server]:
    """The app in which these meetings are held."""
    running = start(home=hall_home, log=hall_home / "server.log")
    yield running
    running.stop()
