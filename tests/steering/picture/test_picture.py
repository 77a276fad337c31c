"""A frame's picture: its parts, its charts, its tables, and the bytes that everybody gets."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest

from steering.frames.blocks import Block, Chart, Columns, Interactive, Notice, Slot, Tiles, leaves
from steering.frames.frame import Frame, Provenance
from steering.picture.markup import render_block, render_message
from steering.picture.picture import Picture, draw_blocks, draw_frame, split
from tests.steering.picture.examples import (
    BARE_NOTICE,
    CHART,
    EXAMPLES,
    LONG_TABLE,
    NOTICE,
    PLAIN_CHART,
    TABLE,
    TILES,
)
from tests.steering.picture.reading import read

SOURCE = Provenance(case="halden", as_of="2026-10", unit=None, releases=())
SLOT = Slot(id="upload", about="kpi")
PANEL = Interactive(id="what-if", tiles=TILES, chart=PLAIN_CHART, model={"rate": [0.08]})


def frame(*blocks: Block, message: str = "Spend is above the budget") -> Frame:
    return Frame(page="costs", message=message, notices=(NOTICE,), blocks=blocks, provenance=SOURCE)


class TestParts:
    @pytest.mark.parametrize(
        ("blocks", "parts"),
        [
            ((), ((),)),
            ((TILES, CHART), ((TILES, CHART),)),
            ((TILES, SLOT, CHART, TABLE), ((TILES,), SLOT, (CHART, TABLE))),
            ((SLOT, PANEL), ((), SLOT, (PANEL,))),
        ],
    )
    def test_what_a_page_draws_itself_stands_between_runs_of_blocks(
        self, blocks: tuple[Block, ...], parts: tuple[object, ...]
    ) -> None:
        assert split(blocks) == parts

    def test_each_part_has_its_markup(self) -> None:
        drawn = draw_frame(frame(TILES, SLOT, CHART, TABLE))
        assert len(drawn.markup) == 3
        assert drawn.markup[1:] == ("", f"{render_block(CHART)}\n{render_block(TABLE)}")

    def test_the_message_and_the_notices_open_the_first(self) -> None:
        one = frame(TILES)
        expected = [render_message(one), '<div class="notices">', render_block(NOTICE), "</div>", render_block(TILES)]
        assert draw_frame(one).markup == ("\n".join(expected),)

    def test_they_do_so_where_a_page_begins_with_an_action(self) -> None:
        markup = draw_frame(frame(SLOT, TILES)).markup
        assert "Spend is above the budget" in markup[0]
        assert NOTICE.text in markup[0]
        assert markup[1:] == ("", render_block(TILES))


class TestCharts:
    def test_each_is_there_by_its_id_wherever_it_stands(self) -> None:
        every = [block for blocks in EXAMPLES.values() for block in blocks]
        drawn = draw_frame(frame(*every, Columns(blocks=(replace(CHART, id="beside"),))))
        places = {one["data-chart"] for part in drawn.markup for one in read(part).all("div") if "data-chart" in one}
        assert set(drawn.charts) == places == {"spend", "curve", "beside"}

    def test_they_are_json_of_their_figures(self) -> None:
        made = json.loads(draw_frame(frame(CHART)).charts["spend"])
        assert made["data"] == CHART.figure["data"]
        assert made["layout"]["height"] == 200


class TestTables:
    drawn = draw_frame(frame(TABLE, Columns(blocks=(CHART, LONG_TABLE))))

    @pytest.mark.parametrize(
        ("id", "found"), [("units", TABLE), ("months", LONG_TABLE), ("spend-table", CHART.table), ("spend", None)]
    )
    def test_one_is_found_by_its_id(self, id: str, found: object) -> None:
        assert self.drawn.table(id) == found

    def test_every_link_to_a_file_leads_to_one(self) -> None:
        linked = {one["data-table"] or "" for one in read(self.drawn.markup[0]).all("a") if "data-table" in one}
        assert linked == {"units", "months", "spend-table"}
        assert all(map(self.drawn.table, linked))


class TestBytes:
    def test_the_same_frame_is_the_same_bytes(self) -> None:
        one, other = draw_frame(frame(TILES, CHART)), draw_frame(frame(TILES, CHART))
        assert one.json == other.json
        assert one.gzip == other.gzip

    def test_they_are_named_by_the_frame(self) -> None:
        one = frame(TILES)
        drawn = draw_frame(one)
        assert (drawn.hash, drawn.frame) == (one.sha256, one)
        assert draw_frame(frame(TILES, message="Another")).hash != drawn.hash

    def test_they_hold_markup_charts_and_models_compressed_and_plain(self) -> None:
        drawn = draw_frame(frame(CHART, PANEL))
        assert gzip.decompress(drawn.gzip) == drawn.json
        expected = {
            "hash": drawn.hash,
            "markup": list(drawn.markup),
            "charts": drawn.charts,
            "models": {"what-if": '{"rate": [0.08]}'},
        }
        assert json.loads(drawn.json) == expected

    def test_half_a_character_can_be_sent(self) -> None:
        assert "a\ufffdb" in json.loads(draw_blocks([Notice(text="a\ud800b")]).json)["markup"][0]

    def test_blocks_without_a_frame_are_named_by_what_they_say(self) -> None:
        one = draw_blocks([BARE_NOTICE])
        assert one.markup == (render_block(BARE_NOTICE),)
        assert one.frame is None
        assert one.hash == draw_blocks([BARE_NOTICE]).hash != draw_blocks([NOTICE]).hash


def test_a_picture_knows_its_blocks() -> None:
    drawn: Picture = draw_frame(frame(TILES, PANEL))
    assert [type(block) for block in leaves(drawn.blocks)] == [Tiles, Tiles, Chart]
