"""Texts and names that other programs open."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steering.exports.cells import file_name, is_formula, safe
from steering.formatting import printable

BEGINNINGS = "=+-@\t\r＝＋－＠"
texts = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(BEGINNINGS + ";,'\"\n\x00")), max_size=30)


class TestSafe:
    @pytest.mark.parametrize("begin", BEGINNINGS)
    def test_what_would_be_a_formula_begins_with_an_apostrophe(self, begin: str) -> None:
        assert safe(f"{begin}1+1") == f"'{begin}1+1"

    @pytest.mark.parametrize(
        "text", ["", "a", "1-2", "'=1", " a=b", "Word", "it's", "a@b.example", "–5", "−5", "Straße"]
    )
    def test_what_is_no_formula_stays_as_it_is(self, text: str) -> None:
        assert safe(text) == text

    def test_a_place_where_another_country_parts_a_line_is_a_beginning_too(self) -> None:
        assert safe("a;=1+1\n@b\tc") == "a;'=1+1\n'@b\tc"

    @given(texts)
    def test_however_a_spreadsheet_parts_it_no_piece_is_a_formula(self, text: str) -> None:
        for delimiter in (",", ";", "\t"):
            for row in csv.reader(io.StringIO(safe(text), newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE):
                assert not any(is_formula(cell) for cell in row if delimiter != ","), (text, row)
        assert not is_formula(safe(text))

    @given(texts)
    def test_only_apostrophes_and_replacements_are_added(self, text: str) -> None:
        left = iter(safe(text))
        assert all(character in left for character in printable(text)), "in the same order"
        assert safe(text).replace("'", "") == printable(text).replace("'", "")

    @given(texts)
    def test_once_is_enough(self, text: str) -> None:
        assert safe(safe(text)) == safe(text)


class TestPrintable:
    @pytest.mark.parametrize("code", [0x00, 0x08, 0x0B, 0x1F, 0x7F, 0x9F, 0xD800, 0xFFFE])
    def test_what_no_file_can_hold_is_replaced(self, code: int) -> None:
        assert printable(f"a{chr(code)}b") == "a\ufffdb"

    def test_tabs_lines_and_letters_stay(self) -> None:
        assert printable("a\tb\r\nc é 数 🙂") == "a\tb\r\nc é 数 🙂"


class TestFileName:
    @pytest.mark.parametrize(
        ("parts", "name"),
        [
            (("Spend by month",), "spend-by-month.csv"),
            (("halden", "cost", "fd326b69"), "halden-cost-fd326b69.csv"),
            (("../../etc/passwd",), "etc-passwd.csv"),
            (("C:\\a\\b",), "c-a-b.csv"),
            (('<b> & "x"\r\nSet-Cookie: a',), "b-x-set-cookie-a.csv"),
            (("Größe 数",), "größe-数.csv"),
            (("",), "table.csv"),
            (("...",), "table.csv"),
            (("CON",), "table-con.csv"),
        ],
    )
    def test_a_name_that_every_system_accepts(self, parts: tuple[str, ...], name: str) -> None:
        assert file_name(*parts, ending="csv") == name

    @given(st.lists(st.text(), min_size=1, max_size=3))
    def test_no_name_leaves_its_folder_or_ends_a_header(self, parts: list[str]) -> None:
        name = file_name(*parts, ending="xlsx")
        assert not set(name) & set('/\\:*?"<>|\r\n\0 ;')
        assert name.endswith(".xlsx") and not name.startswith(".")
        assert len(name) <= 120
