"""Finding one's way in a real browser: deep links, the menu, and filters that stay."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from steering.frames.agenda import AGENDA

Drawn = Callable[[Page], None]
Rerun = Callable[[Page], AbstractContextManager[None]]

MONTH, UNIT = "As of", "Business unit"


def address(page: str) -> str:
    """The path of a page; the first one is at the root."""
    return "/" if page == next(iter(AGENDA)) else f"/{page}"


def pick(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()


def shows(page: Page, title: str, month: str, unit: str) -> None:
    """Wait until a page is there with these filters."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("combobox", name=MONTH)).to_have_value(month)
    expect(page.get_by_role("combobox", name=UNIT)).to_have_value(unit)


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True)


@pytest.mark.parametrize("item", AGENDA.values(), ids=AGENDA)
def test_a_deep_link_opens_its_page_drawn_and_without_complaint(app_url: str, page: Page, drawn: Drawn, item) -> None:
    page.goto(f"{app_url}{address(item.id)}?as_of=2026-09&unit=Claims")
    drawn(page)
    shows(page, item.title, "Sep 2026", "Claims")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("(main) => main.scrollWidth - main.clientWidth") == 0, "it runs out of the page sideways"
    charts = page.get_by_test_id("stPlotlyChart")
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
    with rerun(page):
        pick(page, UNIT, "Claims")
    with rerun(page):
        pick(page, MONTH, "Sep 2026")
    with rerun(page):
        page.get_by_test_id("stSidebarNavItems").get_by_role("link", name="KPIs").click()
    shows(page, "KPIs", "Sep 2026", "Claims")
    with rerun(page):
        pick(page, UNIT, "Digital")
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


def test_back_undoes_each_step_to_the_first(app_url: str, page: Page, drawn: Drawn, rerun: Rerun) -> None:
    page.goto(f"{app_url}/adoption")
    drawn(page)
    with rerun(page):
        pick(page, UNIT, "Claims")
    page.go_back()
    shows(page, "Adoption", "Oct 2026", "All business units")
    page.go_forward()
    shows(page, "Adoption", "Oct 2026", "Claims")


def test_the_menu_never_loses_a_choice(app_url: str, page: Page, drawn: Drawn, rerun: Rerun) -> None:
    page.goto(f"{app_url}/adoption?unit=Claims&as_of=2026-09")
    drawn(page)
    for title in ("Brief", "KPIs", "Adoption"):
        with rerun(page):
            page.get_by_test_id("stSidebarNavItems").get_by_role("link", name=title).click()
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
    with rerun(one):
        pick(one, UNIT, "Claims")
    with rerun(other):
        pick(other, UNIT, "Digital")
    for person, unit in ((one, "Claims"), (other, "Digital")):
        with rerun(person):
            person.get_by_test_id("stSidebarNavItems").get_by_role("link", name="KPIs").click()
        shows(person, "KPIs", "Oct 2026", unit)


def test_a_closer_look_at_a_kpi_can_be_shared(
    app_url: str, page: Page, drawn: Drawn, rerun: Rerun, open_page: Callable[..., Page]
) -> None:
    page.goto(f"{app_url}/kpis")
    drawn(page)
    with rerun(page):
        pick(page, "Details for", "Feature reuse")
    guest = open_page()
    guest.goto(page.url)
    expect(guest.get_by_role("heading", name="Feature reuse by month")).to_be_visible()
