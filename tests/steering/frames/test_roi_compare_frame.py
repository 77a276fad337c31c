"""The comparison on the ROI page as a value: two columns of figures, a waterfall, and words for what is better."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from steering.charts.bridge_series import MOST_STEPS
from steering.context.filters import Filters
from steering.frames.blocks import Chart, Notice, TableBlock
from steering.frames.frame import Frame
from steering.frames.roi import page as roi
from steering.frames.roi.comparison import judge_difference
from steering.frames.roi.saved_scenarios import build_address, build_row, describe_saved
from steering.roi.comparison import compare_scenarios
from steering.roi.report import roi_report
from steering.roi.saved_scenarios import query_saved_results
from steering.state.case_snapshot import CaseSnapshot as Laid
from tests.pages.case_folders import HOSTILE
from tests.steering.frames.walking import blocks
from tests.steering.small_cases import small
from tests.steering.small_scenarios import FIGURES, kept, with_kept

VIEW = Filters(as_of="2026-10", scenario="slow_roll_out", against="without_tranche_3")
UGLY = re.compile(r"\bnan\b|\binf(inity)?\b|\d[eE][+-]?\d|Decimal\(|Fraction\(", re.IGNORECASE)


def shown(frame: Frame) -> tuple[TableBlock, Chart]:
    found = {block.id: block for block in blocks(frame) if isinstance(block, (TableBlock, Chart))}
    table, chart = found["compare"], found["waterfall"]
    assert isinstance(table, TableBlock)
    assert isinstance(chart, Chart)
    return table, chart


def test_without_a_second_scenario_there_is_none(whole_example: Laid) -> None:
    frame = roi.build_frame(whole_example.context, replace(VIEW, against=None))
    assert {"compare", "waterfall"} & {getattr(block, "id", "") for block in blocks(frame)} == set()


def test_the_table_has_both_and_says_which_is_better(whole_example: Laid) -> None:
    table, _ = shown(roi.build_frame(whole_example.context, VIEW))
    assert [column.label for column in table.columns][1:3] == ["Without tranche 3", "Slow roll out"]
    found = compare_scenarios(whole_example.context, VIEW)
    assert found is not None
    look = roi_report(whole_example.context, VIEW)
    assert found.after.npv is not None
    assert found.before.npv is not None
    step = look.money(found.after.npv - found.before.npv, sign=True)
    assert table.rows[0][1:] == (look.money(found.before.npv), look.money(found.after.npv), step, "better")
    assert {row[0]: row[4] for row in table.rows}["Total costs"] == "worse"
    assert table.note == "Both on today's data."


def test_the_waterfall_leads_from_one_to_the_other(whole_example: Laid) -> None:
    _, chart = shown(roi.build_frame(whole_example.context, VIEW))
    found = compare_scenarios(whole_example.context, VIEW)
    assert found is not None
    (bars,) = chart.figure["data"]
    sizes, starts = bars["x"], bars["base"]
    assert (sizes[0], sizes[-1]) == (found.before.npv, found.after.npv)
    assert starts[0] == starts[-1] == 0
    reached = sizes[0]
    for size, start in zip(sizes[1:-1], starts[1:-1], strict=True):
        assert start == pytest.approx(reached)
        reached += size
    assert reached == pytest.approx(found.after.npv)
    assert len(bars["text"]) == len(sizes)


def test_a_long_way_has_its_smallest_steps_together_and_the_table_has_all(whole_example: Laid) -> None:
    view = replace(VIEW, drivers=(("benefit_factor", 0.9), ("cost_factor", 1.1), ("discount_rate", 0.12)))
    _, chart = shown(roi.build_frame(whole_example.context, view))
    found = compare_scenarios(whole_example.context, view)
    assert found is not None
    assert found.steps is not None
    assert len(found.steps) > MOST_STEPS
    assert len(chart.figure["data"][0]["x"]) == MOST_STEPS + 2
    assert chart.figure["layout"]["yaxis"]["ticktext"][-2] == "4 smaller ones<br>together"
    assert len(chart.table.rows) == len(found.steps)
    assert chart.table.rows[-1][-1] == roi_report(whole_example.context, view).money(found.after.npv)


def test_the_same_is_said(whole_example: Laid) -> None:
    frame = roi.build_frame(whole_example.context, Filters(as_of="2026-10", against="base"))
    said = [block.text for block in blocks(frame) if isinstance(block, Notice)]
    assert said == ["Base and Base assume the same, so no figure differs."]


def test_as_planned_is_said(whole_example: Laid) -> None:
    table, _ = shown(roi.build_frame(whole_example.context, replace(VIEW, basis="plan")))
    assert table.note == "Both as planned."


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_is_text_in_the_chart(whole_example: Laid, name: str) -> None:
    context = with_kept(whole_example.context, kept(name, id="saved.x", cost_factor=1.1))
    _, chart = shown(roi.build_frame(context, Filters(as_of="2026-10", scenario="saved.x", against="base")))
    drawn = chart.figure["layout"]["yaxis"]["ticktext"][-1]
    assert not re.search(r"<(?!br>)|>(?<!<br>)", drawn)
    assert chart.figure["data"][0]["customdata"][-1][0] == drawn


def test_extremes_can_be_read(tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
    case = small(tmp_path / "case")
    (case / "business_case.yaml").write_text(
        "discount_rate: 0\ncashflows: {net: [0, 0, 0]}\nscenarios: {dear: {discount_rate: 0.5}}\n", encoding="utf-8"
    )
    frame = roi.build_frame(lay(case).context, Filters(as_of="2026-04", scenario="dear", against="base"))
    table, chart = shown(frame)
    texts = [cell for rows in (table.rows, chart.table.rows) for row in rows for cell in row]
    assert not [text for text in texts if UGLY.search(str(text))]
    assert table.rows[0] == ("Net present value", "USD 0", "USD 0", "USD 0", "the same")


@pytest.mark.parametrize(
    ("metric", "before", "after", "said"),
    [
        ("npv", 1.0, 2.0, "better"),
        ("npv", 2.0, 1.0, "worse"),
        ("npv", 1.0, 1.0, "the same"),
        ("payback_months", 12.0, 10.0, "better"),
        ("payback_months", 12.0, None, "worse"),
        ("payback_months", None, 12.0, "better"),
        ("payback_months", None, None, "the same"),
        ("peak_funding", 1.0, 2.0, "worse"),
        ("total_costs", 1.0, 2.0, "worse"),
        ("irr", None, 0.2, "not comparable"),
    ],
)
def test_words(metric: str, before: float | None, after: float | None, said: str) -> None:
    assert judge_difference(metric, before, after) == said


class TestListed:
    def test_a_row_says_who_when_and_what_it_was_worth(self, whole_example: Laid) -> None:
        context = with_kept(whole_example.context, kept("Low", state="approved", benefit_factor=0.7))
        (one,) = query_saved_results(context, VIEW)
        look = roi_report(context, VIEW)
        said = build_row(look, one, context.name_of)
        assert said.since == "Approved 2 Nov 2026, 09:05 UTC by tester"
        assert said.worth == f"NPV USD 1.0M then, {look.money(one.npv)} on today's data"
        assert said.changed == "The business case has changed since then."

    def test_what_stands_as_it_was_is_said_once(self, whole_example: Laid) -> None:
        context = with_kept(whole_example.context, kept("Low", benefit_factor=0.7))
        (before,) = query_saved_results(context, VIEW)
        same = replace(
            before, scenario=replace(before.scenario, figures=replace(FIGURES, npv=before.npv)), case_changed=False
        )
        said = build_row(roi_report(context, VIEW), same, context.name_of)
        assert said.worth.endswith(", then and on today's data")
        assert said.changed == ""

    def test_the_headline_counts(self, whole_example: Laid) -> None:
        assert describe_saved(()) == "Saved scenarios"
        context = with_kept(whole_example.context, kept("A"), kept("B", state="approved"))
        assert describe_saved(query_saved_results(context, VIEW)) == "2 saved scenarios, 1 approved"

    def test_the_address_is_the_scenario_on_its_own_ground(self) -> None:
        lean = kept("Lean")
        assert build_address(lean) == "/roi?scenario=saved.lean"
        planned = replace(lean, assumed=replace(lean.assumed, basis="plan"))
        assert build_address(planned) == "/roi?scenario=saved.lean&basis=plan"


@pytest.mark.parametrize("metric", ["roi", "bcr", "margin_of_safety"])
def test_what_differs_by_rounding_alone_is_the_same(metric: str) -> None:
    assert judge_difference(metric, 1.1 + 2.2, 3.3) == "the same"
    assert judge_difference(metric, 1.0, 1.1) == "better"
    assert judge_difference("total_costs", 1.0, 1.1) == "worse"
