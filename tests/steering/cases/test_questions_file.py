"""questions.yaml: what it says, and every mistake with its line, its path and its cure."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import get_args

import pytest

from steering.cases.loader import load_case
from steering.cases.questions import AnswerPage
from steering.errors import CaseRefused
from steering.frames.agenda import AGENDA

GOOD = """\
questions:
  - id: night
    persona: Chief technology officer
    question: Who runs this at night?
    points: [The role., The hours.]
    answer: The platform team does.
"""


def load(case: Path, text: str) -> object:
    (case / "questions.yaml").write_text(text, "utf-8")
    return load_case(case, case.parent)


def problems(case: Path, text: str) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(CaseRefused) as refused:
        load(case, text)
    return [(problem.row, problem.column, problem.remedy) for problem in refused.value.problems]


def test_a_question_is_read(new_case: Path) -> None:
    (new_case / "questions.yaml").write_text(GOOD, "utf-8")
    (question,) = load_case(new_case, new_case.parent).questions
    assert (question.id, question.severity, question.points) == ("night", 50, ("The role.", "The hours."))
    assert (question.metric, question.page) == (None, None)


def test_a_case_may_do_without(new_case: Path) -> None:
    assert load_case(new_case, new_case.parent).questions == ()


def test_the_example_brings_some(example_case: Path, tmp_path: Path) -> None:
    case = load_case(example_case, tmp_path)
    assert 3 <= len(case.questions) <= 5
    assert any(question.metric for question in case.questions)


def test_all_problems_are_told_at_once(new_case: Path) -> None:
    text = GOOD.replace("    answer: The platform team does.\n", "") + GOOD.partition("\n")[2].replace(
        "persona", "persone"
    ).replace("points: [The role., The hours.]", "points: []")
    told = problems(new_case, text)
    assert {row for row, _, _ in told} == {6, 7, 9}
    assert any("persona" in remedy for _, _, remedy in told)


@pytest.mark.parametrize(
    ("change", "column", "remedy"),
    [
        (("    answer: The platform team does.\n", ""), "questions[0]", "Add `answer:`"),
        (("answer: The", "metric: satisfacton\n    answer: The"), "questions[0].metric", "Use one of"),
        (("answer: The", "place: gates\n    answer: The"), "questions[0].place", "Add `page:`"),
        (("answer: The", "page: gates\n    answer: The"), "questions[0].page", ""),
        (("answer: The", "severity: 101\n    answer: The"), "questions[0].severity", ""),
    ],
)
def test_each_mistake_has_its_place_and_cure(new_case: Path, change: tuple[str, str], column: str, remedy: str) -> None:
    told = problems(new_case, GOOD.replace(*change))
    assert told[0][1] == column
    assert remedy in told[0][2]


def test_an_id_is_used_once(new_case: Path) -> None:
    told = problems(new_case, GOOD + GOOD.partition("\n")[2])
    assert [(column, remedy) for _, column, remedy in told] == [("questions[1].id", "Give it another id.")]


def test_its_pages_are_pages_of_the_agenda() -> None:
    assert set(get_args(AnswerPage)) <= set(AGENDA)


def test_markup_is_text(new_case: Path) -> None:
    shutil.rmtree(new_case / "datasets", ignore_errors=True)
    (new_case / "questions.yaml").write_text(GOOD.replace("Who runs", "<b>Who</b> runs"), "utf-8")
    (question,) = load_case(new_case, new_case.parent).questions
    assert question.question.startswith("<b>Who</b>")
