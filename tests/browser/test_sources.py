"""The Sources page in Chromium: files that really go up and come down."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from steering.exports.cells import is_formula
from steering.ingest import check
from tests.browser.conftest import choose
from tests.pages import case_folders
from tests.server import Server
from tests.steering.exports import workbook

Open = Callable[..., Page]
Drawn = Callable[[Page], None]
Rerun = Callable[[Page], AbstractContextManager[None]]

HEADER = "month,team_id,team,business_unit,wave,stage,active_users,models_in_production\n"
GOOD = HEADER + "2026-10,T1,=1+1,Care,1,scaled,30,4\n"
BAD = HEADER + "2026-10,T1,Claims,Care,1,flying,many,4\n"


@pytest.fixture
def small(serve: Callable[..., Server], tmp_path: Path) -> str:
    """The address of an app with one team, which is a pilot, in one month."""
    return serve(case=case_folders.one_row(tmp_path / "case")).url


def visit(page: Page, url: str, drawn: Drawn, path: str = "sources") -> None:
    page.goto(f"{url}/{path}")
    drawn(page)


def uploader(page: Page) -> Locator:
    """The field for files. Where one was discarded, a new field stands beside the old one for a moment."""
    field = page.locator("input[type=file]")
    expect(field).to_have_count(1)
    return field


def bring(page: Page, name: str, text: str, rerun: Rerun) -> None:
    with rerun(page):
        uploader(page).set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})


def press(page: Page, name: str, rerun: Rerun) -> None:
    with rerun(page):
        page.get_by_role("button", name=name).last.click()


def take(page: Page, key: str) -> tuple[str, bytes]:
    """The name and the content of what a click on a download button brings."""
    with page.expect_download() as coming:
        page.locator(f".st-key-{key} button").click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def take_table(page: Page, kind: str, table: str) -> tuple[str, bytes]:
    """The same of the link below a table of a picture."""
    with page.expect_download() as coming:
        page.locator(f"[data-place={table}] .take").get_by_text(kind, exact=True).click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def test_a_file_goes_up_is_published_comes_down_and_is_rolled_back(
    page: Page, small: str, drawn: Drawn, rerun: Rerun, tmp_path: Path
) -> None:
    visit(page, small, drawn)
    bring(page, "new.csv", GOOD, rerun)
    expect(page.get_by_text("new.csv can be published: 1 row.")).to_be_visible()
    press(page, "Publish to this case", rerun)
    expect(page.get_by_text("Current release: 1 row from new.csv.")).to_be_visible()

    name, data = take(page, "take-csv")
    assert name.startswith("case-adoption-") and name.endswith(".csv")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [(row["team"], row["stage"], row["active_users"]) for row in rows] == [("'=1+1", "scaled", "30")]
    name, data = take(page, "take-xlsx")
    assert name.endswith(".xlsx")
    book = workbook.read(data)
    assert "f" not in book.elements and "=1+1" in book.cells.values() and 30.0 in book.cells.values()
    name, data = take(page, "take-parquet")
    (tmp_path / "back.parquet").write_bytes(data)
    assert check(tmp_path / "back.parquet", "adoption").accepted == 1

    visit(page, small, drawn, "adoption")
    expect(page.get_by_role("heading", name="1 of 1 team", level=1)).to_be_visible()
    visit(page, small, drawn)
    press(page, "Roll back", rerun)
    expect(page.get_by_role("dialog")).to_contain_text("1 row from adoption.csv")
    press(page, "Roll back", rerun)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Current release: 1 row from adoption.csv.")).to_be_visible()


def test_a_bad_file_changes_nothing_and_its_problems_come_down(
    page: Page, small: str, drawn: Drawn, rerun: Rerun
) -> None:
    visit(page, small, drawn)
    bring(page, "bad.csv", BAD, rerun)
    expect(page.get_by_text("bad.csv was not accepted: 2 problems.")).to_be_visible()
    name, data = take_table(page, "CSV", "problems")
    assert name == "what-to-correct.csv"
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [(row["Row"], row["Column"]) for row in rows] == [("2", "stage"), ("2", "active_users")]
    expect(page.get_by_text("1 row from adoption.csv, since")).to_be_visible()


def test_the_template_comes_down_and_goes_up(page: Page, small: str, drawn: Drawn, rerun: Rerun) -> None:
    visit(page, small, drawn, "sources?focus=usage")
    name, data = take(page, "take-template")
    assert name == "usage-template.csv"
    bring(page, name, data.decode(), rerun)
    expect(page.get_by_text("usage-template.csv can be published: 1 row.")).to_be_visible()


def test_two_tabs_that_publish_are_both_in_the_history(open_page: Open, small: str, drawn: Drawn, rerun: Rerun) -> None:
    tabs = [open_page(), open_page()]
    for number, tab in enumerate(tabs):
        visit(tab, small, drawn)
        bring(tab, f"tab-{number}.csv", GOOD.replace("30", f"3{number}"), rerun)
    for tab in tabs:
        press(tab, "Publish to this case", rerun)
    expect(tabs[1].get_by_text("While you were deciding")).to_contain_text("published tab-0.csv")
    expect(tabs[1].get_by_text("Current now").first).to_be_visible()
    press(tabs[1], "Publish to this case", rerun)
    visit(tabs[0], small, drawn)
    expect(tabs[0].get_by_text("1 row from tab-1.csv, since")).to_be_visible()
    _, data = take_table(tabs[0], "CSV", "history")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["Source file"] for row in rows] == ["tab-1.csv", "tab-0.csv", "adoption.csv"]


@pytest.fixture
def desk(page: Page, small: str, drawn: Drawn, rerun: Rerun) -> Page:
    """Another tab of the same browser, which has published a month more."""
    tab = page.context.new_page()
    visit(tab, small, drawn)
    bring(tab, "more.csv", GOOD + "2026-11,T1,=1+1,Care,1,scaled,31,4\n", rerun)
    press(tab, "Publish to this case", rerun)
    expect(tab.get_by_text("Current release: 2 rows from more.csv.")).to_be_visible()
    expect(tab.locator("[data-place=changed]")).to_have_count(0)
    return tab


def roll_back(tab: Page, rerun: Rerun) -> None:
    press(tab, "Roll back", rerun)
    press(tab, "Roll back", rerun)
    expect(tab.get_by_text("Current release: 1 row from adoption.csv.")).to_be_visible()


def test_a_tab_says_that_its_month_was_rolled_back_in_another(
    page: Page, small: str, drawn: Drawn, rerun: Rerun, desk: Page
) -> None:
    visit(page, small, drawn, "adoption?as_of=2026-11")
    expect(page.locator(".sources")).to_contain_text("as of Nov 2026")
    roll_back(desk, rerun)
    choose(page, "Business unit", "Care")
    told = page.locator(".notices").first
    expect(told).to_contain_text("The data has changed: adoption release")
    expect(told).to_contain_text("There is no data for the month Nov 2026.")
    expect(told).to_contain_text("The case's own month is shown instead.")
    expect(page.locator(".sources")).to_contain_text("as of Oct 2026 · Care")
    assert page.url.endswith("/adoption?unit=Care")
    choose(page, "Business unit", "All business units")
    expect(page.locator("[data-place=changed]")).to_have_count(0)
    expect(page.get_by_text("There is no data for the month")).to_have_count(0)


def test_who_comes_back_to_a_tab_sees_what_another_has_changed(
    page: Page, small: str, drawn: Drawn, rerun: Rerun, desk: Page
) -> None:
    visit(page, small, drawn, "adoption?as_of=2026-11")
    sources = page.context.new_page()
    visit(sources, small, drawn)
    expect(sources.get_by_text("2 rows from more.csv, since")).to_be_visible()
    roll_back(desk, rerun)
    for tab in (page, sources):
        tab.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator(".sources")).to_contain_text("as of Oct 2026")
    expect(page.locator("[data-place=changed]")).to_contain_text("adoption release")
    expect(sources.get_by_text("1 row from adoption.csv, since")).to_be_visible()


def test_a_double_click_publishes_once(page: Page, small: str, drawn: Drawn, rerun: Rerun) -> None:
    visit(page, small, drawn)
    bring(page, "new.csv", GOOD, rerun)
    with rerun(page):
        page.get_by_role("button", name="Publish to this case").dblclick()
    visit(page, small, drawn)
    _, data = take_table(page, "CSV", "history")
    assert len(data.decode().splitlines()) == 3


def test_a_table_of_another_page_comes_down_without_a_formula(page: Page, app_url: str, drawn: Drawn) -> None:
    visit(page, app_url, drawn, "kpis")
    name, data = take_table(page, "CSV", "scorecard")
    assert name == "scorecard.csv"
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0][0] == "KPI" and len(rows) > 5
    assert not [cell for row in rows for cell in row if is_formula(cell)]
    name, data = take_table(page, "Excel", "scorecard")
    book = workbook.read(data)
    assert name == "scorecard.xlsx"
    assert "f" not in book.elements and rows[1][0] in book.cells.values()


@pytest.mark.parametrize(
    "page", [{"width": 390, "height": 844}, {"width": 390, "height": 844, "scheme": "dark"}], indirect=True
)
def test_it_fits_a_phone(page: Page, app_url: str, drawn: Drawn) -> None:
    visit(page, app_url, drawn)
    wide = "() => document.scrollingElement.scrollWidth - innerWidth"
    assert page.evaluate(wide) <= 0
    for key in ("take-csv", "take-xlsx", "take-parquet", "take-template"):
        box = page.locator(f".st-key-{key} button").bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390


def resident(server: Server) -> int:
    """The bytes of memory that a server holds."""
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the memory of a process is read from /proc")
def test_three_large_uploads_leave_less_than_one_of_them_in_memory(
    page: Page, serve: Callable[..., Server], tmp_path: Path, drawn: Drawn, rerun: Rerun
) -> None:
    server = serve(case=case_folders.one_row(tmp_path / "case"))
    size = 80_000_000
    (tmp_path / "large.csv").write_bytes(HEADER.encode() + b"x" * size)
    visit(page, server.url, drawn)
    bring(page, "small.csv", BAD, rerun)
    before = resident(server)
    for _ in range(3):
        with rerun(page):
            uploader(page).set_input_files(str(tmp_path / "large.csv"))
        expect(page.get_by_text("large.csv was not accepted")).to_be_visible()
        press(page, "Discard", rerun)
    assert resident(server) - before < size
