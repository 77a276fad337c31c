"""Which blocks of its page a scene shows, and that they are made to fit one screen."""

from __future__ import annotations

from typing import Any

import pytest

from steering.charts.series import SeriesChart
from steering.conditions import ConditionState
from steering.frames.block_heights import LINE, height
from steering.frames.blocks import (
    Block,
    Chart,
    Choice,
    Claims,
    ClaimState,
    Column,
    Columns,
    FundingRequest,
    Notice,
    Statement,
    Statements,
    TableBlock,
    Tile,
    Tiles,
)
from steering.frames.frame import Frame, Provenance
from steering.frames.scenes import block_selection, layout

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


def test_a_notice_of_several_lines_takes_more_than_one_of_a_line() -> None:
    short, long = (height(Notice(text="Nobody knows. " * count)) for count in (1, 20))
    assert long > short + LINE


class TestFit:
    def test_what_fits_stays_as_it_is(self) -> None:
        blocks = (chart("a", 300),)
        assert layout.layout(blocks, claims(), "Short") == (*blocks, claims())

    def test_charts_give_way_to_the_screen(self) -> None:
        laid = layout.layout((chart("a", 900),), claims(3), "Short")
        assert layout.screen(laid, "Short") == layout.SCREEN
        assert heights(laid)[0] < 900

    def test_the_chart_of_a_page_stays_as_tall_as_it_was(self) -> None:
        tall = chart("a", 900)
        layout.layout((tall,), claims(), "Short")
        assert tall.figure["layout"]["height"] == 900

    def test_only_the_taller_of_two_gives_way(self) -> None:
        laid = layout.layout((Columns(blocks=(chart("a", 200), chart("b", 900))),), claims(), "Short")
        low, high = heights(laid)
        assert low == 200
        assert 200 < high < 900
        assert layout.screen(laid, "Short") == layout.SCREEN

    def test_beside_headline_figures_the_claims_share_the_row_of_the_chart(self) -> None:
        laid = layout.layout((tiles("a"), chart("b")), claims(2), "Short")
        assert [type(block) for block in laid] == [Tiles, Columns]
        assert layout.screen(laid, "Short") <= layout.SCREEN

    def test_without_claims_there_is_no_block_of_them(self) -> None:
        assert layout.layout((chart("a"),), claims(0), "Short") == (chart("a"),)

    def test_named_rows_keep_a_line_each_and_the_scene_is_then_too_tall(self) -> None:
        named = chart("a", 900, tuple(f"Row {number}" for number in range(30)))
        laid = layout.layout((named,), claims(), "Short")
        assert heights(laid) == [layout.AXIS + 30 * layout.ROW]
        assert layout.screen(laid, "Short") > layout.SCREEN

    def test_a_low_chart_is_never_made_taller(self) -> None:
        laid = layout.layout((chart("a", 120), *LISTS, *LISTS, *LISTS), claims(9), "Short")
        assert heights(laid) == [120]

    @pytest.mark.parametrize("more", ["A message of more than one line " * 3, "Short"])
    def test_a_longer_message_takes_more(self, more: str) -> None:
        assert layout.screen((), more) == layout.screen((), "Short") + 38 * (more != "Short")
