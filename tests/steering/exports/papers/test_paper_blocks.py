"""Every kind of block on paper, with texts that try to be more than text."""

from __future__ import annotations

import datetime as dt

import pytest

from steering.exports.papers.paper import Paper, PaperPart, set_paper
from steering.exports.papers.typesetter import TypesetResult, find_missing
from steering.frames.blocks import Block
from tests.steering.exports.papers.pdfs import check_accessible, list_figures, read_letters, squash
from tests.steering.picture.examples import EXAMPLES
from tests.steering.picture.hostile import HOSTILE, NAMES, fill

DAY = dt.date(2026, 10, 31)
# Letters that run from the right come back in another order, and what turns them is gone.
LEFT_TO_RIGHT = [text for text in HOSTILE if "\u05e9" not in text]
# The charts of these examples are no figures that can be drawn; those of the pages are.
WITH_CHARTS = ("chart", "interactive", "columns", "tabs")


def set_blocks(*blocks: Block, text: str = "A paper") -> TypesetResult:
    part = PaperPart(title=text, blocks=blocks, lead=text, detail=text, source=text)
    paper = Paper(kind=text, title=text, message=text, organisation=text, about=text, lines=(text,), parts=(part,))
    return set_paper(paper, size="a4", day=DAY)


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in WITH_CHARTS])
def test_a_block_says_on_paper_what_it_says_on_its_page(name: str) -> None:
    blocks = EXAMPLES[name]
    result = set_blocks(*blocks)
    check_accessible(result.content, "A paper")
    letters = read_letters(result.content)
    figures = [squash(text) for text in list_figures(blocks) if text.strip(" –")]
    assert [figure for figure in figures if figure not in letters] == []


@pytest.mark.parametrize("text", HOSTILE, ids=NAMES)
def test_what_somebody_wrote_is_text_in_every_block(text: str) -> None:
    blocks = [fill(block, text) for name in EXAMPLES if name not in WITH_CHARTS for block in EXAMPLES[name]]
    result = set_blocks(*blocks, text=text)
    letters = read_letters(result.content)
    shown = squash(HOSTILE[text].replace("\u2028", "").replace("\u2029", ""))
    if text in LEFT_TO_RIGHT:
        assert letters.count(shown) > 20
    else:
        assert set("שלום") <= set(letters)


def test_a_letter_without_a_glyph_stands_there_by_its_name() -> None:
    result = set_blocks(text="Hospital 🏥 of 中 👩‍⚕️")
    assert squash("Hospital [hospital] of [U+4E2D] [woman]⚕") in read_letters(result.content)
    assert result.missing == ("中", "🏥", "👩")


def test_scripts_that_the_fonts_have_stand_as_they_are() -> None:
    assert find_missing("ΩЖşאبΔ≤✓") == ()
    text = "Ωμέγα Жизнь şirket Łódź"
    assert squash(text) in read_letters(set_blocks(text=text).content)
