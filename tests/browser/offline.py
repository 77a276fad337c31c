"""A file that opens without a network, in a real browser: what every such file is held to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Witness

UNDRAWN = "() => [...document.querySelectorAll('.plot')].filter((plot) => !plot.querySelector('.main-svg')).length"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def opened_offline(page: Page, file: Path, plot: str, witness: Witness) -> Iterator[None]:
    """Open a file without a network and draw its charts, of which `plot` is one; hold it to the rest afterwards.

    It asks for nothing but itself, is no wider than the screen, and neither axe nor the console finds anything.
    """
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    expect(page.locator(plot).first).to_be_attached()
    page.wait_for_function(f"() => !({UNDRAWN})()")
    yield
    assert page.evaluate(WIDER) == 0
    assert Axe().run(page).response["violations"] == []
    assert asked == [file.as_uri()]
    assert witness.console_errors == []


def walk_by_keyboard(page: Page, file: Path, parts: Sequence[str]) -> None:
    """Go through the parts of a file to the last one and back to its contents, by keys alone."""
    page.goto(file.as_uri())
    for part in parts:
        page.keyboard.press("PageDown")
        expect(page.locator(f"#{part} h1")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    page.keyboard.press("Home")
    expect(page.locator("#contents h1")).to_be_focused()
