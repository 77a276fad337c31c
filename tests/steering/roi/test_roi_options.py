"""What the ROI page says of the options of a business case: the message, the chart, and three tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from steering.cases.resolve import resolve_alone
from steering.context.filters import Filters
from steering.finance.model import compute_npv
from steering.frames.blocks import Statements
from steering.frames.brief import page as brief
from steering.frames.frame import Frame
from steering.frames.roi import page as roi
from steering.roi.options import describe_option, option_figures
from steering.roi.report import roi_report
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.charts.readers import READERS, agrees
from tests.steering.finance.option_cases import TWO_WAYS
from tests.steering.frames.walking import blocks
from tests.steering.small_cases import small

NOW = Filters(as_of="2026-10")
PLAN = replace(NOW, basis="plan")
SMALL = Filters(as_of="2026-03")
LAY = Callable[[Path], CaseSnapshot]


def one(frame: Frame, id: str) -> Any:
    return next((block for block in blocks(frame) if getattr(block, "id", "") == id), None)


def laid(lay: LAY, folder: Path, text: str) -> CaseSnapshot:
    made = small(folder)
    (made / "business_case.yaml").write_text(text, encoding="utf-8")
    return lay(made)


def words(block: Statements) -> str:
    return " ".join(f"{item.text} {item.detail}" for item in block.findings)


class TestExample:
    def test_headlines_are_the_option_less_the_baseline_on_either_basis(self, whole_example: CaseSnapshot) -> None:
        for filters in (NOW, PLAN):
            figures = option_figures(whole_example.context, filters)
            assert figures is not None
            report = roi_report(whole_example.context, filters)
            assert figures.increment("build", "own_tools").npv == pytest.approx(report.npv, rel=1e-12)

    def test_to_stay_is_what_the_scenario_without_the_tranche_says(self, whole_example: CaseSnapshot) -> None:
        business = whole_example.context.case.business
        assert business is not None
        stay = resolve_alone(business.as_written, "stay")
        assert compute_npv(stay) == pytest.approx(compute_npv(business, "without_tranche_3"), rel=1e-12)

    def test_the_page_says_which_option_it_is_about(self, whole_example: CaseSnapshot) -> None:
        assert describe_option(whole_example.context.case.business) == "Build, against Own tools"
        assert "Option: Build, against Own tools." in roi.build_frame(whole_example.context, NOW).detail
        ask = next(
            block for block in blocks(brief.build_frame(whole_example.context, NOW)) if hasattr(block, "purpose")
        )
        assert ask.option == "Build, against Own tools"  # type: ignore[union-attr]

    def test_the_message_names_the_better_option_and_where_that_turns(self, whole_example: CaseSnapshot) -> None:
        frame = roi.build_frame(whole_example.context, PLAN)
        figures = option_figures(whole_example.context, PLAN)
        assert figures is not None
        said = words(one(frame, "options-message"))
        increment = figures.increment("build", "buy")
        assert f"Build is worth {roi_report(whole_example.context, PLAN).money(increment.npv)} more than Buy." in said
        (crossover,) = increment.crossovers or ()
        assert f"above a discount rate of {crossover:.0%}" in said
        assert "By IRR Buy would come before Build" in said
        assert "because it takes less money at first" in said

    def test_the_asked_one_and_the_baseline_are_marked(self, whole_example: CaseSnapshot) -> None:
        rows = {row[0]: row[1] for row in one(roi.build_frame(whole_example.context, NOW), "options").rows}
        assert (rows["Build"], rows["Own tools"], rows["Buy"]) == ("✓ Asked for", "○ Baseline", None)

    def test_risks_of_an_option_are_named(self, whole_example: CaseSnapshot) -> None:
        row = next(row for row in one(roi.build_frame(whole_example.context, NOW), "options").rows if row[0] == "Build")
        assert "Wave 5 reaches production untrained" in row[-1]

    def test_every_two_options_are_held_against_one_another(self, whole_example: CaseSnapshot) -> None:
        rows = one(roi.build_frame(whole_example.context, NOW), "option-pairs").rows
        assert len({frozenset(row[:2]) for row in rows}) == len(rows) == 6


class TestOthers:
    def test_a_case_without_options_has_no_such_part(self, tmp_path: Path, lay: LAY) -> None:
        text = "discount_rate: 0.1\ncurrency: USD\nlines: [{id: a, kind: benefit, values: [1, 2]}]\n"
        snapshot = laid(lay, tmp_path, text)
        frame = roi.build_frame(snapshot.context, SMALL)
        assert one(frame, "options") is None
        assert "Option:" not in frame.detail
        assert describe_option(snapshot.context.case.business) == ""

    def test_who_asks_for_the_worse_one_is_told(self, tmp_path: Path, lay: LAY) -> None:
        snapshot = laid(lay, tmp_path, TWO_WAYS.replace("option: build", "option: buy"))
        figures = option_figures(snapshot.context, SMALL)
        assert figures is not None
        other = "buy" if figures.ranking[0] == "build" else "build"
        snapshot = laid(lay, tmp_path / "other", TWO_WAYS.replace("option: build", f"option: {other}"))
        message = one(roi.build_frame(snapshot.context, SMALL), "options-message")
        assert f"Asked for is {other.capitalize()}, which is worth" in words(message)

    def test_rates_of_their_own_are_told_and_drawn_as_bars(self, tmp_path: Path, lay: LAY) -> None:
        text = TWO_WAYS.replace("label: Buy}", "label: Buy, discount_rate: 6%}")
        frame = roi.build_frame(laid(lay, tmp_path, text).context, SMALL)
        assert "Buy at 6.0%" in words(one(frame, "options-message"))
        assert "rates of their own" in {row[-1] for row in one(frame, "option-pairs").rows}
        chart = one(frame, "options-chart")
        assert [trace["type"] for trace in chart.figure["data"]] == ["bar"]
        assert all(agrees(*pair) for pair in READERS["options-chart"](chart))

    def test_what_users_write_is_shown_as_text(self, tmp_path: Path, lay: LAY) -> None:
        text = TWO_WAYS.replace("label: Buy}", 'label: "<b>Buy</b>"}')
        frame = roi.build_frame(laid(lay, tmp_path, text).context, SMALL)
        names = [trace["name"] for trace in one(frame, "options-chart").figure["data"]]
        assert not any("<" in name for name in names)
        assert "<b>Buy</b>" in {row[0] for row in one(frame, "options").rows}
