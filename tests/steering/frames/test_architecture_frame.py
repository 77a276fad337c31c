"""The Architecture and Golden thread pages as values: what they say of the example, in names rather than ids."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steering.frames.agenda import AGENDA
from steering.frames.blocks import TableBlock
from steering.frames.frame import Frame
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.dossier.planting import NOW
from tests.steering.frames.walking import blocks

Lay = Callable[[Path], CaseSnapshot]


def build(example: CaseSnapshot, page: str) -> Frame:
    return AGENDA[page].build_frame(example.context, NOW)


def table(frame: Frame, id: str) -> TableBlock:
    return next(block for block in blocks(frame) if isinstance(block, TableBlock) and block.id == id)


def test_the_architecture_says_what_is_in_use_and_what_data_refutes(example: CaseSnapshot) -> None:
    frame = build(example, "architecture")
    assert frame.message == (
        "9 components in use for 8 capabilities; 5 decisions in force, 1 of them no longer supported by the data"
    )


def test_what_pays_and_what_measures_is_called_by_name(example: CaseSnapshot) -> None:
    rows = {row[1]: row for row in table(build(example, "architecture"), "capabilities").rows}
    assert rows["Runtime for batch and streaming"][2:5] == (
        "Batch runtime, Streaming runtime",
        "Run cost of platform and remaining tools",
        "Models in production, Teams in production",
    )


def test_what_comes_and_what_goes(example: CaseSnapshot) -> None:
    rows = table(build(example, "architecture"), "change").rows
    assert [row[:2] for row in rows] == [
        ("retired", "Feature stores of the units"),
        ("retired", "The teams' own tools"),
        ("added", "Drift monitor"),
    ]


def test_the_thread_says_where_it_breaks(example: CaseSnapshot) -> None:
    frame = build(example, "thread")
    assert frame.message.startswith("5 of 5 benefits can be traced from pain to claim; 5 of 6 pain points have a cure")
    assert table(frame, "pains").rows[0][1] == "Features are built twice because nobody can find the first one"


@pytest.mark.parametrize("page", ["architecture", "thread"])
def test_a_case_without_a_dossier_says_what_to_add(lay: Lay, new_case: Path, page: str) -> None:
    frame = build(lay(new_case), page)
    assert frame.message.startswith("Waiting for ")
    assert "dossier/architecture.yaml" in frame.notices[0].remedy
