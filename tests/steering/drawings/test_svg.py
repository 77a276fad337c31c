"""A drawing is shapes and text: whatever else an SVG can do is refused, and what is left reads the same everywhere."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from steering.drawings.svg import MOST_CHARACTERS, MOST_DEPTH, MOST_ELEMENTS, UnsafeSvg, clean_svg, view_box
from tests.steering.picture.reading import read

START = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40">'


def within(markup: str) -> str:
    return f"{START}{markup}</svg>"


REFUSED = {
    "script": within("<script>alert(1)</script>"),
    "style": within("<style>* {fill: red}</style>"),
    "foreign": within("<foreignObject><p>a</p></foreignObject>"),
    "image": within('<image href="https://example.org/a.png"/>'),
    "use": within('<use href="#a"/>'),
    "link": within('<a href="https://example.org"><rect/></a>'),
    "animation": within('<set attributeName="href" to="javascript:alert(1)"/>'),
    "handler": within('<rect onclick="alert(1)"/>'),
    "style attribute": within('<rect style="fill: url(https://example.org)"/>'),
    "id": within('<rect id="app"/>'),
    "address": within('<rect fill="url(#a)"/>'),
    "colour": within('<rect fill="#ff0000"/>'),
    "namespace": within('<x:rect xmlns:x="http://www.w3.org/1999/xhtml"/>'),
    "other namespace": '<svg viewBox="0 0 1 1"><g xmlns="http://www.w3.org/1999/xhtml"/></svg>',
    "inner svg": within(START + "</svg>"),
    "entity": f'<!DOCTYPE svg [<!ENTITY a "b">]>{within("<text>&a;</text>")}',
    "instruction": f'<?xml-stylesheet href="a.css"?>{within("")}',
    "text outside": within("words"),
    "no viewBox": "<svg/>",
    "flat": '<svg viewBox="0 0 90 0"/>',
    "endless": '<svg viewBox="0 0 90 1e999"/>',
    "html": "<p>words</p>",
    "not closed": START,
    "nothing": "",
    "half a character": within("<text>\ud800</text>"),
    "many": within("<g/>" * (MOST_ELEMENTS + 1)),
    "deep": within("<g>" * (MOST_DEPTH + 2) + "</g>" * (MOST_DEPTH + 2)),
    "long": within(" " * MOST_CHARACTERS),
}


@pytest.mark.parametrize("svg", REFUSED.values(), ids=REFUSED)
def test_whatever_is_no_shape_and_no_text_is_refused(svg: str) -> None:
    with pytest.raises(UnsafeSvg):
        clean_svg(svg)


def test_the_refusal_names_the_row() -> None:
    with pytest.raises(UnsafeSvg, match="Row 3: a drawing has no element 'script'"):
        clean_svg(within("\n\n<script/>"))


def test_shapes_and_text_come_back_as_they_are() -> None:
    inner = (
        '<g class="box" transform="translate(1,2) rotate(90)"><title>A</title><rect x="1" y="1.5" width="20" rx="4"/>'
        '<path d="M 1,2 L3-4 A1 1 0 0 1 5e-1 6z"/><g><g/></g><text x="4"><tspan dy="1em">a</tspan></text></g>'
    )
    assert clean_svg(within(inner)) == within(inner)


def test_text_stays_text_in_xml_and_in_html() -> None:
    text = '</text></svg><script>alert(1)</script> & "quoted" ]]>'
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    svg = clean_svg(within(f"<text>{escaped}</text>"))
    assert "".join(ElementTree.fromstring(svg).itertext()) == text
    reader = read(svg)
    assert reader.words == text
    assert [tag for tag, _ in reader.found] == ["svg", "text"]


def test_comments_and_blanks_between_shapes_are_left_out() -> None:
    assert clean_svg(within("<!-- a -->\n <rect/>\n")) == within("<rect/>")


def test_what_is_clean_stays_as_it_is() -> None:
    once = clean_svg(within('<text class="quiet">a &amp; b</text><g><rect/></g>'))
    assert clean_svg(once) == once


def test_the_size_is_that_of_its_plane() -> None:
    assert view_box(clean_svg('<svg width="100%" viewBox="-4 4.5 120.5 80"/>')) == (120.5, 80)
