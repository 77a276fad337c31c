"""Cells, small lines, badges and icons as markup."""

from __future__ import annotations

from typing import get_args

import pytest

from steering.conditions import ConditionState
from steering.frames.blocks import Cell, Column, TableBlock
from steering.frames.cells import CellValue, ColumnKind, cell_text
from steering.picture.markup import render_block
from steering.picture.words import ICONS, badge, cell, icon
from steering.status import Badge, Icon, Status
from tests.steering.picture.reading import read


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        (0.2812, "share", "28.1%"),
        (1234567, "count", "1,234,567"),
        (-3, "count", "−3"),
        ("USD 4.2M", "figure", "USD 4.2M"),
        ("2026-10", "month", "Oct 2026"),
        ("later", "month", "later"),
        (None, "share", "–"),
        ("", "text", "–"),
        ("", "status", "–"),
        ((None, None), "series", "–"),
        ((), "series", "–"),
    ],
)
def test_a_cell_is_written_with_its_unit(value: CellValue, kind: ColumnKind, said: str) -> None:
    assert cell(Cell(value, cell_text(value, kind)), Column(label="", kind=kind)) == said


def test_a_series_is_a_line_with_its_ends_in_words() -> None:
    drawn = read(cell(Cell((1.0, None, 3.0), "From 1 to 3"), Column(label="", kind="series")))
    assert drawn.all("svg")[0]["aria-label"] == "From 1 to 3"
    assert drawn.all("polyline")[0]["points"] == "2.0,20.0 88.0,2.0"
    assert "2.0,20.0" in cell(Cell((5.0,), "5"), Column(label="", kind="series"))


def test_a_series_without_points_is_its_text() -> None:
    assert cell(Cell((None, None), "not measured"), Column(label="", kind="series")) == "not measured"


@pytest.mark.parametrize("state", [*Status, *ConditionState])
def test_a_badge_has_its_colour_icon_and_word(state: Badge) -> None:
    drawn = read(badge(state))
    assert drawn.all("span")[0]["class"] == f"badge {state.colour}"
    assert icon(state.icon) in badge(state)
    assert drawn.words == state.word


def test_every_icon_of_a_badge_is_drawn_and_told_from_the_others() -> None:
    assert set(get_args(Icon)) <= set(ICONS)
    assert len(set(ICONS.values())) == len(ICONS)


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_says_nothing_that_the_word_beside_it_does_not(name: str) -> None:
    drawn = read(icon(name))
    assert drawn.all("svg")[0]["aria-hidden"] == "true"
    assert drawn.words == ""


def test_numbers_end_at_the_right_and_words_begin_at_the_left() -> None:
    columns = (Column(label="Team"), Column(label="Users", kind="count"))
    seen = read(render_block(TableBlock(id="t", title="Teams", columns=columns, rows=(("A", 3),))))
    assert [one.get("class") for one in seen.all("th")] == [None, "right"]
    assert [one.get("class") for one in seen.all("td")] == ["short", "right"]
