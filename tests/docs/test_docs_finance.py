"""The guide for finance: its blocks make one business case without a problem, and what it works out by hand is so."""

from __future__ import annotations

import re

import pytest

from steering.cases.business_file import parse_business_case
from steering.cases.resolve import resolve_alone
from tests.server import ROOT

GUIDE = (ROOT / "docs" / "guides" / "finance.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


def test_the_blocks_of_the_guide_are_one_case_without_a_problem() -> None:
    case, problems = parse_business_case("".join(BLOCKS).encode(), "business_case.yaml")
    assert [str(problem) for problem in problems] == []
    assert [option.id for option in case.as_written.options] == ["as_today", "buy", "build"]


@pytest.mark.parametrize(("line", "index", "figure"), [("team", 2, "494.4"), ("time", 2, "919.00")])
def test_what_is_worked_out_by_hand_is_what_the_case_has(line: str, index: int, figure: str) -> None:
    case = resolve_alone(parse_business_case("".join(BLOCKS).encode(), "business_case.yaml")[0].as_written, "build")
    amounts = next(each.amounts for each in case.lines if each.id == line)
    places = len(figure.partition(".")[2])
    assert f"{float(amounts[index]):.{places}f}" == figure
    assert figure in GUIDE
