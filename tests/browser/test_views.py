"""What the browser does by itself: filters without a run of the page, back and forward, and when that fails."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import choose, chosen, go

Drawn = Callable[..., None]
Rerun = Callable[[Page], AbstractContextManager[None]]

UNIT = "Business unit"


def query(page: Page) -> dict[str, str]:
    """What the address says, without what is empty."""
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def headline(page: Page, text: str) -> None:
    """Wait until the message of the page says this."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


def take_messages(page: Page) -> list[bytes | str]:
    """Every message to Streamlit's session that the page sends from now on."""
    sent: list[bytes | str] = []

    def note(message: bytes | str) -> None:
        sent.append(message)

    page.on("websocket", lambda socket: socket.on("framesent", note))
    return sent


@pytest.mark.parametrize("path", ["adoption", "costs", ""])
def test_a_filter_changes_picture_address_and_history_without_a_run(
    app_url: str, page: Page, drawn: Drawn, path: str
) -> None:
    sent = take_messages(page)
    page.goto(f"{app_url}/{path}")
    drawn(page)
    assert sent, "the page opens with a run"
    sent.clear()
    entries = page.evaluate("history.length")
    before = page.get_by_role("heading", level=1).inner_text()
    choose(page, UNIT, "Claims")
    choose(page, "As of", "Aug 2026")
    assert query(page) == {"unit": "Claims", "as_of": "2026-08"}
    assert page.evaluate("history.length") == entries + 2
    expect(page.locator(".sources")).to_contain_text("as of Aug 2026 · Claims")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(before)
    assert sent == []


def test_charts_tables_and_tiles_follow_a_filter(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/adoption")
    drawn(page)
    started = page.locator("[data-place=started] .value")
    curve = page.locator("[data-place=curve] .plot")
    table = page.locator("[data-place=curve] tbody")
    page.locator("[data-place=curve] .twin summary").click()
    tile, words, rows = started.inner_text(), curve.get_attribute("aria-label"), table.inner_text()
    line = page.locator("[data-place=curve] .scatterlayer").inner_html()
    choose(page, UNIT, "Digital")
    assert started.inner_text() != tile
    assert curve.get_attribute("aria-label") != words
    assert table.inner_text() != rows
    assert page.locator("[data-place=curve] .scatterlayer").inner_html() != line


def test_what_a_visitor_had_open_and_where_they_were_stays(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/adoption")
    drawn(page)
    twin = page.locator("[data-place=curve] .twin")
    twin.locator("summary").click()
    main = page.get_by_test_id("stMain")
    place = main.evaluate("(main) => { main.scrollTop = 200; return main.scrollTop; }")
    assert place == 200
    unit = page.get_by_role("combobox", name=UNIT)
    unit.evaluate("(it) => it.focus({ preventScroll: true })")
    with page.expect_response(lambda answer: "/view/" in answer.url):
        page.keyboard.type("Cla")
    headline(page, "teams of Claims")
    drawn(page)
    expect(twin.get_by_role("table")).to_be_visible()
    expect(unit).to_be_focused()
    # What stands above may be taller by a line or two; nobody is thrown to the begin of the page.
    assert main.evaluate("(main) => main.scrollTop") == pytest.approx(place, abs=100)


def test_of_two_quick_choices_the_last_one_is_shown_and_back_leads_to_the_first(
    app_url: str, page: Page, drawn: Drawn
) -> None:
    page.goto(f"{app_url}/adoption")
    drawn(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/view/**unit=Claims*", hold)
    page.get_by_role("combobox", name=UNIT).select_option("Claims")
    page.get_by_role("combobox", name=UNIT).select_option("Digital")
    headline(page, "teams of Digital")
    # The earlier answer comes after the later one.
    assert len(held) == 1
    with page.expect_response("**/view/**unit=Claims*"):
        held[0].continue_()
    drawn(page)
    headline(page, "teams of Digital")
    page.unroute_all()
    page.go_back()
    headline(page, "teams of Claims")
    expect(chosen(page, UNIT)).to_have_text("Claims")


def test_a_choice_followed_at_once_by_the_menu_is_not_lost(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/adoption")
    drawn(page)
    for unit, title in (("Claims", "KPIs"), ("Digital", "Costs"), ("", "Brief")):
        page.get_by_role("combobox", name=UNIT).select_option(unit)
        go(page, title)
        expect(page.locator(".head .title strong")).to_have_text(title)
        expect(page.get_by_role("combobox", name=UNIT)).to_have_value(unit)
        expect(page.locator(".sources")).to_contain_text(f"· {unit or 'all business units'} ·")
        drawn(page)
        assert query(page) == ({"unit": unit} if unit else {})


def test_a_choice_followed_at_once_by_a_question_is_answered_for_it(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/adoption")
    drawn(page)
    page.get_by_role("combobox", name="As of").select_option("2026-08")
    page.get_by_role("button", name="Source of Teams adopted", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("As of Aug 2026")
    page.keyboard.press("Escape")
    drawn(page)
    expect(chosen(page, "As of")).to_have_text("Aug 2026")
    assert query(page) == {"as_of": "2026-08"}


def test_two_tabs_of_one_browser_do_not_disturb_each_other(app_url: str, page: Page, drawn: Drawn) -> None:
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(f"{app_url}/adoption")
        drawn(tab)
    choose(page, UNIT, "Claims")
    choose(other, "As of", "Sep 2026")
    for tab, says in ((page, "as of Oct 2026 · Claims"), (other, "as of Sep 2026 · all business units")):
        expect(tab.locator(".sources")).to_contain_text(says)
        go(tab, "KPIs")
        expect(tab.locator(".head .title strong")).to_have_text("KPIs")
        expect(tab.locator(".sources")).to_contain_text(says)


@pytest.mark.parametrize("failure", ["busy", "broken", "offline", "nonsense"])
def test_where_a_view_cannot_be_had_the_page_runs(app_url: str, page: Page, drawn: Drawn, failure: str) -> None:
    def fail(route: Route) -> None:
        if failure == "offline":
            route.abort()
        elif failure == "nonsense":
            route.fulfill(status=200, body="<html>")
        else:
            route.fulfill(status=503 if failure == "busy" else 500, body="Try again in a moment.")

    page.route("**/view/**", fail)
    page.goto(f"{app_url}/adoption")
    drawn(page)
    page.get_by_role("combobox", name=UNIT).select_option("Claims")
    headline(page, "teams of Claims")
    drawn(page)
    expect(chosen(page, UNIT)).to_have_text("Claims")
    assert query(page) == {"unit": "Claims"}
    go(page, "KPIs")
    expect(page.locator(".sources")).to_contain_text("· Claims ·")
    expect(page.locator(".head .title strong")).to_have_text("KPIs")


def test_a_picture_that_nobody_has_any_more_is_made_again(app_url: str, page: Page, drawn: Drawn) -> None:
    gone: list[str] = []

    def lose(route: Route) -> None:
        if len(gone) < 2:
            gone.append(route.request.url)
            route.fulfill(status=404, body="This picture is no longer at hand.")
        else:
            route.continue_()

    page.route("**/frames/*", lose)
    page.goto(f"{app_url}/adoption")
    headline(page, "teams have adopted")
    drawn(page)
    assert gone
    choose(page, UNIT, "Claims")
    headline(page, "teams of Claims")


def test_without_plotly_the_tables_are_open(app_url: str, page: Page) -> None:
    page.route("**/plotly*", lambda route: route.abort())
    page.goto(f"{app_url}/adoption")
    charts = page.locator("figure.chart")
    expect(charts).not_to_have_count(0)
    for chart in charts.all():
        expect(chart.get_by_role("table")).to_be_visible()
    expect(page.locator(".plot:is([data-drawn=light], [data-drawn=dark])")).to_have_count(0)
    choose_unit = page.get_by_role("combobox", name=UNIT)
    choose_unit.select_option("Claims")
    headline(page, "teams of Claims")
    expect(charts.first.get_by_role("table")).to_be_visible()


def test_what_is_tried_is_told_and_undone_without_a_run(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/adoption?adoption_ceiling=0.8&unit=Claims")
    drawn(page)
    bar = page.locator("[data-place=trial]")
    expect(bar).to_contain_text("What-if:")
    with page.expect_response(lambda answer: "/view/" in answer.url):
        bar.get_by_role("button", name="Reset").click()
    expect(bar).to_have_count(0)
    assert query(page) == {"unit": "Claims"}
    page.go_back()
    expect(bar).to_contain_text("What-if:")


@pytest.mark.parametrize(
    "link", ["adoption?focus=nothing", "roi?focus=base", "roi?focus=&against=base", "kpis?focus=lead_time"]
)
def test_a_page_is_shown_whatever_details_its_link_names(app_url: str, page: Page, drawn: Drawn, link: str) -> None:
    page.goto(f"{app_url}/{link}")
    drawn(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert ("focus=lead_time" in page.url) == ("focus=lead_time" in link), (
        "what the page does not offer leaves the address"
    )
    assert "focus=nothing" not in page.url and "focus=base" not in page.url
