"""How the pages look: both themes down to the charts, a phone, a projector, and nothing fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Page, expect

from steering.charts import palette
from steering.frames.agenda import AGENDA
from tests.browser.conftest import Witness

Drawn = Callable[[Page], None]
Rerun = Callable[[Page], AbstractContextManager[None]]

LINES = "(css) => [...document.querySelectorAll(css)].map((line) => getComputedStyle(line).stroke)"
GROUND = "() => getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).backgroundColor"
CURVE = "[data-place=curve] .scatterlayer .js-line"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def rgb(colour: str) -> str:
    """A colour `#rrggbb` as the browser tells it."""
    return "rgb({}, {}, {})".format(*(int(colour[place : place + 2], 16) for place in (1, 3, 5)))


def is_painted_for(page: Page, theme: palette.Theme) -> None:
    """The curve of adoption is drawn in the theme's own colours, and no reserved colour is left anywhere."""
    colours = palette.colours(theme)
    found = set(page.evaluate(LINES, CURVE)) - {"none"}
    assert {rgb(colours[role]) for role in (palette.ACTUAL, palette.PLAN, palette.FORECAST)} <= found
    assert page.evaluate(GROUND) == rgb(colours[palette.GROUND])
    drawing = page.locator("[data-place=curve] .main-svg").first.inner_html()
    assert not [reserved for reserved in colours if rgb(reserved) in drawing]


@pytest.mark.parametrize(
    "page, theme", [({"scheme": "light"}, "light"), ({"scheme": "dark"}, "dark")], indirect=["page"]
)
def test_charts_have_the_colours_of_the_theme(app_url: str, page: Page, drawn: Drawn, theme: palette.Theme) -> None:
    page.goto(f"{app_url}/adoption")
    drawn(page)
    is_painted_for(page, theme)


def test_charts_follow_a_change_of_theme_without_a_request(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/adoption")
    drawn(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        expect(page.locator(f"[data-place=curve] .plot[data-drawn={theme}]")).to_be_visible()
        drawn(page)
        is_painted_for(page, theme)
    assert not [url for url in asked if "/frames/" in url or "/view/" in url]


@pytest.mark.parametrize("page", [{"width": 390, "height": 844}], indirect=True, ids=["phone"])
def test_nothing_runs_out_of_a_phone_s_page_sideways(app_url: str, page: Page, drawn: Drawn) -> None:
    for item in (*AGENDA, "roi?against=best", "roi?tab=moves", "roi?tab=odds"):
        page.goto(f"{app_url}/{item}")
        drawn(page)
        assert page.evaluate(WIDER) == 0, item
        main = page.get_by_test_id("stMain")
        assert main.evaluate("(main) => main.scrollWidth - main.clientWidth") == 0, item


# Streamlit goes by what the browser says it is, not by its width.
PHONE = {"width": 390, "height": 844, "is_mobile": True, "user_agent": "Mozilla/5.0 (Linux; Android 14; Mobile)"}


@pytest.mark.parametrize("page", [PHONE], indirect=True, ids=["phone"])
def test_on_a_phone_the_menu_gives_way_to_the_page(app_url: str, page: Page, drawn: Drawn, rerun: Rerun) -> None:
    page.goto(f"{app_url}/")
    drawn(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    with rerun(page):
        page.get_by_test_id("stSidebarNavItems").get_by_role("link", name="KPIs").click()
    expect(page.locator(".head .title strong")).to_have_text("KPIs")
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")


def test_the_icon_of_the_page_comes_from_this_server(app_url: str, page: Page, drawn: Drawn, witness: Witness) -> None:
    """A Material icon as `page_icon` would be fetched from the internet."""
    page.goto(app_url)
    drawn(page)
    icons = page.locator("link[rel*='icon']").evaluate_all("(links) => links.map((link) => link.href)")
    assert icons
    assert all(icon.startswith((app_url, "data:")) for icon in icons)
    assert not witness.strangers


def test_every_table_behind_a_chart_opens(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/adoption")
    drawn(page)
    charts = page.locator("figure.chart")
    expect(charts).not_to_have_count(0)
    for chart in charts.all():
        expect(chart.get_by_role("table")).to_be_hidden()
        chart.locator(".twin summary").click()
        expect(chart.get_by_role("table")).to_be_visible()
