"""Adoption that can be believed, a pessimistic case that earns the hurdle rate, and stated figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from steering.status import Status
from tests.steering.review.subjects import columns, item, lines, of_folder, paper
from tests.steering.small_cases import change, starter

COST = "id: a, kind: cost, values: [100, 0, 0, 0]"
GAIN = "id: b, kind: benefit, values: [0, 50, 50, 50]"
REASON = "  justification: Three teams are few enough"


class TestAdoption:
    @pytest.mark.parametrize(
        ("teams", "state", "said"),
        [
            ("teams: 2, plan: {2026-03: 1, 2026-04: 2}}", Status.FAILED, "100% of 3 teams by Dec 2026, which is more"),
            ("teams: 3, plan: {2026-04: 1, 2027-01: 3}}", Status.PASSED, "50% of 4 teams by Dec 2026."),
            ("teams: 9, plan: {2026-03: 1}}", Status.FAILED, "20% of 10 teams by Dec 2026, which is less"),
        ],
    )
    def test_the_first_twelve_months_of_the_plan(self, teams: str, state: Status, said: str, tmp_path: Path) -> None:
        case = change(starter(tmp_path / "case"), REASON, "  # justification: Three teams are few enough")
        case = change(case, "months: 12", "months: 24")
        case = change(case, "teams: 2, plan: {2026-03: 1, 2026-04: 2}}", teams)
        found = item(of_folder(case), "adoption")
        assert found.state is state
        assert said in found.why
        assert columns(found) == (["adoption.justification"] if state is Status.FAILED else [])

    def test_a_reason_is_enough_and_is_told(self, tmp_path: Path) -> None:
        found = item(of_folder(starter(tmp_path / "case")), "adoption")
        assert found.state is Status.PASSED
        assert found.why.endswith("and says why: Three teams are few enough to follow one another within the year.")

    def test_a_shorter_roll_out_ends_earlier(self, tmp_path: Path) -> None:
        case = change(starter(tmp_path / "case"), "months: 12", "months: 9")
        assert "100% of 3 teams by Sep 2026" in item(of_folder(case), "adoption").why

    def test_a_reason_to_come_is_none(self, tmp_path: Path) -> None:
        case = change(starter(tmp_path / "case"), REASON, "  justification: tbd # Three teams are few enough")
        assert item(of_folder(case), "adoption").state is Status.FAILED

    @pytest.mark.parametrize(("scales", "state"), [(True, Status.FAILED), (False, Status.NOT_APPLICABLE)])
    def test_a_case_without_a_plan(self, scales: bool, state: Status, tmp_path: Path) -> None:
        case = starter(tmp_path / "case")
        (case / "roadmap.yaml").unlink()
        text = (case / "case.yaml").read_text("utf-8")
        (case / "case.yaml").write_text(text[: text.index("adoption:")] + text[text.index("headlines:") :], "utf-8")
        if not scales:
            change(case, "scales_with: adoption", "#", "business_case.yaml")
        assert item(of_folder(case), "adoption").state is state

    def test_a_file_alone_has_no_plan(self) -> None:
        assert item(lines(COST, GAIN), "adoption").state is Status.NOT_APPLICABLE


class TestPessimistic:
    @pytest.mark.parametrize(
        ("more", "state"),
        [
            ("hurdle_rate: 0.09\nscenarios: {worst: {benefits: 0.8}}\n", Status.PASSED),
            ("hurdle_rate: 0.10\nscenarios: {worst: {benefits: 0.8}}\n", Status.FAILED),
            ("hurdle_rate: 0.09\nscenarios: {worst: {benefits: 0.999}}\n", Status.TO_JUDGE),
            ("hurdle_rate: 0.05\nscenarios: {bad: {benefits: 0.8}, worse: {benefits: 0.6}}\n", Status.FAILED),
            ("hurdle_rate: 0.09\nscenarios: {worst: {benefits: 0.8, discount_rate: 0.3}}\n", Status.PASSED),
        ],
    )
    def test_the_scenario_with_the_lowest_npv_at_the_hurdle_rate(self, more: str, state: Status) -> None:
        # 40 a year for 100 today earn 9.7% a year.
        found = item(lines(COST, GAIN, more=more), "pessimistic")
        assert found.state is state
        worst = "worse" if "worse" in more else "worst"
        assert found.why.startswith(f"In the scenario {worst} NPV at the hurdle rate")
        assert columns(found) == ([] if state is Status.PASSED else [f"scenarios.{worst}"])

    def test_the_worst_is_the_worst_at_the_hurdle_rate_whatever_rate_a_scenario_has(self) -> None:
        given = ("id: a, kind: cost, values: [10, 0, 0, 0]", "id: b, kind: benefit, values: [0, 4.6, 4.6, 4.6]")
        more = "hurdle_rate: 0.15\nscenarios: {dear_money: {discount_rate: 0.5}, fewer: {benefits: 0.9}}\n"
        found = item(lines(*given, more=more), "pessimistic")
        assert (found.state, columns(found)) == (Status.FAILED, ["scenarios.fewer"])
        assert found.places[0].found == "an NPV of −0.547448 at 15%"

    def test_another_rate_alone_is_not_pessimistic(self) -> None:
        more = "hurdle_rate: 0.09\nscenarios: {dear_money: {discount_rate: 0.5}}\n"
        found = item(lines(COST, GAIN, more=more), "pessimistic")
        assert (found.state, columns(found)) == (Status.FAILED, ["scenarios"])
        assert found.places[0].found == "no scenario that is worse than the base at 9%"

    @pytest.mark.parametrize(
        "worse",
        [
            "{lines.b: 0.9}",
            "{drivers.benefit_factor: 0.9}",
            "{drivers.cost_factor: 1.2}",
            "{drivers.benefit_delay_months: 6}",
            "{drivers.adoption_ceiling: 0.9}",
        ],
    )
    def test_whatever_a_scenario_changes_counts(self, worse: str) -> None:
        scenarios = f"{{bad: {{benefits: 0.99, costs: 1.01}}, worse: {worse}, good: {{lines.b: 2}}}}"
        more = f"hurdle_rate: 0.05\nscenarios: {scenarios}\n"
        found = item(lines(COST, GAIN.replace("kind", "scales_with: adoption, kind"), more=more), "pessimistic")
        assert found.why.startswith("In the scenario worse NPV at the hurdle rate of 5% is")
        assert "where the base has 36.1624;" in found.why

    def test_a_scenario_beyond_computing_is_for_a_person(self) -> None:
        more = "hurdle_rate: -0.9999\nperiods: 100\nscenarios: {worst: {benefits: 0.8}}\n"
        values = ", ".join(["9"] * 101)
        about = paper(f"discount_rate: 0.1\nlines:\n  - {{id: b, kind: benefit, values: [{values}]}}\n{more}")
        assert item(about, "pessimistic").state is Status.TO_JUDGE

    def test_a_scenario_that_earns_exactly_the_hurdle_rate_is_enough(self) -> None:
        given = ("id: a, kind: cost, values: [100, 0, 0, 0]", "id: b, kind: benefit, values: [0, 0, 0, 200]")
        more = "hurdle_rate: 0.10\nscenarios: {worst: {benefits: 0.6655}}\n"
        assert item(lines(*given, more=more), "pessimistic").state is Status.PASSED

    def test_money_that_comes_first_is_judged_by_npv(self) -> None:
        # It is lent to us at 20 %: the rate of return is above the hurdle rate, and the case is not worth it.
        given = ("id: b, kind: benefit, values: [100, 0, 0, 0]", "id: a, kind: cost, values: [0, 110, 0, 0]")
        found = item(
            lines(*given, more="hurdle_rate: 0.15\nscenarios: {worst: {costs: 1.0909090909}}\n"), "pessimistic"
        )
        assert "its rate of return is 20%" in found.why
        assert found.state is Status.FAILED

    def test_without_a_hurdle_rate_there_is_nothing_to_earn(self) -> None:
        found = item(lines(COST, GAIN, more="scenarios: {worst: {benefits: 0.8}}\n"), "pessimistic")
        assert (found.state, columns(found)) == (Status.FAILED, ["hurdle_rate"])

    @pytest.mark.parametrize("scenarios", ["", "scenarios: {best: {benefits: 1.2}}\n", "scenarios: {same: {}}\n"])
    def test_without_a_scenario_that_is_worse_there_is_no_pessimistic_case(self, scenarios: str) -> None:
        found = item(lines(COST, GAIN, more=f"hurdle_rate: 0.1\n{scenarios}"), "pessimistic")
        assert (found.state, columns(found)) == (Status.FAILED, ["scenarios"])


class TestStated:
    @pytest.mark.parametrize(("value", "state"), [(100, Status.PASSED), (90, Status.FAILED)])
    def test_it_is_what_the_audit_says(self, value: int, state: Status) -> None:
        more = f"stated: [{{metric: total_benefits, value: 150}}, {{metric: total_costs, value: {value}}}]\n"
        found = item(lines(COST, GAIN, more=more), "stated")
        assert found.state is state
        assert columns(found) == ([] if found.holds else ["stated[1].value"])

    def test_one_figure_is_said_to_be_one(self) -> None:
        found = item(lines(COST, GAIN, more="stated: [{metric: total_benefits, value: 150}]\n"), "stated")
        assert found.why == "The one stated figure checks out."

    def test_nothing_stated_is_nothing_to_hold_against(self) -> None:
        assert item(lines(COST, GAIN), "stated").state is Status.NOT_APPLICABLE
