"""Lines that are in another option, sunk or derived don't shift the places that a review names."""

from __future__ import annotations

from steering.cases.business_file import parse_business_case
from steering.cases.yaml_reader import parse_yaml
from steering.review.double_counting import check_double_counting
from steering.review.inputs import check_sources
from steering.review.subject import ReviewSubject

TEXT = """\
discount_rate: 0.1
periods: 2
options:
  - {id: nothing, label: Do nothing, baseline: true}
  - {id: build, label: Build}
option: build
lines:
  - {id: spent, kind: cost, amount: 3, sunk: true}
  - {id: capital, kind: cost, values: [9, 0, 0], timing: start, end_value: {share: 10%}, options: [build]}
  - {id: shared, kind: cost, amount: 1}
  - {id: saved, kind: benefit, amount: 8, options: [build], source: Study, confidence: high, as_of: 2026-10}
  - {id: saved_again, kind: benefit, amount: 8, options: [build], label: Saved twice}
"""


def subject() -> ReviewSubject:
    business, _ = parse_business_case(TEXT.encode(), "business_case.yaml")
    return ReviewSubject(business=business, text=parse_yaml(TEXT, "business_case.yaml"))


def test_lines_keep_the_index_of_the_file() -> None:
    assert [index for index, _ in subject().lines("cost")] == [1, 2]
    assert [(index, line.id) for index, line in subject().lines("benefit")] == [(3, "saved"), (4, "saved_again")]


def test_every_line_of_the_file_is_an_input_and_none_that_is_derived() -> None:
    paths = {problem.spot[:2] for problem in check_sources(subject()).places}
    assert paths >= {("lines", 0), ("lines", 1), ("lines", 2), ("lines", 4)}
    assert ("lines", 5) not in paths
    assert not any("value at the end" in str(problem) for problem in check_sources(subject()).places)


def test_a_twin_is_named_where_it_stands() -> None:
    (place,) = check_double_counting(subject()).places
    assert place.spot[:2] == ("lines", 4)
