"""Finding one's way in a real browser: deep links, the menu, and filters that stay."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from steering.frames.agenda import AGENDA, AgendaItem
from steering.frames.page_head import ALL_UNITS
from tests.browser.conftest import choose, chosen, go

Drawn = Callable[[Page], None]
Rerun = Callable[[Page], AbstractContextManager[None]]

MONTH, UNIT = "As of", "Business unit"


def address(page: str) -> str:
    """The path of a page; the first one is at the root."""
    return "/" if page == next(iter(AGENDA)) else f"/{page}"


def shows(page: Page, title: str, month: str, unit: str = ALL_UNITS) -> None:
    """Wait until a page is there with these filters, and its figures follow them."""
    expect(page.locator(".head .title strong")).to_have_text(title)
    expect(chosen(page, MONTH)).to_have_text(month)
    expect(chosen(page, UNIT)).to_have_text(unit)
    whose = unit.lower() if unit == ALL_UNITS else unit
    expect(page.locator(".sources")).to_contain_text(f"as of {month} · {whose}")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True)


@pytest.mark.parametrize("item", AGENDA.values(), ids=AGENDA)
def test_a_deep_link_opens_its_page_drawn_and_without_complaint(
    app_url: str, page: Page, drawn: Drawn, item: AgendaItem
) -> None:
    page.goto(f"{app_url}{address(item.id)}?as_of=2026-09&unit=Claims")
    drawn(page)
    expect(page.locator(".head .title strong")).to_have_text(item.title)
    for name, label, text in (("as_of", MONTH, "Sep 2026"), ("unit", UNIT, "Claims")):
        expect(chosen(page, label)).to_have_text([text] if name in item.filters else [])
    expect(page.locator(".sources")).to_contain_text("as of Sep 2026")
    assert query(page) == {"as_of": ["2026-09"], "unit": ["Claims"]}
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("(main) => main.scrollWidth - main.clientWidth") == 0, "it runs out of the page sideways"
    charts = page.locator(".plot[data-chart]")
    said = charts.evaluate_all("(found) => found.map((it) => it.getAttribute('aria-label') ?? '')")
    assert all(len(words) > 40 for words in said), "a chart says in words what it shows"


def test_the_first_page_s_own_address_leads_to_the_root_with_its_filters(app_url: str, page: Page) -> None:
    page.goto(f"{app_url}/brief?unit=Claims")
    shows(page, "Brief", "Oct 2026", "Claims")
    assert urlsplit(page.url).path == "/"


def test_filters_stay_through_menu_reload_back_forward_and_a_shared_link(
    app_url: str, page: Page, drawn: Drawn, rerun: Rerun, open_page: Callable[..., Page]
) -> None:
    page.goto(f"{app_url}/adoption")
    drawn(page)
    choose(page, UNIT, "Claims")
    choose(page, MONTH, "Sep 2026")
    with rerun(page):
        go(page, "KPIs")
    shows(page, "KPIs", "Sep 2026", "Claims")
    choose(page, UNIT, "Digital")
    assert query(page) == {"unit": ["Digital"], "as_of": ["2026-09"]}

    page.reload()
    drawn(page)
    shows(page, "KPIs", "Sep 2026", "Digital")
    page.go_back()
    shows(page, "KPIs", "Sep 2026", "Claims")
    page.go_forward()
    shows(page, "KPIs", "Sep 2026", "Digital")

    guest = open_page()
    guest.goto(page.url)
    shows(guest, "KPIs", "Sep 2026", "Digital")


def test_back_undoes_each_step_to_the_first_and_forward_repeats_it(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/adoption")
    drawn(page)
    choose(page, UNIT, "Claims")
    choose(page, MONTH, "Sep 2026")
    choose(page, UNIT, "Digital")
    steps = [("Sep 2026", "Claims"), ("Oct 2026", "Claims"), ("Oct 2026", ALL_UNITS)]
    for month, unit in steps:
        page.go_back()
        shows(page, "Adoption", month, unit)
    for month, unit in (*reversed(steps[:-1]), ("Sep 2026", "Digital")):
        page.go_forward()
        shows(page, "Adoption", month, unit)
    expect(page.get_by_role("heading", level=1)).to_contain_text("teams of Digital")


def test_the_menu_never_loses_a_choice(app_url: str, page: Page, drawn: Drawn, rerun: Rerun) -> None:
    page.goto(f"{app_url}/adoption?unit=Claims&as_of=2026-09")
    drawn(page)
    for title in ("Brief", "KPIs", "Adoption"):
        with rerun(page):
            go(page, title)
        shows(page, title, "Sep 2026", "Claims")
        drawn(page)
    with rerun(page):
        page.get_by_role("button", name="Navigate to home page").click()
    shows(page, "Brief", "Sep 2026", "Claims")


def test_two_people_have_filters_of_their_own(
    app_url: str, drawn: Drawn, rerun: Rerun, open_page: Callable[..., Page]
) -> None:
    one, other = open_page(), open_page()
    for person in (one, other):
        person.goto(f"{app_url}/adoption")
        drawn(person)
    choose(one, UNIT, "Claims")
    choose(other, UNIT, "Digital")
    for person, unit in ((one, "Claims"), (other, "Digital")):
        with rerun(person):
            go(person, "KPIs")
        shows(person, "KPIs", "Oct 2026", unit)


def test_a_closer_look_at_a_kpi_can_be_shared(
    app_url: str, page: Page, drawn: Drawn, open_page: Callable[..., Page]
) -> None:
    page.goto(f"{app_url}/kpis")
    drawn(page)
    choose(page, "Details for", "Feature reuse")
    guest = open_page()
    guest.goto(page.url)
    expect(guest.get_by_role("heading", name="Feature reuse by month")).to_be_visible()
