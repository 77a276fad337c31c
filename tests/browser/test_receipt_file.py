"""A receipt in a real browser: without a network, with the charts of the screen that was voted on, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from steering.exports.receipt import render_receipt
from steering.state.app_state import AppState
from tests.browser.conftest import Witness
from tests.browser.offline import opened_offline, walk_by_keyboard
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
    with opened_offline(page, file, "#screen-1 .plot", witness):
        expect(page.locator("#vote-1 h1")).to_have_text(HOSTILE)
        expect(page.locator("#vote-1 .facts")).to_contain_text("<script>alert(2)</script> Train them first.")


def test_it_is_read_by_keyboard(file: Path, open_page: Callable[..., Page]) -> None:
    walk_by_keyboard(open_page(), file, ("vote-1", "screen-1"))
