"""The parts of a picture in Chromium: tables that are sorted and searched, and tabs, by mouse and keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import choose

Drawn = Callable[..., None]


@pytest.fixture
def behind(app_url: str, page: Page, drawn: Drawn) -> Locator:
    """The table of teams that are late."""
    page.goto(f"{app_url}/adoption")
    drawn(page)
    table = page.locator("[data-place=behind]")
    expect(table.locator("tbody tr")).not_to_have_count(0)
    return table


def column(table: Locator, number: int) -> list[str]:
    """What a column is sorted by, row for row."""
    key = "(all) => all.map((it) => it.dataset.value ?? it.textContent.trim())"
    found: list[str] = table.locator(f"tbody tr td:nth-child({number + 1})").evaluate_all(key)
    return found


def test_a_heading_sorts_up_down_and_back(behind: Locator) -> None:
    stood = [column(behind, number) for number in (0, 3)]
    heads = behind.get_by_role("columnheader")
    for before, number, key in ((stood[0], 0, str.lower), (stood[1], 3, float)):
        head = heads.nth(number)
        for order, wanted in (
            ("ascending", sorted(before, key=key)),
            ("descending", sorted(before, key=key, reverse=True)),
        ):
            head.get_by_role("button").click()
            expect(head).to_have_attribute("aria-sort", order)
            assert column(behind, number) == wanted
        head.get_by_role("button").click()
        assert head.get_attribute("aria-sort") is None
        assert column(behind, number) == before


def test_arrow_keys_go_from_heading_to_heading_and_enter_sorts(behind: Locator, page: Page) -> None:
    buttons = behind.locator("thead button")
    last = buttons.count() - 1
    assert behind.locator("thead button[tabindex='-1']").count() == last, "one stop of the Tab key"
    buttons.first.focus()
    page.keyboard.press("ArrowRight")
    expect(buttons.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(behind.get_by_role("columnheader").nth(1)).to_have_attribute("aria-sort", "ascending")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(buttons.nth(last)).to_be_focused()
    assert behind.locator("thead button[tabindex='-1']").count() == last


def test_a_long_table_is_searched(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/costs")
    drawn(page)
    page.locator("details").evaluate_all("(all) => all.forEach((it) => (it.open = true))")
    field = page.get_by_role("searchbox").filter(visible=True).first
    table = field.locator("xpath=following-sibling::*[1]")
    rows = table.locator("tbody tr")
    every = rows.count()
    assert every > 15
    word = table.locator("tbody tr td").first.inner_text()
    field.fill(word.upper())
    seen = rows.filter(visible=True)
    assert 0 < seen.count() <= every
    assert all(word in text for text in seen.all_inner_texts())
    field.fill("nothing like this")
    expect(seen).to_have_count(0)
    field.fill("")
    expect(seen).to_have_count(every)


def test_the_rows_that_are_shown_are_copied_as_they_stand(behind: Locator, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    behind.get_by_role("columnheader").nth(3).get_by_role("button").click()
    # A text that a spreadsheet would run, and a row that a search has hidden.
    behind.locator("tbody tr").first.locator("td").first.evaluate("(cell) => (cell.textContent = '=1+1')")
    behind.locator("tbody tr").last.evaluate("(row) => (row.hidden = true)")
    behind.get_by_role("button", name="Copy").click()
    expect(behind.locator(".copy")).to_have_text("7 rows copied")
    head, first, *others = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert head.split("\t")[:4] == ["Team", "Stage", "Due", "Months late"]
    assert first.split("\t")[0] == "'=1+1"
    assert len(others) == 6
    assert {row.split("\t")[3] for row in others} == {"0", "1"}, "figures are numbers"


def test_a_column_is_made_wider_by_its_edge_and_stays_in_its_order(behind: Locator, page: Page) -> None:
    head = behind.get_by_role("columnheader").nth(1)
    before = head.bounding_box()
    head.hover()
    button = head.get_by_role("button").bounding_box()
    assert before and button
    edge = button["x"] + button["width"] - 3, button["y"] + button["height"] - 3
    page.mouse.move(*edge)
    page.mouse.down()
    page.mouse.move(edge[0] + 90, edge[1], steps=4)
    page.mouse.up()
    after = head.bounding_box()
    assert after and after["width"] >= before["width"] + 60
    assert head.get_attribute("aria-sort") is None


def test_dates_sort_as_the_calendar_has_them(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/roadmap")
    drawn(page)
    table = page.locator("[data-place=gates]")
    head = table.get_by_role("columnheader", name="Due")
    wanted = ["31 Mar 2026", "31 Jul 2026", "27 Nov 2026", "30 Apr 2027"]
    for order in (wanted, wanted[::-1]):
        head.get_by_role("button").click()
        assert table.locator("tbody td:nth-child(4)").all_inner_texts() == order


def test_a_part_is_in_the_address_and_arrow_keys_lead_from_part_to_part(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/roi")
    drawn(page)
    tabs = page.get_by_role("tab")
    names = tabs.all_inner_texts()
    panels = page.get_by_role("tabpanel")
    expect(panels).to_have_count(1)
    page.get_by_role("tab", name="How sure it is").click()
    expect(page).to_have_url(f"{app_url}/roi?tab=odds")
    expect(panels).to_have_accessible_name("How sure it is")
    drawn(page)
    expect(page.locator("[data-place=odds] .plot[data-drawn]")).to_be_visible()
    after = [*names[names.index("How sure it is") + 1 :], names[0]]
    assert len(after) > 1
    for name in after:
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("tab", selected=True)).to_have_text(name)
        expect(tabs.nth(names.index(name))).to_be_focused()
    expect(page).to_have_url(f"{app_url}/roi")
    assert page.locator("[role=tab]:not([tabindex='-1'])").count() == 1
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", selected=True)).to_have_text(names[-1])
    expect(page).to_have_url(re.compile(r"/roi\?tab=\w+$"))
    page.reload()
    drawn(page)
    expect(page.get_by_role("tab", selected=True)).to_have_text(names[-1])
    page.go_back()
    expect(page.get_by_role("tab", selected=True)).to_have_text(names[0])


def test_a_part_stays_open_when_a_filter_changes(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/roi?tab=moves")
    drawn(page)
    choose(page, "As of", "Sep 2026")
    expect(page.get_by_role("tab", selected=True)).to_have_text("What moves it")
    expect(page).to_have_url(f"{app_url}/roi?tab=moves&as_of=2026-09")
    expect(page.locator("[data-place=tornado] .plot[data-drawn]")).to_be_visible()


def test_a_link_of_the_brief_opens_the_part_that_holds_its_block(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/?as_of=2026-10")
    drawn(page)
    page.locator("[data-place=changes]").locator("a.link[data-place=odds]").click()
    expect(page.locator(".head .title strong")).to_have_text("ROI scenarios")
    drawn(page)
    expect(page.get_by_role("tab", selected=True)).to_have_text("How sure it is")
    expect(page.locator("[data-place=odds]")).to_be_in_viewport(ratio=0.3)
