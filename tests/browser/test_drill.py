"""The Question drill by keyboard: answer, see the place that shows it, come back, go on."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.server import Server


def test_a_question_is_answered_by_keyboard_alone(
    page: Page, serve: Callable[..., Server], example_store: Path, tmp_path: Path
) -> None:
    server = serve(home=shutil.copytree(example_store, tmp_path / "store"))
    page.goto(f"{server.url}/drill")
    field = page.get_by_label("Your figure")
    expect(field).to_be_focused()
    first = page.locator(".st-key-drill-question h3").inner_text()
    expect(page.locator(".drill-clock")).to_have_text(re.compile(r"^0:\d\d of 1:00$"))
    page.keyboard.type("-6.8")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Right digits, wrong scale")).to_be_visible()
    # The keys are those of the buttons, which come last.
    expect(page.get_by_role("button", name="Show me")).to_be_visible()
    expect(field).to_have_count(0)
    page.keyboard.press("s")
    expect(page.locator('[data-place="tornado"]')).to_be_in_viewport()
    assert "/roi?" in page.url
    page.go_back()
    expect(page.get_by_text("Right digits, wrong scale")).to_be_visible()
    expect(page.get_by_role("button", name="Show me")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator(".st-key-drill-question h3")).not_to_have_text(first)
    expect(field).to_be_focused()
