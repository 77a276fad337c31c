"""The parts of the Architecture page beside its decisions: capability map, components, patterns, constraints."""

from __future__ import annotations

from collections.abc import Iterator

from steering.cases.dossier.architecture import Architecture, Component
from steering.context.dated_case import DatedCase
from steering.dossier.adr_graph import graph_of
from steering.frames.architecture.capabilities import build_map
from steering.frames.architecture.views import build_logical_view, build_physical_view
from steering.frames.blocks import Column, Tab, TableBlock
from steering.metrics.format import metric_label

# Of the table of components.
COLUMNS = (
    Column(label="Component", kind="words"),
    Column(label="State"),
    Column(label="Gives", kind="words"),
    Column(label="Clouds", kind="words"),
    Column(label="Mode"),
    Column(label="Zone", kind="words"),
    Column(label="Data"),
    Column(label="Owner", kind="words"),
    Column(label="Cost line", minor=True),
    Column(label="Decisions", kind="words", minor=True),
    Column(label="Uses", kind="words", minor=True),
    Column(label="Since", kind="month", minor=True),
    Column(label="About", kind="words", minor=True),
)


def build_parts(architecture: Architecture, dated: DatedCase) -> tuple[Tab, ...]:
    """Build a tab for each part that the architecture has."""
    return tuple(_list_tabs(architecture, dated))


def _list_tabs(architecture: Architecture, dated: DatedCase) -> Iterator[Tab]:
    if architecture.components:
        yield Tab(id="logical", label="Logical view", blocks=build_logical_view(architecture, dated))
    if any(node.runs for node in architecture.nodes):
        yield Tab(id="physical", label="Physical view", blocks=build_physical_view(architecture, dated))
    if architecture.capabilities:
        yield Tab(
            id="capabilities",
            label="Capability map",
            blocks=(*build_map(dated), _build_capabilities(architecture, dated)),
        )
    if architecture.components:
        blocks = (_build_components(architecture, dated), _build_change(architecture))
        yield Tab(id="components", label="Components", blocks=blocks)
    if architecture.patterns:
        yield Tab(id="patterns", label="Patterns", blocks=(_build_patterns(architecture),))


def _build_capabilities(architecture: Architecture, dated: DatedCase) -> TableBlock:
    """Build the capabilities of two levels, each with what gives it, what pays for it and what measures it."""
    tops = {capability.id: capability.name for capability in architecture.capabilities if capability.parent is None}
    parents = {capability.parent for capability in architecture.capabilities}
    leaves = [capability for capability in architecture.capabilities if capability.id not in parents]
    lines = _name_lines(dated)
    return TableBlock(
        id="capabilities",
        title="Capabilities in words",
        columns=(
            Column(label="Area", kind="words"),
            Column(label="Capability", kind="words"),
            Column(label="Given by", kind="words"),
            Column(label="Paid by", kind="words"),
            Column(label="Measured by", kind="words"),
            Column(label="Owner"),
        ),
        rows=tuple(
            (
                tops.get(capability.parent or "", capability.name),
                capability.name,
                ", ".join(part.name for part in architecture.components if capability.id in part.capabilities),
                ", ".join(lines.get(id, id) for id in capability.paid_by),
                ", ".join(metric_label(dated.context, kpi) for kpi in capability.kpis),
                capability.owner,
            )
            for capability in leaves
        ),
    )


def _name_lines(dated: DatedCase) -> dict[str, str]:
    """Return the names of the lines of the business case by id."""
    business = dated.case.business
    return {line.id: line.name for line in business.as_written.lines} if business else {}


def _build_components(architecture: Architecture, dated: DatedCase) -> TableBlock:
    lines, graph = _name_lines(dated), graph_of(dated)
    parts = {component.id: component.name for component in architecture.components}
    names = {capability.id: capability.name for capability in architecture.capabilities}
    return TableBlock(
        id="components",
        title="Components",
        columns=COLUMNS,
        rows=tuple(
            (
                component.name,
                component.lifecycle,
                ", ".join(names.get(id, id) for id in component.capabilities),
                ", ".join(component.clouds),
                " and ".join(component.modes),
                component.zone,
                component.data,
                component.owner,
                lines.get(component.cost_line or "", component.cost_line),
                "; ".join(adr.label for adr in graph.find_all(component.decisions)),
                ", ".join(parts.get(id, id) for id in component.uses),
                component.since,
                component.about,
            )
            for component in architecture.components
        ),
    )


def _build_change(architecture: Architecture) -> TableBlock:
    """Build what comes and what goes on the way from today to the target."""
    changes = [(_name_change(component), component) for component in architecture.components]
    return TableBlock(
        id="change",
        title="From today to the target",
        columns=(Column(label="Change"), Column(label="Component", kind="words"), Column(label="Owner", kind="words")),
        rows=tuple((change, component.name, component.owner) for change, component in changes if change),
        empty="Nothing is added and nothing goes.",
    )


def _name_change(component: Component) -> str:
    if component.state == "target":
        return "added"
    if component.state == "current":
        return "retired"
    return "changed" if component.lifecycle == "retiring" else ""


def _build_patterns(architecture: Architecture) -> TableBlock:
    names = {component.id: component.name for component in architecture.components}
    return TableBlock(
        id="patterns",
        title="Integration patterns",
        columns=(
            Column(label="Pattern", kind="words"),
            Column(label="What it is for", kind="words"),
            Column(label="Used by", kind="words"),
        ),
        rows=tuple(
            (pattern.name, pattern.purpose, ", ".join(names.get(id, id) for id in pattern.used_by))
            for pattern in architecture.patterns
        ),
    )
