"""Lines that repeat, mirror or add up others."""

from __future__ import annotations

import pytest

from steering.status import Status
from tests.steering.review.subjects import HEAD, columns, item, lines, paper

TOOLS = "id: tools, kind: benefit, category: savings, label: Tools, values: [0, 2, 3, 5]"
TEAM = "id: team, kind: cost, label: Team, values: [1, 4, 4, 4]"
RUN = "id: run, kind: cost, label: Run, values: [0, 3, 5, 6]"


@pytest.mark.parametrize(
    ("other", "state", "how"),
    [
        ("kind: benefit, label: TOOLS, values: [0, 2.0, 3, 5]", Status.FAILED, "the name and the figures of"),
        ("kind: benefit, label: tools!, values: [0, 2.0, 3, 5]", Status.TO_JUDGE, "the same figures as"),
        ("kind: benefit, label: tools!, values: [0, 2, 3, 4]", Status.TO_JUDGE, "the same name as"),
        ("kind: cost, label: Tools, values: [0, 2, 3, 5]", Status.TO_JUDGE, "on the other side"),
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


@pytest.mark.parametrize("values", ["[0, 2, 3, 5]", "[0, 2, 3, 4]"])
def test_names_that_differ_in_a_sign_are_two(values: str) -> None:
    one, other = f"kind: cost, label: Team C++, values: {values}", "kind: cost, label: 'Team C#', values: [0, 2, 3, 5]"
    found = item(lines(f"id: one, {one}", f"id: other, {other}"), "twice")
    assert found.state is (Status.TO_JUDGE if values == "[0, 2, 3, 5]" else Status.PASSED)


def test_what_is_paid_and_earned_alike_under_one_name_is_looked_at() -> None:
    licences = "label: Licences, values: [0, 5, 5, 5]"
    found = item(lines(f"id: a, kind: cost, {licences}", f"id: b, kind: benefit, {licences}"), "twice")
    assert (found.state, columns(found)) == (Status.TO_JUDGE, ["lines[1]"])
    assert "if so, remove one" in found.places[0].remedy


def test_a_line_that_is_certain_is_not_hidden_by_one_that_is_not() -> None:
    figures = "kind: cost, values: [0, 1, 1, 1]"
    given = (f"id: a, label: Hosting, {figures}", f"id: b, label: Desk, {figures}", f"id: c, label: Desk, {figures}")
    found = item(lines(*given), "twice")
    assert (found.state, columns(found)) == (Status.FAILED, ["lines[2]"])


def test_a_likeness_besides_is_told() -> None:
    mirrored = "id: c, kind: benefit, label: Recharge, values: [1, 4, 4, 4]"
    found = item(lines(TEAM, TEAM.replace("id: team", "id: again"), mirrored), "twice")
    assert (found.state, columns(found)) == (Status.FAILED, ["lines[1]"])
    assert found.why == "1 line counted twice. 1 likeness to look at besides."


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

    @pytest.mark.parametrize(
        "label", ["Total of A and C", "'Sum of A, C'", "Total A and C", "Total one-off costs", "Total A-C", "Total"]
    )
    def test_a_total_of_lines_that_it_names_with_another_between(self, label: str) -> None:
        a = "id: a, kind: cost, category: one-off, label: A, values: [1, 4, 4, 4]"
        d = "id: d, kind: cost, label: D, values: [0, 1, 7, 9]"
        c = "id: c, kind: cost, category: one-off, label: C, values: [0, 3, 5, 6]"
        found = item(lines(a, d, c, f"id: all, kind: cost, label: {label}, values: [1, 7, 9, 10]"), "twice")
        assert (found.state, columns(found)) == (
            Status.TO_JUDGE if label == "Total" else Status.FAILED,
            ["lines[3]"],
        )

    def test_a_total_that_is_rounded(self) -> None:
        given = ("id: a, kind: cost, values: [0.44, 1.21, 1.3, 2]", "id: b, kind: cost, values: [1, 2.12, 2.31, 3.04]")
        total = "id: all, kind: cost, label: Total, values: [1.4, 3.3, 3.6, 5.0]"
        found = item(lines(*given, total), "twice")
        assert (found.state, columns(found)) == (Status.FAILED, ["lines[2]"])
        off = item(lines(*given, total.replace("3.6", "3.7")), "twice")
        assert (off.state, columns(off)) == (Status.TO_JUDGE, ["lines[2]"])
        assert "called a total" in off.places[0].found

    @pytest.mark.parametrize(
        ("label", "state"),
        [
            ("Overall project management", Status.PASSED),
            ("'Insurance, by sum insured'", Status.PASSED),
            ("Total rewards programme", Status.TO_JUDGE),
            ("Total", Status.FAILED),
        ],
    )
    def test_figures_that_do_not_change_add_up_by_chance(self, label: str, state: Status) -> None:
        given = ("id: a, kind: cost, label: Desk, values: [0, 1, 1, 1]", "id: b, kind: cost, values: [0, 2, 2, 2]")
        assert item(lines(*given, f"id: c, kind: cost, label: {label}, values: [0, 3, 3, 3]"), "twice").state is state

    def test_a_total_that_is_none(self) -> None:
        total = "id: all, kind: cost, label: Total rewards programme, values: [1, 7, 9, 11]"
        assert item(lines(TEAM, RUN, total), "twice").state is Status.PASSED

    def test_a_total_without_others_of_its_kind_is_the_line(self) -> None:
        given = ("id: a, kind: cost, label: Total costs, values: [1, 7, 9, 11]", TOOLS)
        found = item(lines(*given), "twice")
        assert found.state is Status.PASSED
        assert found.why == "No duplicate or proportional lines among 2."


def test_one_line_is_in_no_other() -> None:
    assert item(lines(TOOLS), "twice").why == "There is one line, and nothing that could be counted in another."


def test_sums_say_nothing_of_what_is_in_them() -> None:
    assert item(paper(HEAD + "cashflows: {net: [-1, 1, 1, 1]}\n"), "twice").state is Status.TO_JUDGE
