"""Every page can be used with the keyboard and is sound to assistive technology."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from steering.frames.agenda import AGENDA

Drawn = Callable[[Page], None]

# (rule, test id of the element or of one around it) -> why it is not ours to mend.
STREAMLITS_OWN = {
    ("list", "stSidebarNavItems"): "Streamlit puts the section's heading into the menu's list as a div",
    ("listitem", "stSidebarNavItems"): "and counts the items after it as outside the list",
}

AROUND = """(it) => [...document.querySelectorAll('[data-testid]')]
  .filter((at) => at.contains(it)).map((at) => at.dataset.testid)"""

FOCUSED = """() => {
  const it = document.activeElement;
  return it.getAttribute('aria-label') || it.innerText.trim().split(/\\n|:/)[0];
}"""


# The parts of pages that are drawn only when they are open, as a link to them says.
PARTS = ("roi?against=best", "roi?tab=moves", "roi?tab=odds", "roi?tab=lines", "audit?tab-own=review")


@pytest.mark.parametrize("item", [*AGENDA, *PARTS])
def test_axe_finds_nothing_serious_in_either_theme(app_url: str, page: Page, drawn: Drawn, item: str) -> None:
    page.goto(f"{app_url}/{item}")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator(f".steerco:not([theme={scheme}])")).to_have_count(0)
        drawn(page)
        found = [
            f"{scheme}: {violation['id']} ({violation['impact']}): {node['target']} {node['failureSummary']}"
            for violation in Axe().run(page).response["violations"]
            if violation["impact"] in ("serious", "critical")
            for node in violation["nodes"]
            if not _streamlits_own(page, violation["id"], node["target"][0])
        ]
        assert not found, "\n".join(found)


def _streamlits_own(page: Page, rule: str, target: str) -> bool:
    names = page.locator(target).first.evaluate(AROUND)
    return any((rule, name) in STREAMLITS_OWN for name in names)


def test_the_keyboard_reaches_the_menu_the_filters_and_the_tables(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/adoption")
    drawn(page)
    wanted = ["Skip to main content", "flag", "groups", "As of", "Business unit", "Source of Teams adopted", "Table"]
    stops: list[str] = []
    while wanted[-1] not in stops and len(stops) < 40:
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))
    assert [stop for stop in stops if stop in wanted] == wanted, stops


def test_the_keyboard_changes_a_filter_and_opens_a_table(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/adoption")
    drawn(page)
    unit = page.get_by_role("combobox", name="Business unit")
    unit.focus()
    page.keyboard.type("Dig")
    expect(page.get_by_role("heading", level=1)).to_contain_text("teams of Digital")
    expect(unit).to_be_focused()
    drawn(page)
    twin = page.locator("[data-place=curve] .twin")
    twin.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(twin.get_by_role("table")).to_be_visible()
    page.keyboard.press("Enter")
    expect(twin.get_by_role("table")).to_be_hidden()
