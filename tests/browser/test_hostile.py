"""Text of users and files is shown as text: nothing in it runs, links, loads or turns into something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from steering.frames.agenda import AGENDA
from tests.browser.conftest import Witness, choose
from tests.pages import case_folders
from tests.pages.case_folders import HOSTILE
from tests.server import Server, start

Drawn = Callable[[Page], None]

JOINER = "\u2060"

# Elements of the page that only markup in a text can have made: the app itself makes none of these but links to pages.
MADE = """() => [...document.querySelectorAll('[data-testid="stMain"] *')]
  .filter((it) => it.matches('a, img, b, i, em, s, sub, code, math, iframe, script, .katex, [onerror]'))
  .filter((it) => !it.matches('[data-testid="stPageLink-NavLink"], a.link[data-page], a[data-ending]'))
  .filter((it) => !it.closest('svg, [data-testid="stCode"]'))
  .map((it) => it.outerHTML.slice(0, 200))"""

COLOURED = """() => [...document.querySelectorAll('.stMarkdownColoredText, .stMarkdownBadge, .stMarkdownSmall')]
  .map((it) => it.textContent)"""

ICONS = """() => [...document.querySelectorAll('[data-testid="stMain"] [data-testid="stIconMaterial"]')]
  .map((it) => it.textContent)"""

# What Plotly makes of the markup that it knows: links, and pieces of text in a look of their own.
IN_CHARTS = """() => [...document.querySelectorAll('svg.main-svg a, svg.main-svg tspan:not(.line)')]
  .map((it) => it.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app over the hostile case."""
    folder = tmp_path_factory.mktemp("hostile")
    server = start(home=folder / "home", log=folder / "server.log", case=case_folders.hostile(folder / "case"))
    yield server
    server.stop()


def said(page: Page) -> str:
    """The words on the page, without the joiners that part what would be taken for markup."""
    return page.get_by_test_id("stMain").inner_text().replace(JOINER, "")


@pytest.mark.parametrize("item", AGENDA)
def test_nothing_on_a_page_is_made_of_a_text(
    hostile: Server, page: Page, drawn: Drawn, witness: Witness, item: str
) -> None:
    page.goto(f"{hostile.url}/{item}")
    drawn(page)
    assert page.title() == f"{AGENDA[item].title} · Steerco"
    assert page.evaluate(MADE) == []
    assert not {"x", "y", "z"} & set(page.evaluate(COLOURED))
    assert "home" not in page.evaluate(ICONS)
    assert page.evaluate(IN_CHARTS) == []
    assert not witness.strangers


def test_decisions_are_shown_letter_by_letter(hostile: Server, page: Page, drawn: Drawn) -> None:
    page.goto(hostile.url)
    drawn(page)
    words = " ".join(said(page).split())
    missing = [name for name, text in HOSTILE.items() if words.count(" ".join(text.split())) < 3]
    assert not missing, "question, recommendation and owner of each decision"


@pytest.mark.parametrize("chart", ["units", "waves"])
def test_names_are_shown_letter_by_letter_in_charts(hostile: Server, page: Page, drawn: Drawn, chart: str) -> None:
    page.goto(f"{hostile.url}/adoption")
    drawn(page)
    labels = page.locator(f"[data-place={chart}] .ytick text").all_text_contents()
    # A long name may be cut in its middle, and of many the last ones are one bar; nothing of what is left may be lost.
    heads = {text[:12] for text in HOSTILE.values()}
    rows = page.locator(f"[data-place={chart}] .twin tbody tr td:first-child").all_text_contents()
    unseen = [head for head in heads if not any(head in label for label in [*labels, *rows])]
    assert not unseen, (labels, rows)
    assert sum(any(head in label for label in labels) for head in heads) > len(heads) / 2, (
        "most have a bar of their own"
    )


def test_what_is_shown_over_a_bar_is_text(hostile: Server, page: Page, drawn: Drawn) -> None:
    page.goto(f"{hostile.url}/adoption")
    drawn(page)
    plot = page.locator("[data-place=units] .nsewdrag")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    for row in range(len(HOSTILE)):
        page.mouse.move(box["x"] + 4, box["y"] + (row + 0.5) * box["height"] / len(HOSTILE))
        expect(page.locator(".hoverlayer .hovertext, .hoverlayer .legend")).not_to_have_count(0)
        assert page.evaluate(IN_CHARTS) == []


def test_a_business_unit_is_chosen_by_its_very_name(hostile: Server, page: Page, drawn: Drawn) -> None:
    page.goto(f"{hostile.url}/adoption")
    drawn(page)
    unit = page.get_by_role("combobox", name="Business unit")
    options = unit.locator("option").evaluate_all("(all) => all.map((it) => [it.value, it.text])")
    # A browser writes a run of spaces in an option as one.
    assert {value for value, _ in options} == {"", *HOSTILE.values()}
    assert not unit.locator("option *").count()
    for name in ("script", "quotes", "template"):
        choose(page, "Business unit", HOSTILE[name])
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"teams of {HOSTILE[name]} have adopted")
        page.reload()
        drawn(page)
        expect(unit).to_have_value(HOSTILE[name])


@pytest.mark.parametrize("page", [{"width": 390, "height": 844}], indirect=True, ids=["phone"])
def test_long_names_do_not_widen_a_phone_s_page(hostile: Server, page: Page, drawn: Drawn) -> None:
    for item in AGENDA:
        page.goto(f"{hostile.url}/{item}")
        drawn(page)
        main = page.get_by_test_id("stMain")
        assert main.evaluate("(main) => main.scrollWidth - main.clientWidth") == 0, item


def test_tips_are_text_too(hostile: Server, page: Page, drawn: Drawn) -> None:
    page.goto(hostile.url)
    drawn(page)
    tips = page.locator(".tile .ask").evaluate_all("(all) => all.map((it) => it.title)")
    assert tips == list(HOSTILE.values())


def test_a_figure_with_a_hostile_name_is_questioned(hostile: Server, page: Page, drawn: Drawn) -> None:
    page.goto(hostile.url)
    drawn(page)
    for name in ("handler", "link"):
        # A headline figure is named by its tile, and in the list of what moved it.
        page.get_by_role("button", name=f"Source of {HOSTILE[name]}", exact=True).first.click()
        drawer = page.get_by_role("dialog")
        expect(drawer).to_contain_text("Used in")
        assert HOSTILE[name] in drawer.inner_text().replace(JOINER, "")
        page.keyboard.press("Escape")
        expect(drawer).to_have_count(0)
    assert page.title() == "Brief · Steerco"
