"""`readiness` in storyboard.yaml: thresholds with defaults, and one problem for each key that is wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest

from steering.cases.readiness import ReadinessRules
from steering.cases.storyboard import Storyboard, storyboard
from steering.cases.yaml_reader import parse_yaml

HEAD = "minutes_allowed: 20\nscenes: [{id: first, minutes: 2, page: brief, message: Hello}]\n"


def read(rules: str) -> Storyboard:
    story, _ = storyboard(parse_yaml(f"{HEAD}{rules}\n", "storyboard.yaml"))
    return story


def test_without_it_the_defaults_hold() -> None:
    assert read("").readiness == ReadinessRules()


def test_what_is_said_replaces_a_default_and_nothing_else() -> None:
    rules = read("readiness: {runs: 3, over: 25%, say_if_asked: [drill], ignore: [reviews]}").readiness
    assert (rules.runs, rules.over, rules.say_if_asked, rules.ignore) == (3, Decimal("0.25"), ("drill",), ("reviews",))
    assert (rules.within_days, rules.drill) == (ReadinessRules().within_days, ReadinessRules().drill)


@pytest.mark.parametrize(
    ("rules", "place", "expected"),
    [
        ("{runs: 0}", "readiness.runs", "at least 1"),
        ("{runs: two}", "readiness.runs", "a whole number"),
        ("{drill: 120%}", "readiness.drill", "at most 1"),
        ("{over: -10%}", "readiness.over", "at least 0"),
        ("{ovr: 10%}", "readiness.ovr", "a known key"),
        ("{say_if_asked: [drll]}", "readiness.say_if_asked[0]", "'drill'"),
        ("{may_differ: [disk]}", "readiness.may_differ[0]", "'recordings'"),
        ("much", "readiness", "keys and values"),
    ],
)
def test_what_is_wrong_is_told_and_the_scenes_stand(rules: str, place: str, expected: str) -> None:
    story = read(f"readiness: {rules}")
    assert [(problem.column, expected in problem.expected) for problem in story.problems] == [(place, True)]
    assert (story.readiness, story.minutes_allowed, len(story.scenes)) == (ReadinessRules(), 20, 1)


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(read("readiness: {runs: x, drill: 2, ovr: 1}").problems) == 3
