"""A contingency is the percentage that its label says, of what its label says, in every period."""

from __future__ import annotations

import pytest

from steering.status import Status
from tests.steering.review.subjects import columns, item, lines

MIGRATION = "id: migration, kind: cost, category: one-off, label: Migration of two waves, values: [0.4, 0.6, 0.55, 0]"
TRAINING = "id: training, kind: cost, category: people, label: Training, values: [0, 0.2, 0.1, 0.1]"


def contingency(label: str, values: str) -> str:
    return f'id: reserve, kind: cost, label: "{label}", values: [{values}]'


@pytest.mark.parametrize(
    ("label", "values"),
    [
        ("Contingency, 10% of migration", "0.04, 0.06, 0.055, 0"),
        ("Contingency, 10% of migration", "0.04, 0.06, 0.06, 0.00"),
        ("Contingency (12.5 per cent of training)", "0, 0.025, 0.0125, 0.0125"),
        ("Contingency, 10% of migration and training", "0.04, 0.08, 0.065, 0.01"),
        ("Contingency, 10% of all other costs", "0.04, 0.08, 0.065, 0.01"),
        ("Contingency, 10% of people", "0, 0.02, 0.01, 0.01"),
        ("Contingency, 10% of costs", "0.04, 0.06, 0.055, 0"),
        ("10% contingency on migration", "0.04, 0.06, 0.055, 0"),
        ("Contingency over three years, 10% of migration", "0.04, 0.06, 0.055, 0"),
        ("Contingency, 10% of the migration budget", "0.04, 0.06, 0.055, 0"),
        ("Contingency at 10%", "0.04, 0.06, 0.055, 0"),
        ("Contingency, 10% of all costs", "0.044, 0.089, 0.072, 0.011"),
        ("Contingency, 10-15% of migration", "0.048, 0.072, 0.066, 0"),
        ("Contingency, 10–15% of migration", "0.04, 0.09, 0.066, 0"),
        ("Contingency, 10% to 15% of migration", "0.048, 0.072, 0.066, 0"),
        ("Contingency, 10 to 15 per cent of migration", "0.06, 0.09, 0.0825, 0"),
        ("Contingency at 10%", "0.04, 0.08, 0.065, 0.01"),
    ],
)
def test_it_is_what_it_says(label: str, values: str) -> None:
    found = item(lines(MIGRATION, TRAINING, contingency(label, values)), "contingency")
    assert (found.state, found.places) == (Status.PASSED, ())
    assert "in every period" in found.why


def test_every_period_in_which_it_is_not_is_a_place() -> None:
    found = item(
        lines(MIGRATION, TRAINING, contingency("Contingency, 10% of migration", "0.04, 0.6, 0.055, 0.01")),
        "contingency",
    )
    assert found.state is Status.FAILED
    assert columns(found) == ["lines[2].values[1]", "lines[2].values[3]"]
    assert [(place.found, place.expected) for place in found.places] == [
        ("0.6 in period 1", "0.06"),
        ("0.01 in period 3", "0"),
    ]


def test_a_range_is_left_below_and_above() -> None:
    label = "Contingency, 10-15% of migration"
    found = item(lines(MIGRATION, TRAINING, contingency(label, "0.03, 0.2, 0.055, 0.000")), "contingency")
    assert (found.state, columns(found)) == (Status.FAILED, ["lines[2].values[0]", "lines[2].values[1]"])
    assert [place.expected for place in found.places] == ["0.04 to 0.06", "0.06 to 0.09"]


def test_of_all_other_costs_one_line_is_too_little() -> None:
    label = "Contingency, 10% of all other costs"
    found = item(lines(MIGRATION, TRAINING, contingency(label, "0.04, 0.06, 0.055, 0")), "contingency")
    assert (found.state, len(found.places)) == (Status.FAILED, 3)


def test_a_small_line_that_fits_without_being_named_is_for_a_person() -> None:
    given = (
        "id: m, kind: cost, label: Migration, values: [0, 100, 0, 0]",
        "id: t, kind: cost, label: Travel, values: [0, 1, 1, 0]",
    )
    found = item(lines(*given, contingency("Contingency 10%", "0, 0.1, 0.1, 0")), "contingency")
    assert (found.state, columns(found)) == (Status.TO_JUDGE, ["lines[2].label"])
    assert "10% of 'Travel' in every period" in found.why
    assert found.why.endswith("That is the smaller part of the costs.")


def test_the_right_sum_in_other_periods_is_for_a_person() -> None:
    label = "Contingency, 10% of migration"
    found = item(lines(MIGRATION, TRAINING, contingency(label, "0, 0, 0, 0.155")), "contingency")
    assert (found.state, columns(found)) == (Status.TO_JUDGE, ["lines[2].label"])
    assert "10% in total, and not in every period" in found.why


def test_nearly_the_right_sum_is_not_the_right_sum() -> None:
    label = "10% contingency on migration"
    found = item(lines(MIGRATION, TRAINING, contingency(label, "0.04, 0.06, 0.055, 0.002")), "contingency")
    assert (found.state, columns(found)) == (Status.FAILED, ["lines[2].values[3]"])


def test_a_word_of_several_lines_is_not_one_of_them_for_certain() -> None:
    other = "id: later, kind: cost, label: Migration of the last wave, values: [0, 0, 0.2, 0.3]"
    label = "Contingency, 10% of migration"
    found = item(lines(MIGRATION, other, contingency(label, "0.01, 0.01, 0.01, 0.01")), "contingency")
    assert found.state is Status.TO_JUDGE
    assert item(lines(MIGRATION, other, contingency(label, "0.04, 0.06, 0.075, 0.03")), "contingency").holds


def test_another_contingency_need_not_be_in_all_other_costs() -> None:
    label = "Contingency, 10% of all other costs"
    fees = contingency("Contingency, 5% of training", "0, 0.01, 0.005, 0.005").replace("reserve", "fees")
    for values in ("0.04, 0.08, 0.065, 0.01", "0.04, 0.081, 0.0655, 0.0105"):
        found = item(lines(MIGRATION, TRAINING, fees, contingency(label, values)), "contingency")
        assert found.state is Status.PASSED


def test_of_all_other_costs_it_has_to_be_the_sum() -> None:
    label = "Contingency, 10% of all other costs"
    found = item(lines(MIGRATION, TRAINING, contingency(label, "0.04, 0.08, 0.065, 0.02")), "contingency")
    assert (found.state, columns(found)) == (Status.FAILED, ["lines[2].values[3]"])


@pytest.mark.parametrize("label", ["Contingency at 10%", "Contingency, 10% of all costs"])
@pytest.mark.parametrize("values", ["1, 1, 1, 1", "0, 0, 0, 0"])
def test_a_contingency_of_nothing_is_for_a_person(label: str, values: str) -> None:
    found = item(lines(contingency(label, values)), "contingency")
    assert (found.state, columns(found)) == (Status.TO_JUDGE, ["lines[0].label"])


def test_lines_that_it_names_together_are_not_left_to_chance() -> None:
    label = "Contingency, 10% of migration and training"
    found = item(lines(MIGRATION, TRAINING, contingency(label, "0.04, 0.06, 0.055, 0")), "contingency")
    assert (found.state, columns(found)) == (
        Status.FAILED,
        ["lines[2].values[1]", "lines[2].values[2]", "lines[2].values[3]"],
    )


@pytest.mark.parametrize(
    ("label", "values"),
    [
        ("Contingency", "0.04, 0.06, 0.055, 0"),
        ("Contingency at 10%", "0.05, 0.05, 0.05, 0.05"),
        ("Contingency at 10%", "0, 0.02, 0.01, 0.01"),
        ("Contingency, 10% of costs", "0.05, 0.05, 0.05, 0.05"),
        ("Contingency, at least 10% of migration", "0.08, 0.12, 0.11, 0"),
        ("Contingency, up to 15% of migration", "0.04, 0.06, 0.055, 0"),
        ("Contingency, min. 10% of migration", "0.08, 0.12, 0.11, 0"),
        ("Contingency, ~10% of migration", "0.045, 0.055, 0.05, 0"),
        ("Contingency, 10% of migration, 20% of training", "0.05, 0.05, 0.05, 0.05"),
        ("Contingency, phase 2 - 10% of migration", "0.02, 0.03, 0.03, 0"),
        ("Contingency, 10% of hardware", "0.05, 0.05, 0.05, 0.05"),
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
    good = contingency("Contingency, 10% of training", "0, 0.02, 0.01, 0.01")
    wrong = contingency("Contingency, 10% of migration", "0, 0, 0, 0").replace("reserve", "second")
    assert item(lines(MIGRATION, TRAINING, good, wrong), "contingency").state is Status.FAILED
