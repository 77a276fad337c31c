"""Which blocks of its page a scene shows."""

from __future__ import annotations

from typing import Any

import pytest

from steering.charts.series import SeriesChart
from steering.conditions import ConditionState
from steering.frames.blocks import (
    Block,
    Chart,
    Choice,
    Claims,
    ClaimState,
    Column,
    Columns,
    FundingRequest,
    Statement,
    Statements,
    TableBlock,
    Tile,
    Tiles,
)
from steering.frames.documents import Drawing
from steering.frames.frame import Frame, Provenance
from steering.frames.scenes import block_selection

NOWHERE = Provenance(case="c", as_of="2026-10", unit=None, releases=())
SERIES = SeriesChart(axis="Month", categories=(), series=(), alt="A chart")
TABLE = TableBlock(id="rows", title="Rows", columns=(Column(label="A"),), rows=(("x",), ("y",)))
ASK = FundingRequest(title="Give", amount="USD 1", purpose="Because")
LISTS = tuple(Statements(id=f"list-{i}", title="List", findings=(Statement(text="Fact"),)) for i in range(3))


def chart(id: str, height: int = 300, y: tuple[Any, ...] = (1, 2)) -> Chart:
    figure = {"data": [{"type": "bar", "y": list(y)}], "layout": {"height": height}}
    return Chart(id=id, title="Chart", series=SERIES, figure=figure, table=TABLE)


def tiles(*ids: str) -> Tiles:
    return Tiles(tiles=tuple(Tile(id=id, label=id, value="1") for id in ids))


def page(*blocks: Block) -> Frame:
    return Frame(page="p", message="m", blocks=blocks, provenance=NOWHERE)


def claims(count: int = 1, state: ConditionState = ConditionState.HOLDS) -> Claims:
    every = tuple(ClaimState(text="It is so", state=state, reason="1 is 1.") for _ in range(count))
    return Claims(id="scene", title="", claims=every)


def heights(blocks: tuple[Block, ...]) -> list[int]:
    leaves = [leaf for block in blocks for leaf in (block.blocks if isinstance(block, Columns) else (block,))]
    return [leaf.figure["layout"]["height"] for leaf in leaves if isinstance(leaf, Chart)]


FULL = page(
    tiles("a", "b", "rows"),
    Columns(blocks=(chart("first"), chart("second"))),
    Choice(label="Closer", options=(("x", "X"),), chosen="x"),
    TABLE,
    ASK,
    tiles("c"),
)


class TestShow:
    @pytest.mark.parametrize(
        ("show", "blocks"),
        [
            ((), (tiles("a", "b", "rows"), chart("first"))),
            (("second",), (chart("second"),)),
            (("second", "first"), (Columns(blocks=(chart("second"), chart("first"))),)),
            (("b", "c"), (tiles("b", "c"),)),
            (("rows", "b"), (tiles("b"), TABLE)),
            (("tiles.rows",), (tiles("rows"),)),
            (("first", "ask", "tiles"), (ASK, tiles("a", "b", "rows"), chart("first"))),
            (("nothing",), ()),
        ],
    )
    def test_what_is_named_is_shown(self, show: tuple[str, ...], blocks: tuple[Block, ...]) -> None:
        assert block_selection.select_blocks(FULL, show) == blocks

    def test_a_page_without_charts_shows_its_first_two_lists(self) -> None:
        assert block_selection.select_blocks(page(*LISTS, tiles("a")), ()) == (Columns(blocks=LISTS[:2]),)

    def test_everything_that_can_be_named(self) -> None:
        assert block_selection.block_names(FULL) == (
            "tiles",
            "first",
            "second",
            "rows",
            "ask",
            "a",
            "b",
            "tiles.rows",
            "c",
        )


def test_a_page_without_charts_shows_its_first_drawing() -> None:
    svg = '<svg viewBox="0 0 9 9"><rect class="box" x="1" y="1" width="7" height="7"/></svg>'
    drawing = Drawing(id="map", title="Map", svg=svg, alt="A map", table=TABLE)
    parts = block_selection.select_blocks(page(tiles("a"), TABLE, drawing, *LISTS), ())
    assert parts == (tiles("a"), drawing)
