"""Files that a page leaves in: chosen in a dialog, made under a bar, saved, and noted in the audit log."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pptx
import pytest
from playwright.sync_api import Browser, Page, expect
from pptx.util import Cm

from steering.exports.decision_pack.verify import verify_pack
from steering.records import Records
from tests.server import Server
from tests.steering.exports.calendars import read_calendar

pytestmark = pytest.mark.browser


def open_menu(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Take along").click(timeout=60_000)
    expect(page.get_by_role("dialog")).to_contain_text("Take along")


def take(page: Page, name: str, folder: Path) -> Path:
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=name, exact=True).click()
    with page.expect_download(timeout=120_000) as download:
        dialog.get_by_role("button", name="Save", exact=True).click(timeout=120_000)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_a_calendar_and_a_pack_are_saved(browser: Browser, app: Server, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    open_menu(page, f"{app.url}/roadmap")
    events = read_calendar(take(page, "Calendar", tmp_path).read_bytes())
    assert {"Gate", "Milestone"} <= {event.lines["CATEGORIES"] for event in events}
    page.get_by_role("dialog").get_by_role("button", name="Another file").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Calendar", exact=True)).to_be_visible()
    open_menu(page, f"{app.url}/decisions")
    path = take(page, "Decision pack", tmp_path)
    shown = page.get_by_role("dialog").locator("code").inner_text()
    check = verify_pack(path, "".join(shown.split()))
    assert (check.findings, check.is_anchored) == ((), True)
    assert "README.txt" in zipfile.ZipFile(path).namelist()
    page.close()
    with Records(app.home) as records:
        entry = records.audit_log.list()[0]
    assert (entry.action, entry.subject) == ("download", path.name)
    assert json.loads(entry.facts) == {"manifest": check.sha256}


def test_slides_go_onto_a_company_s_template_and_what_is_none_is_told(
    browser: Browser, app: Server, tmp_path: Path
) -> None:
    good, bad = tmp_path / "company.pptx", tmp_path / "notes.pptx"
    bad.write_bytes(b"no presentation")
    template = pptx.Presentation()
    template.slide_width, template.slide_height = Cm(40), Cm(30)
    template.save(str(good))
    page = browser.new_page()
    open_menu(page, f"{app.url}/storyboard")
    dialog = page.get_by_role("dialog")
    field = dialog.locator("input[type=file]")
    field.set_input_files(bad)
    expect(dialog.get_by_role("alert")).to_contain_text("The template is", timeout=60_000)
    field.set_input_files(good)
    expect(dialog).to_contain_text("Slides go onto the layouts of company.pptx", timeout=60_000)
    expect(dialog.get_by_role("alert")).to_have_count(0)
    slides = pptx.Presentation(str(take(page, "Slides", tmp_path)))
    assert (slides.slide_width, slides.slide_height) == (Cm(40), Cm(30))
    page.close()


def test_a_stop_leads_back_to_the_choice(browser: Browser, app: Server) -> None:
    page = browser.new_page()
    open_menu(page, f"{app.url}/decisions")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Decision pack", exact=True).click()
    dialog.get_by_role("button", name="Stop", exact=True).click(timeout=30_000)
    expect(dialog.get_by_role("button", name="Board paper", exact=True)).to_be_visible(timeout=30_000)
    page.close()
