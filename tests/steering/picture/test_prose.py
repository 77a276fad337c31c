"""Markdown of others as markup: what it may be, and that nothing in it runs, is fetched, or leads where it must not."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from steering.picture.prose import LONGEST, render_prose
from tests.steering.picture.hostile import HOSTILE
from tests.steering.picture.reading import Reader, read

# What a text may be made of; attributes that it may have.
TAGS = {"p", "em", "strong", "s", "a", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "br", "div"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "h3", "h4", "h5", "h6"}
NAMES = {"href", "rel", "target", "id", "class", "scope", "start", "tabindex", "role", "aria-label"}
PIECES = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![a](https://example.org/a.png)",
    "![a](data:image/png;base64,AA)",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt&#58;alert(1))",
    "[a](data:text/html,x)",
    "[a](vbscript:x)",
    "[a](//example.org)",
    "[a](../secrets)",
    "[a](https://example.org 'title\" onclick=x')",
    '<https://example.org/?a="onclick>',
    "[a][b]\n\n[b]: javascript:alert(1)\n\n",
    "[![a](x)](https://example.org)",
    "# A\n\n",
    "##### B\n\n",
    "[up](#a)",
    "[nowhere](#zz)",
    "> ",
    "- ",
    "1. ",
    "| a | b |\n|---|--:|\n| c | d |\n\n",
    '```html" onload=x\n<b>\n```\n',
    "&#x202e;",
    "&lt;b&gt;",
    "\x00\x07",
    "\u202e",
    "**",
    "`",
    "\n\n",
    "text ",
)


def attributes(reader: Reader) -> list[tuple[str, str]]:
    return [(name, value or "") for _, values in reader.found for name, value in values.items()]


def check(markdown: str) -> Reader:
    """Read what a text becomes, and hold it against what it may be."""
    reader = read(str(render_prose(markdown, "charter")))
    assert {tag for tag, _ in reader.found} <= TAGS
    assert {name for name, _ in attributes(reader)} <= NAMES
    addresses = [value for name, value in attributes(reader) if name == "href"]
    assert [value for value in addresses if not re.match(r"https?://|mailto:|#charter--", value)] == []
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\x00-\x08]", reader.words)
    return reader


@settings(max_examples=150, deadline=None)
@example("****")
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=25).map("".join))
def test_no_text_becomes_more_than_it_may(markdown: str) -> None:
    check(markdown)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_harmless(text: str) -> None:
    check(text)


def test_html_is_shown_as_it_is_written() -> None:
    text = '<b onclick="x">bold</b> and <!-- this -->'
    assert check(text).words.strip() == text


def test_a_picture_is_its_words() -> None:
    assert check("See ![the plan](https://example.org/a.png) ![](b.png)").words.strip() == (
        "See [Image: the plan] [Image: without a description]"
    )


def test_links_to_the_web_open_beside_the_page() -> None:
    links = check("[a](https://example.org/?a=1&b) <who@example.org>").all("a")
    assert [link["href"] for link in links] == ["https://example.org/?a=1&b", "mailto:who@example.org"]
    assert {(link["target"], link["rel"]) for link in links} == {("_blank", "noopener noreferrer")}


@pytest.mark.parametrize("address", ["../other.md", "//example.org", "ftp://example.org", "tel:1", "#nowhere"])
def test_other_links_are_only_their_words(address: str) -> None:
    reader = check(f"[see *there*]({address})")
    assert (reader.words.strip(), reader.all("a")) == ("see there", [])


def test_a_link_leads_to_a_heading_of_the_same_text() -> None:
    reader = check("# What we do\n\n[up](#what-we-do)")
    assert reader.all("h3") == [{"id": "charter--what-we-do"}]
    assert reader.all("a") == [{"href": "#charter--what-we-do"}]


@pytest.mark.parametrize(
    ("levels", "shown"),
    [
        ((1, 2, 3), (3, 4, 5)),
        ((2, 4, 2), (3, 4, 3)),
        ((4, 1, 6), (3, 3, 4)),
        ((1, 2, 3, 4, 5, 6), (3, 4, 5, 6, 6, 6)),
    ],
)
def test_headings_stand_below_those_of_the_page_without_a_gap(levels: tuple[int, ...], shown: tuple[int, ...]) -> None:
    reader = check("\n\n".join(f"{'#' * level} Part {index}" for index, level in enumerate(levels)))
    assert [int(tag[1:]) for tag, _ in reader.found] == list(shown)


def test_two_headings_of_one_name_have_one_id() -> None:
    assert [heading.get("id") for heading in check("# A\n\n# A").all("h3")] == ["charter--a", None]


def test_tables_and_code_scroll_in_boxes_of_their_own() -> None:
    reader = check("| a | b |\n|---|--:|\n| 1 | 2 |\n\n```sql\nselect 1\n```")
    assert [box["class"] for box in reader.all("div") + reader.all("pre")] == ["scroll", "scroll"]
    assert reader.all("td") == [{}, {"class": "right"}]


def test_a_text_that_is_too_long_says_so() -> None:
    words = check("word " * (LONGEST // 5 + 100)).words
    assert words.strip().endswith(f"The text is longer than {LONGEST:,} characters; the rest of it is not shown.")
