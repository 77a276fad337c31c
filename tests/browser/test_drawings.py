"""Heat maps, Markdown and drawings in Chromium: words stay in their boxes, what is wide scrolls, axe finds nothing."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from steering.charts.palette import Theme
from steering.drawings.mermaid import draw_mermaid
from steering.drawings.stakeholder_grid import render_stakeholder_grid
from steering.drawings.value_stream import StreamBox, render_value_stream
from steering.frames.blocks import Block
from steering.frames.documents import Drawing
from steering.picture.picture import draw_blocks
from steering.picture.style import style_sheet, theme_colours
from tests.steering.drawings.test_diagram import PLATFORM, draw
from tests.steering.drawings.test_mermaid import DIAGRAMS
from tests.steering.drawings.test_own_drawings import CROWD, LEVELS
from tests.steering.picture.examples import CAPABILITIES, DRAWING, MATURITY, PROSE, TABLE

LONG = "Clinical data protection, privacy & information governance WWWWW"
STREAM = render_value_stream(
    (StreamBox(label=LONG, process="2 h", note=LONG), StreamBox(label=LONG, process="4 days", wait="12 days")), LONG
)
DRAWINGS = {
    **DIAGRAMS,
    "long labels": f'flowchart LR\n a["{LONG}"] -->|"{LONG}"| b("{LONG}")\n subgraph z["{LONG}"]\n b\n end',
    "long states": f"stateDiagram-v2\n s: {LONG}\n [*] --> s",
}
# The words of each drawing that are wider than the smallest box around their middle, or stand beyond the drawing.
BEYOND = """() => [...document.querySelectorAll('.sketch')].flatMap((sketch) => {
  const frame = sketch.getBoundingClientRect();
  const boxes = [...sketch.querySelectorAll('rect, circle, polygon')]
    .filter((it) => !it.matches('.back, .line, .tip')).map((it) => it.getBoundingClientRect());
  const within = (box, x, y) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
  return [...sketch.querySelectorAll('text')].filter((text) => {
    const { left, right, top, bottom, width } = text.getBoundingClientRect();
    const around = boxes.filter((box) => within(box, (left + right) / 2, (top + bottom) / 2));
    const box = around.sort((one, other) => one.width - other.width)[0] ?? frame;
    return width > box.width + 1 || left < frame.left - 1 || right > frame.right + 1;
  }).map((text) => text.textContent);
})"""


def show(page: Page, theme: Theme, *blocks: Block) -> None:
    """Show blocks on a page of their own, as an offline file does."""
    markup = "\n".join(draw_blocks(blocks).markup)
    picture = f'<steerco-picture class="live" can="link take"><h1>What it shows</h1>{markup}</steerco-picture>'
    ground = theme_colours(theme)["ground"]
    page.set_content(
        f'<!doctype html><html lang="en"><title>Blocks</title><style>{style_sheet()}</style>'
        f'<body class="steerco" theme="{theme}" bgcolor="{ground}"><main>{picture}</main></body></html>'
    )


def sketch(name: str, svg: str) -> Drawing:
    return Drawing(id=name, title=name, svg=svg, alt=name, table=TABLE)


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_words_of_a_diagram_stay_in_their_boxes(page: Page, name: str) -> None:
    svg = draw_mermaid(DRAWINGS[name], "a.mmd")
    assert isinstance(svg, str)
    show(page, "light", sketch("a", svg))
    assert page.locator(".sketch text").count() > 0
    assert page.evaluate(BEYOND) == []


def test_the_words_of_our_own_drawings_stay_in_their_boxes(page: Page) -> None:
    grid = render_stakeholder_grid(CROWD, LEVELS)
    show(page, "light", sketch("a", STREAM), sketch("b", grid), sketch("c", draw(PLATFORM)))
    assert page.evaluate(BEYOND) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_only_boxes_scroll(page: Page, theme: Theme, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    show(page, theme, MATURITY, CAPABILITIES, PROSE, DRAWING, sketch("wide", STREAM), sketch("zones", draw(PLATFORM)))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [entry["id"] for entry in Axe().run(page).response["violations"]] == []
    shown = page.locator("[data-place=wide] .sketch").bounding_box()
    natural = float(page.locator("[data-place=wide] .sketch").get_attribute("width") or 0)
    assert shown
    assert natural * 0.79 <= shown["width"] <= natural + 1
