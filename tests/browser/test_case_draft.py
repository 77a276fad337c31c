"""A business case edited in the page, in a real browser: typed at speed, judged at once, undone, taken along."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from steering.cases.business_file import open_business_case

Drawn = Callable[[Page], None]
Rerun = Callable[[Page], AbstractContextManager[None]]

# How many times as slow the browser's processor is made, and milliseconds between keys: as fast as a script can, and
# as people who type fast.
THROTTLES = ((1, 0), (6, 0), (6, 30), (10, 30))
# Pixels of a row.
ROW = 35
SEVERE = ("serious", "critical")


def grid(page: Page) -> Locator:
    return page.locator(".st-key-draft").get_by_test_id("stDataFrame").first


def head(page: Page) -> Locator:
    return page.locator(".st-key-draft").get_by_test_id("stAlert").first


def cell(page: Page, column: int, row: int) -> Locator:
    """A cell as a screen reader finds it; the column of marks for rows counts."""
    return grid(page).get_by_test_id(f"glide-cell-{column}-{row}")


def begin_at(page: Page, row: int, right: int) -> None:
    """Choose a cell by a click on the name of its row, and the arrow."""
    grid(page).click(position={"x": 90, "y": ROW * (row + 1) + ROW / 2})
    for column in range(right):
        expect(cell(page, column + 1, row)).to_have_attribute("aria-selected", "true")
        page.keyboard.press("ArrowRight")
    if right:
        expect(cell(page, right + 1, row)).to_have_attribute("aria-selected", "true")


def write(page: Page, text: str, end: str = "Enter") -> None:
    """Type into the chosen cell and leave it."""
    field = page.locator("#portal textarea, #portal input").first
    page.keyboard.press(text[0])
    expect(field).to_be_visible()
    page.keyboard.type(text[1:])
    page.keyboard.press(end)
    expect(field).to_be_hidden()


@pytest.fixture
def draft(app_url: str, page: Page, drawn: Drawn, rerun: Rerun) -> Page:
    """A draft of the case's own business case."""
    page.goto(f"{app_url}/audit")
    drawn(page)
    with rerun(page):
        page.get_by_role("button", name="Edit a copy").click()
    head(page).scroll_into_view_if_needed()
    return page


def test_the_table_of_a_draft_has_no_download_of_its_own(draft: Page) -> None:
    """Streamlit's would hand over a cell such as =HYPERLINK(...) as a formula; ours do not."""
    grid(draft).hover()
    tools = draft.locator(".st-key-draft").get_by_test_id("stElementToolbar").first
    expect(tools.get_by_role("button", name="Search")).to_be_visible()
    expect(tools.get_by_role("button", name=re.compile("download", re.I))).to_have_count(0)


def test_figures_typed_one_after_the_other_are_all_there_and_judged(draft: Page, drawn: Drawn, tmp_path: Path) -> None:
    expect(head(draft)).to_contain_text("All 8 stated figures check out")
    begin_at(draft, 0, 3)
    top = grid(draft).bounding_box()
    for text in ("1.60", "2.00", "2.30", "2.40"):
        write(draft, text, "Tab")
    write(draft, "2.50")
    write(draft, "0.70")
    drawn(draft)
    expect(head(draft)).to_contain_text(re.compile("of 8 stated figures do(es)? not check out"))
    write(draft, "1,5")
    expect(head(draft)).to_contain_text("1 problem in Figures by period, migration, Q5.")
    assert grid(draft).bounding_box() == top
    draft.keyboard.press("ArrowUp")
    write(draft, "0")
    expect(head(draft)).to_contain_text(re.compile("of 8 stated figures do(es)? not check out"))
    business, _ = open_business_case(taken(draft, tmp_path))
    row = " ".join(str(one.value) for one in business.lines[0].values[:7])
    assert row == "0 1.60 2.00 2.30 2.40 2.50 2.20"
    assert [str(business.lines[index].values[5].value) for index in (1, 2)] == ["0.70", "0"]


@pytest.mark.parametrize(("throttle", "pause"), THROTTLES)
def test_no_key_is_lost_on_a_slow_machine(draft: Page, drawn: Drawn, tmp_path: Path, throttle: int, pause: int) -> None:
    """Keys that come while a cell is being opened or left, or while the page is drawn anew, wait for their cell."""
    begin_at(draft, 0, 3)
    slow = draft.context.new_cdp_session(draft)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
    for text in ("1.61", "2.02", "2.33", "2.44", "2.55"):
        for key in (*text, "Tab"):
            draft.keyboard.press(key, delay=pause)
    draft.keyboard.press("9")
    draft.keyboard.press("Backspace")
    draft.keyboard.type("7.1")
    draft.keyboard.press("Enter")
    draft.keyboard.type("0.72")
    draft.keyboard.press("Enter")
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    expect(cell(draft, 9, 1)).to_have_text("0.72")
    drawn(draft)
    business, _ = open_business_case(taken(draft, tmp_path))
    assert [str(figure.value) for figure in business.lines[0].values[1:7]] == [
        "1.61", "2.02", "2.33", "2.44", "2.55", "7.1",
    ]  # fmt: skip
    assert str(business.lines[1].values[6].value) == "0.72"


def test_a_row_is_added_and_everything_undone(draft: Page, rerun: Rerun, tmp_path: Path) -> None:
    before = taken(draft, tmp_path, "before.yaml").read_bytes()
    rows = len(open_business_case(tmp_path / "before.yaml")[0].as_written.lines)
    with rerun(draft):
        begin_at(draft, rows, 0)
    with rerun(draft):
        write(draft, "training")
    expect(cell(draft, 1, rows)).to_have_text("training")
    with rerun(draft):
        begin_at(draft, rows, 3)
        write(draft, "0.25")
    after, _ = open_business_case(taken(draft, tmp_path, "after.yaml"))
    added = after.as_written.lines[-1]
    assert [added.id, str(added.values[1].value)] == ["training", "0.25"]
    undo = draft.get_by_role("button", name="Undo")
    while undo.is_enabled():
        with rerun(draft):
            undo.click()
    assert taken(draft, tmp_path, "undone.yaml").read_bytes() == before


def test_another_page_and_another_table_lose_nothing(draft: Page, rerun: Rerun, drawn: Drawn) -> None:
    begin_at(draft, 0, 3)
    with rerun(draft):
        write(draft, "1.60")
    for name in ("Sources", "Claims audit"):
        with rerun(draft):
            draft.get_by_test_id("stSidebarNavItems").get_by_role("link", name=name).click()
    expect(cell(draft, 4, 0)).to_have_text("1.60")
    for name in ("Stated figures", "Figures by period"):
        # A run that is over at once is not always noticed: what it shows is.
        draft.get_by_role("radio", name=name).click()
        expect(draft.get_by_role("radio", name=name)).to_be_checked()
        drawn(draft)
    expect(cell(draft, 4, 0)).to_have_text("1.60")
    begin_at(draft, 1, 3)
    with rerun(draft):
        write(draft, "0.60")
    expect(cell(draft, 4, 0)).to_have_text("1.60")
    expect(cell(draft, 4, 1)).to_have_text("0.60")


@pytest.mark.parametrize("page", [{}, {"scheme": "dark"}], ids=["light", "dark"], indirect=True)
def test_everybody_can_use_a_draft(draft: Page) -> None:
    found = Axe().run(draft, context=".st-key-draft").response["violations"]
    severe = [one for one in found if one["impact"] in SEVERE]
    assert [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in severe for node in one["nodes"]] == []


def taken(page: Page, folder: Path, name: str = "business_case.yaml") -> Path:
    """The draft as it is downloaded."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as YAML").click()
    download.value.save_as(folder / name)
    return folder / name
