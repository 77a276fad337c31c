"""A model's boxes, arrows and zones as a drawing: whatever their words are, they are drawn as they stand."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steering.drawings.diagram import MOST_NODES, Diagram, DiagramEdge, DiagramGroup, DiagramNode, render_flowchart
from steering.drawings.svg import view_box
from steering.errors import Problem
from steering.frames.blocks import Notice, TableBlock
from steering.frames.code_block import Code
from steering.frames.documents import Drawing
from steering.frames.drawing_blocks import build_diagram_blocks, build_mermaid_blocks, tabulate_diagram
from steering.status import Status

PLATFORM = Diagram(
    nodes=(
        DiagramNode(id="store", label="Feature store", kind="store", status=Status.OFF_TRACK),
        DiagramNode(id="serve", label="Serving", detail="canary"),
        DiagramNode(id="out", label="Claims", kind="external"),
    ),
    edges=(
        DiagramEdge(start="out", end="store", label="nightly"),
        DiagramEdge(start="store", end="serve", is_dashed=True),
        DiagramEdge(start="store", end="gone"),
    ),
    groups=(
        DiagramGroup(label="Cloud", nodes=("serve",), groups=(DiagramGroup(label="PHI", nodes=("store", "serve")),)),
        DiagramGroup(label="Empty", nodes=("gone",)),
    ),
)


def lines(svg: str) -> list[str]:
    return [
        "".join(element.itertext()) for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("}text")
    ]


def draw(diagram: Diagram) -> str:
    result = render_flowchart(diagram)
    assert isinstance(result, str), result
    return result


def test_boxes_zones_and_arrows_have_their_words() -> None:
    shown = {"Feature store", "✕ Off track", "Serving", "canary", "Claims", "nightly", "Cloud", "PHI"}
    assert set(lines(draw(PLATFORM))) == shown


def test_a_status_has_its_colour_and_an_arrow_to_come_is_dashed() -> None:
    svg = draw(PLATFORM)
    assert 'class="red"' in svg
    assert svg.count('class="line dashed"') == 1
    assert svg.count('class="tip"') == 2


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=12)
)
def test_any_word_is_drawn_letter_by_letter(text: str) -> None:
    node = DiagramNode(id=text, label=text)
    svg = draw(Diagram(nodes=(node,), groups=(DiagramGroup(label="Zone", nodes=(text,)),)))
    assert "Zone" in lines(svg)
    assert text in lines(svg)


def test_a_long_name_is_broken_and_cut() -> None:
    shown = lines(draw(Diagram(nodes=(DiagramNode(id="a", label="word " * 60),))))
    assert len(shown) == 4
    assert shown[-1].endswith("…")


def test_what_is_wide_goes_down_the_page() -> None:
    nodes = tuple(DiagramNode(id=str(number), label=f"Part {number}") for number in range(14))
    edges = tuple(DiagramEdge(start=str(number), end=str(number + 1)) for number in range(13))
    width, height = view_box(draw(Diagram(nodes=nodes, edges=edges)))
    assert width < height
    width, height = view_box(draw(Diagram(nodes=nodes, edges=edges, direction="LR")))
    assert width > height


@pytest.mark.parametrize("count", [0, MOST_NODES + 1, 5000])
def test_nothing_and_too_much_are_said(count: int) -> None:
    result = render_flowchart(Diagram(nodes=tuple(DiagramNode(id=str(n), label="A") for n in range(count))))
    assert isinstance(result, Problem)
    assert result.found == f"{count:,} boxes"


def test_the_table_says_where_each_box_stands_and_leads() -> None:
    rows = tabulate_diagram("a", PLATFORM).rows
    assert rows[0] == ("Feature store", "Store", "Cloud › PHI", "off track", "", "Serving")
    assert rows[2] == ("Claims", "Outside", "", None, "", "Feature store (nightly)")


def test_a_diagram_that_can_not_be_drawn_is_a_table() -> None:
    blocks = build_diagram_blocks(id="a", title="A", diagram=Diagram(nodes=()), alt="", file="architecture.yaml")
    assert [type(block) for block in blocks] == [Notice, TableBlock]


def test_a_mermaid_text_is_a_drawing_or_its_problem_and_the_text() -> None:
    good, bad = "flowchart LR\n a --> b", "flowchart LR\n a[x"
    blocks = build_mermaid_blocks(id="a", title="A", text=good, file="views/a.mmd")
    assert [type(block) for block in blocks] == [Drawing]
    notice, code = build_mermaid_blocks(id="a", title="A", text=bad, file="views/a.mmd")
    assert isinstance(notice, Notice)
    assert notice.text.startswith("views/a.mmd, row 2 can't be drawn")
    assert isinstance(code, Code)
    assert code.passages[0].text == bad
