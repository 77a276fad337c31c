"""The drawings that are laid out here: value streams and the grid of stakeholders."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.drawings.stakeholder_grid import StakeholderMark, render_stakeholder_grid
from steering.drawings.svg import clean_svg, view_box
from steering.drawings.thread import ThreadBox, render_thread
from steering.drawings.value_stream import MOST_STEPS, StreamBox, render_value_stream
from steering.drawings.words import text_width, wrap_text
from steering.status import Status

LEVELS = ("low", "medium", "high")
NAME = "Clinical data protection board of the whole group, with its WWWWWWWWWWWWWWWWWWWWWWWW"
CROWD = tuple(
    StakeholderMark(label=NAME, influence=at % 3, interest=at // 3 % 3, status=status, detail=NAME)
    for at, status in enumerate((None, Status.AT_RISK, Status.TO_JUDGE, Status.CONDITIONAL, Status.ON_TRACK))
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=60)


def test_a_value_stream_has_its_steps_waits_and_totals() -> None:
    boxes = (
        StreamBox(label="Ask", process="2 h"),
        StreamBox(label="Approve", process="4 h", wait="12 days", is_bottleneck=True),
    )
    svg = render_value_stream(boxes, "Lead time 12.8 days")
    steps = {"Ask", "wait", "Approve", "! Bottleneck"}
    times = {"0", "2 h", "12 days", "4 h", "Lead time 12.8 days"}
    assert set(re.findall(r"<text[^>]*>([^<]*)<", svg)) == steps | times
    assert len(re.findall('<rect class="orange"', svg)) == 1


@pytest.mark.parametrize("count", [0, MOST_STEPS + 1])
def test_a_value_stream_has_at_least_one_step_and_not_too_many(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 40 steps"):
        render_value_stream((StreamBox(label="A", process="1 h"),) * count, "")


@given(TEXTS)
def test_any_text_in_them_is_text(text: str) -> None:
    stream = render_value_stream((StreamBox(label=text, process=text, wait=text, note=text),), text)
    mark = StakeholderMark(label=text, influence=0, interest=0, detail=text)
    grid = render_stakeholder_grid((mark,), (text,))
    assert clean_svg(stream) == stream
    assert clean_svg(grid) == grid


def test_the_grid_places_by_influence_and_interest() -> None:
    marks = tuple(StakeholderMark(label=f"{at}-{to}", influence=at, interest=to) for at in range(3) for to in range(3))
    svg = render_stakeholder_grid(marks, LEVELS)
    places = {
        label: (float(x), float(y)) for x, y, label in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>(\d-\d)<', svg)
    }
    assert places["2-0"][1] < places["1-0"][1] < places["0-0"][1]
    assert places["0-0"][0] < places["0-1"][0] < places["0-2"][0]


def test_a_field_grows_with_who_is_in_it() -> None:
    mark = StakeholderMark(label="A group", influence=1, interest=1, status=Status.AT_RISK, detail="neutral")
    small, large = (view_box(render_stakeholder_grid((mark,) * count, LEVELS))[1] for count in (1, 8))
    assert large > small + 300


@pytest.mark.parametrize("level", [-1, 3])
def test_nobody_stands_beyond_the_levels(level: int) -> None:
    with pytest.raises(ValueError, match="stand beyond: A"):
        render_stakeholder_grid((StakeholderMark(label="A", influence=level, interest=0),), LEVELS)


def test_a_strand_says_what_it_has_and_what_is_missing() -> None:
    row = (
        ThreadBox(names=("Waiting", "Late")),
        ThreadBox(lack="No KPI"),
        ThreadBox(names=("3 of 3",), status=Status.MET),
    )
    svg = render_thread(("Pain", "KPI", "Evidence"), (row,))
    words = re.findall(r"<text[^>]*>([^<]*)<", svg)
    assert words == ["Pain", "KPI", "Evidence", "Waiting", "and 1 more", "! No KPI", "3 of 3", "✓ Met"]
    assert (svg.count('class="line dashed"'), svg.count('class="orange dashed"')) == (2, 1)


@pytest.mark.parametrize(("rows", "said"), [((), "1 to 60 strands"), (((ThreadBox(),) * 2,), "a box for each head")])
def test_a_thread_has_strands_with_a_box_for_each_head(rows: tuple[tuple[ThreadBox, ...], ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        render_thread(("Pain",), rows)


@given(TEXTS)
def test_any_name_along_the_thread_is_text(text: str) -> None:
    svg = render_thread((text,), ((ThreadBox(names=(text, text)),), (ThreadBox(lack=text),)))
    assert clean_svg(svg) == svg


@given(TEXTS, st.integers(60, 300), st.integers(1, 4))
def test_lines_fit_their_width(text: str, width: int, most: int) -> None:
    lines = wrap_text(text, width, most)
    assert len(lines) <= most
    assert [line for line in lines if text_width(line) > width] == []


def test_what_fits_is_said_whole() -> None:
    assert wrap_text("Data access is approved", 120, 3) == ("Data access is", "approved")
    assert wrap_text("", 120, 3) == ()
