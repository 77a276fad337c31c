"""Any text in any field of any block is shown letter by letter: it makes no element and breaks no attribute."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from steering.frames.blocks import Block, Cell, Column
from steering.frames.cells import ColumnKind, cell_text
from steering.frames.frame import Frame, Provenance
from steering.picture.markup import render_block, render_foot, render_head, render_message, render_problems
from steering.picture.words import cell
from tests.steering.picture.examples import EXAMPLES, HEAD
from tests.steering.picture.hostile import CALM, HOSTILE, NAMES, places, put
from tests.steering.picture.reading import read

# What no picture shows: axes (a figure has its own), names of languages, places of a page, and kinds.
UNSEEN = {
    "Code.label",
    "Code.language",
    "Column.kind",
    "FundingRequest.page",
    "HeatCell.page",
    "Notice.page",
    "SeriesChart.axis",
    "Slot.about",
    "Slot.id",
    "Statement.page",
}


def owner(part: Any, path: tuple[Any, ...]) -> str:
    """The field that a path leads through last, with its class."""
    found = ""
    for step in path:
        if isinstance(part, tuple):
            part = part[step]
        else:
            found, part = f"{type(part).__name__}.{step}", getattr(part, step)
    return found


# Attributes that somebody reads; others are ids, left as they are.
READ = {"aria-label", "title", "placeholder", "data-name"}
BLOCKS = [
    pytest.param(block, id=f"{kind}-{index}") for kind, blocks in EXAMPLES.items() for index, block in enumerate(blocks)
]
TEXTS = pytest.mark.parametrize("text", HOSTILE, ids=NAMES)


def seen(markup: str, text: str = CALM) -> tuple[str, list[tuple[str, dict[str, str]]]]:
    """The words and the elements that a reader finds, with `CALM` where a text is shown whole, or is an id."""
    reader, shown = read(str(markup)), HOSTILE.get(text, text)

    def calm(name: str, value: str) -> str:
        return value.replace(shown if name in READ else text, CALM)

    elements = [
        (tag, {name: calm(name, value or "") for name, value in attributes.items()}) for tag, attributes in reader.found
    ]
    return reader.words.replace(shown, CALM), elements


@pytest.mark.parametrize("block", BLOCKS)
def test_a_text_in_any_field_is_nothing_but_text(block: Block) -> None:
    for path in places(block):
        calm = seen(render_block(put(block, path, CALM)))
        for text in HOSTILE:
            assert seen(render_block(put(block, path, text)), text) == calm, path


def test_every_field_is_tried_where_it_is_shown() -> None:
    tried, shown = set(), set()
    for block in (block for blocks in EXAMPLES.values() for block in blocks):
        for path in places(block):
            tried.add(owner(block, path))
            words, elements = seen(render_block(put(block, path, CALM)))
            if CALM in words or any(CALM in value for _, attributes in elements for value in attributes.values()):
                shown.add(owner(block, path))
    assert tried - shown == UNSEEN


@TEXTS
@pytest.mark.parametrize("kind", [kind for kind in get_args(ColumnKind) if kind != "status"])
def test_a_text_in_any_kind_of_cell_is_nothing_but_text(kind: ColumnKind, text: str) -> None:
    drawn = cell(Cell(text, cell_text(text, kind)), Column(label="", kind=kind))
    assert seen(drawn, text) == (CALM, [])


@TEXTS
def test_a_series_said_in_any_words_is_a_line(text: str) -> None:
    drawn = cell(Cell((1.0, 2.0), text), Column(label="", kind="series"))
    assert seen(drawn, text) == seen(cell(Cell((1.0, 2.0), CALM), Column(label="", kind="series")))


@TEXTS
def test_a_text_in_any_field_of_a_page_s_head_is_nothing_but_text(text: str) -> None:
    for path in places(HEAD):
        calm, hostile = (render_head(put(HEAD, path, said)) for said in (CALM, text))
        assert seen(hostile, text) == seen(calm), path


@TEXTS
def test_a_message_a_problem_and_a_foot_are_nothing_but_text(text: str) -> None:
    def drawn(said: str) -> str:
        source = Provenance(case="halden", as_of="2026-10", unit=None, releases=())
        frame = Frame(page="costs", message=said, detail=said, blocks=(), provenance=source)
        return render_message(frame) + render_problems([said, said]) + render_foot(said)

    assert seen(drawn(text), text) == seen(drawn(CALM))
    assert seen(drawn(text), text)[0].count(CALM) == 5
