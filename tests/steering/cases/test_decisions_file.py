"""decisions.yaml: what it says, and every mistake with its line, its path and its cure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.steering.small_decisions import PAST, decided, read

SHA = "17e1a7432d90" * 5 + "1234"


def problem(old: str, new: str) -> tuple[str | None, str, str, str, str]:
    """The one problem of the text with one replacement."""
    assert PAST.count(old) >= 1, old
    _, found = read(PAST.replace(old, new, 1))
    assert len(found) == 1, [str(one) for one in found]
    one = found[0]
    assert one.file == "decisions.yaml" and one.row is not None
    return one.column, one.found, one.expected, one.remedy, one.severity


def test_a_decision_says_all_of_it() -> None:
    (decision,) = decided()
    assert (decision.result, decision.decided_on, decision.by) == ("Start", date(2026, 2, 27), "Steering committee")
    assert decision.votes and (decision.votes.for_, decision.votes.against, decision.votes.abstained) == (3, 1, 0)
    assert decision.parameters == {"adoption_speed": Decimal("0.8")}
    assert [term.due_day for term in decision.conditions] == [date(2026, 4, 30), date(2026, 6, 15)]
    assert decision.actions[0].done_on is None


@pytest.mark.parametrize(
    ("old", "new", "place", "expected", "remedy"),
    [
        ("against: 1", "against: 1, abstain: 0", "decisions[0].votes.abstain", "a known key", "'abstained'"),
        ("    result: Start\n", "", "decisions[0]", "the key 'result'", "Add `result:`"),
        ("result: Start", "result: Strat", "decisions[0].result", "one of the decision's `options`", "'Start'"),
        ("[Start, Wait]", "[Start, Start]", "decisions[0].options[1]", "each option once", "Remove"),
        ("2026-02-27", "2026-02-30", "decisions[0].decided_on", "a date as YYYY-MM-DD", "Correct"),
        ("for: 3", "for: -3", "decisions[0].votes.for", "at least 0", "Correct"),
        ("for: 3", "for: most", "decisions[0].votes.for", "a whole number", "Correct"),
        ("adoption_speed", "adoption_sped", "decisions[0].parameters.adoption_sped", "a driver", "'adoption_speed'"),
        ("speed: 0.8", "speed: 800", "decisions[0].parameters.adoption_speed", "from 0.01 to 100", "Correct"),
        ("speed: 0.8", "speed: 0.8000000000001", "decisions[0].parameters.adoption_speed", "12 decimals", "Correct"),
        (
            "{adoption: 17e",
            "{adoptions: 17e",
            "decisions[0].releases.adoptions",
            "one of 'adoption'",
            "Did you mean 'adoption'?",
        ),
        (SHA, SHA[:-1], "decisions[0].releases.adoption", "64 hexadecimal digits", "Correct"),
        (SHA, SHA.upper(), "decisions[0].releases.adoption", "in small letters", "Correct"),
        (
            "{metric: rate, value: 0.25}",
            "{metric: rats, value: 0.25}",
            "decisions[0].figures[0].metric",
            "a KPI",
            "'rate'",
        ),
        ("value: 0.25", "value: a quarter", "decisions[0].figures[0].value", "a plain number", "Correct"),
        ("value: 0.25", "value: 0.25, as_of: 2026-03", "decisions[0].figures[0].as_of", "up to 2026-02", "Correct"),
        ("value: 0.25", "value: 0.25, definition: abc", "decisions[0].figures[0].definition", "64 hex", "Correct"),
        (
            "      - {metric: rate, value: 0.25}\n",
            "      - {metric: rate, value: 0.25}\n      - {metric: rate, value: 0.3}\n",
            "decisions[0].figures[1].metric",
            "each figure once",
            "Remove",
        ),
        ('metric: rate, op: ">="', 'metric: npw, op: ">="', "decisions[0].conditions[0].metric", "a KPI", "'npv'"),
        ('metric: rate, op: ">="', 'op: ">="', "decisions[0].conditions[0]", "a KPI", "Add `metric:`"),
        ('op: ">="', 'op: ">=="', "decisions[0].conditions[0].op", "one of", "Did you mean '>='?"),
        ("[0.1, 0.90]", "0.1", "decisions[0].conditions[1]", "two numbers", "Correct"),
        ("[0.1, 0.90]", "[0.1, 1e-13]", "decisions[0].conditions[1]", "smaller number first", "Correct"),
        ("[0.1, 0.90]", "[1e-13, 0.1]", "decisions[0].conditions[1]", "at most 12 decimals", "Correct"),
        ("tolerance: 5%", "tolerance: 1e-14", "decisions[0].conditions[1]", "at most 12 decimals", "Correct"),
        ("due: 2026-04", "due: April", "decisions[0].conditions[0].due", "a month as YYYY-MM or a date", "Correct"),
        ("due: 2026-06-15", "due: 2026-06-31", "decisions[0].conditions[1].due", "a month as", "Correct"),
        ("due: 2026-04", "due: 2026-01", "decisions[0].conditions[0].due", "from 2026-02-27 on", "Correct"),
        ("due: 2026-04", "due: 2026-04, scenario: worst", "decisions[0].conditions[0].scenario", "nothing", "Remove"),
        ("id: people", "id: rate", "decisions[0].conditions[1].id", "an id used once", "another id"),
        ("due: 2026-03-31", "due: 2026-02-26", "decisions[0].actions[0].due", "from 2026-02-27 on", "Correct"),
        (
            "due: 2026-03-31",
            "due: 2026-03-31, done_on: 2026-02-01",
            "decisions[0].actions[0].done_on",
            "from 2026-02-27 on",
            "Correct",
        ),
        ("as_of: 2026-02\n", "as_of: 2026-03\n", "decisions[0].as_of", "a month up to 2026-02", "Correct"),
        ("    minutes:", "    scenario: wurst\n    minutes:", "decisions[0].scenario", "a scenario", "'worst'"),
        ("owner: Head of the platform, ", "", "decisions[0].actions[0]", "the key 'owner'", "Add `owner:`"),
    ],
)
def test_one_mistake_is_told_once(old: str, new: str, place: str, expected: str, remedy: str) -> None:
    column, _, said, cure, severity = problem(old, new)
    assert (column, severity) == (place, "error")
    assert expected in said
    assert remedy in cure


def test_the_same_id_twice() -> None:
    _, found = read(PAST + PAST.removeprefix("decisions:\n"))
    assert [(one.column, one.row) for one in found] == [("decisions[1].id", 21)]


def test_several_actions_with_one_id() -> None:
    more = "    actions:\n      - {id: hire, text: Again., owner: Head of the platform, due: 2026-03-31}\n"
    _, found = read(PAST.replace("    actions:\n", more))
    assert [one.column for one in found] == ["decisions[0].actions[1].id"]


def test_all_mistakes_at_once() -> None:
    _, found = read(PAST.replace("rate, op", "rats, op").replace("[Start, Wait]", "[Go, Wait]"))
    assert {one.column for one in found} == {
        "decisions[0].result",
        "decisions[0].conditions[0].metric",
        "decisions[0].conditions[1].metric",
    }


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("2026-02-27", "2026-05-01", "decisions[0].decided_on"),
        ("due: 2026-03-31", "due: 2026-03-31, done_on: 2026-05-01", "decisions[0].actions[0].done_on"),
    ],
)
def test_what_is_still_to_happen_is_a_warning(old: str, new: str, place: str) -> None:
    text = PAST.replace(old, new).replace("due: 2026-04}", "due: 2026-05}")
    text = text.replace("due: 2026-03-31}", "due: 2026-06-30}")
    _, found = read(text)
    assert [(one.column, one.severity) for one in found] == [(place, "warning")]


def test_names_that_are_not_known_are_not_held_against_it() -> None:
    text = PAST.replace("rate, op", "rats, op").replace("    minutes:", "    scenario: any\n    minutes:")
    assert read(text, None, None, None)[1] == []


@pytest.mark.parametrize(
    ("text", "place"), [("decisions:\n", "decisions"), ("decisions: 3\n", "decisions"), ("a: 1\n", "a")]
)
def test_a_file_without_decisions(text: str, place: str) -> None:
    past, found = read(text)
    assert past is None
    assert place in {one.column for one in found}


def test_an_empty_list_is_no_mistake() -> None:
    past, found = read("decisions: []\n")
    assert past is not None and past.decisions == () and found == []
