"""The simulated odds of the example: they agree with the model, add up, and say what is worth finding out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from steering.cases.line import DistributionName
from steering.catalog.drivers import DRIVERS
from steering.context.case_context import CaseContext
from steering.context.filters import Filters
from steering.finance.sampling import draw_points
from steering.finance.simulation import simulate, uncertain_inputs
from steering.frames.blocks import Chart, TableBlock
from steering.frames.roi import page as roi
from steering.roi.drivers import range_of
from steering.roi.scenarios import resolve_scenario
from steering.roi.simulation_report import BARS, simulation_report
from steering.state.case_snapshot import CaseSnapshot as Laid
from tests.steering.finance.business_cases import KNOWN, business
from tests.steering.frames.walking import blocks
from tests.steering.small_cases import small

NOW = Filters(as_of="2026-10")
THEN = Filters(as_of="2026-04")
LINES = """\
discount_rate: 0.1
currency: USD
unit: 1
lines:
  - {id: a, kind: cost, values: [5, 1, 1, 1], low: 0.8, high: 1.3}
  - {id: b, kind: benefit, values: [0, 4, 4, 4], low: 0.5, high: 1.2, scales_with: adoption}
"""
WORST = "scenarios: {worst: {benefits: 0.6, drivers.discount_rate: 0, drivers.adoption_speed: 0.3}}\n"
EVEN = """\
discount_rate: 0
currency: USD
lines:
  - {id: a, kind: cost, values: [5.1, 1, 1, 1]}
  - {id: b, kind: benefit, values: [0, 4.1, 4.1, 4.1], scales_with: adoption}
drivers: {adoption_speed: {low: 0.5, high: 1.2}}
"""
# Ranges of drivers with both ends and with one of them, which lie above 0 as those of a lognormal one have to.
RANGES = {
    "benefit_delay_months": ("value: 3, low: 2, high: 9", "value: 3, high: 9", "value: 3, low: 1"),
    "adoption_ceiling": ("low: 0.5, high: 1.2", "high: 1.2", "low: 0.5"),
    "adoption_speed": ("low: 0.3, high: 2", "high: 2", "low: 0.3"),
    "cost_factor": ("low: 0.7, high: 1.5", "high: 1.5", "low: 0.7"),
    "benefit_factor": ("low: 0.4, high: 1.3", "high: 1.3", "low: 0.4"),
    "discount_rate": ("value: 0.1, low: 0.05, high: 0.2", "value: 0.1, high: 0.2", "value: 0.1, low: 0.01"),
}
CERTAIN = KNOWN.replace(", low: 0.9, high: 1.25", "").replace(
    "  benefit_delay_months: {value: 0, low: 0, high: 12}\n  benefit_factor: {low: 0.5, high: 1.1}\n",
    "  benefit_factor: {value: 1}\n",
)


def test_every_future_is_counted_once(whole_example: Laid) -> None:
    found = simulation_report(whole_example.context, NOW)
    assert found is not None
    assert sum(found.counts) == found.futures == 2**14
    assert BARS <= len(found.counts) <= BARS + 2
    assert list(found.edges) == sorted(found.edges)
    assert min(abs(edge) for edge in found.edges) == pytest.approx(0, abs=1e-9), "no bar mixes losses and gains"


def test_the_loss_is_what_lies_below_zero(whole_example: Laid) -> None:
    found = simulation_report(whole_example.context, NOW)
    assert found is not None
    below = sum(count for edge, count in zip(found.edges, found.counts, strict=False) if edge < -1e-9)
    assert below / found.futures == pytest.approx(found.outcome.loss_share, abs=1e-9)


def test_the_plan_is_better_than_today_and_the_worst_is_worse(whole_example: Laid) -> None:
    means = []
    for view in (replace(NOW, basis="plan"), NOW, replace(NOW, scenario="worst")):
        found = simulation_report(whole_example.context, view)
        assert found is not None
        means.append(found.outcome.mean)
    assert means == sorted(means, reverse=True)


def test_no_unknown_is_worth_more_than_all_of_them(whole_example: Laid) -> None:
    found = simulation_report(whole_example.context, NOW)
    assert found is not None
    assert found.worth_knowing
    assert all(0 < value <= found.outcome.perfect_information + 1e-9 for _, value in found.worth_knowing)
    values = [value for _, value in found.worth_knowing]
    assert values == sorted(values, reverse=True)


def test_the_same_figures_give_the_same_futures(whole_example: Laid) -> None:
    first, second = (roi.build_frame(whole_example.context, NOW) for _ in range(2))
    assert first.sha256 == second.sha256


def test_the_page_says_it(whole_example: Laid) -> None:
    frame = roi.build_frame(whole_example.context, NOW)
    found = simulation_report(whole_example.context, NOW)
    assert found is not None
    assert f"{found.outcome.paying_share:.0%} of futures pay" in frame.message
    chart = next(block for block in blocks(frame) if getattr(block, "id", "") == "odds")
    worth = next(block for block in blocks(frame) if getattr(block, "id", "") == "worth")
    assert isinstance(chart, Chart)
    assert isinstance(worth, TableBlock)
    assert sum(chart.figure["data"][0]["y"]) == pytest.approx(1)
    knowing = [figure for figure, _ in worth.figures if figure == "worth"]
    assert len(knowing) == len(found.worth_knowing)
    assert len(worth.figures) == len(worth.rows)


def room_of(folder: Path, lay: Callable[[Path], Laid], text: str) -> CaseContext:
    case = small(folder)
    (case / "business_case.yaml").write_text(text, encoding="utf-8")
    return lay(case).context


def one(context: CaseContext, id: str, filters: Filters = THEN) -> Any:
    return next((block for block in blocks(roi.build_frame(context, filters)) if getattr(block, "id", "") == id), None)


@pytest.mark.parametrize("text", [CERTAIN, EVEN], ids=["certain", "pace of even flows"])
def test_where_npv_does_not_vary_nothing_is_simulated(tmp_path: Path, lay: Callable[[Path], Laid], text: str) -> None:
    context = room_of(tmp_path / "case", lay, text)
    assert simulation_report(context, THEN) is None
    assert [one(context, id) for id in ("odds", "worth", "shares", "tornado", "spider")] == [None] * 5


def test_where_nothing_moves_it_the_page_still_says_where_it_turns(tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
    rows = {row[0]: row[2] for row in one(room_of(tmp_path / "case", lay, EVEN), "breakevens").rows}
    assert rows["Adoption speed"] == "–"
    assert rows["Costs"] == "151.9%"


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        (
            "cashflows: {net: [-100, 60, 70]}\ndrivers: {discount_rate: {low: 0.05, high: 0.3}}\n",
            "Discount rate, a year",
        ),
        (
            "cashflows: {costs: [100, 0], benefits: [0, 120]}\ndrivers: {benefit_factor: {low: 0.5, high: 1.3}}\n",
            "Benefits",
        ),
    ],
)
def test_flows_without_lines_have_odds_too(
    tmp_path: Path, lay: Callable[[Path], Laid], text: str, unknown: str
) -> None:
    context = room_of(tmp_path / "case", lay, f"discount_rate: 0.1\ncurrency: USD\n{text}")
    found = simulation_report(context, THEN)
    assert found is not None
    assert 0 < found.outcome.loss_share < 1
    assert [row[0] for row in one(context, "worth").rows] == [unknown]


def test_what_changes_no_decision_is_worth_nothing(tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
    text = LINES.replace("[0, 4, 4, 4]", "[0, 40, 40, 40.1]").replace("[5, 1, 1, 1]", "[0.7, 1.1, 1, 1]")
    context = room_of(tmp_path / "case", lay, text)
    found = simulation_report(context, THEN)
    assert found is not None
    assert found.outcome.perfect_information <= found.outcome.rounding_tolerance
    assert one(context, "worth").rows == ()


def test_a_line_with_a_drivers_id_has_its_own_name_and_figures(tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
    text = LINES.replace("id: a", "id: cost_factor, label: Building it").replace("unit: 1", "unit: 1000000")
    context = room_of(tmp_path / "case", lay, text + "drivers: {cost_factor: {low: 0.9, high: 1.4}}\n")
    worth = {row[0]: row[1] for row in one(context, "worth").rows}
    assert {"Costs", "Building it", "b"} == set(worth)
    assert worth["Costs"] != worth["Building it"]
    shares = {row[0] for row in one(context, "shares").table.rows}
    assert {"Costs", "Building it", "b"} == shares


@pytest.mark.parametrize("scenario", [None, "worst"])
@pytest.mark.parametrize("distribution", get_args(DistributionName))
@pytest.mark.parametrize("name", list(RANGES))
def test_every_distribution_at_every_end_of_every_slider(name: str, distribution: str, scenario: str | None) -> None:
    for ends in RANGES[name]:
        case = business(f"{LINES}drivers: {{{name}: {{{ends}, distribution: {distribution}}}}}\n{WORST}")
        for end in range_of(case, name):
            change = resolve_scenario(case, replace(THEN, scenario=scenario, drivers=((name, end),)))
            found = uncertain_inputs(case, None, change)
            outcome = simulate(case, None, change, at=draw_points(len(found), 6))
            assert np.isfinite(outcome.npv).all()
            for one in (one for one in found if one.cause == "driver"):
                assert one.distribution.low < one.distribution.high
                assert DRIVERS[name].low <= one.distribution.low
                if distribution in ("triangular", "pert"):
                    assert one.distribution.low <= one.distribution.likely == end <= one.distribution.high


def test_a_scenario_moves_the_odds_of_a_lognormal_driver(tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
    text = f"{LINES}drivers: {{benefit_factor: {{low: 0.8, high: 1.5, distribution: lognormal}}}}\n{WORST}"
    context = room_of(tmp_path / "case", lay, text)
    base, worst = simulation_report(context, THEN), simulation_report(context, replace(THEN, scenario="worst"))
    assert base is not None
    assert worst is not None
    assert worst.outcome.mean < base.outcome.mean - 1
    assert "its whole range moves with it" in one(context, "odds").method
