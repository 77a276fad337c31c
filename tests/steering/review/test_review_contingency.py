"""A contingency is the percentage that its label says, of what its label says, in every period."""

from __future__ import annotations

import pytest

from steering.status import Status
from tests.steering.review.papers import columns, item, lines

MIGRATION = "id: migration, kind: cost, category: one-off, label: Migration of two waves, values: [0.4, 0.6, 0.55, 0]"
TRAINING = "id: training, kind: cost, category: people, label: Training, values: [0, 0.2, 0.1, 0.1]"


def contingency(label: str, values: str) -> str:
    return f'id: reserve, kind: cost, label: "{label}", values: [{values}]'


@pytest.mark.parametrize(
    ("label", "values"),
    [
        ("Contingency, 10 % of migration", "0.04, 0.06, 0.055, 0"),
        ("Contingency, 10% of migration", "0.04, 0.06, 0.06, 0.00"),
        ("Contingency (12.5 per cent of training)", "0, 0.025, 0.0125, 0.0125"),
        ("Contingency, 10 % of migration and training", "0.04, 0.08, 0.065, 0.01"),
        ("Contingency, 10 % of all other costs", "0.04, 0.08, 0.065, 0.01"),
        ("Contingency, 10 % of people", "0, 0.02, 0.01, 0.01"),
        ("Contingency, 10 % of costs", "0.04, 0.06, 0.055, 0"),
        ("Contingency at 10 %", "0, 0.02, 0.01, 0.01"),
        ("Contingency at 10 %", "0.04, 0.08, 0.065, 0.01"),
    ],
)
def test_it_is_what_it_says(label: str, values: str) -> None:
    found = item(lines(MIGRATION, TRAINING, contingency(label, values)), "contingency")
    assert (found.state, found.places) == (Status.PASSED, ())
    assert "in every period" in found.why


def test_every_period_in_which_it_is_not_is_a_place() -> None:
    found = item(
        lines(MIGRATION, TRAINING, contingency("Contingency, 10 % of migration", "0.04, 0.6, 0.055, 0.01")),
        "contingency",
    )
    assert found.state is Status.FAILED
    assert columns(found) == ["lines[2].values[1]", "lines[2].values[3]"]
    assert [(place.found, place.expected) for place in found.places] == [
        ("0.6 in period 1", "0.06"),
        ("0.01 in period 3", "0"),
    ]


def test_of_all_other_costs_it_has_to_be_the_sum() -> None:
    label = "Contingency, 10 % of all other costs"
    found = item(lines(MIGRATION, TRAINING, contingency(label, "0.04, 0.08, 0.065, 0.02")), "contingency")
    assert (found.state, columns(found)) == (Status.FAILED, ["lines[2].values[3]"])


@pytest.mark.parametrize("label", ["Contingency at 10 %", "Contingency, 10 % of all costs"])
@pytest.mark.parametrize("values", ["1, 1, 1, 1", "0, 0, 0, 0"])
def test_a_contingency_of_nothing_is_for_a_person(label: str, values: str) -> None:
    found = item(lines(contingency(label, values)), "contingency")
    assert (found.state, columns(found)) == (Status.TO_JUDGE, ["lines[0].label"])


def test_lines_that_it_names_together_are_not_left_to_chance() -> None:
    label = "Contingency, 10 % of migration and training"
    found = item(lines(MIGRATION, TRAINING, contingency(label, "0.04, 0.06, 0.055, 0")), "contingency")
    assert (found.state, columns(found)) == (
        Status.FAILED,
        ["lines[2].values[1]", "lines[2].values[2]", "lines[2].values[3]"],
    )


@pytest.mark.parametrize(
    ("label", "values"),
    [
        ("Contingency", "0.04, 0.06, 0.055, 0"),
        ("Contingency at 10 %", "0.05, 0.05, 0.05, 0.05"),
        ("Contingency, 10 % of hardware", "0.05, 0.05, 0.05, 0.05"),
    ],
)
def test_what_cannot_be_told_is_for_a_person(label: str, values: str) -> None:
    found = item(lines(MIGRATION, TRAINING, contingency(label, values)), "contingency")
    assert (found.state, columns(found)) == (Status.TO_JUDGE, ["lines[2].label"])


def test_none_at_all_is_for_a_person() -> None:
    found = item(lines(MIGRATION + ", high: 1.4", TRAINING), "contingency")
    assert (found.state, found.places) == (Status.TO_JUDGE, ())
    assert "1 cost line may turn out higher" in found.why


def test_the_worst_of_several_counts() -> None:
    good = contingency("Contingency, 10 % of training", "0, 0.02, 0.01, 0.01")
    wrong = contingency("Contingency, 10 % of migration", "0, 0, 0, 0").replace("reserve", "second")
    assert item(lines(MIGRATION, TRAINING, good, wrong), "contingency").state is Status.FAILED
