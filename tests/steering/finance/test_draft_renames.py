"""A name that is changed in its table is followed wherever the draft uses it."""

from __future__ import annotations

from typing import Any

from steering.finance.draft.grids import Edits
from steering.finance.draft.terms import TERM_TABLES

TREE: dict[str, Any] = {
    "option": "build",
    "options": [{"id": "stay", "baseline": "true"}, {"id": "build"}, {"id": "buy"}],
    "inputs": {"people": "40", "hours": {"value": "2", "low": "1"}},
    "indexes": {"wages": ["4%"]},
    "lines": [
        {"id": "time", "quantity": ["people", "hours"], "price": "2", "share": "people", "growth": "wages"},
        {"id": "people", "quantity": "hours", "options": ["build", "buy"]},
        {"id": "run", "growth": "3%", "options": {"build": "1", "buy": "0.5"}},
    ],
    "scenarios": {"few": {"inputs.people": "30", "lines.people": "2"}, "more": {"inputs": {"people": "50"}}},
    "correlations": [{"between": ["people", "hours"], "rank": "0.5"}],
    "stated": [{"metric": "npv", "option": "build", "against": "buy", "at": {"inputs.people": "3"}}, "no figure"],
}


def rename(table: str, row: int, key: str, name: str, **more: Any) -> dict[str, Any]:
    return dict(TERM_TABLES[table].apply(TREE, Edits(changed={row: {key: name}}, **more)))


def test_an_input_is_followed_and_a_line_of_its_name_is_not() -> None:
    after = rename("inputs", 0, "name", "staff")
    assert list(after["inputs"]) == ["staff", "hours"]
    time, people, _ = after["lines"]
    assert (time["quantity"], time["share"], people["id"]) == (["staff", "hours"], "staff", "people")
    assert after["scenarios"] == {
        "few": {"inputs.staff": "30", "lines.people": "2"},
        "more": {"inputs": {"staff": "50"}},
    }
    assert after["correlations"][0]["between"] == ["staff", "hours"]
    assert after["stated"][0]["at"] == {"inputs.staff": "3"}


def test_an_option_is_followed() -> None:
    after = rename("options", 1, "id", "own")
    assert after["option"] == "own"
    assert [line.get("options") for line in after["lines"]] == [None, ["own", "buy"], {"own": "1", "buy": "0.5"}]
    assert (after["stated"][0]["option"], after["stated"][0]["against"]) == ("own", "buy")


def test_an_index_is_followed() -> None:
    assert [line.get("growth") for line in rename("indexes", 0, "name", "pay")["lines"]] == ["pay", None, "3%"]


def test_a_row_that_goes_takes_no_name_along() -> None:
    after = TERM_TABLES["options"].apply(TREE, Edits(changed={2: {"id": "rent"}}, removed=frozenset({1})))
    assert after["option"] == "build", "what is gone is told by the check"
    assert after["lines"][1]["options"] == ["build", "rent"]


def test_a_name_that_is_none_becomes_a_free_one() -> None:
    after = rename("inputs", 0, "name", "")
    assert after["lines"][0]["share"] == next(iter(after["inputs"])) != ""


def test_of_two_inputs_of_one_name_lines_stay_with_their_own() -> None:
    after = rename("inputs", 0, "name", "hours")
    first, second = after["inputs"]
    assert after["inputs"][first] == "40"
    time, people, _ = after["lines"]
    assert (time["quantity"], time["share"], people["quantity"]) == ([first, second], first, second)


def test_of_two_options_of_one_id_nothing_is_followed() -> None:
    after = rename("options", 1, "id", "buy")
    assert (after["option"], after["lines"][1]["options"]) == ("build", ["build", "buy"])
