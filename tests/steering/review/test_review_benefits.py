"""Savings that are called savings, and the time in which old and new run side by side."""

from __future__ import annotations

import pytest

from steering.status import Status
from tests.steering.review.subjects import HEAD, columns, item, lines, paper


def benefit(label: str, category: str | None) -> str:
    said = f", category: {category}" if category else ""
    return f'id: b, kind: benefit, label: "{label}"{said}, values: [0, 1, 2, 3]'


class TestSavings:
    @pytest.mark.parametrize(
        ("label", "category", "state"),
        [
            ("The teams' own tools, no longer paid for", "savings", Status.PASSED),
            ("Margin of models that go live earlier", "revenue", Status.PASSED),
            ("Werkzeuge der Teams", "savings", Status.PASSED),
            ("Savings in licences", "revenue", Status.TO_JUDGE),
            ("Time saved by data scientists", "revenue", Status.TO_JUDGE),
            ("Costs avoided by sharing", "revenue", Status.TO_JUDGE),
            ("New revenue from faster models", "savings", Status.TO_JUDGE),
            ("Customers saved from leaving", "revenue", Status.TO_JUDGE),
            ("Additional sales licences, cancelled", "savings", Status.TO_JUDGE),
            ("Churn avoided", "revenue", Status.TO_JUDGE),
            ("Savings that raise the margin", "revenue", Status.TO_JUDGE),
            ("Tools of the sales department", "savings", Status.TO_JUDGE),
            ("Revenue that outages no longer cost", "risk", Status.TO_JUDGE),
            ("Benefits", None, Status.TO_JUDGE),
            ("Benefits", "goodwill", Status.TO_JUDGE),
        ],
    )
    def test_words_alone_only_ask_for_judgement(self, label: str, category: str | None, state: Status) -> None:
        found = item(lines(benefit(label, category)), "savings")
        assert found.state is state
        assert columns(found) == ([] if state is Status.PASSED else ["lines[0].category"])

    def test_it_says_no_more_than_that_words_do_not_contradict(self) -> None:
        found = item(lines(benefit("Werkzeuge", "savings")), "savings")
        assert found.why == "No label of 1 benefit speaks against its category."

    def test_a_cost_below_zero_may_be_a_saving(self) -> None:
        found = item(lines("id: a, kind: cost, values: [0, -5, -5, -5]"), "savings")
        assert (found.state, columns(found)) == (Status.TO_JUDGE, ["lines[0].values"])

    def test_a_sum_says_nothing_of_what_is_in_it(self) -> None:
        text = HEAD + "cashflows: {costs: [1, 0, 0, 0], benefits: [0, 1, 1, 1]}\n"
        found = item(paper(text), "savings")
        assert (found.state, columns(found)) == (Status.TO_JUDGE, ["cashflows.benefits"])

    def test_costs_alone_have_none(self) -> None:
        assert item(lines("id: a, kind: cost, values: [0, 5, 5, 5]"), "savings").state is Status.NOT_APPLICABLE


class TestDoubleRunning:
    SUDDEN = "id: b, kind: benefit, category: savings, values: [0, 4, 4, 4]"
    GROWING = "id: b, kind: benefit, category: savings, values: [0, 1, 3, 4]"
    LATE = "id: b, kind: benefit, category: savings, values: [0, 0, 4, 4]"
    OLD = "id: a, kind: cost, label: Remaining licences, values: [0, 3, 1, 0]"
    MOVING = "id: m, kind: cost, label: Migration, category: one-off, values: [2, 2, 1, 0]"
    MOVED = "id: m, kind: cost, label: Migration, category: one-off, values: [2, 2, 0, 0]"

    INFLATED = "id: b, kind: benefit, category: savings, values: [0, 4, 4.08, 4.16]"
    LEGACY = "id: a, kind: cost, label: Legacy platform in parallel, values: [0, 3, 3, 3]"
    TRAINING = "id: a, kind: cost, label: Existing staff training, values: [0, 2, 2, 1]"
    GONE = "id: a, kind: cost, label: Remaining licences, values: [3, 0, 0, 0]"
    LEASE = "id: a, kind: cost, label: Data centre lease, values: [0, 3, 3, 0]"
    UNTIL = "id: a, kind: cost, label: Data centre until it is switched off, values: [0, 3, 3, 0]"
    AUDIT = "id: m, kind: cost, label: Final audit, category: one-off, values: [0, 0, 0, 1]"

    @pytest.mark.parametrize(
        ("given", "state"),
        [
            ((GROWING,), Status.PASSED),
            ((INFLATED,), Status.TO_JUDGE),
            ((INFLATED, MOVING), Status.FAILED),
            ((SUDDEN, LEGACY), Status.PASSED),
            ((SUDDEN, GONE), Status.TO_JUDGE),
            ((SUDDEN, UNTIL, MOVING), Status.PASSED),
            ((SUDDEN, AUDIT), Status.TO_JUDGE),
            ((LATE,), Status.PASSED),
            ((SUDDEN, OLD), Status.PASSED),
            ((SUDDEN,), Status.TO_JUDGE),
            ((SUDDEN, MOVED), Status.TO_JUDGE),
            ((SUDDEN, MOVING), Status.FAILED),
            ((GROWING.replace("savings", "productivity"),), Status.NOT_APPLICABLE),
            ((SUDDEN.replace("4", "0"),), Status.NOT_APPLICABLE),
        ],
    )
    def test_savings_grow_or_something_runs_on_beside_them(self, given: tuple[str, ...], state: Status) -> None:
        found = item(lines(*given), "double-running")
        assert found.state is state
        shown = state in (Status.FAILED, Status.TO_JUDGE)
        assert columns(found) == (["lines[0].values"] if shown else [])

    @pytest.mark.parametrize("cost", [TRAINING, LEASE])
    def test_a_cost_that_may_be_what_runs_on_is_looked_at(self, cost: str) -> None:
        found = item(lines(self.SUDDEN, cost, self.MOVING), "double-running")
        assert (found.state, columns(found)) == (Status.TO_JUDGE, ["lines[0].values", "lines[1].label"])

    @pytest.mark.parametrize(("share", "state"), [("1.03", Status.TO_JUDGE), ("1.3", Status.PASSED)])
    def test_prices_over_ten_years_are_no_ramp(self, share: str, state: Status) -> None:
        values = ", ".join(f"{float(share) ** year:.4f}" for year in range(10))
        text = HEAD.replace("periods: 3", "periods: 10")
        about = paper(f"{text}lines:\n  - {{id: b, kind: benefit, category: savings, values: [0, {values}]}}\n")
        assert item(about, "double-running").state is state

    def test_a_delay_in_the_base_is_a_late_beginning(self) -> None:
        about = lines(self.SUDDEN, more="drivers: {benefit_delay_months: 6}\n")
        assert item(about, "double-running").state is Status.PASSED

    def test_it_says_what_was_looked_at(self) -> None:
        why = item(lines(self.GROWING, self.OLD), "double-running").why
        assert why == "Savings grow over time in 'b'. What runs on meanwhile is in 'Remaining licences'."
