"""Feedback in a real browser: without a network, with its charts, wide and narrow, by keyboard and on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from steering.exports.feedback import render_feedback
from tests.browser.conftest import Witness
from tests.browser.offline import opened_offline, walk_by_keyboard
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
    with opened_offline(page, file, "#timings .plot", witness):
        expect(page.locator("#scene-2 .said")).to_have_text(HOSTILE)
        expect(page.locator("#scores")).to_contain_text("2.8 of 3")


def test_it_is_read_by_keyboard(file: Path, open_page: Callable[..., Page]) -> None:
    walk_by_keyboard(open_page(), file, ("timings", "scores", "scene-2"))
