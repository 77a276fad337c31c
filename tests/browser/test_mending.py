"""Mending in Chromium: a refused file comes down with its problems, goes up again, and is corrected by hand."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_sources import bring, press, take, visit
from tests.pages import case_folders
from tests.server import Server

Drawn = Callable[[Page], None]
Rerun = Callable[[Page], AbstractContextManager[None]]

HEADER = "month,team_id,team,business_unit,wave,stage,active_users,models_in_production\n"
BAD = (
    f"{HEADER}2026-10,T1,Claims,Care,1,flying,30,4\n"
    "2026-10,T2,Fraud,Care,1,scaled,12 users,4\n2026-10,T3,Pricing,Care,1,flying,3,0\n"
)


@pytest.fixture
def small(serve: Callable[..., Server], tmp_path: Path) -> str:
    """The address of an app with one team, which is a pilot, in one month."""
    return serve(case=case_folders.one_row(tmp_path / "case")).url


def test_cells_are_mended_by_keyboard_and_all_like_them_at_once(
    page: Page, small: str, drawn: Drawn, rerun: Rerun
) -> None:
    visit(page, small, drawn)
    bring(page, "new.csv", BAD, rerun)
    name, data = take(page, "take-problems")
    assert name == "new-problems.csv" and data.decode().startswith("steerco_problems,month,")
    bring(page, name, data.decode(), rerun)
    expect(page.get_by_text("new-problems.csv was not accepted: 3 problems.")).to_be_visible()
    expect(page.get_by_text("3 cells in 2 columns fail.")).to_be_visible()
    desk = Axe().run(page, context=".st-key-desk").response
    severe = [found for found in desk["violations"] if found["impact"] in ("serious", "critical")]
    assert [(found["id"], found["nodes"][0]["html"]) for found in severe] == []

    grid = page.locator(".st-key-mending").get_by_test_id("stDataFrame").first
    # The row of the first cell, then over column and finding to the new value.
    grid.click(position={"x": 20, "y": 35 + 17})
    for column in (1, 2, 3):
        page.keyboard.press("ArrowRight")
        expect(grid.get_by_test_id(f"glide-cell-{column}-0")).to_have_attribute("aria-selected", "true")
    with rerun(page):
        # Straight onto the cell, faster than the table opens it.
        page.keyboard.type("pilot")
        page.keyboard.press("Enter")
    expect(page.get_by_text("2 cells in 2 columns fail.")).to_be_visible()
    press(page, "The same for all like it: 1 cell of stage, such as flying → pilot", rerun)
    press(page, "Leave out the unit or currency: 1 cell of active_users", rerun)
    expect(page.get_by_text("3 cells or rows were mended here.")).to_be_visible()
    name, data = take(page, "take-mended")
    assert (name, data.decode()) == (
        "new-mended.csv", BAD.replace("flying", "pilot").replace("12 users", "12")
    )  # fmt: skip
    press(page, "Publish to this case", rerun)
    expect(page.get_by_text("Current release: 3 rows from new-problems.csv")).to_be_visible()
