"""Benefits that options share are written once; the places of a review are those of the file, whatever the option."""

from __future__ import annotations

import pytest

from steering.review.subject import ReviewSubject
from steering.status import Status
from tests.steering.review.subjects import HEAD, columns, item, paper

OPTIONS = """\
options:
  - {id: keep, label: Keep, baseline: true}
  - {id: build, label: Build}
  - {id: buy, label: Buy}
option: buy
"""
FIRST = "id: tools, kind: benefit, category: savings, label: Tools, values: [0, 2, 3, 5], options: [build]"


def options(*written: str) -> ReviewSubject:
    return paper(HEAD + OPTIONS + "lines:\n" + "".join(f"  - {{{line}}}\n" for line in written))


@pytest.mark.parametrize(
    ("other", "how"),
    [
        ("label: Tools, values: [0, 2, 3, 5]", "the name and figures of"),
        ("label: tools!, values: [0, 2, 3, 4]", "the name of"),
        ("label: Licences, values: [0, 2, 3, 5]", "the figures of"),
        ("label: Licences, amount: 1, quantity: [n]", "the figures of"),
    ],
)
def test_a_benefit_of_two_options_under_two_ids(other: str, how: str) -> None:
    subject = paper(
        HEAD
        + "inputs: {n: {values: [0, 2, 3, 5]}}\n"
        + OPTIONS
        + f"lines:\n  - {{{FIRST}}}\n  - {{id: other, kind: benefit, options: [buy], {other}}}\n"
        + "  - {id: n, kind: cost, quantity: n, options: [build]}\n"
    )
    found = item(subject, "twice")
    assert found.state is Status.TO_JUDGE
    place = next(place for place in found.places if place.column == "lines[1]")
    assert place.found.endswith(f"of buy with {how} 'Tools' of build")
    assert "keep one line" in place.remedy


@pytest.mark.parametrize(
    "other",
    [
        "kind: benefit, label: Licences, values: [0, 2, 3, 4], options: [buy]",
        "kind: cost, label: Licences, values: [0, 2, 3, 5], options: [buy]",
        "kind: benefit, label: Nothing, values: [0, 0, 0, 0], options: [buy]",
    ],
)
def test_what_is_no_twin(other: str) -> None:
    own = "id: run, kind: cost, label: Run, values: [1, 1, 1, 1], options: [buy]"
    assert item(options(FIRST, f"id: other, {other}", own), "twice").state is Status.PASSED


def test_a_line_that_is_written_once_for_both_is_as_it_should_be() -> None:
    assert item(options(FIRST.replace("[build]", "[build, buy]")), "twice").state is Status.PASSED


def test_places_are_those_of_the_file() -> None:
    """Of the option that is asked for only the second and third line count."""
    found = item(
        options(
            FIRST,
            "id: gain, kind: benefit, label: Gain, values: [0, 2, 4, 7], options: [buy]",
            "id: gain_too, kind: benefit, label: Gain, values: [0, 2, 4, 7], options: [buy]",
        ),
        "twice",
    )
    assert (found.state, columns(found)) == (Status.FAILED, ["lines[2]"])


def test_sources_are_asked_of_the_lines_of_all_options() -> None:
    found = item(options(FIRST, "id: gain, kind: benefit, values: [0, 1, 1, 2], options: [buy]"), "inputs")
    assert {f"lines[{index}].source" for index in (0, 1)} <= set(columns(found))


def test_what_the_baseline_spends_is_no_cost_below_zero() -> None:
    subject = options(
        "id: gain, kind: benefit, category: savings, label: Gain, values: [0, 1, 1, 2], options: [buy]",
        "id: old, kind: cost, label: Upkeep, values: [0, 2, 2, 2], options: [keep]",
    )
    assert subject.business.lines[1].amounts[1] == -2
    assert item(subject, "savings").state is Status.PASSED
