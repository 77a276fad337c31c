"""Lines that repeat, mirror or add up others."""

from __future__ import annotations

import pytest

from steering.status import Status
from tests.steering.review.papers import HEAD, columns, item, lines, paper

TOOLS = "id: tools, kind: benefit, category: savings, label: Tools, values: [0, 2, 3, 5]"
TEAM = "id: team, kind: cost, label: Team, values: [1, 4, 4, 4]"
RUN = "id: run, kind: cost, label: Run, values: [0, 3, 5, 6]"


@pytest.mark.parametrize(
    ("other", "state", "how"),
    [
        ("kind: benefit, label: tools!, values: [0, 2.0, 3, 5]", Status.FAILED, "the name and the figures of"),
        ("kind: cost, label: Tools, values: [0, 2, 3, 5]", Status.FAILED, "the name and the figures of"),
        ("kind: benefit, label: Licences, values: [0, 2, 3, 5]", Status.TO_JUDGE, "the same figures as"),
        ("kind: benefit, label: Licences, values: [0, 4, 6, 10]", Status.TO_JUDGE, "figures in proportion to"),
        ("kind: cost, label: Recharge, values: [0, 2, 3, 5]", Status.TO_JUDGE, "on the other side"),
        ("kind: benefit, label: Tools, values: [0, 1, 1, 2]", Status.TO_JUDGE, "the same name as"),
    ],
)
def test_a_line_that_is_like_another_is_named(other: str, state: Status, how: str) -> None:
    found = item(lines(TOOLS, f"id: other, {other}"), "twice")
    assert (found.state, columns(found)) == (state, ["lines[1]"])
    assert how in found.places[0].found
    assert found.places[0].found.endswith("'Tools' in row 8")


@pytest.mark.parametrize(
    "other",
    [
        "kind: benefit, label: Licences, values: [0, 2, 3, 4]",
        "kind: benefit, label: Licences with 10 % of use, values: [0, 0.2, 0.3, 0.5]",
        "kind: cost, label: Recharge, values: [0, 4, 6, 10]",
        "kind: benefit, label: Nothing, values: [0, 0, 0, 0]",
    ],
)
def test_what_is_not_alike_is_left_alone(other: str) -> None:
    assert item(lines(TOOLS, f"id: other, {other}"), "twice").state is Status.PASSED


def test_lines_that_stay_the_same_are_in_proportion_by_chance() -> None:
    steady = "id: more, kind: cost, label: More, values: [2, 8, 8, 8]".replace("2, 8", "0, 8")
    assert item(lines("id: a, kind: cost, values: [0, 1, 1, 1]", steady), "twice").state is Status.PASSED


def test_benefits_from_one_source_in_one_category_may_be_the_same() -> None:
    hours = "kind: benefit, category: productivity, source: Time study"
    found = item(lines(f"id: a, {hours}, values: [0, 1, 2, 3]", f"id: b, {hours}, values: [0, 5, 5, 6]"), "twice")
    assert (found.state, columns(found)) == (Status.TO_JUDGE, ["lines[1]"])
    costs = "kind: cost, category: people, source: Budget proposal"
    assert item(lines(f"id: a, {costs}, values: [0, 1, 2, 3]", f"id: b, {costs}, values: [0, 5, 5, 6]"), "twice").holds


class TestTotals:
    @pytest.mark.parametrize(
        ("label", "state"),
        [("Total costs", Status.FAILED), ("Platform", Status.TO_JUDGE), ("Sub-total", Status.FAILED)],
    )
    @pytest.mark.parametrize("place", [0, 2])
    def test_a_sum_beside_its_parts(self, label: str, state: Status, place: int) -> None:
        parts = [TEAM, RUN]
        parts.insert(place, f"id: all, kind: cost, label: {label}, values: [1, 7, 9, 10]")
        found = item(lines(*parts, TOOLS), "twice")
        assert (found.state, columns(found)) == (state, [f"lines[{place}]"])

    def test_a_sum_of_its_neighbours_alone(self) -> None:
        part = "id: part, kind: cost, label: Sum of both, values: [1, 7, 9, 10]"
        other = "id: last, kind: cost, label: Support, values: [0, 0, 1, 1]"
        found = item(lines(other, TEAM, RUN, part), "twice")
        assert (found.state, columns(found)) == (Status.FAILED, ["lines[3]"])

    def test_a_total_that_is_none(self) -> None:
        total = "id: all, kind: cost, label: Total rewards programme, values: [1, 7, 9, 11]"
        assert item(lines(TEAM, RUN, total), "twice").state is Status.PASSED


def test_sums_say_nothing_of_what_is_in_them() -> None:
    assert item(paper(HEAD + "cashflows: {net: [-1, 1, 1, 1]}\n"), "twice").state is Status.TO_JUDGE
