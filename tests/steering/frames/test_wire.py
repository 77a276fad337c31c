"""A frame written as JSON and read back is the same frame, and what is unknown is refused in one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.charts.series import Series, SeriesChart
from steering.drawings.svg import escape
from steering.errors import UnreadableFrame
from steering.frames.agenda import SCENE_PAGES
from steering.frames.blocks import (
    BLOCKS,
    Block,
    Chart,
    Column,
    Columns,
    Interactive,
    Leaf,
    Tab,
    TableBlock,
    Tabs,
    Tiles,
)
from steering.frames.cells import ColumnKind
from steering.frames.documents import Drawing, HeatCell, HeatMap, HeatRow
from steering.frames.frame import Frame, Provenance
from steering.frames.scenes.scene import scene_frame
from steering.state.case_snapshot import CaseSnapshot
from steering.status import Status

FINITE = st.floats(allow_nan=False, allow_infinity=False)
NUMBERS = st.none() | st.integers() | FINITE
SERIES = st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False)).map(tuple)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": NUMBERS | st.text(),
    "words": st.none() | st.text(),
    "month": st.none() | st.sampled_from(["2026-10", "later"]),
    "day": st.none() | st.sampled_from(["2026-10-20", "2026-02-30", "later"]),
    "count": NUMBERS,
    "share": NUMBERS,
    "figure": NUMBERS | st.text(),
    "clock": NUMBERS,
    "clock_change": NUMBERS,
    "status": st.none() | st.sampled_from([str(status) for status in Status]),
    "series": SERIES,
}
FIGURES = st.fixed_dictionaries(
    {"data": st.lists(st.dictionaries(st.text(), NUMBERS | st.text() | st.booleans())), "layout": st.just({})}
)


@st.composite
def tables(draw: st.DrawFn) -> TableBlock:
    kinds = draw(st.lists(st.sampled_from(get_args(ColumnKind)), min_size=1, max_size=4))
    columns = tuple(Column(label=draw(st.text()), kind=kind) for kind in kinds)
    rows = draw(st.lists(st.tuples(*(VALUES[kind] for kind in kinds)), max_size=4))
    return TableBlock(id=draw(st.text()), title=draw(st.text()), columns=columns, rows=tuple(rows))


def any_of(type_: Any, **strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Instances of a class with every field drawn, not only those without a default."""
    return st.builds(type_, **{field.name: ... for field in fields(type_)} | strategies)


@st.composite
def series_charts(draw: st.DrawFn) -> SeriesChart:
    size = draw(st.integers(0, 3))
    kinds: tuple[st.SearchStrategy[Any], ...] = (st.text(), NUMBERS | st.text(), st.booleans())
    texts, values, flags = (st.lists(kind, min_size=size, max_size=size).map(tuple) for kind in kinds)
    series = any_of(Series, values=values, cells=st.none() | values, position=FINITE)
    return draw(
        any_of(
            SeriesChart,
            categories=texts,
            series=st.lists(series, max_size=3).map(tuple),
            ticks=st.none() | texts,
            listed=st.none() | flags,
        )
    )


CHARTS = any_of(Chart, series=series_charts(), figure=FIGURES, table=tables())
SVGS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"])).map(
    lambda text: f'<svg viewBox="0 0 9 4"><rect class="box"/><text>{escape(text)}</text></svg>'
)


@st.composite
def heat_maps(draw: st.DrawFn) -> HeatMap:
    columns, scale = (draw(st.lists(st.text(), max_size=3).map(tuple)) for _ in range(2))
    levels = st.none() | st.integers(0, len(scale) - 1) if scale else st.none()
    cells = any_of(HeatCell, level=levels)
    rows = any_of(HeatRow, cells=st.lists(cells, min_size=len(columns), max_size=len(columns) or 3).map(tuple))
    return draw(
        any_of(HeatMap, columns=st.just(columns), scale=st.just(scale), rows=st.lists(rows, max_size=3).map(tuple))
    )


DRAWINGS = any_of(Drawing, svg=SVGS, table=tables())
SPECIAL = {TableBlock: tables(), Chart: CHARTS, HeatMap: heat_maps(), Drawing: DRAWINGS}
LEAVES = st.one_of([SPECIAL.get(leaf, any_of(leaf)) for leaf in get_args(Leaf)])
COLUMNS = any_of(Columns, blocks=st.lists(LEAVES, max_size=3).map(tuple))
INTERACTIVE = any_of(Interactive, tiles=any_of(Tiles), chart=CHARTS, model=FIGURES)
PARTS = any_of(Tab, blocks=st.lists(LEAVES | COLUMNS, max_size=2).map(tuple))
TABS = any_of(Tabs, parts=st.lists(PARTS, max_size=2).map(tuple))
FRAMES = any_of(Frame, blocks=st.lists(LEAVES | COLUMNS | INTERACTIVE | TABS, max_size=4).map(tuple))

EMPTY = Frame(
    page="kpis", message="M", blocks=(), provenance=Provenance(case="c", as_of="2026-10", unit=None, releases=())
)


def assert_round_trip(frame: Frame) -> None:
    text = frame.to_json()
    again = Frame.from_json(text)
    assert again.to_json() == text
    assert again.sha256 == frame.sha256
    # Tuples within the figures of charts become lists, so frames are compared by their parts.
    assert [type(block) for block in again.blocks] == [type(block) for block in frame.blocks]


@given(FRAMES)
def test_any_frame_comes_back_as_it_was(frame: Frame) -> None:
    assert_round_trip(frame)
    assert Frame.from_json(frame.to_json()) == frame


@pytest.mark.parametrize("page", SCENE_PAGES)
def test_pages_of_the_example_come_back_as_they_were(whole_example: CaseSnapshot, page: str) -> None:
    filters = whole_example.default_filters
    for view in (filters, replace(filters, against="worst"), replace(filters, unit="Claims")):
        assert_round_trip(SCENE_PAGES[page].build_frame(whole_example.context, view))


def test_scenes_of_the_example_come_back_as_they_were(whole_example: CaseSnapshot) -> None:
    context = whole_example.context
    assert context.case.storyboard
    for scene in context.case.storyboard.scenes:
        assert_round_trip(scene_frame(context, scene))


def test_pages_of_the_starter_come_back_as_they_were(lay: Callable[[Path], CaseSnapshot], new_case: Path) -> None:
    snapshot = lay(new_case)
    for page in SCENE_PAGES.values():
        assert_round_trip(page.build_frame(snapshot.context, snapshot.default_filters))


def test_every_block_has_a_kind_of_its_own() -> None:
    assert len(BLOCKS) == len(get_args(Block))


def test_a_block_says_its_kind_and_so_does_the_hash() -> None:
    tiles, columns = replace(EMPTY, blocks=(Tiles(tiles=()),)), replace(EMPTY, blocks=(Columns(blocks=()),))
    assert json.loads(tiles.to_json())["blocks"] == [{"kind": "tiles", "tiles": []}]
    assert tiles.sha256 != columns.sha256


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"version": 1}, "of version 1; this Steerco reads version 4"),
        ({"blocks": [{"kind": "hologram"}]}, r"frame.blocks\[0\] is of the kind 'hologram', which is unknown here"),
        ({"blocks": [{}]}, "of the kind None"),
        ({"notices": [{"kind": "tiles", "tiles": []}]}, "of the kind 'tiles'"),
        ({"colour": "red"}, "frame has the unknown field 'colour'"),
        ({"message": 3}, "frame.message can't be 3"),
        ({"blocks": "many"}, "frame.blocks can't be"),
        ({"provenance": {}}, "frame.provenance can't be read"),
    ],
)
def test_what_is_unknown_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(UnreadableFrame, match=message):
        Frame.from_json(json.dumps(json.loads(EMPTY.to_json()) | change))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3"])
def test_what_is_no_frame_is_refused(text: str) -> None:
    with pytest.raises(UnreadableFrame):
        Frame.from_json(text)
