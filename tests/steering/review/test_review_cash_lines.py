"""Lines that are no money still to come, and the dates of sources."""

from __future__ import annotations

import pytest

from steering.status import Status
from tests.steering.review.subjects import SAID, columns, item, lines, paper

BUY = "id: buy, kind: cost, label: Purchase of storage, values: [90, 0, 0, 0]"
TEAM = "id: team, kind: cost, label: Team, values: [0, 5, 6, 7]"


def cost(label: str, values: str = "0, 31, 32, 33") -> str:
    return f'id: own, kind: cost, label: "{label}", values: [{values}]'


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("Depreciation of storage", "'Purchase of storage': depreciation is the same money again"),
        ("Amortisation", "'Purchase of storage'"),
        ("Interest on the loan", "discounting at 10% is what money costs"),
        ("Bank interest", "counted twice"),
        ("Cost of capital", "counted twice"),
        ("Pilot, already spent", "gone whatever is decided"),
        ("Discovery (sunk)", "gone whatever is decided"),
        ("Licences paid to date", "gone whatever is decided"),
    ],
)
def test_what_says_so_outright_fails(label: str, why: str) -> None:
    found = item(lines(BUY, TEAM, cost(label)), "twice")
    assert (found.state, columns(found)) == (Status.FAILED, ["lines[2]"])
    assert why in found.places[0].expected


@pytest.mark.parametrize(
    "label", ["Leasing of cars", "Loan repayment", "Upkeep as in prior years", "Pilot, sunk costs not included"]
)
def test_what_may_be_so_is_for_a_person(label: str) -> None:
    found = item(lines(TEAM, cost(label)), "twice")
    assert (found.state, columns(found)) == (Status.TO_JUDGE, ["lines[1]"])


def test_depreciation_without_a_purchase_is_for_a_person() -> None:
    assert item(lines(TEAM, cost("Depreciation of storage")), "twice").state is Status.TO_JUDGE


def test_a_benefit_that_is_there_already_is_for_a_person() -> None:
    benefit = "id: gone, kind: benefit, label: Savings already achieved, values: [0, 1, 3, 4]"
    assert item(lines(TEAM, benefit), "twice").state is Status.TO_JUDGE


def test_interest_without_discounting_is_a_cost() -> None:
    undiscounted = lines(TEAM, cost("Interest on the loan"))
    text = undiscounted.text.text.replace("discount_rate: 0.10", "discount_rate: 0")
    assert item(paper(text), "twice").state is Status.PASSED


@pytest.mark.parametrize("label", ["Upkeep", "Reserved instances", "Conditioning", "Platform"])
def test_other_lines_pass(label: str) -> None:
    assert item(lines(BUY, TEAM, cost(label)), "twice").state is Status.PASSED


@pytest.mark.parametrize(
    ("label", "values", "state"),
    [
        ("Management reserve, 10% of team", "0, 0.5, 0.6, 0.7", Status.PASSED),
        ("Optimism bias 20% on team", "0, 1, 1.2, 1.4", Status.PASSED),
        ("10% risk allowance on team", "0, 0.5, 0.6, 0.7", Status.PASSED),
        ("Reserve, 10% of team", "0, 0.7, 0.7, 0.7", Status.FAILED),
        ("Allowance for unforeseen", "0, 1, 1, 1", Status.TO_JUDGE),
        ("Provision for risks", "0, 1, 1, 1", Status.TO_JUDGE),
    ],
)
def test_contingency_by_other_names(label: str, values: str, state: Status) -> None:
    found = item(lines(TEAM, cost(label, values)), "contingency")
    assert found.state is state
    assert "No cost line" not in found.why


@pytest.mark.parametrize(
    ("month", "state"),
    [
        ("2026-11", "passed"),
        ("2026-12", "failed"),
        ("2016-11", "passed"),
        ("2016-10", "to_judge"),
        ("1999-01", "to_judge"),
    ],
)
def test_the_date_of_a_source(month: str, state: str) -> None:
    dated = SAID.replace("2026-10", month)
    found = item(lines(f"{TEAM}, {dated}", f"{BUY}, {SAID}"), "inputs")
    assert found.state is Status[state.upper()]
    assert columns(found) == ([] if state == "passed" else ["lines[0].as_of"])


def test_the_date_of_a_single_figure() -> None:
    figure = "{value: 5, source: Offer, confidence: high, as_of: 2031-01}"
    found = item(lines(f"id: a, kind: cost, values: [0, {figure}, 6, 7], {SAID}"), "inputs")
    assert columns(found) == ["lines[0].values[1].as_of"]
