"""What a visitor sees when the server is killed, restarted or told to end, or when the case is broken."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from steering.frames.agenda import AGENDA
from tests.pages import case_folders
from tests.server import Server

Drawn = Callable[[Page], None]
Serve = Callable[..., Server]


def test_a_page_finds_a_killed_server_again(serve: Serve, page: Page, drawn: Drawn, tmp_path: Path) -> None:
    home, case = tmp_path / "home", case_folders.one_row(tmp_path / "case")
    first = serve(case, home)
    page.goto(f"{first.url}/adoption?unit=Care")
    drawn(page)
    first.kill()
    second = serve(case, home, first.port)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=\"stApp\"]').dataset.testConnectionState === 'CONNECTED'"
    )
    drawn(page)
    expect(page.get_by_role("combobox", name="Business unit")).to_have_value("Care")
    for item in AGENDA.values():
        page.goto(f"{second.url}/{item.id}?unit=Care")
        drawn(page)
        expect(page.locator(".head .title strong")).to_have_text(item.title)


def test_ctrl_c_ends_the_server_although_a_browser_is_open(
    serve: Serve, page: Page, drawn: Drawn, tmp_path: Path
) -> None:
    server = serve(case_folders.one_row(tmp_path / "case"))
    page.goto(server.url)
    drawn(page)
    # A server that waits for its visitors to leave does not end at all; a busy machine takes its time.
    assert server.stop(signal.SIGINT) < 20


def test_a_broken_case_is_a_page_that_says_what_to_do_and_is_mended_without_a_restart(
    serve: Serve, page: Page, drawn: Drawn, tmp_path: Path
) -> None:
    case = case_folders.broken(tmp_path / "case")
    server = serve(case=case)
    for item in AGENDA.values():
        page.goto(f"{server.url}/{item.id}")
        drawn(page)
        expect(page).to_have_title(f"{item.title} · Steerco")
        expect(page.get_by_text("This case can't be opened.")).to_be_visible()
        expect(page.get_by_role("table")).to_contain_text("titel")
    (case / "case.yaml").write_text(case_folders.BARE, "utf-8")
    (case / "metrics.yaml").write_text(case_folders.KPI, "utf-8")
    page.reload()
    drawn(page)
    expect(page.get_by_text("This case can't be opened.")).to_have_count(0)
