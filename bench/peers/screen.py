"""A page of a server in Chromium, and how long it takes until it shows what it has to; alone drives the browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, TimeoutError, ViewportSize, sync_playwright

from bench.peers.content import Seen
from bench.peers.servers import Running
from tests.browser import chromium

WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")
# Milliseconds without a change after which the last change was the last one. They are not part of any time.
QUIET = 300
PATIENCE = 60_000
SETTLED = "(given) => window.steercoWatch?.settled(given)"
SIZE = ViewportSize(width=1280, height=800)


@dataclass(frozen=True, kw_only=True)
class Times:
    """Seconds from a choice until the tiles and charts in sight show it, until all of them do, wherever they are, and
    until anything in sight has changed for the last time.
    """

    sight: float
    parts: float
    screen: float


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One person's browser on one server. All times are seconds, by the page's own clock."""

    page: Page
    server: Running

    def open(self, path: str, seen: Seen) -> float:
        """Load an address from nothing: from the navigation to the last element drawn."""
        self.page.goto(self.server.url + path, wait_until="commit")
        return float(self._settled(seen)["any"]) / 1000

    def choose(self, filter_id: str, label: str, option: str, seen: Seen) -> Times:
        """Choose an option of a filter by its label, and wait until the page shows it."""
        if self.server.kind.at_home:
            self.page.locator(".head").get_by_label(label, exact=True).select_option(label=option)
        elif self.server.kind.name == "Dash":
            self.page.locator(f"#{filter_id}").click()
            self.page.locator(".dash-dropdown-search").fill(option)
            self.page.locator(".dash-dropdown-option", has_text=option).first.click()
        else:
            box = self.page.get_by_role("combobox", name=label)
            box.click()
            box.fill(option)
            self.page.get_by_role("option", name=option, exact=True).click()
        times = self._settled(seen)
        return Times(**{name: (times[name] - times["input"]) / 1000 for name in ("sight", "parts", "screen")})

    def switch(self, menu: str, seen: Seen) -> float:
        """Go to another page of the menu: from the press on it to the last element drawn."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=menu, exact=True).click()
        times = self._settled(seen)
        return float(times["any"] - times["input"]) / 1000

    def since_start(self, path: str, seen: Seen) -> float:
        """Load an address of a server that was just started: from the start of its process to the last element."""
        self.open(path, seen)
        times = self.page.evaluate("() => window.steercoWatch.times()")
        return float((times["origin"] + times["any"]) / 1000 - self.server.began)

    def shown(self) -> Any:
        """The figures on the page now, as `Seen` has them."""
        return self.page.evaluate("() => window.steercoWatch.shown()")

    def _settled(self, seen: Seen) -> Any:
        given = {"seen": asdict(seen), "quiet": QUIET}
        try:
            self.page.wait_for_function(SETTLED, arg=given, timeout=PATIENCE, polling=50)
        except TimeoutError as error:
            shown = f"{self.page.url} of {self.server.kind.name} shows {self.shown()['tiles']}"
            raise RuntimeError(f"{shown}, not {list(seen.tiles)} and {seen.text!r}, or other charts.") from error
        return self.page.evaluate("() => window.steercoWatch.times()")


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium that asks for nothing beyond this machine."""
    found = chromium.find()
    if found is None:
        raise RuntimeError(chromium.MISSING)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=chromium.flags())
        yield started
        started.close()


@contextmanager
def screen(opened: Browser, server: Running) -> Iterator[Screen]:
    """A person's browser with an empty cache, on a blank page."""
    context = opened.new_context(viewport=SIZE, locale="en-GB", timezone_id="UTC", color_scheme="light")
    context.set_default_timeout(PATIENCE)
    context.add_init_script(WATCH)
    yield Screen(page=context.new_page(), server=server)
    context.close()
