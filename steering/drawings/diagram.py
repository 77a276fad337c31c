"""Boxes, arrows and the zones around them as a value, and its drawing.

The layout is Mermaid's: the value becomes a flowchart in which every text is quoted.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

from steering.drawings.mermaid import draw_mermaid
from steering.drawings.svg import view_box
from steering.errors import Problem
from steering.status import Status

# What a box is: a part of the platform, a person or a team, a store of data, a decision, something outside.
NodeKind = Literal["part", "person", "store", "decision", "external"]
SHAPES: dict[NodeKind, tuple[str, str]] = {
    "part": ("(", ")"),
    "person": ("([", "])"),
    "store": ("[(", ")]"),
    "decision": ("{", "}"),
    "external": ("[", "]"),
}
Direction = Literal["LR", "TB"]
# Letters in a line of a label, lines of it, and boxes that are drawn: more can't be read, and the table has all.
ACROSS, DOWN, MOST_NODES = 22, 4, 120
# So wide a drawing still shows its words in a readable size on the width of a page.
WIDEST = 1500


@dataclass(frozen=True, kw_only=True)
class DiagramNode:
    """A box: its name, what it is, how it stands, and a second line."""

    id: str
    label: str
    kind: NodeKind = "part"
    status: Status | None = None
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class DiagramEdge:
    """An arrow from one box to another. A dashed one is for what is not there yet."""

    start: str
    end: str
    label: str = ""
    is_dashed: bool = False


@dataclass(frozen=True, kw_only=True)
class DiagramGroup:
    """A zone around boxes, by their ids, and around other zones."""

    label: str
    nodes: tuple[str, ...] = ()
    groups: tuple[DiagramGroup, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Diagram:
    """Boxes, arrows and zones. An arrow to a box that is not there is left out; a box in no zone stands outside.

    Without a `direction` arrows go from left to right where that fits the width of a page, otherwise down.
    """

    nodes: tuple[DiagramNode, ...]
    edges: tuple[DiagramEdge, ...] = ()
    groups: tuple[DiagramGroup, ...] = ()
    direction: Direction | None = None


def render_flowchart(diagram: Diagram, file: str = "architecture.yaml") -> str | Problem:
    """Return a diagram as a clean SVG, or why it can't be drawn: it has nothing, or more than can be read."""
    if not 0 < len(diagram.nodes) <= MOST_NODES:
        return Problem(
            file=file,
            found=f"{len(diagram.nodes):,} boxes",
            expected=f"from 1 to {MOST_NODES}",
            remedy="Show one zone or one capability at a time; the table has all.",
        )
    across = draw_mermaid(write_flowchart(diagram, diagram.direction or "LR"), file)
    if diagram.direction or isinstance(across, Problem) or _width(across) <= WIDEST:
        return across
    down = draw_mermaid(write_flowchart(diagram, "TB"), file)
    return across if isinstance(down, Problem) else min(across, down, key=_width)


def _width(svg: str) -> float:
    return view_box(svg)[0]


def write_flowchart(diagram: Diagram, direction: Direction) -> str:
    """Return a diagram as a Mermaid flowchart."""
    names = {node.id: f"n{index}" for index, node in enumerate(diagram.nodes)}
    nodes = {node.id: _write_node(node, names[node.id]) for node in diagram.nodes}
    lines = [f"flowchart {direction}"]
    counter = count()
    lines += [line for group in diagram.groups for line in _write_group(group, nodes, counter)]
    # A box stands where it is first named: in its zone, or outside of all.
    lines += nodes.values()
    lines += _write_edges(diagram.edges, names)
    return "\n".join(lines)


def _write_node(node: DiagramNode, name: str) -> str:
    before, after = SHAPES[node.kind]
    words = (*_wrap(node.label), *_wrap(node.detail), *((node.status.mark,) if node.status else ()))
    colour = node.status.colour if node.status else "gray" if node.kind == "external" else ""
    return f'{name}{before}"{"<br/>".join(map(quote, words))}"{after}' + (f":::{colour}" if colour else "")


def _write_group(group: DiagramGroup, nodes: dict[str, str], counter: Iterator[int]) -> Iterator[str]:
    """Yield a zone with what is in it, and take its boxes out of `nodes`; an empty zone is left out."""
    inner = [nodes.pop(id) for id in group.nodes if id in nodes]
    inner += [line for part in group.groups for line in _write_group(part, nodes, counter)]
    if inner:
        yield f'subgraph g{next(counter)}["{" ".join(map(quote, _wrap(group.label, 60)))}"]'
        yield from inner
        yield "end"


def _write_edges(edges: Sequence[DiagramEdge], names: Mapping[str, str]) -> Iterator[str]:
    for edge in edges:
        if edge.start in names and edge.end in names:
            arrow = "-.->" if edge.is_dashed else "-->"
            label = f'|"{"<br/>".join(map(quote, _wrap(edge.label)))}"|' if edge.label.strip() else ""
            yield f"{names[edge.start]} {arrow}{label} {names[edge.end]}"


def _wrap(text: str, across: int = ACROSS) -> list[str]:
    """Break a label into lines; what is beyond the last one is cut."""
    return textwrap.wrap(text, across, max_lines=DOWN, placeholder=" …")


def quote(text: str) -> str:
    """Return a text as Mermaid shows it letter by letter: whatever it reads as markup stands as its number."""
    return "".join(char if char.isalnum() or char in " ,.-…" else f"#{ord(char)};" for char in text)
