"""The blocks of documents as values: what they refuse, and the tables that stand for them."""

from __future__ import annotations

import pytest

from steering.drawings.svg import UnsafeSvg
from steering.frames.documents import Drawing, HeatCell, HeatMap, HeatRow
from steering.frames.frame import Frame, Provenance
from steering.frames.scenes.block_selection import block_names, select_blocks
from steering.frames.table_block import TableBlock
from steering.picture.picture import draw_blocks
from tests.steering.picture.examples import CAPABILITIES, DRAWING, MATURITY, PROSE

TWIN = TableBlock(id="twin", title="", columns=(), rows=())


def grid(*cells: HeatCell, scale: tuple[str, ...] = ("low", "high")) -> HeatMap:
    return HeatMap(id="a", title="A", columns=("X", "Y"), scale=scale, rows=(HeatRow(label="row", cells=cells),))


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="'row' has 1 cells under 2 columns"):
        grid(HeatCell(text="1"))


@pytest.mark.parametrize("level", [-1, 2])
def test_a_level_is_one_of_the_scale(level: int) -> None:
    with pytest.raises(ValueError, match=f"level {level} on a scale of 2"):
        grid(HeatCell(text="1"), HeatCell(text="2", level=level))


def test_a_level_is_said_in_a_word_once() -> None:
    block = grid(HeatCell(text="high", level=1), HeatCell(text="3", level=0))
    assert [block.level_word(cell) for cell in block.rows[0].cells] == ["", "low"]


def test_the_table_of_a_grid_says_what_its_colours_say() -> None:
    table = MATURITY.table
    assert [column.label for column in table.columns] == [
        "Area",
        "Capability",
        "Judged by its owner",
        "Supported by data",
    ]
    assert table.rows[1] == ("Data", "Lineage", "3", "2, At risk, none")


def test_the_table_of_groups_has_a_row_for_each_cell() -> None:
    assert CAPABILITIES.table.rows == (
        ("Ingest", "Batch", "USD 1.2M, high"),
        ("Ingest", "Streams", "USD 0.1M, Met, low"),
    )


def test_a_drawing_is_made_of_shapes_only() -> None:
    with pytest.raises(UnsafeSvg):
        Drawing(id="a", title="A", alt="", svg='<svg viewBox="0 0 1 1"><script/></svg>', table=TWIN)


def test_a_picture_has_the_tables_behind_them() -> None:
    picture = draw_blocks((MATURITY, DRAWING))
    assert picture.table("maturity-table") == MATURITY.table
    assert picture.table("context-table") is DRAWING.table


def test_scenes_can_show_each_of_them() -> None:
    source = Provenance(case="halden", as_of="2026-10", unit=None, releases=())
    frame = Frame(page="architecture", message="", blocks=(MATURITY, PROSE, DRAWING), provenance=source)
    assert block_names(frame) == ("maturity", "charter", "context")
    assert select_blocks(frame, ("context",)) == (DRAWING,)
    assert Frame.from_json(frame.to_json()) == frame
