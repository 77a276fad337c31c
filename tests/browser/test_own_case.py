"""A learner's own case in Chromium: taken along from My data, replaced after a look at what changes, and put back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from steering.actors import COMMAND_LINE
from steering.cases.new import STARTER
from steering.records import Records
from steering.state.app_state import AppState
from steering.state.new_workspaces import list_owners, make_workspaces
from tests.browser.test_sources import take
from tests.members import invite
from tests.server import Server

Drawn = Callable[[Page], None]


@pytest.fixture
def links(serve: Callable[..., Server], tmp_path: Path) -> Iterator[dict[str, str]]:
    """The links of a learner with a workspace, and of a viewer to whom it is shown."""
    home = tmp_path / "home"
    app = AppState(home, STARTER)
    records: Records = app.records
    cohort = records.cohorts.make("Autumn", COMMAND_LINE).id
    secrets = {role: invite(records, role, cohort) for role in ("presenter", "viewer")}
    owners = list_owners(records, cohort)
    (workspace,) = make_workspaces(records, app.workspaces, cohort, owners, STARTER, COMMAND_LINE)
    records.workspaces.show(workspace.id, COMMAND_LINE, shown=True)
    app.close()
    server = serve(STARTER, home, STEERCO_SIGN_IN="links")
    yield {role: f"{server.url}/enter#{secret}" for role, secret in secrets.items()}


def open_data(page: Page, drawn: Drawn) -> Locator:
    drawn(page)
    page.get_by_role("button", name="My data").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Take the data along")).to_be_visible()
    return dialog


def bring(dialog: Locator, contents: dict[str, bytes]) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in contents.items():
            archive.writestr(f"mine/{name}", content)
    file = {"name": "mine.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    dialog.locator("input[type=file]").set_input_files(file)


def test_a_case_is_taken_along_changed_and_brought_again(page: Page, links: dict[str, str], drawn: Drawn) -> None:
    page.goto(links["presenter"])
    page.wait_for_url(lambda url: "/enter" not in url)
    dialog = open_data(page, drawn)
    name, data = take(page, "take-own-case")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        contents = {path.partition("/")[2]: archive.read(path) for path in archive.namelist()}
    assert name.startswith("w-") and name.endswith(".zip") and "case.yaml" in contents

    bring(dialog, {**contents, "case.yaml": b"titel: x\n"})
    expect(dialog.get_by_text("Nothing has changed. Correct what is listed")).to_be_visible()
    expect(dialog.get_by_role("table")).to_contain_text("titel")
    dialog.get_by_role("button", name="Remove").click()

    title = next(line for line in contents["case.yaml"].split(b"\n") if line.startswith(b"organisation:"))
    changed = {**contents, "case.yaml": contents["case.yaml"].replace(title, b"organisation: Brought again")}
    del changed["roadmap.yaml"]
    bring(dialog, changed)
    expect(dialog.get_by_text("1 file changed and 1 removed.")).to_be_visible()
    expect(dialog.get_by_role("table")).to_contain_text("roadmap.yaml")
    severe = Axe().run(page, context="[role=dialog]").response["violations"]
    assert [found["id"] for found in severe if found["impact"] in ("serious", "critical")] == []
    dialog.get_by_role("button", name="Replace the files").click()
    expect(page.get_by_text("has your files now: 1 file changed and 1 removed")).to_be_visible()
    expect(dialog).to_have_count(0)
    drawn(page)
    expect(page.get_by_text("Brought again").first).to_be_visible()

    open_data(page, drawn).get_by_role("button", name="Put the former files back").click()
    expect(page.get_by_text("The former files are back: 1 file added and 1 changed")).to_be_visible()
    drawn(page)
    expect(page.get_by_text("Brought again")).to_have_count(0)


def test_who_looks_on_takes_no_case_along(page: Page, links: dict[str, str], drawn: Drawn) -> None:
    page.goto(links["viewer"])
    page.wait_for_url(lambda url: "/enter" not in url)
    dialog = open_data(page, drawn)
    expect(dialog.get_by_text("Take this case along")).to_have_count(0)
    expect(dialog.locator("input[type=file]")).to_have_count(0)


def test_a_file_of_the_dossier_is_edited_on_its_page(page: Page, links: dict[str, str], drawn: Drawn) -> None:
    page.goto(links["presenter"])
    page.wait_for_url(lambda url: "/enter" not in url)
    drawn(page)
    page.goto(page.url.split("?")[0].rstrip("/") + "/governance")
    drawn(page)
    page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_role("textbox")
    field.fill("roles:\n  - id: cto\n    nam: CTO\n")
    field.press("Control+Enter")
    expect(dialog.get_by_text("2 problems: nothing is saved yet.")).to_be_visible()
    expect(dialog.get_by_role("table")).to_contain_text("What to do")
    severe = Axe().run(page, context="[role=dialog]").response["violations"]
    assert [found["id"] for found in severe if found["impact"] in ("serious", "critical")] == []

    # What was typed last is there when the dialog was closed and is opened again.
    field.fill("roles:\n  - id: cto\n    name: Technology officer\n")
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Edit", exact=True).click()
    expect(field).to_have_value("roles:\n  - id: cto\n    name: Technology officer\n")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("dossier/governance.yaml is saved.")).to_be_visible()
    expect(dialog).to_have_count(0)
    drawn(page)
    expect(page.get_by_text("Nothing says yet who answers for what").first).to_be_visible()

    page.get_by_role("button", name="Edit", exact=True).click()
    dialog.get_by_role("button", name="Undo the last change").click()
    expect(page.get_by_text("The former version of dossier/governance.yaml is back.")).to_be_visible()
    expect(page.get_by_text("Nothing says yet who answers for what")).to_have_count(0)


def open_page(page: Page, links: dict[str, str], drawn: Drawn, name: str) -> Locator:
    """Enter as the learner, open a page, and return its dialog, which is not open yet."""
    page.goto(links["presenter"])
    page.wait_for_url(lambda url: "/enter" not in url)
    drawn(page)
    page.goto(f"{page.url.split('?')[0].rstrip('/')}/{name}")
    drawn(page)
    return page.get_by_role("dialog")


def test_a_file_of_the_dossier_is_edited_as_a_table(page: Page, links: dict[str, str], drawn: Drawn) -> None:
    dialog = open_page(page, links, drawn, "governance")
    page.get_by_role("button", name="Edit", exact=True).click()
    field = dialog.get_by_role("textbox")
    field.fill("# Ours\nroles:\n  - id: cto\n    nam: CTO\n")
    # Nobody has left the field.
    expect(dialog.get_by_text("2 problems: nothing is saved yet.")).to_be_visible()
    expect(field).to_be_focused()
    field.press("Control+End")
    page.keyboard.press("Backspace")
    page.keyboard.type("\n    name: CTO\n  - id: cfo\n    name: CFO\n")
    expect(dialog.get_by_text("1 problem: nothing is saved yet.")).to_be_visible()
    field.fill(field.input_value().replace("    nam: CTO\n", ""))
    expect(dialog.get_by_text("nothing is saved yet")).to_have_count(0)

    dialog.get_by_role("radio", name="Table").click()
    grid = dialog.get_by_test_id("stDataFrame")
    expect(grid.get_by_test_id("glide-cell-2-1")).to_have_text("CFO")
    grid.click(position={"x": 50, "y": 87})
    expect(grid.get_by_test_id("glide-cell-1-1")).to_have_attribute("aria-selected", "true")
    page.keyboard.type("two words")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Roles, row 2, Id: found 'two words'")).to_be_visible()
    severe = Axe().run(page, context="[role=dialog]").response["violations"]
    assert [found["id"] for found in severe if found["impact"] in ("serious", "critical")] == []
    page.keyboard.press("ArrowUp")
    page.keyboard.type("finance")
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("nothing is saved yet")).to_have_count(0)
    dialog.get_by_role("radio", name="Text").click()
    text = "# Ours\nroles:\n  - id: cto\n    name: CTO\n  - id: finance\n    name: CFO\n"
    expect(field).to_have_value(text)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("dossier/governance.yaml is saved.")).to_be_visible()
    drawn(page)
    page.get_by_role("button", name="Edit", exact=True).click()
    expect(field).to_have_value(text)


def test_a_view_is_added_and_taken_away_again(page: Page, links: dict[str, str], drawn: Drawn) -> None:
    dialog = open_page(page, links, drawn, "architecture")
    page.get_by_role("button", name="New view").click()
    name = dialog.get_by_label("Name")
    name.fill("Way In")
    name.press("Enter")
    expect(dialog.get_by_text("expected a name of up to 60 small letters")).to_be_visible()
    name.fill("way-in")
    name.press("Enter")
    expect(dialog.get_by_text("dossier/views/way-in.mmd: A view in Mermaid.")).to_be_visible()
    expect(dialog.get_by_role("textbox")).to_have_value(re.compile("^flowchart LR"))
    dialog.get_by_role("button", name="Undo the last change").click()
    expect(page.get_by_text("The former version of dossier/views/way-in.mmd is back.")).to_be_visible()
    drawn(page)
    expect(page.get_by_role("heading", name="Way in")).to_have_count(0)
