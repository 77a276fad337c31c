"""The ROI page as a value: verdict, figures with their conventions, and nothing that can't be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from steering.context.filters import Filters
from steering.frames.adoption import page as adoption
from steering.frames.blocks import Chart, FundingRequest, Interactive, TableBlock, Tile, Tiles
from steering.frames.brief import page as brief
from steering.frames.costs import page as costs
from steering.frames.frame import Frame
from steering.frames.kpis import page as kpis
from steering.frames.roadmap import page as roadmap
from steering.frames.roi import page as roi
from steering.roi.report import roi_report
from steering.state.case_snapshot import CaseSnapshot as Laid
from steering.status import Status
from tests.steering.frames.walking import blocks, leaves
from tests.steering.small_cases import small

NOW = Filters(as_of="2026-10")
UGLY = re.compile(r"\bnan\b|\binf(inity)?\b|\d[eE][+-]?\d|Decimal\(|Fraction\(|<NA>", re.IGNORECASE)
EXTREMES = """\
discount_rate: {rate}
periods: 2
lines:
  - {{id: spent, kind: cost, values: [{cost}, 0, 0]}}
  - {{id: gained, kind: benefit, values: [0, {benefit}, {benefit}]}}
"""


def tiles(frame: Frame) -> dict[str, Tile]:
    return {tile.id: tile for block in blocks(frame) if isinstance(block, Tiles) for tile in block.tiles}


def one(frame: Frame, id: str) -> Chart | TableBlock:
    return next(block for block in blocks(frame) if getattr(block, "id", "") == id and hasattr(block, "title"))


def case_of(folder: Path, text: str) -> Path:
    """A case with this business case and nothing else."""
    made = small(folder)
    (made / "business_case.yaml").write_text(text, encoding="utf-8")
    return made


class TestExample:
    def test_the_verdict_comes_first(self, whole_example: Laid) -> None:
        frame = roi.build_frame(whole_example.context, NOW)
        found = roi_report(whole_example.context, NOW)
        assert frame.message == "Not certain to pay on today's data: 60% of futures pay, middle NPV USD 795k"
        assert (
            found.money(found.plan_metrics.npv)
            in next(block for block in frame.blocks if isinstance(block, Interactive)).note
        )
        assert "the base USD 4.9M and the middle future USD 795k, but risk-adjusted −USD 516k" in frame.detail
        assert tiles(frame)["npv"].status is Status.UNCERTAIN

    def test_the_worst_scenario_is_not_worth_funding(self, whole_example: Laid) -> None:
        frame = roi.build_frame(whole_example.context, replace(NOW, scenario="worst"))
        assert frame.message.startswith("Not worth funding on today's data: 0% of futures pay, middle NPV −USD")
        assert tiles(frame)["irr"].value == "None"
        assert "NPV decides" in tiles(frame)["irr"].note
        assert tiles(frame)["payback_months"].value == "–"

    def test_the_scenarios_stand_side_by_side(self, whole_example: Laid) -> None:
        table = one(roi.build_frame(whole_example.context, NOW), "scenarios")
        assert isinstance(table, TableBlock)
        assert [column.label for column in table.columns][1:4] == ["Base", "As planned", "Best"]
        found = roi_report(whole_example.context, NOW)
        assert table.rows[0][1:] == tuple(found.money(metrics.npv) for _, metrics in found.scenarios)

    def test_the_viewers_own_stand_first(self, whole_example: Laid) -> None:
        moved = replace(NOW, drivers=(("benefit_delay_months", 6.0),))
        table = one(roi.build_frame(whole_example.context, moved), "scenarios")
        assert isinstance(table, TableBlock)
        assert [column.label for column in table.columns][1:5] == [
            "Your own",
            "Your own, as planned",
            "As planned",
            "Base",
        ]

    def test_same_parameters_same_hash(self, whole_example: Laid) -> None:
        first = roi.build_frame(whole_example.context, NOW)
        assert first.sha256 == roi.build_frame(whole_example.context, NOW).sha256
        assert first.sha256 != roi.build_frame(whole_example.context, replace(NOW, scenario="best")).sha256

    def test_the_cash_chart_ends_where_its_table_does(self, whole_example: Laid) -> None:
        chart = one(roi.build_frame(whole_example.context, NOW), "cash")
        assert isinstance(chart, Chart)
        found = roi_report(whole_example.context, NOW)
        running = next(trace for trace in chart.figure["data"] if trace["name"] == "Cumulative")
        assert running["y"] == list(found.cash.cumulative)
        assert chart.table.rows[-1][-1] == f"{found.cash.cumulative[-1]:,.2f}"
        mark = next(trace for trace in chart.figure["data"] if trace["name"] == "Payback")
        assert found.now.payback_months is not None
        assert mark["x"] == [found.now.payback_months / 3]

    def test_every_text_can_be_read(self, whole_example: Laid) -> None:
        for view in (NOW, replace(NOW, scenario="worst"), replace(NOW, basis="plan"), replace(NOW, as_of="2026-02")):
            for place, value in leaves(roi.build_frame(whole_example.context, view)):
                if isinstance(value, str) and "figure" not in place and "provenance" not in place:
                    assert not UGLY.search(value), (place, value)


class TestDrivers:
    """Moving a driver changes every figure that depends on it, on every page, and nothing else."""

    MOVED = replace(NOW, drivers=(("benefit_factor", 0.7),))

    def test_the_roi_page_follows(self, whole_example: Laid) -> None:
        before, after = (tiles(roi.build_frame(whole_example.context, view)) for view in (NOW, self.MOVED))
        changed = {id for id in before if before[id].value != after[id].value}
        assert changed == {"npv", "irr", "roi", "payback_months", "peak_funding", "risk_adjusted"}

    @pytest.mark.parametrize("page", [brief, roadmap])
    @pytest.mark.parametrize("view", [MOVED, replace(NOW, scenario="worst"), replace(NOW, basis="plan")])
    def test_what_is_tried_changes_no_ask_and_no_gate(self, whole_example: Laid, page: object, view: Filters) -> None:
        make = page.build_frame  # type: ignore[attr-defined]
        blocks_of = [make(whole_example.context, filters).blocks for filters in (NOW, view)]
        assert blocks_of[0] == blocks_of[1]

    def test_the_ask_shows_its_own_return(self, whole_example: Laid) -> None:
        frame = brief.build_frame(whole_example.context, NOW)
        request = next(block for block in frame.blocks if isinstance(block, FundingRequest))
        figures = {tile.label: tile.value for tile in request.figures}
        with_ask, without = (
            roi_report(whole_example.context, view) for view in (NOW, replace(NOW, scenario="without_tranche_3"))
        )
        assert with_ask.npv is not None
        assert without.npv is not None
        assert figures["NPV of this ask"] == with_ask.money(with_ask.npv - without.npv) == "USD 7.4M"

    @pytest.mark.parametrize("page", [adoption, kpis, costs])
    def test_nothing_else_does(self, whole_example: Laid, page: object) -> None:
        make = page.build_frame  # type: ignore[attr-defined]
        assert make(whole_example.context, NOW).sha256 == make(whole_example.context, self.MOVED.without_model).sha256
        assert make(whole_example.context, NOW).sha256 == make(whole_example.context, self.MOVED).sha256


class TestOdd:
    def test_a_case_without_one_says_what_to_do(self, tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
        frame = roi.build_frame(lay(small(tmp_path / "case")).context, Filters(as_of="2026-04"))
        assert frame.message == "Waiting for the business case"
        assert "business_case.yaml" in frame.notices[0].remedy

    def test_several_rates_of_return_are_told(self, tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
        text = "discount_rate: 0.1\ncashflows: {net: [-4000, 25000, -25000]}\n"
        frame = roi.build_frame(lay(case_of(tmp_path / "case", text)).context, Filters(as_of="2026-04"))
        assert frame.message == "Not worth funding as planned: NPV −USD 1,934, with no range for any figure"
        assert frame.notices[-1].text.startswith("At 25.0% and 400.0% the NPV is 0")
        assert tiles(frame)["irr"].value == "None"
        assert tiles(frame)["roi"].value == "–"

    @pytest.mark.parametrize(("gained", "at"), [(100, "every"), (0, "no")])
    def test_where_no_rate_is_the_return_it_says_why(
        self, tmp_path: Path, lay: Callable[[Path], Laid], gained: int, at: str
    ) -> None:
        text = (
            "discount_rate: 0.1\nlines:\n  - {id: c, kind: cost, values: [0, 100, 100]}\n"
            f"  - {{id: b, kind: benefit, values: [0, {gained}, {gained}]}}\n"
        )
        frame = roi.build_frame(lay(case_of(tmp_path / "case", text)).context, Filters(as_of="2026-04"))
        assert tiles(frame)["irr"].note == f"NPV is 0 at {at} rate; NPV decides"

    @pytest.mark.parametrize(
        ("rate", "cost", "benefit"),
        [
            ("0", "0", "0"),
            ("0.1", "0.000001", "1000000000000"),
            ("90000%", "1000000000000000", "1"),
            ("-0.99", "1", "1"),
        ],
    )
    def test_extremes_can_be_read(
        self, tmp_path: Path, lay: Callable[[Path], Laid], rate: str, cost: str, benefit: str
    ) -> None:
        text = EXTREMES.format(rate=rate, cost=cost, benefit=benefit)
        frame = roi.build_frame(lay(case_of(tmp_path / "case", text)).context, Filters(as_of="2026-04"))
        for place, value in leaves(frame):
            if isinstance(value, str) and "figure" not in place and "provenance" not in place:
                assert not UGLY.search(value), (place, value)

    def test_dated_flows(self, tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
        text = (
            "discount_rate: 0.09\ncashflows:\n  net: [-10000, 2750, 4250, 3250, 2750]\n"
            "  dates: [2008-01-01, 2008-03-01, 2008-10-30, 2009-02-15, 2009-04-01]\n"
        )
        frame = roi.build_frame(lay(case_of(tmp_path / "case", text)).context, Filters(as_of="2026-04"))
        assert tiles(frame)["npv"].value == "USD 2,087"
        assert tiles(frame)["irr"].value == "37.3%"


class TestWhatWouldMakeItFail:
    """The sentence says only what is so: beyond each turn that it names, the sign of NPV is another one."""

    LINES = "discount_rate: 0.1\nperiods: 3\nlines:\n"
    COST = "  - {id: a, kind: cost, values: [5, 1, 1, 1]}\n"
    GAIN = "  - {id: b, kind: benefit, values: [0, 4, 4, 4]}\n"

    def said(self, lay: Callable[[Path], Laid], folder: Path, text: str, **view: str) -> str:
        laid = lay(case_of(folder, text))
        return roi.build_frame(laid.context, replace(laid.default_filters, **view)).detail

    def test_it_names_the_turns(self, lay: Callable[[Path], Laid], tmp_path: Path) -> None:
        said = self.said(lay, tmp_path, self.LINES + self.COST + self.GAIN)
        assert re.search(
            r"Breaks even with benefits \d+% lower, costs \d+% higher or benefits [\d.]+ months later\.", said
        )

    @pytest.mark.parametrize("lines", [COST, GAIN], ids=["costs alone", "benefits alone"])
    def test_nothing_turns_where_one_side_is_all(self, lay: Callable[[Path], Laid], tmp_path: Path, lines: str) -> None:
        said = self.said(lay, tmp_path, self.LINES + lines)
        assert "It fails" not in said
        assert "It would pay" not in said

    def test_nothing_is_said_of_a_factor_of_nothing(self, lay: Callable[[Path], Laid], tmp_path: Path) -> None:
        text = self.LINES + self.COST + self.GAIN + "scenarios:\n  none: {benefits: 0}\n"
        assert "0.0%" not in self.said(lay, tmp_path, text, scenario="none")

    def test_nothing_is_said_where_npv_is_nothing(self, lay: Callable[[Path], Laid], tmp_path: Path) -> None:
        text = "discount_rate: 0\nlines:\n  - {id: a, kind: cost, values: [5, 0]}\n"
        said = self.said(lay, tmp_path, text + "  - {id: b, kind: benefit, values: [0, 5]}\n")
        assert "It would pay" not in said
        assert "It fails" not in said
