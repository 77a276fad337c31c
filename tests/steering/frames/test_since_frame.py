"""Since last committee on the Brief and on Storyboard: the sentence, the way of a figure, the table, what is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from steering.frames.agenda import AGENDA
from steering.frames.blocks import Chart, Choice, Statements, TableBlock
from steering.frames.brief import page as brief
from steering.frames.brief.scales import FigureScale
from steering.frames.frame import Frame
from steering.frames.storyboard import page as storyboard
from steering.state.choices import filters_of, read_choices
from steering.state.views import make_view
from tests.steering.frames.walking import blocks
from tests.steering.since.desk import Desk
from tests.steering.small_cases import kpi, small

T = TypeVar("T")
ROWS = ["2026-03,count,,,,5", "2026-04,count,,,,7", "2026-04,rate,,1,4,"]
MENDED = ["2026-03,count,,,,5", "2026-04,count,,,,6", "2026-05,count,,,,11", "2026-04,rate,,1,4,", "2026-05,rate,,1,3,"]
STORY = """\
scenes:
  - id: opening
    minutes: 2
    page: kpis
    message: How many there are
    claims: [{says: There are eight, metric: count, op: ">=", value: 8}]
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    kpis = kpi("count", unit="count", combine="sum", target="10") + kpi("rate")
    folder = small(tmp_path / "case", kpis=kpis, figures=ROWS)
    (folder / "storyboard.yaml").write_text(STORY, encoding="utf-8")
    opened = Desk(folder, tmp_path / "home")
    _ = opened.context
    yield opened
    opened.app.close()


@pytest.fixture
def moved(desk: Desk) -> Desk:
    """April was corrected, and May came."""
    desk.bring(MENDED)
    desk.edit("as_of: 2026-04", "as_of: 2026-05")
    return desk


def show(desk: Desk, **chosen: str) -> Frame:
    return brief.build_frame(desk.context, replace(desk.filters, **chosen))


def find(frame: Frame, id: str, kind: type[T]) -> T:
    """The one block of a kind with this id, or of this name."""
    named = [block for block in blocks(frame) if id in (getattr(block, "id", ""), getattr(block, "name", ""))]
    (only,) = [block for block in named if isinstance(block, kind)]
    return only


class TestBrief:
    def test_the_way_of_a_figure(self, moved: Desk) -> None:
        chart = find(show(moved, since=moved.first_release()), "since", Chart)
        assert chart.note == "The count rose from 7 to 11: corrected data −1, new data +5."
        assert chart.alt == (
            "Bars from The count then, 7, to now, 11. In between: Corrected data −1; New data +5; "
            "Changed definition 0; Changed scenario 0."
        )
        assert [row[1:] for row in chart.table.rows] == [("−1", "6"), ("+5", "11"), ("0", "11"), ("0", "11")]

    def test_the_table_has_what_moved_with_its_causes(self, moved: Desk) -> None:
        table = find(show(moved, since=moved.first_release()), "since-figures", TableBlock)
        assert list(table.rows) == [
            ("The count", "7", "−1", "+5", "0", "0", "11"),
            ("The rate", "25.0%", "0", "+8.3 pts", "0", "0", "33.3%"),
        ]

    def test_the_list_says_what_is_not_new_data(self, moved: Desk) -> None:
        changes = find(show(moved, since=moved.first_release()), "changes", Statements)
        assert changes.title.startswith("What changed since the KPI release ")
        details = {statement.text: statement.detail for statement in changes.findings}
        assert details["The count"] == "Better, 7 to 11: corrected data −1, new data +5"
        assert details["The rate"] == "Better, 25% to 33%"

    def test_a_figure_is_chosen(self, moved: Desk) -> None:
        frame = show(moved, since=moved.first_release(), focus="rate")
        assert find(frame, "since", Chart).title.startswith("Why The rate moved since the KPI release")
        assert frame.focus_options == ["count", "rate"]

    def test_moments_are_offered_also_where_no_committee_is_known(self, moved: Desk) -> None:
        frame = show(moved)
        choice = find(frame, "since", Choice)
        first, release, *months = choice.options
        assert (first, choice.chosen) == (("", "Nothing"), "")
        assert release[0] == moved.first_release() and release[1].startswith("KPI release ")
        assert months == [("2026-04", "End of Apr 2026"), ("2026-03", "End of Mar 2026")]
        assert find(frame, "changes", Statements).empty.startswith("Choose a moment to compare with")

    def test_a_day_of_a_link_is_among_the_choices(self, moved: Desk) -> None:
        choice = find(show(moved, since="2026-04-30"), "since", Choice)
        assert choice.chosen == "2026-04-30" and ("2026-04-30", "30 Apr 2026") in choice.options

    def test_one_business_unit_has_no_figures_of_the_whole(self, moved: Desk) -> None:
        frame = show(moved, since="2026-04", unit="Nowhere")
        table = find(frame, "since-figures", TableBlock)
        assert (table.rows, table.empty) == ((), "No figure has moved.")


class TestStoryboard:
    def test_a_claim_that_turned_with_its_cause(self, moved: Desk) -> None:
        frame = storyboard.build_frame(moved.context, replace(moved.filters, since=moved.first_release()))
        claims = find(frame, "since-claims", Statements)
        assert claims.title.startswith("1 claim changed since the KPI release")
        (claim,) = claims.findings
        assert (claim.text, claim.figure) == ("There are eight", "holds")
        assert claim.detail.startswith("New data. The count: 11") and claim.meta == "not supported then · scene opening"


class TestLinks:
    def test_what_a_link_may_say(self, moved: Desk) -> None:
        snapshot = moved.app.snapshot()
        for since in (moved.first_release(), "2026-03", "2026-04-30", ""):
            choices = read_choices(snapshot, {"since": since})
            assert choices.values == {"since": since} and not choices.rejects
            assert filters_of(snapshot, choices.values).since == (since or None)

    def test_a_moment_that_is_none_is_told_where_it_counts(self, moved: Desk) -> None:
        snapshot = moved.app.snapshot()
        choices = read_choices(snapshot, {"since": "decision:<b>"})
        (notice,) = choices.notices(model=False, compares=True)
        assert notice.text == "There is no moment 'decision:<b>' to compare with."
        assert choices.notices(model=True) == ()

    def test_pages_that_compare_with_nothing_are_made_once(self, moved: Desk) -> None:
        snapshot, pictures = moved.app.snapshot(), moved.app.pictures
        choices = read_choices(snapshot, {"since": "2026-03"})
        plain = read_choices(snapshot, {})
        for page, is_same in (("kpis", True), ("brief", False)):
            views = [make_view(snapshot, pictures, AGENDA[page], each) for each in (choices, plain)]
            assert (views[0].frame is views[1].frame) is is_same


class TestScales:
    @given(
        levels=st.lists(st.fractions(-(10**9), 10**9), min_size=2, max_size=5),
        factor=st.sampled_from([1, 100, 1_000_000]),
        decimals=st.integers(0, 3),
    )
    @example(levels=[Fraction(140737489), Fraction(1, 3)], factor=1_000_000, decimals=2)
    def test_what_is_written_adds_up(self, levels: list[Fraction], factor: int, decimals: int) -> None:
        scale = FigureScale(factor=Fraction(factor), decimals=decimals, after=" h", after_step=" h")
        whole = scale.round(levels)
        steps = [after - before for before, after in pairwise(whole)]
        texts = [scale.write(whole[0]), *map(scale.write_step, steps)]
        total = sum(read(text) for text in texts)
        assert total == read(scale.write(whole[-1]))

    def test_right_values(self) -> None:
        money = FigureScale(before="USD ")
        assert [money.write(-1234567), money.write_step(1234567), money.write_step(0)] == [
            "−USD 1,234,567",
            "+USD 1,234,567",
            "0",
        ]
        assert [money.write_briefly(-1234567), money.write_on_bar(1234567)] == ["−USD 1.2M", "+1.2M"]
        share = FigureScale(factor=Fraction(100), decimals=1, after="%", after_step=" pts")
        assert share.round([Fraction(1, 3)]) == (333,)
        assert [share.write(333), share.write_step(-83)] == ["33.3%", "−8.3 pts"]


def read(text: str) -> Fraction:
    """The number that a text says."""
    return Fraction(text.removesuffix(" h").replace(",", "").replace("−", "-").replace("+", ""))
