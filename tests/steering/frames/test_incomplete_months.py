"""Figures of a month that the charges cover in part: marked as such, and compared with no whole month."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steering.context.filters import Filters
from steering.frames.blocks import TableBlock, Tile, Tiles
from steering.frames.blocks import leaves as leaf_blocks
from steering.frames.costs import page as costs
from steering.frames.figure_inputs import list_inputs
from steering.frames.frame import Frame
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.small_cases import with_charges

FOUR_MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04")
TEAMS = [f"{month},T1,Team 1,Unit,1,production,10,2" for month in FOUR_MONTHS]
LENGTHS = {"2026-01": (1, 31), "2026-02": (1, 28), "2026-03": (1, 31), "2026-04": (1, 30)}
COMPARED = ("spend", "allocated", "unit-cost")


@pytest.fixture
def snapshot_of(lay: Callable[[Path], CaseSnapshot], tmp_path: Path) -> Callable[..., CaseSnapshot]:
    """A case with a charge of USD 100 on each day of January to April 2026, but for the months that are given."""

    def build(**part: tuple[int, int]) -> CaseSnapshot:
        spans = LENGTHS | {f"2026-{month[1:]}": span for month, span in part.items()}
        days = [f"{month}-{day:02}" for month, (first, last) in spans.items() for day in range(first, last + 1)]
        return lay(with_charges(tmp_path / "case", days, TEAMS))

    return build


def tiles(frame: Frame) -> dict[str, Tile]:
    return {tile.id: tile for block in leaf_blocks(frame.blocks) if isinstance(block, Tiles) for tile in block.tiles}


def table(frame: Frame, id: str) -> TableBlock:
    return next(block for block in leaf_blocks(frame.blocks) if isinstance(block, TableBlock) and block.id == id)


def test_complete_months_are_compared(snapshot_of: Callable[..., CaseSnapshot]) -> None:
    frame = costs.build_frame(snapshot_of().context, Filters(as_of="2026-04"))
    shown = tiles(frame)
    assert shown["unit-cost"].value == "USD 1,500"
    assert (shown["unit-cost"].delta, shown["unit-cost"].note) == ("−USD 50", "in production, per month")
    assert all(shown[id].delta is not None for id in COMPARED)
    units = table(frame, "unit-costs")
    assert [column.label for column in units.columns] == ["Unit", "Cost per unit", "Previous month", "Trend"]
    assert units.rows[0] == ("Model in production", "USD 1,500", "USD 1,550", (1550, 1400, 1550, 1500))
    assert "incomplete" not in units.note


def test_a_month_that_is_charged_in_part_is_marked_and_not_compared(snapshot_of: Callable[..., CaseSnapshot]) -> None:
    context = snapshot_of(m04=(1, 8)).context
    frame = costs.build_frame(context, Filters(as_of="2026-04"))
    shown = tiles(frame)
    for id in COMPARED:
        assert shown[id].delta is None, id
        assert shown[id].note.endswith("incomplete: charged up to 8 Apr"), id
    assert shown["unit-cost"].value == "USD 400.00"
    units = table(frame, "unit-costs")
    assert [column.label for column in units.columns] == ["Unit", "Cost so far", "Trend"]
    assert units.rows[0] == ("Model in production", "USD 400.00", (1550, 1400, 1550))
    assert units.note.endswith("Apr 2026 is incomplete: charged up to 8 Apr. The months are not compared.")
    assert [row[0] for row in table(frame, "rates").rows][:2] == ["Apr 2026, incomplete", "Mar 2026"]
    assert dict(list_inputs(context, Filters(as_of="2026-04"), "costs", "unit-cost")) == {
        "Spend of Apr 2026, charged up to 8 Apr": "USD 800.00",
        "Models in production": "2",
    }


def test_a_month_is_not_compared_with_one_that_is_charged_in_part(snapshot_of: Callable[..., CaseSnapshot]) -> None:
    """The first month of an export often begins in its middle: the second one would look dear beside it."""
    frame = costs.build_frame(snapshot_of(m01=(20, 31)).context, Filters(as_of="2026-02"))
    shown = tiles(frame)
    assert all(shown[id].delta is None for id in COMPARED)
    assert "more than the month before" not in frame.detail
    assert shown["unit-cost"].note == "in production, per month"
    units = table(frame, "unit-costs")
    assert [column.label for column in units.columns] == ["Unit", "Cost per unit", "Trend"]
    assert "Jan 2026 is incomplete: charged from 20 Jan." in units.note
