"""Whether each benefit says that it is cash or not, who owns it and what measures it."""

from __future__ import annotations

from pathlib import Path

import pytest

from steering.status import Status
from tests.steering.review.subjects import HEAD, columns, item, lines, of_folder, paper
from tests.steering.small_cases import kpi, problems_of, small

COST = "id: spent, kind: cost, values: [1, 1, 1, 1]"
GAIN = "id: gain, kind: benefit, label: Gain, values: [0, 1, 2, 3]"


def test_all_is_said() -> None:
    found = item(lines(COST, f"{GAIN}, cashable: false, owner: Head of sales, kpi: hours"), "realisation")
    assert (found.state, found.places) == (Status.PASSED, ())


def test_what_is_not_said_is_named() -> None:
    found = item(lines(COST, GAIN), "realisation")
    assert (found.state, columns(found)) == (
        Status.TO_JUDGE,
        [f"lines[1].{key}" for key in ("cashable", "owner", "kpi")],
    )
    assert found.why == "3 things not said of 1 benefit."


@pytest.mark.parametrize(
    ("more", "left"),
    [
        ("cashable: true, owner: tbd, kpi: hours", "owner"),
        ("cashable: true, owner: Head of sales", "kpi"),
        ("owner: Head of sales, kpi: hours", "cashable"),
        ("owner: Head of sales, scales_with: adoption", "cashable"),
    ],
)
def test_one_thing_is_not_said(more: str, left: str) -> None:
    assert columns(item(lines(COST, f"{GAIN}, {more}"), "realisation")) == [f"lines[1].{left}"]


def test_without_benefits_and_without_lines() -> None:
    assert item(lines(COST), "realisation").state is Status.NOT_APPLICABLE
    sums = item(paper(HEAD + "cashflows: {costs: [1, 1, 1, 1], benefits: [0, 2, 2, 2]}\n"), "realisation")
    assert (sums.state, columns(sums)) == (Status.TO_JUDGE, ["cashflows.benefits"])


def test_the_example_says_it_all(example_case: Path) -> None:
    assert item(of_folder(example_case), "realisation").state is Status.PASSED


def test_a_kpi_that_is_none_is_a_problem_of_the_case(tmp_path: Path) -> None:
    folder = small(tmp_path / "case", kpis=kpi("hours"))
    text = "discount_rate: 0.1\nlines: [{id: gain, kind: benefit, values: [0, 1], kpi: %s}]\n"
    (folder / "business_case.yaml").write_text(text % "hours", encoding="utf-8")
    assert [problem for problem in problems_of(folder) if problem.severity == "error"] == []
    (folder / "business_case.yaml").write_text(text % "hour", encoding="utf-8")
    (problem,) = (problem for problem in problems_of(folder) if problem.severity == "error")
    assert (problem.file, problem.column) == ("business_case.yaml", "lines[0].kpi")
    assert "hours" in problem.remedy
