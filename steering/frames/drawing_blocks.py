"""Drawings as blocks, each with a table that says the same; of what can't be drawn, why, and the text or the table."""

from __future__ import annotations

from steering.drawings.diagram import Diagram, DiagramGroup, DiagramNode, render_flowchart
from steering.drawings.mermaid import draw_mermaid
from steering.errors import Problem
from steering.frames.blocks import Column, Notice, TableBlock
from steering.frames.code_block import Code, Passage
from steering.frames.documents import Drawing

KINDS = {"part": "Part", "person": "Person", "store": "Store", "decision": "Decision", "external": "Outside"}


def build_mermaid_blocks(*, id: str, title: str, text: str, file: str) -> tuple[Drawing | Notice | Code, ...]:
    """Build the drawing of a Mermaid text of a file; where it can't be drawn, the problem and the text itself."""
    result = draw_mermaid(text, file)
    passage = Passage(name=file, text=text)
    if isinstance(result, Problem):
        return (
            _explain(result),
            Code(id=id, title=title, label="Diagram", passages=(passage,), language="text"),
        )
    lines = tuple((str(number), line) for number, line in enumerate(text.splitlines(), start=1) if line.strip())
    table = TableBlock(
        id=f"{id}-table",
        title="",
        columns=(Column(label="Line"), Column(label="Text", kind="words")),
        rows=lines,
        note=f"The text of {file}.",
    )
    return (Drawing(id=id, title=title, svg=result, alt=f"{title}: a diagram, whose text is below.", table=table),)


def build_diagram_blocks(
    *, id: str, title: str, diagram: Diagram, alt: str, file: str, note: str = ""
) -> tuple[Drawing | Notice | TableBlock, ...]:
    """Build the drawing of a diagram, with its boxes as a table; where it can't be drawn, why, and the table alone."""
    result = render_flowchart(diagram, file)
    table = tabulate_diagram(f"{id}-table", diagram)
    if isinstance(result, Problem):
        return (_explain(result), TableBlock(id=id, title=title, columns=table.columns, rows=table.rows, note=note))
    return (Drawing(id=id, title=title, svg=result, alt=alt, table=table, note=note),)


def tabulate_diagram(id: str, diagram: Diagram) -> TableBlock:
    """Return the boxes of a diagram as a table: where each stands, how it stands, and where its arrows lead."""
    zones = {node: zone for group in diagram.groups for node, zone in _list_zones(group, ())}
    labels = {node.id: node.label for node in diagram.nodes}
    rows = tuple(
        (
            node.label,
            KINDS[node.kind],
            zones.get(node.id, ""),
            str(node.status) if node.status else None,
            node.detail,
            _list_targets(node, diagram, labels),
        )
        for node in diagram.nodes
    )
    columns = (
        Column(label="Name", kind="words"),
        Column(label="Kind"),
        Column(label="Zone", kind="words"),
        Column(label="Status", kind="status"),
        Column(label="Detail", kind="words"),
        Column(label="Leads to", kind="words"),
    )
    return TableBlock(id=id, title="", columns=columns, rows=rows)


def _list_zones(group: DiagramGroup, outer: tuple[str, ...]) -> list[tuple[str, str]]:
    path = (*outer, group.label)
    inner = [pair for part in group.groups for pair in _list_zones(part, path)]
    return [(node, " › ".join(path)) for node in group.nodes] + inner


def _list_targets(node: DiagramNode, diagram: Diagram, labels: dict[str, str]) -> str:
    edges = (edge for edge in diagram.edges if edge.start == node.id and edge.end in labels)
    return "; ".join(f"{labels[edge.end]} ({edge.label})" if edge.label else labels[edge.end] for edge in edges)


def _explain(problem: Problem) -> Notice:
    text = f"{problem.place} can't be drawn: {problem.found} where {problem.expected} was expected."
    return Notice(text=text, remedy=problem.remedy)
