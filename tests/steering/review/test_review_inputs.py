"""Inputs with their sources, conventions that are written down, and ranges."""

from __future__ import annotations

from pathlib import Path

import pytest

from steering.status import Status
from tests.steering.review.subjects import HEAD, SAID, columns, item, lines, of_folder, paper
from tests.steering.small_cases import change, starter

COST = f"id: a, kind: cost, values: [1, 1, 1, 1], {SAID}"


class TestSources:
    def test_all_that_is_said_passes(self) -> None:
        found = item(lines(COST), "inputs")
        assert (found.state, found.places) == (Status.PASSED, ())
        assert found.why == "The one input has value, unit, source, confidence and date."

    def test_every_missing_key_is_a_place_with_its_line(self) -> None:
        found = item(lines(COST, "id: b, kind: benefit, values: [0, 1, 1, 1], confidence: low"), "inputs")
        assert found.state is Status.FAILED
        assert columns(found) == ["lines[1].source", "lines[1].as_of"]
        assert {place.row for place in found.places} == {9}
        assert found.places[0].found == "no source of 'b'"

    def test_figures_may_each_say_it_themselves(self) -> None:
        own = f"{{value: 1, {SAID}}}"
        assert item(lines(f"id: a, kind: cost, values: [{own}, {own}, {own}, {own}]"), "inputs").holds
        found = item(lines(f"id: a, kind: cost, values: [1, {own}, {own}, {own}]"), "inputs")
        assert columns(found) == ["lines[0].source", "lines[0].confidence", "lines[0].as_of"]

    def test_a_driver_needs_it_where_it_has_a_range(self) -> None:
        drivers = "drivers:\n  cost_factor: {value: 1}\n  benefit_factor: {low: 0.5, high: 1.5, source: Study}\n"
        found = item(lines(COST, more=drivers), "inputs")
        assert columns(found) == ["drivers.benefit_factor.confidence", "drivers.benefit_factor.as_of"]

    @pytest.mark.parametrize("driver", ["benefit_factor: 1.4", "discount_rate: 0.12", "benefit_delay_months: 6"])
    def test_a_driver_needs_it_where_it_is_moved(self, driver: str) -> None:
        found = item(lines(COST, more=f"drivers: {{{driver}}}\n"), "inputs")
        name = driver.split(":")[0]
        assert columns(found) == [f"drivers.{name}.{key}" for key in ("source", "confidence", "as_of")]
        assert found.why == "1 of 2 inputs lacks something; 3 things to add."

    def test_a_driver_that_changes_nothing_needs_none(self) -> None:
        drivers = "drivers: {benefit_factor: 1.0, discount_rate: 0.1, benefit_delay_months: 0}\n"
        assert item(lines(COST, more=drivers), "inputs").state is Status.PASSED

    @pytest.mark.parametrize("source", ["tbd", "TBC", "n/a", "?", "-", "To be confirmed"])
    def test_what_only_holds_the_place_of_a_source_is_none(self, source: str) -> None:
        found = item(lines(COST.replace("source: Offer", f'source: "{source}"')), "inputs")
        assert (found.state, columns(found)) == (Status.FAILED, ["lines[0].source"])
        assert found.places[0].found == f"the source '{source}' of 'a'"

    def test_a_source_may_hold_such_a_word(self) -> None:
        said = COST.replace("source: Offer", "source: Unknown costs study")
        assert item(lines(said), "inputs").state is Status.PASSED

    def test_amounts_need_currency_and_unit(self) -> None:
        text = HEAD.replace("currency: USD\n", "").replace("unit: 1000\n", "")
        found = item(paper(f"{text}lines:\n  - {{{COST}}}\n"), "inputs")
        assert columns(found) == ["currency", "unit"]

    def test_flows_without_lines_have_no_source(self) -> None:
        found = item(paper(HEAD + "cashflows: {net: [-1, 1, 1, 1]}\nsource: A paper\n"), "inputs")
        assert columns(found) == ["cashflows.net.source", "cashflows.net.confidence", "cashflows.net.as_of"]

    def test_what_the_lines_lean_on_in_the_case_counts(self, tmp_path: Path) -> None:
        case = change(
            starter(tmp_path / "case"), "source: Budget proposal", "source: See the ask", "business_case.yaml"
        )
        found = item(of_folder(case), "inputs")
        assert [(place.file, place.column) for place in found.places] == [("case.yaml", "ask.amount.as_of")]

    def test_the_budget_counts_where_a_line_follows_the_cost_data(self, tmp_path: Path) -> None:
        case = change(
            starter(tmp_path / "case"), "low: 0.9 ", "follows_cost: {above: 0}\n    low: 0.9 ", "business_case.yaml"
        )
        budget = "budget: {envelope: [{from: 2026-01, to: 2026-12, amount: 5}]}\nheadlines:"
        found = item(of_folder(change(case, "headlines:", budget)), "inputs")
        assert columns(found) == [f"budget.envelope[0].amount.{key}" for key in ("source", "confidence", "as_of")]


class TestConventions:
    def test_all_three_are_written(self) -> None:
        found = item(lines(COST), "conventions")
        assert (found.state, found.why) == (Status.PASSED, "3 years at 10% a year, timing end.")

    @pytest.mark.parametrize(
        ("gone", "said"),
        [
            ("timing: end\n", "flows are taken to fall at the end of each year"),
            ("period: year\n", "each figure is taken for one year"),
            ("periods: 3\n", "as many are taken as the longest list has: 3"),
        ],
    )
    def test_what_holds_without_being_written_is_not_stated(self, gone: str, said: str) -> None:
        found = item(paper(f"{HEAD.replace(gone, '')}lines:\n  - {{{COST}}}\n"), "conventions")
        assert found.state is Status.FAILED
        assert columns(found) == [gone.split(":")[0]]
        assert said in found.places[0].found

    def test_dates_say_when_by_themselves(self) -> None:
        text = "discount_rate: 0.1\ncashflows: {net: [-1, 2], dates: [2026-01-01, 2027-01-01]}\n"
        assert item(paper(text), "conventions").why == "Flows are dated, from 2026-01-01 to 2027-01-01, at 10% a year."


class TestRanges:
    @pytest.mark.parametrize(
        ("ranges", "state"),
        [
            (("low: 0.8", "low: 0.9, high: 1.2", "source: x"), Status.PASSED),
            (("low: 0.8", "high: 1.2", "source: x"), Status.TO_JUDGE),
            (("low: 0.8", "source: x"), Status.FAILED),
            (("low: 0.8, distribution: fixed",), Status.FAILED),
        ],
    )
    def test_more_than_half_of_the_benefits_need_one(self, ranges: tuple[str, ...], state: Status) -> None:
        benefits = [f"id: b{n}, kind: benefit, values: [0, 1, 1, 1], {one}" for n, one in enumerate(ranges)]
        assert item(lines(*benefits), "ranges").state is state

    def test_a_range_with_nothing_below_is_looked_at(self) -> None:
        given = (
            "id: a, kind: benefit, values: [0, 1, 1, 1], low: 0.8",
            "id: b, kind: benefit, values: [0, 1, 1, 1], high: 2",
        )
        found = item(lines(*given), "ranges")
        assert columns(found) == ["lines[1].low"]
        assert found.why == "2 of 2 benefits have a range. 1 of these can't turn out lower."

    def test_those_without_are_the_places(self) -> None:
        found = item(lines("id: b, kind: benefit, values: [0, 1, 1, 1]"), "ranges")
        assert columns(found) == ["lines[0].low"]

    def test_flows_have_none_and_costs_need_none(self) -> None:
        assert item(paper(HEAD + "cashflows: {net: [-1, 1, 1, 1]}\n"), "ranges").state is Status.FAILED
        assert item(lines(COST), "ranges").state is Status.NOT_APPLICABLE
