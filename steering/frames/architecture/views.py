"""The logical and physical views of the Architecture page, drawn from the model: context, containers, deployment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from steering.cases.dossier.architecture import Architecture, DeploymentNode
from steering.context.dated_case import DatedCase
from steering.dossier.relations import find_zone, list_crossings, list_outside_systems, list_relations, name_ends
from steering.drawings.diagram import Diagram, DiagramEdge, DiagramGroup, DiagramNode
from steering.formatting import join_words, pluralise
from steering.frames.architecture.links import (
    build_box,
    describe_relation,
    group_by_zone,
    is_temporary,
    name_zone,
    rate_component,
)
from steering.frames.blocks import Column, Notice, TableBlock
from steering.frames.documents import Drawing
from steering.frames.drawing_blocks import build_diagram_blocks
from steering.status import Status

FILE = "dossier/architecture.yaml"
# The box of all components that name no system; no id has such a sign.
PLATFORM = "*platform"
# Outermost nodes that have a drawing each; more share one.
MOST_DRAWINGS = 8
Blocks = tuple[Drawing | Notice | TableBlock, ...]


def build_logical_view(architecture: Architecture, dated: DatedCase) -> Blocks:
    """Build the components in their zones, then the platform among people and other systems, and every relation."""
    shaken = sum(rate_component(component, dated) is Status.AT_RISK for component in architecture.components)
    told = f", {shaken} of them at risk, as a decision below is no longer supported" if shaken else ""
    blocks: Blocks = ()
    if architecture.people or architecture.systems:
        people = pluralise(len(architecture.people), "kind of person", "kinds of people")
        blocks += build_diagram_blocks(
            id="context",
            title="The platform among people and systems",
            diagram=build_context(architecture, dated),
            alt=f"The platform among {people} and {pluralise(len(list_outside_systems(architecture)), 'system')}.",
            file=FILE,
        )
    blocks += build_diagram_blocks(
        id="containers",
        title="Components in their zones",
        diagram=build_containers(architecture, dated),
        alt=f"{pluralise(len(architecture.components), 'component')} in {pluralise(len(architecture.zones), 'zone')}"
        f"{told}, with the people and systems that they have to do with.",
        file=FILE,
        note="In a box: technology and class of data. Of a zone: class of data, and what guards its edge. "
        "Dashed: not there yet, or on its way out.",
    )
    return (*blocks, _build_relations(architecture))


def build_containers(architecture: Architecture, dated: DatedCase) -> Diagram:
    """Build the container level: components, systems and people, in their zones."""
    boxes: dict[str, list[str]] = {}
    for component in architecture.components:
        boxes.setdefault(name_zone(architecture, component.zone), []).append(component.id)
    for system in list_outside_systems(architecture):
        if system.zone:
            boxes.setdefault(name_zone(architecture, system.zone), []).append(system.id)
    temporary = {component.id for component in architecture.components if is_temporary(component)}
    return Diagram(
        nodes=(*(build_box(component, dated) for component in architecture.components), *_list_outside(architecture)),
        edges=tuple(
            DiagramEdge(
                start=relation.start,
                end=relation.end,
                label=describe_relation(relation),
                is_dashed=relation.start in temporary or relation.end in temporary,
            )
            for relation in list_relations(architecture)
        ),
        groups=group_by_zone(architecture, boxes, {}),
    )


def _list_outside(architecture: Architecture) -> tuple[DiagramNode, ...]:
    """Return the boxes of people and of the systems outside."""
    people = (DiagramNode(id=person.id, label=person.name, kind="person") for person in architecture.people)
    systems = (
        DiagramNode(id=system.id, label=system.name, kind="external") for system in list_outside_systems(architecture)
    )
    return (*people, *systems)


def build_context(architecture: Architecture, dated: DatedCase) -> Diagram:
    """Build the context level: the platform and its systems as one box each, people and the systems around."""
    home = {component.id: component.system or PLATFORM for component in architecture.components}
    names = {system.id: system.name for system in architecture.systems} | {PLATFORM: "The platform"}
    own = tuple(_build_own_box(id, names[id], architecture, dated) for id in dict.fromkeys(home.values()))
    words: dict[tuple[str, str], list[str]] = {}
    for relation in list_relations(architecture):
        pair = home.get(relation.start, relation.start), home.get(relation.end, relation.end)
        if pair[0] != pair[1]:
            words.setdefault(pair, []).append(relation.about or "")
    edges = tuple(
        DiagramEdge(start=start, end=end, label=", ".join(filter(None, dict.fromkeys(about))))
        for (start, end), about in words.items()
    )
    return Diagram(nodes=(*own, *_list_outside(architecture)), edges=edges)


def _build_own_box(id: str, name: str, architecture: Architecture, dated: DatedCase) -> DiagramNode:
    """Build the box of a system that the case describes, at risk with any of its components."""
    parts = [component for component in architecture.components if (component.system or PLATFORM) == id]
    shaken = any(rate_component(component, dated) for component in parts)
    detail = pluralise(len(parts), "component")
    return DiagramNode(id=id, label=name, detail=detail, status=Status.AT_RISK if shaken else None)


def build_physical_view(architecture: Architecture, dated: DatedCase) -> Blocks:
    """Build a drawing for each outermost node, where they are not too many, and every node as a table."""
    tops = [node for node in architecture.nodes if node.within is None]
    parts = [[node] for node in tops] if len(tops) <= MOST_DRAWINGS else [tops]
    blocks: Blocks = ()
    for index, part in enumerate(parts):
        diagram = build_deployment(architecture, dated, part)
        if diagram.nodes:
            name = part[0].name if len(part) == 1 else "all nodes"
            blocks += build_diagram_blocks(
                id=f"deployment-{index + 1}" if index else "deployment",
                title=f"Where the components run: {name}",
                diagram=diagram,
                alt=f"{pluralise(len(diagram.nodes), 'component')} on {name}, each on its node and in its zone.",
                file=FILE,
                note="Beside a node's name: its zone. In a box: technology and class of data.",
            )
    return (*blocks, _build_nodes(architecture))


def _build_nodes(architecture: Architecture) -> TableBlock:
    nodes = {node.id: node.name for node in architecture.nodes}
    names = {component.id: component.name for component in architecture.components}
    return TableBlock(
        id="nodes",
        title="Nodes",
        columns=(
            Column(label="Node", kind="words"),
            Column(label="Within", kind="words"),
            Column(label="Zone", kind="words"),
            Column(label="Technology", kind="words"),
            Column(label="Runs", kind="words"),
        ),
        rows=tuple(
            (
                node.name,
                nodes.get(node.within or ""),
                _name_zone_of(architecture, node),
                node.technology,
                ", ".join(names[id] for id in node.runs),
            )
            for node in architecture.nodes
        ),
    )


def _name_zone_of(architecture: Architecture, node: DeploymentNode) -> str:
    zone = find_zone(architecture, node.zone)
    return zone.name if zone else node.zone or ""


def build_deployment(architecture: Architecture, dated: DatedCase, tops: Sequence[DeploymentNode]) -> Diagram:
    """Build the deployment level: a box for each component on each node within some, nodes within each other."""
    components = {component.id: component for component in architecture.components}
    children: dict[str | None, list[DeploymentNode]] = {}
    for node in architecture.nodes:
        children.setdefault(node.within, []).append(node)
    boxes: list[DiagramNode] = []

    def build(node: DeploymentNode) -> DiagramGroup:
        names = tuple(f"{node.id}/{id}" for id in node.runs)
        boxes.extend(build_box(components[id], dated, name) for id, name in zip(node.runs, names, strict=True))
        groups = tuple(build(child) for child in children.get(node.id, ()))
        return DiagramGroup(label=_describe_node(architecture, node), nodes=names, groups=groups)

    groups = tuple(build(node) for node in tops)
    return Diagram(nodes=tuple(boxes), edges=tuple(_list_instance_edges(architecture)), groups=groups)


def _describe_node(architecture: Architecture, node: DeploymentNode) -> str:
    return " | ".join(filter(None, (node.name, _name_zone_of(architecture, node) or node.technology)))


def _list_instance_edges(architecture: Architecture) -> Iterator[DiagramEdge]:
    """Yield the relations of components that run on the same node, or on nodes within the same outermost one."""
    tops: dict[str, str] = {}
    for node in architecture.nodes:
        tops[node.id] = tops[node.within] if node.within else node.id
    places: dict[tuple[str, str], list[str]] = {}
    for node in architecture.nodes:
        for id in node.runs:
            places.setdefault((tops[node.id], id), []).append(f"{node.id}/{id}")
    for relation in list_relations(architecture):
        for top in dict.fromkeys(tops.values()):
            for start in places.get((top, relation.start), ()):
                for end in places.get((top, relation.end), ()):
                    yield DiagramEdge(start=start, end=end, label=relation.protocol or "")


def _build_relations(architecture: Architecture) -> TableBlock:
    names = name_ends(architecture)
    patterns = {pattern.id: pattern.name for pattern in architecture.patterns}
    edges = {crossing.pair: join_words(list(crossing.zones)) for crossing in list_crossings(architecture)}
    return TableBlock(
        id="relations",
        title="Who has to do with whom",
        columns=(
            Column(label="From", kind="words"),
            Column(label="To", kind="words"),
            Column(label="About", kind="words"),
            Column(label="Protocol"),
            Column(label="Mode"),
            Column(label="Data"),
            Column(label="Crosses the edge of", kind="words"),
            Column(label="Protected by", kind="words"),
        ),
        rows=tuple(
            (
                names[relation.start],
                names[relation.end],
                relation.about or "uses",
                relation.protocol,
                relation.mode,
                relation.data,
                edges.get((relation.start, relation.end)),
                "; ".join(filter(None, (relation.protection, patterns.get(relation.pattern or "")))) or None,
            )
            for relation in list_relations(architecture)
        ),
        empty="No relation is written down.",
    )
