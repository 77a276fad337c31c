"""What is written as YAML reads back as the same, whatever it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.cases.yaml_reader import parse_yaml
from steering.cases.yaml_writer import dump_yaml, inline, update_yaml

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


COMMENTED = """\
# Approved by the board.
unit: 1000      # thousands
lines:
  - id: platform   # ours
    values: [50, 200, 0.10]   # today first
    label: 'Platform'

  # The second line.
  - id: gains
    values: [0, 1, 2]
drivers:
  cost_factor:
    {value: 1, low: 0.9}   # on a line of its own
"""


def lines_changed(before: str, after: str) -> list[tuple[str, str]]:
    assert before.count("\n") == after.count("\n")
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [(old, new) for old, new in pairs if old != new]


class TestUpdate:
    def tree(self) -> Any:
        return parse_yaml(COMMENTED, "").tree

    def test_a_file_without_a_change_stays_as_it_is(self) -> None:
        assert update_yaml(COMMENTED, self.tree()) == COMMENTED

    def test_one_figure_changes_its_line_only(self) -> None:
        tree = self.tree()
        tree["lines"][0]["values"][1] = "210"
        old, new = "    values: [50, 200, 0.10]   # today first", "    values: [50, 210, 0.10]   # today first"
        assert lines_changed(COMMENTED, update_yaml(COMMENTED, tree)) == [(old, new)]

    def test_quotes_stay(self) -> None:
        tree = self.tree()
        tree["lines"][0]["label"] = "Its team"
        expected = [("    label: 'Platform'", "    label: 'Its team'")]
        assert lines_changed(COMMENTED, update_yaml(COMMENTED, tree)) == expected

    def test_a_key_is_added_where_its_mapping_ends(self) -> None:
        tree = self.tree()
        tree["lines"][1]["label"] = "Gains"
        text = update_yaml(COMMENTED, tree)
        assert text == COMMENTED.replace("[0, 1, 2]\n", "[0, 1, 2]\n    label: Gains\n")

    def test_items_moved_and_removed_keep_their_own_comments(self) -> None:
        tree = self.tree()
        tree["lines"].reverse()
        assert "id: platform   # ours" in update_yaml(COMMENTED, tree)
        del tree["lines"][0]
        text = update_yaml(COMMENTED, tree)
        assert "id: platform   # ours" in text
        assert parse_yaml(text, "").tree == tree

    def test_a_file_with_problems_is_written_anew(self) -> None:
        assert update_yaml("a: 1\na: 2\n", {"a": "1"}) == "a: 1\n"

    @given(st.dictionaries(TEXTS, TREES, min_size=1), st.dictionaries(TEXTS, TREES, min_size=1))
    def test_whatever_is_changed_reads_back_as_the_same(self, before: dict[str, Any], after: dict[str, Any]) -> None:
        assert parse_yaml(update_yaml(dump_yaml(before), after), "").tree == after
