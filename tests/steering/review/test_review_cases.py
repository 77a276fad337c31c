"""The financial review of the cases that come with Steerco: what fails is meant to fail."""

from __future__ import annotations

from pathlib import Path

from steering.cases.business_file import open_business_case, text_of
from steering.cases.loader import load_case
from steering.cases.new import STARTER
from steering.finance.explain import PUBLISHED
from steering.review.checklist import STATES, tally
from steering.review.financial import QUESTIONS, financial, review_case
from steering.review.subject import ReviewSubject
from steering.status import Status
from tests.steering.review.subjects import columns, of_folder
from tests.steering.small_cases import small


def states(paper: ReviewSubject) -> dict[str, Status]:
    return {one.id: one.state for one in financial(paper)}


def test_of_the_example_an_input_and_the_pessimistic_case_fail(example_case: Path) -> None:
    found = {one.id: one for one in financial(of_folder(example_case))}
    apart = (Status.PASSED, Status.NOT_APPLICABLE)
    assert {id for id, one in found.items() if one.state not in apart} == {"inputs", "options", "pessimistic"}
    # Its baseline is to go back, and not to go on as today: whoever reviews it has to ask why.
    assert columns(found["options"]) == ["options[0].baseline"]
    assert {path.split(".")[1] for path in columns(found["inputs"]) if path} == {"benefit_delay_months"}
    assert "earn the hurdle rate" in found["pessimistic"].question
    assert columns(found["pessimistic"]) == ["scenarios.worst"]


def test_the_starter_has_nothing_to_correct() -> None:
    assert all(one.holds for one in financial(of_folder(STARTER)))


def test_the_published_reference_case_does_not_say_where_its_figures_come_from() -> None:
    business, _ = open_business_case(PUBLISHED)
    paper = ReviewSubject(business=business, text=text_of(PUBLISHED.read_bytes(), PUBLISHED.name))
    found = {one.id: one for one in financial(paper)}
    assert columns(found["inputs"]) == [
        f"lines[{line}].{key}" for line in (0, 1) for key in ("source", "confidence", "as_of")
    ]
    assert {id for id, one in found.items() if one.state is Status.FAILED} == {
        "inputs", "ranges", "pessimistic", "stated",
    }  # fmt: skip
    assert len(found["stated"].places) == 8


def test_a_case_without_a_business_case_has_nothing_to_review(tmp_path: Path) -> None:
    found = review_case(load_case(small(tmp_path / "case"), tmp_path / "workspace"))
    assert {one.state for one in found} == {Status.NOT_APPLICABLE}
    assert [one.id for one in found] == [one.id for one in QUESTIONS]


def test_the_count_in_one_line(example_case: Path) -> None:
    found = financial(of_folder(example_case))
    assert tally(found) == "14 questions about the plan: 9 passed, 2 failed, 1 for a person to judge, 2 not applicable"
    assert tally(()) == "No question was asked"
    assert list(STATES.values()) == [state.value for state in STATES]


def test_an_item_as_json(example_case: Path) -> None:
    found = next(one for one in financial(of_folder(example_case)) if one.id == "pessimistic").as_dict()
    assert list(found) == ["item", "question", "state", "places", "why"]
    assert list(found["places"][0]) == ["file", "row", "column", "found", "expected", "remedy"]
    assert (found["state"], found["places"][0]["column"]) == ("failed", "scenarios.worst")
