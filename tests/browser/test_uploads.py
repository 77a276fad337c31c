"""Files that come in by the field of Sources in Chromium: nothing is lost by a cut line, a closed tab or a restart."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, Route, expect

from steering.spool.journal import CHUNK
from tests.pages import case_folders
from tests.server import start

Drawn = Callable[[Page], None]
HEADER = "month,team_id,team,business_unit,wave,stage,active_users,models_in_production\n"
ROW = "2026-10,T1,Claims,Care,1,scaled,30,4\n"
# Of a file of five chunks, none of whose columns are known.
LARGE = "x,y\n" + "1,2\n" * (CHUNK + 100)
PARTS = re.compile(r"/upload/[0-9a-f]{32}/(\d+)/")


def parts(request: Request) -> list[str]:
    """The chunk that a request brings, where it brings one."""
    return PARTS.findall(request.url)


def visit(page: Page, url: str, drawn: Drawn) -> None:
    page.goto(f"{url}/sources")
    drawn(page)


def test_a_file_goes_on_after_a_cut_line_a_pause_a_closed_tab_and_a_killed_server(
    page: Page, tmp_path: Path, drawn: Drawn
) -> None:
    case, home, file = case_folders.one_row(tmp_path / "case"), tmp_path / "home", tmp_path / "large.csv"
    home.mkdir()
    file.write_text(LARGE)
    server = start(home=home, log=home / "log", case=case)
    came: list[str] = []
    page.on("requestfinished", lambda request: came.extend(parts(request)))

    def stop_after_two(route: Route) -> None:
        if len(came) >= 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(PARTS, stop_after_two)
    visit(page, server.url, drawn)
    page.locator(".upload input").set_input_files(file)
    expect(page.locator(".upload li")).to_contain_text("The connection is lost; trying again.")
    page.get_by_role("button", name="Pause large.csv").click()
    expect(page.locator(".upload li")).to_contain_text(re.compile(r"Paused at \d+ MB of 17 MB"))
    page.get_by_role("button", name="Continue large.csv").click()
    expect(page.get_by_role("button", name="Pause large.csv")).to_be_visible()
    server.kill()
    page.unroute(PARTS)

    server = start(home=home, log=home / "log", case=case)
    before = list(came)
    visit(page, server.url, drawn)
    expect(page.get_by_text(re.compile("arrived earlier. Choose the same file again to continue."))).to_be_visible()
    serious = [v["id"] for v in Axe().run(page, ".upload").response["violations"] if v["impact"] != "minor"]
    assert serious == []
    page.locator(".upload input").set_input_files(file)
    expect(page.get_by_text("large.csv was not accepted: 1 problem.")).to_be_visible()
    assert sorted(came) == ["0", "1", "2", "3", "4"] and 2 <= len(before) < 5, "each part came once"
    assert [path.name for path in (home / "uploads").iterdir() if path.is_dir()] == [], "what was read is not kept"
    server.stop()


def test_several_files_have_a_bar_each_and_one_is_removed_by_keyboard(page: Page, tmp_path: Path, drawn: Drawn) -> None:
    case, home = case_folders.one_row(tmp_path / "case"), tmp_path / "home"
    home.mkdir()
    server = start(home=home, log=home / "log", case=case)
    page.route(PARTS, lambda route: route.abort("connectionreset"))
    visit(page, server.url, drawn)
    names = ("may.csv", "june.csv", "notes.csv")
    texts = (HEADER + ROW, HEADER + ROW.replace("T1", "T2"), "nothing\n")
    files = [tmp_path / name for name in names]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text)
    page.locator(".upload input").set_input_files(files)
    expect(page.locator(".upload progress")).to_have_count(3)
    remove = page.get_by_role("button", name="Remove notes.csv")
    remove.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".upload li")).to_have_count(2)
    expect(page.locator(".upload input")).to_be_focused()
    # A file that changes while it is read is not half of each.
    files[1].write_text(texts[1] + ROW)
    page.unroute(PARTS)
    expect(page.get_by_text("The file has changed, or can no longer be read. Choose it again.")).to_be_visible()
    page.get_by_role("button", name="Remove june.csv").click()
    expect(page.get_by_text("may.csv can be published: 1 row.")).to_be_visible()
    expect(page.locator(".upload li")).to_have_count(0)
    server.stop()
