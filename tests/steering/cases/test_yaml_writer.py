"""What is written as YAML reads back as the same, whatever it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.cases.yaml_reader import parse_yaml
from steering.cases.yaml_writer import dump_yaml, inline

TRICKY = [
    *("", "null", "~", "yes", "- a", "a: b", "a:", "# x", "x #y", ">", "|", ">=", "!=", "?", "- ", "---", "...", "%a"),
    *("@x", "`x", "&a", "*a", "!t", "{a", "[a", "'a'", '"', "\\", "\n", "a\n\nb ", "\t", "\x85", "\u2028", "\ufeff"),
    *("2026-10", "0.30", "-1", "1e3", " led", "lag ", "é ✓ 😀", "مرحبا", "<script>", ":red[x]", "x" * 500),
]
TEXTS = st.sampled_from(TRICKY) | st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)
TREES = st.recursive(
    st.none() | TEXTS,
    lambda part: st.lists(part, max_size=4) | st.dictionaries(TEXTS, part, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, TREES, min_size=1))
def test_whatever_is_written_reads_back_as_the_same(tree: dict[str, Any]) -> None:
    assert parse_yaml(dump_yaml(tree), "storyboard.yaml").tree == tree


@given(st.dictionaries(TEXTS, TREES, min_size=1))
def test_within_one_line_too(tree: dict[str, Any]) -> None:
    assert "\n" not in inline(tree)
    assert parse_yaml(inline(tree), "business_case.yaml").tree == tree


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["0", "1.55", "1.90"], "values: [0, 1.55, 1.90]\n"),
        (["0", {"value": "1.5", "source": "Bids"}], "values:\n  - 0\n  - value: 1.5\n    source: Bids\n"),
        (["1"] * 100, "values:\n" + "  - 1\n" * 100),
        ([], "values: []\n"),
    ],
)
def test_short_lists_of_plain_values_stay_within_their_line(values: list[Any], expected: str) -> None:
    assert dump_yaml({"values": values}) == expected
