"""Mermaid as drawings: what is drawn, what is left out of it, and what is refused in a sentence."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steering.drawings.mermaid import KINDS, MOST_LINES, draw_mermaid, strip_mermaid
from steering.drawings.svg import clean_svg
from steering.errors import Problem

FILE = "views/context.mmd"
DIAGRAMS = {
    "flowchart": 'flowchart LR\n subgraph z["Cloud"]\n a[Store] -->|reads| b(("DB"))\n end\n b -.-> c{Decide}',
    "graph": "graph TD; A[Store]-->B",
    "sequence": "sequenceDiagram\n participant A as Store\n A->>B: ask\n B-->>A: answer\n Note over A: logged",
    "state": "stateDiagram-v2\n [*] --> Store\n Store --> [*]: sign",
    "class": "classDiagram\n class Store {\n +get() Value\n }\n Store <|-- Online",
    "entities": "erDiagram\n Store ||--o{ MODEL : owns",
    "C4": 'C4Context\n Person(a, "Reader")\n System(b, "Store")\n Rel(a, b, "uses")',
}
PIECES = (
    "flowchart LR",
    "sequenceDiagram",
    "\n",
    " a",
    " --> ",
    "b[",
    "]",
    '"',
    "{{",
    "}}",
    "|x|",
    "subgraph s",
    "end",
    "A->>B: ",
    ":::red",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    'click a "javascript:alert(1)"',
    "style a fill:url(https://example.org)",
    '@{ img: "https://example.org/a.png" }',
    '%%{init: {"securityLevel": "loose", "htmlLabels": true}}%%',
    "---\n",
    "`**md**`",
    "$$x$$",
    ";",
    "&lt;b&gt;",
    "\x00",
    "\ud800",
    "\u202e",
)


def draw(text: str) -> str:
    """Return the SVG of a text, which must be one that can be drawn."""
    result = draw_mermaid(text, FILE)
    assert isinstance(result, str), result
    return result


def refuse(text: str) -> Problem:
    """Return the problem of a text, which must have one."""
    result = draw_mermaid(text, FILE)
    assert isinstance(result, Problem)
    assert result.file == FILE
    return result


def words(svg: str) -> list[str]:
    return [
        "".join(element.itertext()) for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("}text")
    ]


@pytest.mark.parametrize("text", DIAGRAMS.values(), ids=DIAGRAMS)
def test_each_kind_is_drawn_with_its_words(text: str) -> None:
    svg = draw(text)
    assert "Store" in words(svg)
    assert clean_svg(svg) == svg


def test_colours_are_those_of_the_theme() -> None:
    svg = draw("flowchart LR\n a:::red --> b\n style a fill:#123456\n classDef red fill:#654321")
    assert re.findall(r'<rect [^>]*class="(\w+)"', svg) == ["red", "box"]
    assert not re.search(r"#[0-9a-f]{3}|rgb|hsl|style=", svg)


def test_heads_of_arrows_stand_at_their_ends() -> None:
    svg = draw("flowchart LR\n a --> b\n b --- c")
    assert svg.count('class="line"') == 2
    assert svg.count('class="tip"') == 1


def test_a_dotted_arrow_is_dashed() -> None:
    assert draw("flowchart LR\n a -.-> b\n b --> c").count('class="line dashed"') == 1


def test_what_links_runs_or_sets_the_renderer_is_left_out_and_rows_stay() -> None:
    text = (
        '---\ntitle: a\n---\n%%{init: {\n"theme": "dark"}}%%\nflowchart LR\n click a "x"\n a --> b; click b href "y"\n'
    )
    assert strip_mermaid(text).splitlines() == ["", "", "", "", "", "flowchart LR", "", " a --> b;"]


def test_an_arrow_of_a_box_that_is_called_like_a_statement_stays() -> None:
    assert words(draw("flowchart LR\n link --> href\n a --> links")) == ["link", "href", "a", "links"]


def test_markup_in_a_label_makes_no_element() -> None:
    svg = draw('flowchart LR\n a["<script>alert(1)</script>Store"] --> b["#lt;b#gt;"]')
    assert {element.tag.partition("}")[2] for element in ElementTree.fromstring(svg).iter()} <= {
        "svg",
        "g",
        "rect",
        "path",
        "text",
        "tspan",
    }
    assert "<b>" in words(svg)


@pytest.mark.parametrize(
    ("text", "row", "found"),
    [
        ("", 1, "no diagram"),
        ("\n\n<svg/>", 3, "'<svg/>'"),
        ("pie\n a: 3", 1, "'pie'"),
        ("flowchart LR\n a --> b\n c[x", 3, "Unterminated node label (missing `]`)"),
    ],
)
def test_what_is_no_diagram_is_told_with_its_row(text: str, row: int, found: str) -> None:
    problem = refuse(text)
    assert (problem.row, problem.found) == (row, found)
    assert problem.remedy


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("flowchart LR\n" + "\n".join(f" n{i}[Node {i}]" for i in range(5000)), "characters"),
        ("flowchart LR\n" + "\n".join(f" {i}" for i in range(MOST_LINES)), "lines"),
        ("flowchart LR\n a[" + "x" * 3000 + "]", "characters in a line"),
        ("flowchart LR\n" + "\n".join(f" a --> b{i}" for i in range(900)), "more boxes"),
        (
            "flowchart LR\n" + "&".join(f"a{i}" for i in range(180)) + "-->" + "&".join(f"b{i}" for i in range(180)),
            "more",
        ),
        ("flowchart LR\n" + "\n".join(f" subgraph s{i}" for i in range(400)) + "\n a\n" + " end\n" * 400, "more"),
    ],
)
def test_what_is_too_large_is_refused(text: str, found: str) -> None:
    problem = refuse(text)
    assert found in problem.found
    assert problem.remedy.startswith("Divide the diagram")


def test_the_kinds_are_named_where_none_is_met() -> None:
    assert all(kind in refuse("mindmap\n a").expected for kind in KINDS)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=20).map("".join))
def test_any_text_is_drawn_safely_or_refused(text: str) -> None:
    for start in ("", "flowchart LR\n"):
        result = draw_mermaid(start + text, FILE)
        assert result.found and result.remedy if isinstance(result, Problem) else clean_svg(result) == result
