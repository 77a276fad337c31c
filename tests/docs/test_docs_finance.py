"""The guide for finance: its blocks make one business case without a problem, and what it works out by hand is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from steering.__main__ import main
from steering.cases.business_file import parse_business_case
from steering.cases.resolve import resolve_alone
from steering.finance.audit import audit_business_case
from tests.server import ROOT

GUIDE = (ROOT / "docs" / "guides" / "finance.md").read_text("utf-8")
CASE, *BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


def test_the_blocks_of_the_guide_are_one_case_without_a_problem() -> None:
    case, problems = parse_business_case("".join(BLOCKS).encode(), "business_case.yaml")
    assert [str(problem) for problem in problems] == []
    assert [option.id for option in case.as_written.options] == ["as_today", "buy", "build"]


def test_a_case_may_be_these_two_files_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "business_case.yaml").write_text("".join(BLOCKS), encoding="utf-8")
    main(["check", str(tmp_path)])
    assert "Files: no errors, no warnings" in capsys.readouterr().out


def test_the_baseline_of_the_guide_leaves_no_loss_without_tax() -> None:
    case, _ = parse_business_case("".join(BLOCKS).encode(), "business_case.yaml")
    assert not any("no later profit" in note for note in audit_business_case(case).notes)


def test_figures_that_are_stated_as_the_guide_says_are_read() -> None:
    (stated,) = re.findall(r"`(stated: .*?\])`", GUIDE, re.DOTALL)
    case, problems = parse_business_case("".join([*BLOCKS, stated]).encode(), "business_case.yaml")
    assert (len(case.stated), problems) == (5, ())


@pytest.mark.parametrize(("line", "index", "figure"), [("team", 2, "494.4"), ("time", 2, "919.00")])
def test_what_is_worked_out_by_hand_is_what_the_case_has(line: str, index: int, figure: str) -> None:
    case = resolve_alone(parse_business_case("".join(BLOCKS).encode(), "business_case.yaml")[0].as_written, "build")
    amounts = next(each.amounts for each in case.lines if each.id == line)
    places = len(figure.partition(".")[2])
    assert f"{float(amounts[index]):.{places}f}" == figure
    assert figure in GUIDE
