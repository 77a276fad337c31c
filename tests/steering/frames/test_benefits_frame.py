"""The tab Benefits of the ROI page, and what the Brief says of waiting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from steering.ask import ask_cost_of_delay
from steering.context.filters import Filters
from steering.finance.model import evaluate
from steering.frames.blocks import FundingRequest, TableBlock
from steering.frames.brief import page as brief
from steering.frames.figure_value import describe_figure, name_figure
from steering.frames.frame import Frame
from steering.frames.roi import page as roi
from steering.frames.roi.benefits import describe_wait
from steering.metrics.lineage import lineage_of
from steering.roi.report import roi_report
from steering.roi.waiting import list_waits
from steering.state.app_state import AppState
from steering.state.case_snapshot import CaseSnapshot
from tests.steering.frames.walking import blocks
from tests.steering.small_cases import small

NOW = Filters(as_of="2026-10")
PLAIN = """\
discount_rate: 0.1
period: year
lines:
  - {id: spent, kind: cost, values: [100, 0, 0]}
  - {id: gained, kind: benefit, values: [0, 60, 60]}
"""


def tables(frame: Frame) -> dict[str, TableBlock]:
    return {block.id: block for block in blocks(frame) if isinstance(block, TableBlock)}


class TestExample:
    def test_each_benefit_has_its_verdict(self, whole_example: CaseSnapshot) -> None:
        table = tables(roi.build_frame(whole_example.context, NOW))["benefits"]
        assert [row[1] for row in table.texts] == ["On plan", "On plan", "Behind", "Behind", "Not measured"]
        assert table.note == (
            "Of 5 benefits 2 are on plan, 2 are behind and 1 is not measured. Amounts fall due from Nov 2026 on."
        )
        assert "changed in Aug 2026" in table.texts[-1][4]

    def test_cash_alone_stands_beside_the_whole_on_both_bases(self, whole_example: CaseSnapshot) -> None:
        table, report = (
            tables(roi.build_frame(whole_example.context, NOW))["cash-alone"],
            roi_report(whole_example.context, NOW),
        )
        adjusted = report.risk_adjusted_metrics
        assert table.texts[0][1:] == tuple(
            report.money(value)
            for value in (report.now.npv, report.now.npv_cashable, adjusted.npv, adjusted.npv_cashable)
        )
        assert report.metric("npv_cashable", risk_adjusted=True) == adjusted.npv_cashable

    def test_a_wait_of_a_month_is_the_metric(self, whole_example: CaseSnapshot) -> None:
        report = roi_report(whole_example.context, NOW)
        for adjusted in (False, True):
            waits = list_waits(report, risk_adjusted=adjusted)
            assert len(waits) == 12
            assert waits[0].lost == report.metric("cost_of_delay", risk_adjusted=adjusted)

    def test_the_brief_says_what_the_ask_loses(self, whole_example: CaseSnapshot) -> None:
        context, frame = whole_example.context, brief.build_frame(whole_example.context, NOW)
        [ask] = [block for block in frame.blocks if isinstance(block, FundingRequest)]
        whole, without = (
            roi_report(context, view).now.cost_of_delay for view in (NOW, replace(NOW, scenario="without_tranche_3"))
        )
        assert whole is not None
        assert without is not None
        lost = ask_cost_of_delay(context, NOW)
        assert lost == whole - without
        assert ask.waiting == f"Each month of waiting costs {roi_report(context, NOW).money(lost)} of NPV."
        assert describe_figure(frame, "ask-delay") == (ask.waiting,)
        assert name_figure(frame, "ask-delay") == "The cost of waiting"
        lineage = lineage_of(context, NOW, "brief", "ask-delay")
        assert lineage is not None
        assert {query.name for query in lineage.queries} == {"adoption_by_month", "cost_months"}


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        (2.0, "Each month of waiting costs USD 2 of NPV."),
        (-2.0, "Each month of waiting gains USD 2 of NPV."),
        (0.0, "A month of waiting changes next to nothing in NPV."),
    ],
)
def test_what_waiting_is_said_to_do(tmp_path: Path, lost: float, words: str) -> None:
    with_plain(tmp_path)
    app_state = AppState(tmp_path / "home", tmp_path / "case")
    try:
        assert describe_wait(roi_report(app_state.snapshot().context, Filters(as_of="2026-04")), lost) == words
    finally:
        app_state.close()


def test_a_case_that_says_nothing_of_cash_has_no_figures_on_it(tmp_path: Path) -> None:
    with_plain(tmp_path)
    app_state = AppState(tmp_path / "home", tmp_path / "case")
    try:
        snapshot = app_state.snapshot()
        shown = tables(roi.build_frame(snapshot.context, Filters(as_of="2026-04")))
        assert "cash-alone" not in shown
        assert [(row[1], row[3], row[4]) for row in shown["benefits"].texts] == [
            ("Not measured", "Not said", "No KPI measures it.")
        ]
        business = snapshot.context.case.business
        assert business is not None
        assert [column.label for column in shown["waits"].columns][-1] == "NPV lost"
        assert (evaluate(business).cost_of_delay or 0) > 0
    finally:
        app_state.close()


def with_plain(folder: Path) -> None:
    """Write a case of a business case without any risk adjustment."""
    small(folder / "case")
    (folder / "case" / "business_case.yaml").write_text(PLAIN, encoding="utf-8")
