"""Slides say the figures of the frames: each file is read back, and every figure on it held against its block."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation

from steering.context.filters import Filters
from steering.exports.pack_file import PackFile
from steering.exports.plots.plot import Plot
from steering.exports.plots.read_plot import read_plot
from steering.exports.slides.deck import slides
from steering.exports.slides.floating import GAP
from steering.exports.slides.floating_plan import EPOCH
from steering.exports.slides.table_shape import MOST_ROWS
from steering.exports.slides.texts import clean_text
from steering.exports.storyboard import StoryboardExport, export_storyboard
from steering.frames.blocks import Chart, FundingRequest, Statements, TableBlock, Tiles, leaves
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status
from tests.steering.exports.slides import decks
from tests.steering.small_cases import starter

PAGES = ("adoption", "roi", "costs", "roadmap", "kpis")


@pytest.fixture(scope="module")
def pack(whole_example: CaseSnapshot) -> StoryboardExport:
    return export_storyboard(whole_example.context)


@pytest.fixture(scope="module")
def demo(whole_example: CaseSnapshot, pack: StoryboardExport) -> PackFile:
    return slides(pack, whole_example.context)


@pytest.fixture(scope="module")
def pages(whole_example: CaseSnapshot) -> tuple[StoryboardExport, list[Any]]:
    """Whole pages as scenes, and the slides of them: every kind of chart, and long tables."""
    pack = decks.pack_pages(whole_example.context, PAGES, Filters(as_of="2026-10", against="worst"))
    return pack, decks.read(slides(pack, whole_example.context).content)


def test_each_scene_has_a_slide_with_its_message_claims_and_notes(demo: PackFile, pack: StoryboardExport) -> None:
    read = decks.read(demo.content)
    for part, slide in zip(pack.parts, read[1:], strict=False):
        assert part.frame
        assert slide.shapes.title.text == part.frame.message
        said = decks.texts(slide)
        for claim in part.claims:
            assert {claim.text, claim.reason, claim.state.mark} <= set(said)
        assert part.clock in slide.notes_slide.notes_text_frame.text
    assert "Name the three decisions first" in read[1].notes_slide.notes_text_frame.text
    assert "If the page does not come up: Show the printed brief" in read[1].notes_slide.notes_text_frame.text


def test_where_figures_come_from_stands_in_the_foot(demo: PackFile, pack: StoryboardExport) -> None:
    for part, slide in zip(pack.parts, decks.read(demo.content)[1:], strict=False):
        assert part.frame
        (foot,) = [shape.text_frame.text for shape in slide.shapes if shape.name == "Source"]
        assert part.frame.sha256[:8] in foot
        assert all(f"{name} {release[:8]}" in foot for name, release in part.frame.provenance.releases)


def test_the_ask_the_decisions_and_the_appendix_follow(demo: PackFile, pack: StoryboardExport) -> None:
    read = decks.read(demo.content)
    titles = [slide.shapes.title.text for slide in read[len(pack.parts) + 1 :]]
    assert any("Tranche 2" in title for title in titles)
    assert titles[-1].startswith("Each figure of these slides")
    appendix = decks.tables(read, "Table")
    by_name = {row[0]: row for row in appendix if row[-1]}
    tiles = [tile for _, block in decks.leaves_of(pack) if isinstance(block, Tiles) for tile in block.tiles]
    assert len(tiles) > 5
    for tile in tiles:
        assert by_name[tile.label][1] == tile.value
        assert by_name[tile.label][2]
    asks = [block for _, block in decks.leaves_of(pack) if isinstance(block, FundingRequest)]
    said = {text for slide in read for text in decks.texts(slide)}
    assert all(tile.value in said for ask in asks for tile in ask.figures)


def test_without_notes_nobodys_words_are_in_it(whole_example: CaseSnapshot, pack: StoryboardExport) -> None:
    read = decks.read(slides(pack, whole_example.context, notes=False).content)
    assert not any(slide.has_notes_slide for slide in read)


def test_headline_figures_are_those_of_the_frames(pages: tuple[StoryboardExport, list[Any]]) -> None:
    pack, read = pages
    cards = [
        [paragraph.text for paragraph in shape.text_frame.paragraphs]
        for slide in read
        for shape in slide.shapes
        if shape.name.startswith("Figure: ")
    ]
    tiles = [tile for _, block in decks.leaves_of(pack) if isinstance(block, Tiles) for tile in block.tiles]
    assert len(tiles) > 20
    # Those of the ask follow the scenes.
    assert [card[:2] for card in cards[: len(tiles)]] == [
        [clean_text(tile.label), clean_text(tile.value)] for tile in tiles
    ]


def test_cells_of_tables_are_those_of_the_frames(pages: tuple[StoryboardExport, list[Any]]) -> None:
    pack, read = pages
    blocks = [block for _, block in decks.leaves_of(pack) if isinstance(block, TableBlock) and block.rows]
    assert len(blocks) > 10
    for block in blocks:
        expected = [row_as_read(block, row) for row in range(min(len(block.rows), MOST_ROWS))]
        name = block.title or "Table"
        drawn = decks.tables(read, clean_text(name))
        assert all(row in drawn for row in expected), name
        assert any(drawn[start : start + len(expected)] == expected for start in range(len(drawn))), name


def row_as_read(block: TableBlock, row: int) -> list[str]:
    cells = zip(block.columns, block.rows[row], block.texts[row], strict=True)
    return [
        clean_text(Status.parse(value).mark if column.kind == "status" and value else text)
        for column, value, text in cells
    ]


def test_statements_are_those_of_the_frames(pages: tuple[StoryboardExport, list[Any]]) -> None:
    pack, read = pages
    said = "\n".join(text for slide in read for text in decks.texts(slide))
    for _, block in decks.leaves_of(pack):
        if isinstance(block, Statements):
            for one in block.findings:
                assert all(clean_text(text) in said for text in (one.text, one.figure, one.detail, one.meta))


def test_values_of_charts_are_those_of_the_frames(pages: tuple[StoryboardExport, list[Any]]) -> None:
    pack, read = pages
    seen = set()
    for _, block in decks.leaves_of(pack):
        if isinstance(block, Chart):
            plot = read_plot(block)
            found = decks.charts(read, clean_text(block.title))
            if plot.grid is None:
                assert any(says(chart, plot) for chart in found), block.id
                seen.add(block.id)
    assert {"curve", "stages", "waves", "funnel", "units", "cash", "tornado", "waterfall", "gantt", "odds"} <= seen
    assert {"spend-chart", "services", "change", "spider", "options-chart"} <= seen


def says(chart: Any, plot: Plot) -> bool:
    """Whether a chart on a slide has every value of a plot."""
    if plot.value.kind == "date" or any(point.start is not None for one in plot.of_kind("bar") for point in one.points):
        return bars_of(chart) == bars_expected(plot)
    drawn = decks.series(chart)
    return all(has_values(list(drawn.values()), values) for values in values_expected(plot))


def has_values(drawn: list[list[float | None]], expected: list[float]) -> bool:
    return any([value for value in one if value is not None] == expected for one in drawn)


def values_expected(plot: Plot) -> list[list[float]]:
    """The values that a series of the slide must have, one after the other."""
    expected = []
    for one in plot.series:
        points = [point for point in one.points if plot.base.kind == "number" or point.at == int(point.at)]
        if one.kind == "band":
            expected += [[point.value for point in points], [point.start for point in points]]
        elif one.kind == "bar" and plot.base.kind == "number":
            colours = dict.fromkeys(point.colour for point in points)
            expected += [[point.value for point in points if point.colour == colour] for colour in colours]
        elif len({point.at for point in points}) < len(points):
            expected += [[point.value for point in points[::2]], [point.value for point in points[1::2]]]
        else:
            expected.append([point.value for point in points])
    return [[value for value in values if value is not None] for values in expected if values]


def bars_of(chart: Any) -> dict[int, list[tuple[float, float]]]:
    """From where to where bars go in each category, as they stack on the slide; parts that touch 0 are joined."""
    drawn = decks.series(chart)
    spans: dict[int, list[tuple[float, float]]] = {}
    for row in range(max(map(len, drawn.values()))):
        found: dict[str, list[float]] = {}
        reached = {True: 0.0, False: 0.0}
        for name, values in drawn.items():
            length = values[row] or 0.0
            start, end = reached[length > 0], reached[length > 0] + length
            reached[length > 0] = end
            if length and not name.startswith(GAP):
                found.setdefault(name.partition(" (")[0], []).extend((start, end))
        spans[row] = sorted((round(min(ends), 6), round(max(ends), 6)) for ends in found.values())
    return {row: ends for row, ends in spans.items() if ends}


def bars_expected(plot: Plot) -> dict[int, list[tuple[float, float]]]:
    shift = EPOCH if plot.value.kind == "date" else 0
    rows: dict[int, list[tuple[float, float]]] = {}
    for one in plot.of_kind("bar"):
        for point in one.points:
            if point.at == int(point.at) and point.value and point.end is not None:
                ends = sorted(((point.start or 0.0) - shift, point.end - shift))
                rows.setdefault(int(point.at), []).append((round(ends[0], 6), round(ends[1], 6)))
    return {row: sorted(rows[row]) for row in sorted(rows)}


def test_each_value_of_a_chart_is_a_cell_of_its_workbook(demo: PackFile, pages: tuple[Any, list[Any]]) -> None:
    counts = 0
    for slide in (*decks.read(demo.content), *pages[1]):
        for shape in slide.shapes:
            if shape.has_chart:
                columns = decks.book(shape.chart)
                by_name = {column[0]: column[1:] for column in columns}
                for name, values in decks.series(shape.chart).items():
                    cells = by_name[name]
                    assert all(is_same(*pair) for pair in zip_longest(values, cells)), name
                    counts += len(values)
    assert counts > 500


def is_same(value: float | None, cell: Any) -> bool:
    """Whether a cell has a value, to the 16 digits that a workbook holds."""
    return cell is None if value is None else math.isclose(value, cell, rel_tol=1e-15, abs_tol=1e-15)


def test_every_chart_has_one_pair_of_axes(demo: PackFile) -> None:
    for name, part in decks.parts(demo.content).items():
        if name.startswith("ppt/charts/chart"):
            assert part.count(b"<c:valAx>") + part.count(b"<c:catAx>") == 2, name


def test_grids_are_tables_with_the_texts_of_their_fields(pages: tuple[StoryboardExport, list[Any]]) -> None:
    pack, read = pages
    grids = [(block, read_plot(block).grid) for _, block in decks.leaves_of(pack) if isinstance(block, Chart)]
    shown = 0
    for block, grid in grids:
        if grid and len(grid.columns) <= 14 and len(grid.rows) <= 14:
            rows = decks.tables(read, clean_text(block.title))
            assert [row[1:] for row in rows] == [[field.text for field in fields] for fields in grid.fields]
            assert [row[0] for row in rows] == list(grid.rows)
            shown += 1
    assert shown >= 3


def test_what_is_shown_otherwise_is_told(whole_example: CaseSnapshot, demo: PackFile) -> None:
    told = {remark.text.partition(": ")[0] for remark in demo.remarks}
    assert {"Cash flow by period and cumulative", "What moves NPV most"} <= told
    assert all(remark.where.startswith("Slide ") for remark in demo.remarks)


def test_every_object_has_a_name_and_an_alt_text_and_titles_come_first(demo: PackFile) -> None:
    for slide in decks.read(demo.content):
        for index, shape in enumerate(slide.shapes):
            properties = shape._element.xpath(".//p:cNvPr")[0]
            assert properties.get("name")
            assert properties.get("descr"), (slide.slide_id, shape.name)
            if index == 0:
                assert shape.is_placeholder
        ids = [shape.shape_id for shape in slide.shapes]
        assert len(ids) == len(set(ids))
        assert slide.shapes[-1].name in ("Slide number", "Subtitle")


def test_it_is_sixteen_by_nine_and_nothing_runs_over_the_slide(demo: PackFile) -> None:
    deck = Presentation(io.BytesIO(demo.content))
    assert deck.slide_width and deck.slide_height
    assert abs(deck.slide_width / deck.slide_height - 16 / 9) < 0.001
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.width:
                assert shape.left >= 0
                assert shape.left + shape.width <= deck.slide_width
                assert shape.top + shape.height <= deck.slide_height


def test_scenes_of_the_starter(tmp_path: Path, lay: Callable[[Path], CaseSnapshot]) -> None:
    context = lay(starter(tmp_path / "starter")).context
    pack = export_storyboard(context)
    read = decks.read(slides(pack, context).content)
    for part, slide in zip(pack.parts, read[1:], strict=False):
        assert slide.shapes.title.text == (part.frame.message if part.frame else part.message)
        for block in leaves(part.frame.blocks) if part.frame else ():
            if isinstance(block, Chart) and read_plot(block).grid is None:
                assert any(says(chart, read_plot(block)) for chart in decks.charts(read, clean_text(block.title)))
