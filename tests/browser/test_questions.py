"""Any figure is questioned with one click, or by keyboard alone, and the business case follows its drivers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

Drawn = Callable[..., None]
Rerun = Callable[[Page], AbstractContextManager[None]]


def drawer(page: Page) -> Locator:
    return page.get_by_role("dialog")


def question(page: Page, name: str) -> Locator:
    """The button that questions a figure."""
    # Of a tile and a row about the same figure, the tile comes first.
    return page.get_by_role("button", name=f"Source of {name}", exact=True).first


@pytest.mark.parametrize(
    ("path", "name", "said"),
    [
        ("/", "Active users", "People who ran a notebook"),
        ("/adoption", "Teams adopted", "number of teams at production or scaled"),
        ("/costs?as_of=2026-09", "Spend, Sep 2026", "sum of EffectiveCost"),
        ("/roi", "Net present value", "annual rate"),
        ("/roadmap", "At risk", "due within 90 days"),
    ],
)
def test_a_tile_answers(app_url: str, page: Page, drawn: Drawn, rerun: Rerun, path: str, name: str, said: str) -> None:
    page.goto(app_url + path)
    drawn(page)
    with rerun(page):
        question(page, name).click()
    expect(drawer(page)).to_contain_text(said)
    expect(drawer(page)).to_contain_text("As of")
    page.keyboard.press("Escape")
    expect(drawer(page)).to_have_count(0)


def test_the_drawer_gives_a_sheet_to_print(app_url: str, page: Page, drawn: Drawn, rerun: Rerun) -> None:
    page.goto(f"{app_url}/compliance")
    drawn(page)
    with rerun(page):
        question(page, "SOC 2 covered").click()
    with page.expect_download() as coming:
        drawer(page).get_by_role("button", name="Sheet for auditors").click()
    assert coming.value.suggested_filename == "ipe-halden-soc-2-covered.html"
    sheet = Path(coming.value.path()).read_text("utf-8")
    assert "<h1>SOC 2 covered</h1>" in sheet and "evidence_by_control" in sheet
    # It is there as it was, and nothing has been drawn anew.
    expect(drawer(page).get_by_role("button", name="Sheet for auditors")).to_be_visible()


def test_a_chart_and_its_sql_by_keyboard_alone(app_url: str, page: Page, drawn: Drawn, rerun: Rerun) -> None:
    page.goto(f"{app_url}/adoption")
    drawn(page)
    question(page, "Teams adopted: actual, plan and forecast").focus()
    with rerun(page):
        page.keyboard.press("Enter")
    expect(drawer(page)).to_contain_text("The forecast is the model with the lowest error")
    sql = drawer(page).get_by_text("SQL: adoption_by_month")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.includes('SQL: adoption_by_month')"):
            break
    page.keyboard.press("Enter")
    expect(sql).to_be_visible()
    expect(drawer(page).get_by_text("-- needs: adoption")).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer(page)).to_have_count(0)


def test_every_row_of_the_scorecard_answers_by_keyboard(app_url: str, page: Page, drawn: Drawn, rerun: Rerun) -> None:
    page.goto(f"{app_url}/kpis")
    drawn(page)
    table = page.locator("[data-place=scorecard]").get_by_role("table")
    rows = table.locator("tbody tr")
    expect(table.get_by_role("button", name="Source of ")).to_have_count(rows.count())
    question(page, "Active users").focus()
    page.keyboard.press("Tab")
    expect(question(page, "Models in production")).to_be_focused()
    with rerun(page):
        page.keyboard.press("Enter")
    expect(drawer(page)).to_contain_text("Models that served predictions")
    page.keyboard.press("Escape")
    expect(drawer(page)).to_have_count(0)
    expect(question(page, "Models in production")).to_be_focused()


def test_the_chart_of_a_kpi_answers_for_the_kpi(app_url: str, page: Page, drawn: Drawn, rerun: Rerun) -> None:
    page.goto(f"{app_url}/kpis?focus=lead_time")
    drawn(page)
    with rerun(page):
        page.locator("[data-place=trend] .ask").press("Enter")
    expect(drawer(page)).to_contain_text("Owner: ")
    expect(drawer(page)).to_contain_text("SQL: kpi_by_month")


def test_a_driver_is_moved_by_keyboard_and_everything_follows(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/roi")
    drawn(page)
    headline = page.get_by_role("heading", level=1)
    before = headline.inner_text()
    page.get_by_role("slider", name="Benefit delay").focus()
    page.keyboard.press("ArrowRight")
    expect(headline).not_to_have_text(before)
    expect(page).to_have_url(f"{app_url}/roi?benefit_delay_months=1")
    page.locator("[data-place=trial]").get_by_role("button", name="Reset").click()
    expect(headline).to_have_text(before)
    expect(page).to_have_url(f"{app_url}/roi")


def test_a_finding_of_the_brief_leads_to_the_list_behind_it(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/?as_of=2026-10")
    drawn(page)
    page.locator("[data-place=risks]").get_by_role("link", name="Roadmap").first.click()
    expect(page.locator(".head .title strong")).to_have_text("Roadmap")
    drawn(page)
    expect(page.locator("[data-place=conditions]")).to_be_in_viewport(ratio=0.3)
    assert "as_of=2026-10" in page.url


def test_the_drawer_leads_to_where_a_figure_counts(app_url: str, page: Page, drawn: Drawn, rerun: Rerun) -> None:
    page.goto(f"{app_url}/roi")
    drawn(page)
    with rerun(page):
        question(page, "Net present value").click()
    expect(drawer(page)).to_contain_text("USD 4.9M")
    expect(drawer(page)).to_contain_text("Present value of costs: USD 34.0M")
    drawer(page).get_by_role("link", name="Brief: return of the ask").click()
    expect(page.locator(".head .title strong")).to_have_text("Brief")
    expect(drawer(page)).to_have_count(0)
    expect(page.locator("[data-place=ask]")).to_be_in_viewport()
