"""What the ROI page says of its sensitivity: spider, two figures at once, discount rates, shares and the gate."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from steering.context.filters import Filters
from steering.frames.blocks import Chart, Choice, TableBlock
from steering.frames.frame import Frame
from steering.frames.roi import page as roi
from steering.roadmap.upcoming_gates import upcoming_gates
from steering.roi.calendar import current_period
from steering.roi.report import roi_report
from steering.roi.simulation_report import simulation_report
from steering.roi.value_of_information import stop_option, uncertainty_drivers
from steering.state.case_snapshot import CaseSnapshot as Laid
from tests.steering.finance.business_cases import KNOWN, business
from tests.steering.frames.walking import blocks
from tests.steering.small_cases import loaded, small

NOW = Filters(as_of="2026-10")
TWO_ROOTS = "discount_rate: 0.10\ncurrency: USD\ncashflows: {net: [-4000, 25000, -25000]}\n"


CERTAIN = """\
discount_rate: 0.1
currency: USD
lines:
  - {id: a, kind: cost, values: [5, 1, 1, 1]}
  - {id: b, kind: benefit, values: [0, 4, 4, 4]}
"""
LONG = "low: 0.1, high: 10, distribution: lognormal"
SUNK = "discount_rate: 0\ncurrency: USD\nunit: 1000000\nperiod: quarter\nstart: 2026-05\n"
GAINS = """\
  - {id: gains, kind: benefit, values: [0, 0, 20], scales_with: adoption}
drivers: {adoption_ceiling: {value: 0.5, low: 0, high: 1, distribution: uniform}}
"""


GATE = """\
gates:
  - id: gate-1
    name: Gate 1
    purpose: The second half
    date: 2026-05-29
    amount: 9000000
    owner: Chief financial officer
    conditions: [{metric: npv, op: ">", value: 0}]
"""


def one(frame: Frame, id: str) -> Any:
    return next((block for block in blocks(frame) if getattr(block, "id", "") == id), None)


def focus(frame: Frame) -> Choice:
    return next(block for block in blocks(frame) if isinstance(block, Choice) and block.name == "focus")


def gated(folder: Path, text: str) -> Path:
    made = with_case(folder, text)
    (made / "roadmap.yaml").write_text(GATE, encoding="utf-8")
    return made


def with_case(folder: Path, text: str) -> Path:
    made = small(folder)
    (made / "business_case.yaml").write_text(text, encoding="utf-8")
    return made


class TestTwoAtOnce:
    def test_the_two_widest_are_looked_at_first(self, whole_example: Laid) -> None:
        frame = roi.build_frame(whole_example.context, NOW)
        widest = [bar.id for bar in roi_report(whole_example.context, NOW).bars[:2]]
        assert focus(frame).chosen == "~".join(widest)
        assert one(frame, "surface").title == "Benefits × Costs"

    def test_another_pair_is_chosen_and_a_pair_that_is_not_there_is_not(self, whole_example: Laid) -> None:
        context = whole_example.context
        asked = roi.build_frame(context, replace(NOW, focus="platform_run~adoption_ceiling"))
        assert focus(asked).chosen == "platform_run~adoption_ceiling"
        assert one(asked, "surface").title == "Run cost of platform and remaining tools × Final adoption"
        default = roi.build_frame(context, NOW)
        for unknown in ("team:T01", "cost_factor~cost_factor", "cost_factor", "~", "a~b~c"):
            assert roi.build_frame(context, replace(NOW, focus=unknown)).blocks == default.blocks

    def test_a_pair_the_other_way_round_is_turned(self, whole_example: Laid) -> None:
        context = whole_example.context
        turned = roi.build_frame(context, replace(NOW, focus="adoption_ceiling~platform_run"))
        straight = roi.build_frame(context, replace(NOW, focus="platform_run~adoption_ceiling"))
        assert focus(turned).chosen == "adoption_ceiling~platform_run"
        assert "adoption_ceiling~platform_run" in dict(focus(turned).options)
        one_way, other = (one(frame, "surface").figure["data"][0]["z"] for frame in (turned, straight))
        assert [pytest.approx(row) for row in zip(*one_way, strict=True)] == [list(row) for row in other]

    def test_the_table_has_every_fifth_value_of_the_picture(self, whole_example: Laid) -> None:
        found = roi_report(whole_example.context, NOW)
        chart = one(roi.build_frame(whole_example.context, NOW), "surface")
        heat = chart.figure["data"][0]
        assert (len(heat["x"]), len(heat["y"])) == (21, 21)
        assert len(chart.table.rows) == 5
        assert chart.table.rows[0][1:] == tuple(found.money(heat["z"][20][column]) for column in range(0, 21, 5))
        assert chart.table.rows[-1][0] == "90%"

    def test_the_zero_line_is_named_and_the_scenario_marked(self, whole_example: Laid) -> None:
        chart = one(roi.build_frame(whole_example.context, NOW), "surface")
        named = {note["text"] for note in chart.figure["layout"]["annotations"]}
        assert named == {"NPV 0", "Base"}
        mark = chart.figure["data"][-1]
        assert (mark["x"], mark["y"]) == ([1.0], [1.0])
        assert re.search(r"\d+% of the combinations lose money", chart.alt)

    def test_where_there_is_one_figure_alone_there_is_no_pair(
        self, tmp_path: Path, lay: Callable[[Path], Laid]
    ) -> None:
        text = KNOWN.split("drivers:")[0]
        frame = roi.build_frame(lay(with_case(tmp_path / "case", text)).context, Filters(as_of="2026-04"))
        assert one(frame, "tornado") is not None
        assert one(frame, "spider") is not None
        assert one(frame, "surface") is None

    def test_a_figure_that_moves_nothing_is_no_part_of_a_pair(
        self, tmp_path: Path, lay: Callable[[Path], Laid]
    ) -> None:
        text = KNOWN.replace("benefit_factor: {low: 0.5, high: 1.1}", "cost_factor: {low: 1, high: 1}")
        frame = roi.build_frame(lay(with_case(tmp_path / "case", text)).context, Filters(as_of="2026-04"))
        assert len(one(frame, "tornado").table.rows) == 3
        assert [id for id, _ in focus(frame).options] == ["benefit_delay_months~platform"]
        assert len(one(frame, "spider").table.rows) == 2

    def test_a_line_with_a_drivers_name_is_told_from_it(self, tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
        text = KNOWN.replace("id: platform,", "id: cost_factor,").replace(
            "drivers:", "drivers:\n  cost_factor: {high: 2}"
        )
        context = lay(with_case(tmp_path / "case", text)).context
        frame = roi.build_frame(context, Filters(as_of="2026-04", focus="cost_factor~line:cost_factor"))
        assert focus(frame).chosen == "cost_factor~line:cost_factor"
        assert one(frame, "surface").title == "Costs × Platform"


class TestSpider:
    def test_it_shows_the_six_widest_and_names_each_at_its_end(self, whole_example: Laid) -> None:
        bars = roi_report(whole_example.context, NOW).bars
        chart = one(roi.build_frame(whole_example.context, NOW), "spider")
        assert len(chart.figure["data"]) == len(chart.table.rows) == len(chart.figure["layout"]["annotations"]) == 6
        for bar, line in zip(bars, chart.figure["data"], strict=False):
            assert line["y"][-1] == pytest.approx(bar.npv_high)

    def test_its_table_says_the_npv_and_the_value(self, whole_example: Laid) -> None:
        chart = one(roi.build_frame(whole_example.context, NOW), "spider")
        rows = {row[0]: row[1:] for row in chart.table.rows}
        assert rows["Benefits"][0] == "−USD 6.8M (70%)"
        assert rows["Benefit delay"][:2] == (None, None)
        assert rows["Benefit delay"][4] == "−USD 2.9M (6 months)"


class TestRates:
    def test_only_where_there_is_not_one_rate_of_return(self, whole_example: Laid) -> None:
        assert one(roi.build_frame(whole_example.context, NOW), "rates") is None
        chart = one(roi.build_frame(whole_example.context, replace(NOW, scenario="worst")), "rates")
        assert isinstance(chart, Chart)
        assert "It is 0 at none of these rates." in chart.note

    def test_two_roots_are_marked(self, tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
        frame = roi.build_frame(lay(with_case(tmp_path / "case", TWO_ROOTS)).context, Filters(as_of="2026-04"))
        chart = one(frame, "rates")
        assert chart.figure["data"][1]["x"] == pytest.approx([0.25, 4.0])
        assert "It is 0 at 25.0% and 400.0%." in chart.alt
        assert "at the discount rate of 10% it is −USD 1,934" in chart.alt[:1] + chart.alt[1:].lower().replace(
            "usd", "USD"
        )
        rows = {row[0]: row[1:] for row in chart.table.rows}
        assert rows["10.0%"] == ("−USD 1,934", "Discount rate 10%")
        assert rows["25.0%"] == ("USD 0", "NPV is 0")


class TestRatesBelowNothing:
    def of(self, tmp_path: Path, lay: Callable[[Path], Laid], text: str) -> Chart:
        return one(roi.build_frame(lay(with_case(tmp_path / "case", text)).context, Filters(as_of="2026-04")), "rates")

    def test_a_root_below_0_is_said_and_drawn(self, tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
        chart = self.of(tmp_path, lay, "discount_rate: 0.1\ncurrency: USD\ncashflows: {net: [-1000, 2300, -1200]}\n")
        assert chart.note.startswith("It is 0 at −20.0% and 50.0%.")
        assert chart.figure["data"][0]["x"][0] == pytest.approx(-0.2)
        assert chart.table.rows[0] == ("−20.0%", "USD 0", "NPV is 0")

    def test_a_discount_rate_below_0_is_on_the_line(self, tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
        chart = self.of(tmp_path, lay, TWO_ROOTS.replace("0.10", "-0.05"))
        assert chart.table.rows[0] == ("−5.0%", "−USD 5,385", "Discount rate −5%")

    def test_a_case_of_zeros_is_0_everywhere(self, tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
        chart = self.of(tmp_path, lay, CERTAIN.replace("5, 1, 1, 1", "0, 4, 4, 4"))
        assert chart.note.startswith("It is 0 at every rate.")
        assert "none of these" not in chart.alt


@pytest.mark.parametrize(
    ("lines", "note"),
    [
        (
            "  - {id: a, kind: cost, values: [5, 1], low: 0, high: 2}\ndrivers: {cost_factor: {low: 0, high: 2}}\n",
            "Where the net present value is not 0, the case loses money.",
        ),
        (
            "  - {id: a, kind: benefit, values: [0, 4], low: 0.5, high: 2}\n"
            "drivers: {benefit_delay_months: {low: 0, high: 20}}\n",
            "Where the net present value is not 0, the case gains.",
        ),
        (
            "  - {id: a, kind: cost, values: [5, 1], low: 0.5, high: 2}\ndrivers: {cost_factor: {low: 0.5, high: 2}}\n",
            "The net present value is 0 nowhere in these two ranges.",
        ),
    ],
    ids=["costs from 0", "benefits that leave the horizon", "costs"],
)
def test_what_the_heat_map_says_of_0_is_what_its_table_shows(
    tmp_path: Path, lay: Callable[[Path], Laid], lines: str, note: str
) -> None:
    text = f"discount_rate: 0.1\ncurrency: USD\nlines:\n{lines}"
    chart = one(roi.build_frame(lay(with_case(tmp_path / "case", text)).context, Filters(as_of="2026-04")), "surface")
    assert chart.note == f"Others held constant. {note}"
    shown = {cell for row in chart.table.rows for cell in row[1:]}
    assert ("USD 0" in shown) == ("nowhere" not in note)


class TestShares:
    def test_they_make_the_whole_where_little_interacts(self, whole_example: Laid) -> None:
        found = uncertainty_drivers(whole_example.context, NOW, simulation_report(whole_example.context, NOW))
        assert sum(share.alone for share in found) == pytest.approx(1, abs=0.03)
        assert [share.total for share in found] == sorted((share.total for share in found), reverse=True)

    def test_the_page_says_that_they_are_as_if_independent(self, whole_example: Laid) -> None:
        chart = one(roi.build_frame(whole_example.context, NOW), "shares")
        assert "as if all unknowns were independent" in chart.method
        assert chart.table.rows[0][0] == "Run cost of platform and remaining tools"
        assert len(chart.table.rows) > len(chart.figure["data"][0]["y"])
        assert "Worked out" not in chart.method

    def test_they_are_whole_percents_and_right_where_the_tails_are_long(
        self, tmp_path: Path, lay: Callable[[Path], Laid]
    ) -> None:
        # Worth 7.487 and 9.947 at 10%, by factors of the same spread: 7.487^2 / (7.487^2 + 9.947^2) = 36%.
        text = CERTAIN.replace("1]}", f"1], {LONG}}}").replace("4]}", f"4], {LONG}}}")
        context = lay(with_case(tmp_path / "case", text)).context
        found = uncertainty_drivers(
            context, Filters(as_of="2026-04"), simulation_report(context, Filters(as_of="2026-04"))
        )
        assert {share.id: share.total for share in found} == pytest.approx({"a": 0.362, "b": 0.638}, abs=0.03)
        assert all(share.alone <= share.total <= 1 for share in found)
        rows = one(roi.build_frame(context, Filters(as_of="2026-04")), "shares").table.rows
        assert all(re.fullmatch(r"\d+%", cell) for row in rows for cell in row[1:])

    def test_where_there_are_many_only_the_foremost_are_worked_out_and_the_page_says_so(
        self, tmp_path: Path, lay: Callable[[Path], Laid]
    ) -> None:
        lines = "".join(f"  - {{id: l{n}, kind: cost, values: [0, {n + 1}], low: 0.5, high: 2}}\n" for n in range(20))
        text = f"discount_rate: 0.1\ncurrency: USD\nlines:\n{lines}"
        chart = one(
            roi.build_frame(lay(with_case(tmp_path / "case", text)).context, Filters(as_of="2026-04")), "shares"
        )
        assert len(chart.table.rows) == 16
        assert chart.method.endswith("Worked out for the 16 of 20 that NPV goes with most.")

    def test_the_odds_say_what_goes_together(self, whole_example: Laid) -> None:
        note = one(roi.build_frame(whole_example.context, NOW), "odds").method
        assert "Time saved by data scientists with Margin of models that go live earlier (0.5)" in note


class TestStopping:
    def test_at_the_next_gate(self, whole_example: Laid) -> None:
        table = one(roi.build_frame(whole_example.context, NOW), "stopping")
        assert isinstance(table, TableBlock)
        assert [row[0] for row in table.rows] == ["Option to stop at Gate 3, Nov 2026"]
        assert table.figures == (("stopping", "Option to stop at Gate 3, Nov 2026"),)
        assert re.match(r"We would stop in \d+% of futures, provided these are known by then", table.note)

    def test_it_is_told_apart_from_finding_out_before_one_begins(
        self, tmp_path: Path, lay: Callable[[Path], Laid]
    ) -> None:
        # Nobody would begin this, whatever they knew. The rest is 20 c - 9 with c uniform from 0 to 1: who has begun
        # stops where c < 0.45, which saves the integral of 9 - 20 c from 0 to 0.45 = 2.025.
        text = SUNK + "lines:\n  - {id: build, kind: cost, values: [40, 0, 9]}\n" + GAINS
        frame = roi.build_frame(lay(gated(tmp_path / "case", text)).context, Filters(as_of="2026-04"))
        assert one(frame, "worth").rows == ()
        assert one(frame, "worth").note == "Perfect information is worth at most USD 0."
        assert one(frame, "stopping").rows[0][1] == "USD 2.0M"

    def test_its_worth_is_that_of_the_option(self, whole_example: Laid) -> None:
        context = whole_example.context
        gates = [(gate.name, gate.day) for gate in upcoming_gates(context, NOW)]
        assert [name for name, _ in gates] == ["Gate 3", "Gate 4"]
        found = stop_option(context, NOW, simulation_report(context, NOW), gates)
        assert found is not None
        assert (found.gate, found.day) == ("Gate 3", date(2026, 11, 27))
        shown = one(roi.build_frame(context, NOW), "stopping").rows[0][1]
        assert shown == roi_report(context, NOW).money(found.option.value)
        assert 0 < found.option.value <= found.option.perfect_information

    def test_gates_outside_of_the_case_say_nothing(self, whole_example: Laid) -> None:
        context, then = whole_example.context, replace(NOW, as_of="2026-02")
        found = simulation_report(context, then)
        assert (
            stop_option(context, then, found, [("Long gone", date(2026, 3, 31)), ("Too late", date(2031, 1, 1))])
            is None
        )
        assert stop_option(context, NOW, None, [("Gate", date(2026, 11, 27))]) is None


@pytest.mark.parametrize(
    ("day", "index"),
    [
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), 1),
        (date(2027, 1, 31), 1),
        (date(2027, 2, 1), 2),
        (date(2027, 10, 31), 4),
        (date(2027, 11, 1), None),
    ],
)
def test_the_period_that_a_day_is_in(tmp_path: Path, day: date, index: int | None) -> None:
    charter = loaded(small(tmp_path / "case", as_of="2026-10")).charter
    lines = "lines: [{id: a, kind: cost, values: [0, 1, 1, 1, 1]}]\n"
    assert current_period(business(f"discount_rate: 0\nperiod: quarter\n{lines}"), charter, day) == index


@pytest.mark.parametrize(
    ("day", "index"), [(date(2026, 9, 30), None), (date(2026, 10, 1), 0), (date(2027, 1, 1), 1), (date(2027, 6, 1), 1)]
)
def test_the_date_that_a_day_follows(tmp_path: Path, day: date, index: int | None) -> None:
    charter = loaded(small(tmp_path / "case", as_of="2026-10")).charter
    text = "discount_rate: 0\ncashflows: {net: [-1, 1, 1], dates: [2026-10-01, 2027-01-01, 2027-07-01]}\n"
    assert current_period(business(text), charter, day) == index


INPUTS = """\
discount_rate: 0.1
currency: USD
unit: 1000
inputs:
  people: {value: 12, low: 9, high: 20, label: Support staff, unit: people}
  hours: {value: 30, low: 28, high: 33}
lines:
  - {id: people, kind: cost, quantity: [people, hours], price: 0.11, amount: 1}
  - {id: gain, kind: benefit, amount: 60, low: 0.8, high: 1.1}
periods: 3
scenarios:
  more: {inputs.people: 15}
"""


class TestInputs:
    def test_an_input_is_called_by_its_label_and_unit_and_has_its_own_figures(
        self, tmp_path: Path, lay: Callable[[Path], Laid]
    ) -> None:
        frame = roi.build_frame(lay(with_case(tmp_path / "case", INPUTS)).context, Filters(as_of="2026-04"))
        rows = {row[0]: " ".join(map(str, row[1:])) for row in one(frame, "tornado").table.rows}
        assert {"Support staff, people", "hours"} <= set(rows)
        assert re.search(r"\b9\b.*\b20\b", rows["Support staff, people"])
        turn = next(row for row in one(frame, "breakevens").rows if row[0] == "Support staff, people")
        # 60 a year pay for 18.18 people with 30 hours at 0.11.
        assert turn[1:] == ("12", "18.1818", "+51.5%")

    def test_two_inputs_are_moved_at_once(self, tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
        context = lay(with_case(tmp_path / "case", INPUTS)).context
        frame = roi.build_frame(context, Filters(as_of="2026-04", focus="input:people~input:hours"))
        assert focus(frame).chosen == "input:people~input:hours"
        assert one(frame, "surface").title == "Support staff, people × hours"

    def test_a_scenario_s_inputs_count_on_the_page(self, tmp_path: Path, lay: Callable[[Path], Laid]) -> None:
        context = lay(with_case(tmp_path / "case", INPUTS)).context
        npvs = [roi_report(context, Filters(as_of="2026-04", scenario=name)).npv for name in (None, "more")]
        worth = sum(1.1**-year for year in (1, 2, 3))
        assert npvs == [pytest.approx((60 - 0.11 * people * 30) * worth) for people in (12, 15)]
