"""Optimism bias instead of a contingency, and not both on the same lines."""

from __future__ import annotations

import pytest

from steering.review.checklist import ChecklistItem
from steering.status import Status
from tests.steering.review.subjects import columns, item, lines

MIGRATION = "id: migration, kind: cost, category: one-off, label: Migration, values: [0.4, 0.6, 0.55, 0]"
TRAINING = "id: training, kind: cost, category: people, label: Training, values: [0, 0.2, 0.1, 0.1]"
RESERVE = 'id: reserve, kind: cost, label: "{}", values: [0.04, 0.06, 0.055, 0]'
BIAS = "optimism_bias: [{{lines: [{}], share: 41%, reference_class: Outsourcing projects, source: {}}}]\n"


def bias(line: str, source: str = '"Guide to optimism bias, table 1"') -> str:
    return BIAS.format(line, source)


def answer(*written: str, more: str) -> ChecklistItem:
    return item(lines(*written, more=more), "contingency")


def test_a_bias_with_a_source_stands_for_a_contingency() -> None:
    found = answer(MIGRATION, TRAINING, more=bias("migration"))
    assert found.state is Status.PASSED
    assert found.why == (
        "Optimism bias: 41% on 'Migration', as Outsourcing projects turned out (Guide to optimism bias, table 1)."
    )


def test_a_source_that_says_nothing_fails() -> None:
    found = answer(MIGRATION, more=bias("migration", "tbd"))
    assert (found.state, columns(found)) == (Status.FAILED, ["optimism_bias[0].source"])


@pytest.mark.parametrize("label", ["Contingency, 10% of migration", "Contingency, 10% of all costs", "Reserve, 10%"])
def test_a_cost_with_a_contingency_of_its_own_is_raised_twice(label: str) -> None:
    found = answer(MIGRATION, RESERVE.format(label), more=bias("migration"))
    assert (found.state, columns(found)) == (Status.FAILED, ["optimism_bias[0].lines"])
    assert found.why == "1 line raised twice."
    assert f"beside '{label}', on 'Migration'" in found.places[0].found


def test_so_is_a_contingency_with_a_bias_of_its_own() -> None:
    label = "Contingency, 10% of migration"
    found = answer(MIGRATION, TRAINING, RESERVE.format(label), more=bias("reserve"))
    assert found.state is Status.FAILED
    assert f"beside '{label}', on '{label}'" in found.places[0].found


def test_on_other_lines_both_may_stand() -> None:
    found = answer(MIGRATION, TRAINING, RESERVE.format("Contingency, 10% of migration"), more=bias("training"))
    assert found.state is Status.PASSED
    assert "41% on 'Training'" in found.why
    assert "is 10% of 'Migration' in every period" in found.why


def test_a_contingency_that_does_not_say_of_what_is_for_a_person() -> None:
    found = answer(MIGRATION, TRAINING, RESERVE.format("Contingency"), more=bias("training"))
    assert (found.state, columns(found)[0]) == (Status.TO_JUDGE, "optimism_bias[0].lines")


def test_a_wrong_contingency_beside_a_bias_on_other_lines_still_fails() -> None:
    found = answer(MIGRATION, TRAINING, RESERVE.format("Contingency, 20% of migration"), more=bias("training"))
    assert (found.state, {place.column for place in found.places}) == (
        Status.FAILED,
        {f"lines[2].values[{period}]" for period in range(3)},
    )


def test_a_contingency_of_a_line_that_is_worked_out() -> None:
    """The base has no figures of its own: quantity times price by period."""
    worked_out = "id: migration, kind: cost, label: Migration, quantity: 4, price: 0.1"
    right = 'id: reserve, kind: cost, label: "Contingency, 10% of migration", amount: 0.04'
    found = item(lines(worked_out, right), "contingency")
    assert found.state is Status.PASSED
    wrong = item(lines(worked_out, right.replace("0.04", "0.05")), "contingency")
    assert (wrong.state, {place.column for place in wrong.places}) == (Status.FAILED, {"lines[1]"})
