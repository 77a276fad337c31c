"""The cash chart and its words follow when flows fall within a period: in split timing, costs at its start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from steering.context.filters import Filters
from steering.finance.audit import audit_business_case
from steering.frames.blocks import Chart, Tile, Tiles
from steering.frames.frame import Frame
from steering.frames.roi import page as roi
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.charts.readers import READERS, agrees
from tests.steering.finance.business_cases import business
from tests.steering.frames.walking import blocks
from tests.steering.small_cases import small

LINES = """\
discount_rate: 0.1
timing: {timing}
lines:
  - {{id: c, kind: cost, values: [0, 100, 100, 0]}}
  - {{id: b, kind: benefit, values: [0, 0, 120, 150]}}
"""
DATES = """\
discount_rate: 0.1
cashflows: {net: [-100, 60, 70], dates: [2026-01-01, 2026-07-01, 2027-01-01]}
"""
BuildFrame = Callable[[str], Frame]


@pytest.fixture
def frame_of(tmp_path: Path, lay: Callable[[Path], CaseSnapshot]) -> BuildFrame:
    def build(text: str) -> Frame:
        case = small(tmp_path / "case")
        (case / "business_case.yaml").write_text(text, encoding="utf-8")
        return roi.build_frame(lay(case).context, Filters(as_of="2026-04"))

    return build


def cash(frame: Frame) -> Chart:
    return next(block for block in blocks(frame) if isinstance(block, Chart) and block.id == "cash")


def tile(frame: Frame, id: str) -> Tile:
    return next(tile for block in blocks(frame) if isinstance(block, Tiles) for tile in block.tiles if tile.id == id)


def test_split_costs_are_drawn_and_told_at_the_start_of_their_year(frame_of: BuildFrame) -> None:
    frame = frame_of(LINES.format(timing="split"))
    chart = cash(frame)
    line = next(trace for trace in chart.figure["data"] if trace["name"] == "Cumulative")
    assert list(zip(line["x"], line["y"], strict=True)) == [
        (0, 0), (0, -100), (1, -100), (1, -200), (2, -80), (2, -80), (3, 70),
    ]  # fmt: skip
    assert all(agrees(*pair) for pair in READERS["cash"](chart))
    assert "down to −USD 200 once the costs of a period are paid at its start" in chart.alt
    assert "Costs are paid at the start of each year and benefits come evenly within it" in chart.note
    assert "the end of each year;" not in chart.note
    peak = tile(frame, "peak_funding")
    assert (peak.value, peak.note) == ("USD 200", "at its deepest, as costs are paid at the start of a year")


@pytest.mark.parametrize("timing", ["end", "mid", "start"])
def test_other_timings_have_the_total_at_the_end_of_each_year(frame_of: BuildFrame, timing: str) -> None:
    frame = frame_of(LINES.format(timing=timing))
    chart = cash(frame)
    line = next(trace for trace in chart.figure["data"] if trace["name"] == "Cumulative")
    assert line["y"] == [0, -100, -80, 70]
    assert "down to −USD 100, and" in chart.alt
    assert "The line is the total at the end of each year; payback counts flows as even within it." in chart.note
    assert tile(frame, "peak_funding").note == "at its deepest"
    assert "After costs" not in [column.label for column in chart.table.columns]


def test_dated_flows_are_told_by_their_dates(frame_of: BuildFrame) -> None:
    chart = cash(frame_of(DATES))
    assert chart.table.columns[0].label == "Date"
    assert "Flows count on their dates, so payback falls on one of them." in chart.note
    assert "period" not in chart.note and "end of each" not in chart.note


@pytest.mark.parametrize(
    ("timing", "value", "months"), [("split", 40, 12), ("end", 28, 24), ("mid", 28, 24), ("start", 28, 24)]
)
def test_the_end_of_the_investment_follows_the_timing(timing: str, value: int, months: int) -> None:
    """Costs of the second year are paid at month 12 in split timing, and by month 24 otherwise; payback is 52."""
    text = LINES.format(timing=timing).replace("[0, 100, 100, 0]", "[0, 100, 100, 0, 0, 0]")
    text = text.replace("[0, 0, 120, 150]", "[0, 0, 0, 0, 150, 150]")
    case = business(f"{text}stated: [{{metric: payback_months, value: {value}}}]\n")
    explanation = str(audit_business_case(case).findings[0].explanation)
    assert f"the end of the investment ({months} months from today)" in explanation
