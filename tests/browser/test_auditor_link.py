"""A link for an auditor in real browsers: made on Compliance, opened by a stranger, its package verified, withdrawn."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Download, Page, expect

from steering.records import Records
from tests.members import invite_everybody
from tests.server import Server, start

Drawn = Callable[[Page], None]
TAKE = "Take the package along"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, example_store: Path) -> Iterator[tuple[Server, str]]:
    """A running app where people sign in, and the secret of an instructor's own link."""
    home = shutil.copytree(example_store, tmp_path_factory.mktemp("house") / "home")
    secret = invite_everybody(home)["instructor"]
    server = start(home=home, log=home / "server.log", env={"STEERCO_SIGN_IN": "links"})
    yield server, secret
    server.stop()


def verify(download: Download, folder: Path) -> str:
    """Unpack a package, and run the script in it."""
    with zipfile.ZipFile(download.path()) as archive:
        archive.extractall(folder)
    command = [sys.executable, "-I", str(folder / "verify.py")]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=60, check=True).stdout


def take(page: Page) -> Download:
    with page.expect_download() as download:
        page.get_by_role("button", name=TAKE).click()
    return download.value


def find_faults(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [fault["id"] for fault in violations if fault["impact"] in ("serious", "critical")]


def test_an_instructor_makes_it_a_stranger_takes_the_package_and_once_withdrawn_it_gives_nothing(
    house: tuple[Server, str], open_page: Callable[..., Page], drawn: Drawn, tmp_path: Path
) -> None:
    server, secret = house
    instructor = open_page()
    instructor.goto(f"{server.url}/enter#{secret}")
    instructor.wait_for_url(f"{server.url}/?*")
    instructor.goto(f"{server.url}/compliance")
    drawn(instructor)
    instructor.get_by_role("button", name="Make a link that holds 14 days").click()
    instructor.get_by_role("button", name="Done").wait_for()
    link = instructor.locator(".st-key-auditor-package").get_by_test_id("stCode").inner_text().strip()
    token = link.partition("#")[2]
    assert link == f"{server.url}/auditor#{token}" and len(token) > 30
    instructor.get_by_role("button", name="Done").click()
    expect(instructor.get_by_text("Not opened yet.")).to_be_visible()
    expect(instructor.get_by_text(link)).to_have_count(0)

    stranger = open_page(width=390, height=844, scheme="dark", accept_downloads=True)
    requests: list[str] = []
    stranger.on("request", lambda request: requests.append(request.url))
    stranger.goto(link)
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("SOC 2, 1 May 2026 to 31 Oct 2026")
    assert stranger.url == f"{server.url}/auditor"
    assert [url for url in requests if token in url.partition("#")[0]] == []
    assert find_faults(stranger) == []
    # By keyboard alone.
    stranger.keyboard.press("Tab")
    expect(stranger.get_by_role("button", name=TAKE)).to_be_focused()
    download = take(stranger)
    assert download.suggested_filename == "auditor-package-halden-soc2-2026-05-2026-10.zip"
    assert verify(download, tmp_path / "unpacked") == "All 10 files are as they were packed.\n"
    digest = hashlib.sha256(Path(download.path()).read_bytes()).hexdigest()
    expect(stranger.get_by_text(digest)).to_be_visible()
    with Records(server.home) as records:
        last = records.audit_log.list()[0]
    assert (last.action, last.subject) == ("download", download.suggested_filename)
    assert json.loads(last.facts) == {"sha256": digest}

    instructor.reload()
    drawn(instructor)
    expect(instructor.get_by_text("Opened 1 time, last on")).to_be_visible()
    instructor.get_by_role("button", name="Withdraw").click()
    expect(instructor.get_by_text("Made by The instructor")).to_have_count(0)
    # The page that is still open is refused as well.
    stranger.get_by_role("button", name=TAKE).click()
    expect(stranger.locator("#said")).to_have_text("This link was withdrawn. Ask whoever sent it to you for a new one.")
    stranger.goto("about:blank")
    stranger.goto(link)
    expect(stranger.locator("#cover")).to_contain_text("This link was withdrawn.")
    expect(stranger.get_by_role("button", name=TAKE)).to_be_hidden()
    assert token not in server.log.read_text("utf-8")


def test_a_forged_or_incomplete_link_says_what_to_do(house: tuple[Server, str], page: Page) -> None:
    server, _ = house
    page.goto(f"{server.url}/auditor#forged.link")
    expect(page.locator("#cover")).to_contain_text("This link opens nothing here. Open the whole link")
    page.reload()
    expect(page.locator("#cover")).to_contain_text("This address is not complete")
    page.goto(f"{server.url}/auditor#another.one")
    expect(page.locator("#cover")).to_contain_text("This link opens nothing here.")
    assert page.url == f"{server.url}/auditor"
    assert find_faults(page) == []
