"""Numbers written as people write them: each gets the text to write, and what is no number gets none."""

from __future__ import annotations

import pytest

from steering.cases.line import Line
from steering.cases.number_texts import suggest_number
from steering.cases.validate import validate_as
from steering.cases.yaml_reader import parse_yaml
from tests.steering.finance.business_cases import problems_of


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("250,000", "Write 250000 without separators."),
        ("1,250,000.50", "Write 1250000.50, with a decimal point."),
        ("1.250.000", "Write 1250000 without separators."),
        ("1.250,50", "Write 1250.50, with a decimal point."),
        ("0,35", "Write 0.35, with a decimal point."),
        ("12,5", "Write 12.5, with a decimal point."),
        ("1 250 000", "Write 1250000 without separators."),
        ("1\u202f250", "Write 1250 without separators."),
        ("1'250'000", "Write 1250000 without separators."),
        ("1_250", "Write 1250 without separators."),
        ("12,50,000", "Write 1250000 without separators."),
        ("$1,250", "Write 1250 without separators."),
        ("1.5M", "Write 1500000 without separators."),
        ("(500)", "Write -500, the number alone."),
        ("−500", "Write -500, the number alone."),
        ("10%", "Write 0.10 where a share of 10% is meant."),
        ("twelve", ""),
        ("1.2.3", ""),
        ("5", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_number_that_was_meant(text: str, cure: str) -> None:
    assert suggest_number(text) == cure


def test_a_share_where_one_may_be_written() -> None:
    assert suggest_number("10,5 percent", percent=True) == "Write 10.5%."


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("{value: 250,000, source: a}", {"value": "250,000", "source": "a"}),
        ("{value: 1,250,000.50}", {"value": "1,250,000.50"}),
        ("[1,250,000, 0]", ["1,250,000", "0"]),
        ("[0, -1,000]", ["0", "-1,000"]),
        ("[100,200,300]", ["100", "200", "300"]),
        ("{value: 250, 000: 5}", {"value": "250", "000": "5"}),
        ("{value: a,000}", {"value": "a", "000": None}),
    ],
)
def test_a_number_that_commas_tear_apart_is_one(text: str, tree: object) -> None:
    document = parse_yaml(f"key: {text}\n", "case.yaml")
    assert (document.tree, document.problems) == ({"key": tree}, ())


def test_a_torn_number_gets_the_value_to_write() -> None:
    text = "discount_rate: 0.1\ncashflows: {net: [-1,250,000, 900000, 900000]}\n"
    assert [str(problem) for problem in problems_of(text)] == [
        "business_case.yaml, row 2, cashflows.net[0]: found '-1,250,000'; expected a plain number with a decimal "
        "point, such as 1250 or 0.35. Write -1250000 without separators."
    ]


@pytest.mark.parametrize(("kind", "near"), [("benefits", "benefit"), ("Cost", "cost"), ("costs", "cost")])
def test_a_word_that_is_nearly_one_of_them(kind: str, near: str) -> None:
    document = parse_yaml(f"id: a\nkind: {kind}\nvalues: [0, 1]\n", "business_case.yaml")
    (problem,) = validate_as(document, Line)[1]
    assert problem.remedy == f"Did you mean {near!r}?"
