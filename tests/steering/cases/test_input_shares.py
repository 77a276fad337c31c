"""An input in per cent is the share that it is, wherever an input is written."""

from __future__ import annotations

from decimal import Decimal

import pytest

from steering.cases.business_file import read_business
from steering.cases.yaml_reader import parse_yaml
from steering.finance.model import compute_npv
from tests.steering.finance.business_cases import business

CASE = """\
discount_rate: 10%
inputs:
  share: {{value: {value}, low: {low}, high: 0.5}}
  ramp: {{values: [0, {low}, {value}]}}
  alone: {value}
lines:
  - {{id: spent, kind: cost, values: [40, 1, 1]}}
  - {{id: won, kind: benefit, amount: 200, share: [share, alone], quantity: ramp}}
scenarios:
  more: {{inputs.share: {more}}}
stated:
  - {{metric: npv, value: 1, at: {{inputs.share: {more}}}}}
"""
SHARES = CASE.format(value="0.30", low="0.2", more="0.45")
PER_CENT = CASE.format(value="30%", low="20%", more="45%")


def test_per_cent_and_shares_are_the_same_case() -> None:
    case, other = business(PER_CENT), business(SHARES)
    assert case.inputs == other.inputs
    assert case.inputs["share"].value == Decimal("0.30")
    assert case.scenarios == other.scenarios and case.stated == other.stated
    for scenario in (None, "more"):
        assert compute_npv(case, scenario) == compute_npv(other, scenario)


@pytest.mark.parametrize("written", ["30 per cent", "30 %%", "a third"])
def test_what_is_neither_is_told_how_to_be_written(written: str) -> None:
    _, problems = read_business(parse_yaml(CASE.format(value=written, low="0.2", more="0.45"), "business_case.yaml"))
    said = [str(problem) for problem in problems if problem.column.startswith("inputs.")]
    # The value, the one in the list, and the one alone.
    assert len(said) == 3
    assert all("a number such as 0.35, or a share such as 35%" in each for each in said)
