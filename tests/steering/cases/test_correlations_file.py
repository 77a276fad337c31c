"""Correlations of a business case that can't be: every reason at once, with its place and cure."""

from __future__ import annotations

import pytest

from steering.cases.correlations import possible
from tests.steering.finance.business_cases import KNOWN, business, problems_of

LINES = KNOWN.replace("scales_with: adoption}", "scales_with: adoption, low: 0.5, high: 1.1}")
STEADY = "  - {id: steady, kind: cost, values: [0, 1, 1, 1]}\n"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (
            "{between: [platform, gain], rank: 0.5}",
            "correlations[0].between[1]: found 'gain'; expected the id of a line",
        ),
        ("{between: [platform, gain], rank: 0.5}", "Did you mean 'gains'?"),
        ("{between: [platform, luck], rank: 0.5}", "Use the id of a line or the name of a driver or an input."),
        ("{between: [platform, platform], rank: 0.5}", "correlations[0].between: found 'platform' twice; expected two"),
        ("{between: [platform], rank: 0.5}", "correlations[0].between: found '[platform]'; expected two lines or dr"),
        ("{between: [platform, gains, x], rank: 0}", "correlations[0].between: found '[platform, gains, x]'; expected"),
        ("{between: platform, rank: 0.5}", "correlations[0].between: found 'platform'; expected a list"),
        ("{between: [platform, gains], rank: 1}", "correlations[0].rank: found '1'; expected a rank correlation betw"),
        ("{between: [platform, gains], rank: -1.5}", "correlations[0].rank: found '-1.5'; expected a rank correlation"),
        ("{between: [platform, gains], rank: 50%}", "correlations[0].rank: found '50%'; expected a plain number"),
        ("{between: [platform, gains]}", "correlations[0]: found nothing; expected the key 'rank'"),
        (
            "{betwen: [platform, gains], rank: 0}",
            "correlations[0].betwen: found the key 'betwen'; expected a known key",
        ),
        ("{between: [platform, cost_factor], rank: 0}", "between[1]: found 'cost_factor', which does not vary; expect"),
    ],
)
def test_one_that_can_not_be(stated: str, expected: str) -> None:
    found = [str(problem) for problem in problems_of(f"{LINES}correlations:\n  - {stated}\n")]
    assert any(expected in problem for problem in found), found
    assert all(problem.startswith("business_case.yaml, row 17") for problem in found)


def test_a_line_without_a_range_does_not_vary() -> None:
    text = LINES.replace("drivers:", STEADY + "drivers:") + "correlations: [{between: [steady, gains], rank: 0.2}]\n"
    (problem,) = problems_of(text)
    assert problem.found == "'steady', which does not vary"
    assert "`low` and `high`" in problem.remedy


def test_a_name_of_two_figures() -> None:
    text = LINES.replace("id: gains", "id: benefit_factor")
    (problem,) = problems_of(text + "correlations: [{between: [platform, benefit_factor], rank: 0.2}]\n")
    assert problem.found == "'benefit_factor', a line and a driver"
    assert problem.remedy == "Give the line another id."


def test_a_pair_twice_in_either_order() -> None:
    text = "correlations: [{between: [platform, gains], rank: 0.2}, {between: [gains, platform], rank: 0.3}]\n"
    (problem,) = problems_of(LINES + text)
    assert problem.column == "correlations[1].between"
    assert problem.found == "'gains' and 'platform' again"


def test_those_that_can_not_hold_at_once() -> None:
    stated = [("platform", "gains", 0.9), ("gains", "benefit_factor", 0.9), ("platform", "benefit_factor", 0.1)]
    rows = "".join(f"  - {{between: [{one}, {other}], rank: {rank}}}\n" for one, other, rank in stated)
    (problem,) = problems_of(f"{LINES}correlations:\n{rows}")
    assert "contradicts the correlations before it" in problem.found
    assert problem.column == "correlations[1].rank"
    assert problems_of(f"{LINES}correlations:\n{rows.replace('0.1', '0.8')}") == []


def test_what_is_said_last_may_make_the_others_possible() -> None:
    case = business(
        f"{LINES}correlations: [{{between: [platform, gains], rank: 0.8}}, {{between: [gains, benefit_factor], "
        "rank: 0.8}, {between: [platform, benefit_factor], rank: 0.6}]\n"
    )
    assert possible(case.correlations)
    assert not possible(case.correlations[:2])


def test_too_many() -> None:
    rows = "".join(f"  - {{between: [platform, gains], rank: 0.{n:02}}}\n" for n in range(51))
    assert [one.expected for one in problems_of(f"{LINES}correlations:\n{rows}")] == [
        "at most 50 correlations, and these are 51"
    ]


def test_all_at_once() -> None:
    stated = "{between: [platfrom, gains], rank: 0.2}, {between: [gains, gains], rank: 0.2}"
    found = problems_of(f"{LINES}correlations: [{stated}]\n")
    assert [problem.column for problem in found] == ["correlations[0].between[0]", "correlations[1].between"]
