"""A picture of forty charts: those in sight come first, the page answers meanwhile, and in the end all are there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from steering.exports.offline_page import render_bar, render_page, render_picture
from steering.picture.picture import draw_blocks
from tests.steering.picture.examples import CHART, TABLE

COUNT = 40
# Whenever the browser is free it notes how many charts are drawn, and which of them were in sight at first.
WATCH = """() => {
  globalThis.drawn = [];
  globalThis.first = null;
  const count = () => {
    const plots = [...document.querySelectorAll('.plot[data-drawn]')];
    if (plots.length && !first) first = plots.map((it) => it.getBoundingClientRect().top);
    if (drawn.at(-1) !== plots.length) drawn.push(plots.length);
    setTimeout(count);
  };
  count();
}"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    picture = draw_blocks((TABLE, *(replace(CHART, id=f"chart-{number}") for number in range(COUNT))))
    body = render_picture("many", picture.markup, picture.charts).replace(" stage", "", 1)
    (tmp_path / "many.html").write_bytes(render_page("Many charts", render_bar("Charts") + body))
    return tmp_path / "many.html"


def test_a_page_of_forty_charts_answers_while_they_are_drawn(file: Path, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.add_init_script(f"({WATCH})()")
    page.goto(file.as_uri())
    page.locator(".sort").first.click()
    expect(page.locator("th[aria-sort]")).to_have_count(1)
    page.locator(".plot").last.scroll_into_view_if_needed()
    expect(page.locator(".plot[data-drawn=light] .main-svg").last).to_be_visible()
    expect(page.locator(".plot[data-drawn=light]")).to_have_count(COUNT)
    assert all(top < 720 for top in page.evaluate("first")), "those in sight come first"
    seen = page.evaluate("drawn")
    assert seen[-1] == COUNT
    # A turn for everything else at least after every fourth chart.
    assert max(later - earlier for earlier, later in pairwise(seen)) <= 4
