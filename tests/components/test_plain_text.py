"""Text on its way into Streamlit's Markdown, whose look in the browser tests/browser/test_hostile.py holds."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.markdown import WORD_JOINER, plain
from tests.pages.case_folders import HOSTILE

ESCAPED = re.compile(rf"\\([{re.escape(string.punctuation)}])")


def shown(markdown: str) -> str:
    """What Markdown shows of a text that is all escapes and letters."""
    return ESCAPED.sub(r"\1", markdown).replace(WORD_JOINER, "")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_every_letter_is_shown(text: str) -> None:
    assert shown(plain(text)) == text


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"])))
def test_every_letter_of_any_text_is_shown(text: str) -> None:
    assert shown(plain(text)) == text.replace(WORD_JOINER, "")


@given(st.text(string.punctuation + "aw .:/@[]"))
def test_no_sign_is_left_for_markdown_to_read(text: str) -> None:
    assert not re.search(rf"[{re.escape(string.punctuation)}]", ESCAPED.sub("", plain(text)))


@pytest.mark.parametrize("text", ["http://a", "www.a.b", "a@b.c", ":smile:", ":material/home:"])
def test_what_is_recognised_after_the_escapes_is_parted(text: str) -> None:
    assert WORD_JOINER in plain(text)


def test_times_are_left_whole() -> None:
    assert WORD_JOINER not in plain("12:30, at 50 %")


def test_a_text_stays_on_its_line_and_in_its_direction() -> None:
    assert plain("a\r\n\n# b\x00\u2028c") == r"a \# b c"
    assert plain("a\u202eb\u2066c") == "abc"
