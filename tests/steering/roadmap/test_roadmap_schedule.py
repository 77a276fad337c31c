"""The critical path method, by hand on a network as textbooks have it, and by its own rules on any network."""

from __future__ import annotations

from graphlib import CycleError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.cases.roadmap import Link
from steering.roadmap.schedule import Activity, Times, critical, times


def activity(id: str, duration: int, *after: str | tuple[str, int], **more: int | bool) -> Activity:
    links = tuple(Link(on=one) if isinstance(one, str) else Link(on=one[0], lag=one[1]) for one in after)
    return Activity(id=id, duration=duration, after=links, **more)  # type: ignore[arg-type]


TEXTBOOK = [
    activity("A", 3),
    activity("B", 4, "A"),
    activity("C", 2, "A"),
    activity("D", 5, "B"),
    activity("E", 1, "C"),
    activity("F", 2, "C"),
    activity("G", 4, "D", "E"),
    activity("H", 3, "F", "G"),
]
BY_HAND = {
    # id: early begin, early end, late begin, late end
    "A": (0, 3, 0, 3),
    "B": (3, 7, 3, 7),
    "C": (3, 5, 9, 11),
    "D": (7, 12, 7, 12),
    "E": (5, 6, 11, 12),
    "F": (5, 7, 14, 16),
    "G": (12, 16, 12, 16),
    "H": (16, 19, 16, 19),
}


class TestTextbook:
    def test_early_and_late_times(self) -> None:
        found = times(TEXTBOOK)
        assert {id: (one.begin, one.end, one.late_begin, one.late_end) for id, one in found.items()} == BY_HAND

    def test_total_float(self) -> None:
        slack = {id: one.slack for id, one in times(TEXTBOOK).items()}
        assert slack == {"A": 0, "B": 0, "C": 6, "D": 0, "E": 6, "F": 9, "G": 0, "H": 0}

    def test_the_critical_path(self) -> None:
        assert critical(TEXTBOOK, times(TEXTBOOK)) == ("A", "B", "D", "G", "H")

    def test_two_chains_of_one_length_are_both_critical(self) -> None:
        network = [activity("a", 2), activity("b", 2), activity("c", 1, "a", "b")]
        assert critical(network, times(network)) == ("a", "b", "c")

    def test_the_order_in_the_file_does_not_matter(self) -> None:
        assert times(TEXTBOOK) == times(TEXTBOOK[::-1])


class TestRules:
    def test_a_lag_is_waited_for_and_takes_from_the_float(self) -> None:
        network = [activity("a", 2), activity("b", 3, ("a", 4)), activity("c", 1)]
        found = times(network)
        assert (found["b"].begin, found["b"].end) == (6, 9)
        assert (found["a"].slack, found["c"].slack) == (0, 8)

    def test_a_negative_lag_overlaps(self) -> None:
        assert times([activity("a", 5), activity("b", 3, ("a", -2))])["b"].begin == 3

    def test_nothing_begins_before_its_own_day(self) -> None:
        network = [activity("a", 2), activity("b", 3, "a", begin=10)]
        found = times(network)
        assert (found["b"].begin, found["a"].slack) == (10, 8)
        assert critical(network, found) == ("b",)

    def test_what_has_begun_stays_where_it_began_and_limits_nothing(self) -> None:
        network = [activity("a", 9), activity("b", 2, "a", begin=1, has_started=True)]
        found = times(network)
        assert (found["b"].begin, found["b"].end) == (1, 3)
        assert found["a"] == Times(begin=0, end=9, late_begin=0, late_end=9, slack=0)

    def test_what_is_finished_is_not_critical_any_more(self) -> None:
        network = [activity("a", 3, has_started=True, has_finished=True), activity("b", 3, "a")]
        assert critical(network, times(network)) == ("b",)

    def test_a_circle_has_no_times(self) -> None:
        with pytest.raises(CycleError):
            times([activity("a", 1, "b"), activity("b", 1, "a")])

    def test_no_activities_have_no_times(self) -> None:
        assert times([]) == {}


@st.composite
def networks(draw: st.DrawFn) -> list[Activity]:
    """Activities that wait for some of those before them."""
    found = []
    for index in range(draw(st.integers(1, 8))):
        after = draw(st.lists(st.integers(0, index - 1), unique=True)) if index else []
        lags = [draw(st.integers(0, 3)) for _ in after]
        links = [(str(one), lag) for one, lag in zip(after, lags, strict=True)]
        found.append(activity(str(index), draw(st.integers(0, 9)), *links, begin=draw(st.integers(0, 5))))
    return found


@given(networks())
def test_any_network_keeps_its_links_and_has_a_critical_path(network: list[Activity]) -> None:
    found = times(network)
    finish = max(one.end for one in found.values())
    for one in network:
        mine = found[one.id]
        ready = [found[link.on].end + link.lag for link in one.after]
        assert mine.begin == max([one.begin, *ready]), "as early as its links and its own day allow"
        assert mine.end - mine.begin == mine.late_end - mine.late_begin == one.duration
        assert mine.slack >= 0
        assert all(found[link.on].late_end + link.lag <= mine.late_begin for link in one.after)
    path = critical(network, found)
    assert found[path[-1]].end == finish
    assert all(found[id].late_end <= finish for id in path)


@given(networks(), st.integers(1, 5))
def test_float_is_how_much_one_activity_may_grow_without_moving_the_end(network: list[Activity], more: int) -> None:
    before = times(network)
    finish = max(one.end for one in before.values())
    for place, one in enumerate(network):
        grown = activity(one.id, one.duration + more, *((link.on, link.lag) for link in one.after), begin=one.begin)
        after = times([*network[:place], grown, *network[place + 1 :]])
        assert max(other.end for other in after.values()) == finish + max(0, more - before[one.id].slack)
