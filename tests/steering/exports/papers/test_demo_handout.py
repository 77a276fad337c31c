"""The handout: a page for each scene, whatever it holds, with every figure of its frame and how its claims stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steering.exports.papers.handout import MOST_ROWS, demo_handout
from steering.exports.papers.typesetter import PaperSize
from steering.exports.storyboard import SceneExport, StoryboardExport, export_storyboard
from steering.frames.blocks import Column, TableBlock
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.exports.papers.pdfs import check_accessible, list_figures, open_pdf, read_letters, squash


@pytest.fixture(scope="module")
def storyboard(example: CaseSnapshot) -> StoryboardExport:
    return export_storyboard(example.context)


def read_page(content: bytes, number: int) -> str:
    return squash(open_pdf(content).pages[number].extract_text())


@pytest.mark.parametrize("size", ["a4", "us-letter"])
def test_each_scene_has_a_page_with_its_figures_and_its_claims(storyboard: StoryboardExport, size: PaperSize) -> None:
    file = demo_handout(storyboard, size=size)
    check_accessible(file.content, storyboard.subtitle)
    assert len(open_pdf(file.content).pages) == len(storyboard.parts) + 1
    for number, part in enumerate(storyboard.parts, start=1):
        letters = read_page(file.content, number)
        assert part.frame is not None
        figures = [part.frame.message, *(text for text in list_figures(part.frame.blocks) if text.strip(" –"))]
        assert [figure for figure in figures if squash(figure) not in letters] == []
        for claim in part.claims:
            assert squash(f"{claim.state.word} {claim.text}") in letters
        assert part.frame.sha256[:12] in letters
    contents = read_page(file.content, 0)
    assert all(squash(part.message) in contents for part in storyboard.parts)


def test_a_scene_that_cannot_be_shown_says_why(storyboard: StoryboardExport) -> None:
    first = storyboard.parts[0]
    faulty = replace(first, frame=None, claims=(), problems=("There is no page named nowhere.",))
    file = demo_handout(replace(storyboard, parts=(faulty, *storyboard.parts[1:])))
    assert squash("There is no page named nowhere.") in read_page(file.content, 1)
    assert [remark.where for remark in file.remarks] == ["Scene 1"]


def _grow(part: SceneExport, rows: int) -> SceneExport:
    table = TableBlock(
        id="long",
        title="A long table",
        columns=(Column(label="Name"), Column(label="Text", kind="words")),
        rows=tuple((f"row {number}", "W" * 120) for number in range(rows)),
    )
    assert part.frame is not None
    return replace(part, frame=replace(part.frame, blocks=(*part.frame.blocks, table)))


def test_forty_scenes_that_are_too_long_stay_on_a_page_each(storyboard: StoryboardExport) -> None:
    parts = tuple(_grow(storyboard.parts[number % 3], 500) for number in range(40))
    file = demo_handout(replace(storyboard, parts=parts))
    assert len(open_pdf(file.content).pages) == 41
    assert f"row{MOST_ROWS - 1}" in read_page(file.content, 40)
    assert len(file.remarks) == 40
    assert "first 14 of 500 rows" in file.remarks[0].text


def test_the_same_storyboard_gives_the_same_bytes(storyboard: StoryboardExport) -> None:
    first = demo_handout(storyboard)
    assert demo_handout(storyboard) == first
    assert first.name == "halden-demo-handout-2026-10.pdf"
    assert squash(storyboard.headline) in read_letters(first.content)
