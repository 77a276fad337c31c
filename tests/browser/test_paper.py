"""Pages on paper: every sheet has something to say, on A4 and on Letter, and nothing of the screen is on it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from steering.frames.agenda import AGENDA

Drawn = Callable[[Page], None]

SHEET = re.compile(rb"/Type /Page\b.*?/Contents (\d+) 0 R", re.S)
# What an empty sheet writes beside the line of sources: the number of the sheet, and a little more.
MORE = 20
NOT_FOR_PAPER = ("[data-testid=stSidebar]", ".copy", ".take", ".filters", ".search", ".tablist", ".ask")


def count_words(printed: bytes) -> list[int]:
    """Return how often each sheet of a PDF writes something, which is letter by letter."""
    counts = []
    for number in SHEET.findall(printed):
        content = re.search(rb"\n%s 0 obj\s*<<.*?>>\s*stream\r?\n(.*?)\nendstream" % number, printed, re.S)
        assert content
        counts.append(len(re.findall(rb"\bT[jJ]\b", zlib.decompress(content[1]))))
    return counts


@pytest.mark.parametrize("item", AGENDA)
def test_no_sheet_of_a_page_is_empty(app_url: str, page: Page, drawn: Drawn, item: str) -> None:
    page.goto(f"{app_url}/{item}")
    drawn(page)
    foot = len(page.locator(".sources").inner_text()) + MORE
    for paper in ("A4", "Letter"):
        counts = count_words(page.pdf(format=paper))
        assert counts
        assert min(counts) > foot, f"{item} on {paper}: {counts}"


def test_what_is_for_the_screen_is_not_printed(app_url: str, page: Page, drawn: Drawn) -> None:
    page.goto(f"{app_url}/costs")
    drawn(page)
    assert page.locator(", ".join(NOT_FOR_PAPER)).filter(visible=True).count() > len(NOT_FOR_PAPER)
    page.emulate_media(media="print")
    assert page.locator(", ".join(NOT_FOR_PAPER)).filter(visible=True).count() == 0
