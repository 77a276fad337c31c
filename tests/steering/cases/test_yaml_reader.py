"""YAML stays the characters that were written, and whatever is odd in it becomes a problem with its row."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from steering.cases.yaml_reader import DEEPEST, LARGEST, Document, parse_yaml


def read(text: str) -> Document:
    return parse_yaml(text, "case.yaml")


def only_problem(text: str) -> str:
    document = read(text)
    assert len(document.problems) == 1, [str(problem) for problem in document.problems]
    return str(document.problems[0])


class TestScalars:
    @pytest.mark.parametrize(
        "written",
        ["no", "yes", "on", "true", "12:30", "0.30", "010", "1_000", "0x1f", "2026-10-01", "1e3", "=", "<<", ".inf"],
    )
    def test_every_scalar_stays_as_it_is_written(self, written: str) -> None:
        assert read(f"key: {written}\n").tree == {"key": written}

    @pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL"])
    def test_nothing_is_nothing(self, written: str) -> None:
        assert read(f"key: {written}\n").tree == {"key": None}

    @pytest.mark.parametrize("quoted", ['"~"', "'null'", '""'])
    def test_quoted_nothing_is_text(self, quoted: str) -> None:
        assert read(f"key: {quoted}\n").tree == {"key": quoted.strip("\"'")}

    def test_keys_are_text_as_well(self) -> None:
        assert read("1: a\ntrue: b\n2026-10: c\n").tree == {"1": "a", "true": "b", "2026-10": "c"}

    def test_line_ends_and_a_byte_order_mark_make_no_difference(self) -> None:
        assert read("\ufeffa: 1\r\nb:\r\n  - 2\r\n").tree == read("a: 1\nb:\n  - 2\n").tree == {"a": "1", "b": ["2"]}


class TestDuplicates:
    def test_a_key_twice_names_both_rows(self) -> None:
        assert only_problem("a:\n  x: 1\nb: 2\na: 3\n") == (
            "case.yaml, row 4, a: found the key 'a' twice; expected each key once. "
            "Keep one of them; the first is in row 1."
        )

    def test_within_a_list_the_path_says_where(self) -> None:
        assert "row 3, list[1].a" in only_problem("list:\n  - a: 1\n  - {a: 1, a: 2}\n")

    def test_all_of_them_are_told(self) -> None:
        assert [problem.row for problem in read("a: 1\na: 2\na: 3\nb: 1\nb: 2\n").problems] == [2, 3, 5]

    def test_the_same_key_at_two_places_is_no_duplicate(self) -> None:
        assert read("a: {x: 1}\nb: {x: 1}\n").problems == ()


class TestRefused:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("a: &x 1\nb: *x\n", "an anchor or alias"),
            ("a: &x {b: 1}\n", "an anchor or alias"),
            ("a: !!python/object:os.system x\n", "the tag"),
            ("a: !!str x\n", "the tag"),
            ("a: !!map {x: 1}\n", "the tag"),
            ("a: !mine [1]\n", "the tag"),
            ("a: 1\n---\nb: 2\n", "a second document"),
            ("? [a, b]\n: 1\n", "a list or mapping as a key"),
            ("a:\n\tb: 1\n", "not tabs"),
            ("a: 1\n\tb: 1\n", "not tabs"),
            ("a: x\x00y\n", "U+0000"),
            ("b: 1\na: x\x1by\n", "row 2: found the unprintable character U+001B"),
            ('b: 1\na: "x\\0y"\n', "row 2, a: found the unprintable character U+0000"),
            ("a: x\ud800y\n", "U+D800"),
            ("a: [1, 2\n", "can't be read as YAML"),
            ('a: "never closed\n', "can't be read as YAML"),
            ("%YAML 3.1\n---\na: 1\n", "can't be read as YAML"),
            ("a" * (LARGEST + 1), "over 5 MB"),
        ],
        ids=lambda value: value[:24],
    )
    def test_with_the_reason(self, text: str, said: str) -> None:
        assert said in only_problem(text)

    def test_a_billion_laughs_are_stopped_at_the_first(self) -> None:
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
        assert "row 1, a0: found an anchor" in only_problem("\n".join(lines))

    @pytest.mark.parametrize(
        "text",
        ["[" * LARGEST, "{a: " * (LARGEST // 4), "- " * (LARGEST // 2), "".join(f"{' ' * n}a:\n" for n in range(200))],
        ids=["lists", "mappings", "dashes", "indents"],
    )
    def test_depth_ends_the_reading(self, text: str) -> None:
        assert f"more than {DEEPEST} levels" in only_problem(text)

    def test_as_deep_as_allowed_is_read(self) -> None:
        assert read("[" * DEEPEST + "]" * DEEPEST).problems == ()

    @pytest.mark.parametrize(
        "unit", ["a: ", "? ", ": ", "!", "&", "%", "#", "\n", " ", '"a" ', "- a\n", "[? a, ", "\\"]
    )
    def test_a_megabyte_of_anything_is_read_or_refused(self, unit: str) -> None:
        document = read(unit * (1_000_000 // len(unit)))
        assert document.problems or document.tree is None or isinstance(document.tree, (list, str))


TREES = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcé:#-? '\"", max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(TREES)
def test_what_any_tool_writes_is_read_back(tree: object) -> None:
    written = yaml.safe_dump(tree, allow_unicode=True, default_style='"')
    document = read(written)
    assert not document.problems
    assert document.tree == tree


@given(st.text() | st.text("ab:-?[]{}&*!|>'\"%@#,\n \t~<=", max_size=60))
@example("? a\n")
@example("\ud800")
def test_no_text_raises_and_what_is_refused_has_no_tree(text: str) -> None:
    document = read(text)
    assert all(str(problem).startswith("case.yaml") and problem.expected for problem in document.problems)
    assert document.tree is None or isinstance(document.tree, (dict, list, str))
