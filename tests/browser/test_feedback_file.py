"""Feedback in a real browser: without a network, with its charts, wide and narrow, by keyboard and on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from steering.exports.feedback import render_feedback
from tests.browser.conftest import Witness
from tests.browser.test_offline_html import UNDRAWN, WIDER
from tests.steering.exports.feedbacks import feedback_of

HOSTILE = "<img src=x onerror=alert(1)> Name the <b>ask</b> first."


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Feedback with markup in every text of people."""
    path = tmp_path_factory.mktemp("feedback") / "feedback.html"
    path.write_bytes(render_feedback(feedback_of(HOSTILE)))
    return path


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_it_opens_without_a_network(
    file: Path, open_page: Callable[..., Page], witness: Witness, width: int, scheme: str
) -> None:
    page = open_page(width=width, scheme=scheme)
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    expect(page.locator("#timings .plot").first).to_be_attached()
    page.wait_for_function(f"() => !({UNDRAWN})()")
    expect(page.locator("#scene-2 .said")).to_have_text(HOSTILE)
    expect(page.locator("#scores")).to_contain_text("2.8 of 3")
    assert page.evaluate(WIDER) == 0
    assert Axe().run(page).response["violations"] == []
    assert asked == [file.as_uri()]
    assert witness.console_errors == []


def test_it_is_read_by_keyboard(file: Path, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(file.as_uri())
    for part in ("timings", "scores", "scene-2"):
        page.keyboard.press("PageDown")
        expect(page.locator(f"#{part} h1")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    page.keyboard.press("Home")
    expect(page.locator("#contents h1")).to_be_focused()
