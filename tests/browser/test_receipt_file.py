"""A receipt in a real browser: without a network, with the charts of the screen that was voted on, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from steering.exports.receipt import render_receipt
from steering.state.app_state import AppState
from tests.browser.conftest import Witness
from tests.browser.test_offline_html import UNDRAWN, WIDER
from tests.steering.stage.played import plan

HOSTILE = "<img src=x onerror=alert(1)> Do we <b>fund</b> it?"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, example_case: Path) -> Path:
    """Ben's receipt of a vote on the scene of the costs, with markup in its question and in his condition."""
    folder = tmp_path_factory.mktemp("receipt")
    state = AppState(folder / "home", example_case)
    try:
        meeting = plan(folder / "home", state.records, state.snapshot())
        meeting.drive("start")
        meeting.drive("go", scene="costs")
        meeting.open_vote(HOSTILE)
        meeting.cast("Ben", "conditions", "<script>alert(2)</script> Train them first.")
        meeting.close_vote()
        (folder / "receipt.html").write_bytes(render_receipt(*meeting.receipt("Ben")))
    finally:
        state.close()
    return folder / "receipt.html"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_it_opens_without_a_network(
    file: Path, open_page: Callable[..., Page], witness: Witness, width: int, scheme: str
) -> None:
    page = open_page(width=width, scheme=scheme)
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    expect(page.locator("#screen-1 .plot").first).to_be_attached()
    page.wait_for_function(f"() => !({UNDRAWN})()")
    expect(page.locator("#vote-1 h1")).to_have_text(HOSTILE)
    expect(page.locator("#vote-1 .facts")).to_contain_text("<script>alert(2)</script> Train them first.")
    assert page.evaluate(WIDER) == 0
    assert Axe().run(page).response["violations"] == []
    assert asked == [file.as_uri()]
    assert witness.console_errors == []


def test_it_is_read_by_keyboard(file: Path, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(file.as_uri())
    for part in ("vote-1", "screen-1"):
        page.keyboard.press("PageDown")
        expect(page.locator(f"#{part} h1")).to_be_focused()
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    page.keyboard.press("Home")
    expect(page.locator("#contents h1")).to_be_focused()
