"""What packs are measured against has the same content: what was read from ours and written is read again alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bench.packs import read_cells, read_slides, write_cells, write_slides
from steering.actors import COMMAND_LINE
from steering.exports.pack_kinds import PackRequest, make_file
from steering.state.app_state import AppState


@pytest.fixture(scope="module")
def request_of_example(example_store: Path, example_case: Path) -> Iterator[PackRequest]:
    """What the files of the example are made of."""
    with closing(AppState(example_store, example_case)) as app:
        context = app.snapshot().context
        yield PackRequest(context=context, by=COMMAND_LINE, place=context.case.id)


def test_the_slides_of_python_pptx_alone_say_the_same(request_of_example: PackRequest) -> None:
    ours = read_slides(make_file("slides", request_of_example).content)
    theirs = read_slides(write_slides(ours))
    assert [[_tell(shape.content) for shape in slide] for slide in theirs] == [
        [_tell(shape.content) for shape in slide] for slide in ours
    ]
    assert sum(len(slide) for slide in ours) > 50


def test_the_cells_of_xlsxwriter_alone_are_the_same(request_of_example: PackRequest) -> None:
    ours = read_cells(make_file("workbook", request_of_example).content)
    assert read_cells(write_cells(ours)) == ours
    assert sum(map(len, ours.values())) > 1000


def _tell(content: Any) -> Any:
    """What a shape says; of a chart that is drawn in two ways at once, its one kind is not compared."""
    return (content.categories, content.series) if hasattr(content, "series") else content
