"""The words on the arrows of an architecture, its components as boxes, and its zones as groups of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steering.cases.dossier.architecture import Architecture, Component, Relation, TrustZone
from steering.context.dated_case import DatedCase
from steering.dossier.adr_graph import graph_of, judge_adrs
from steering.dossier.relations import find_zone
from steering.drawings.diagram import DiagramGroup, DiagramNode
from steering.status import Status


def describe_relation(relation: Relation) -> str:
    """Return the words on the arrow of a relation: `asks for a score (HTTPS, streaming)`."""
    how = ", ".join(filter(None, (relation.protocol, relation.mode)))
    return f"{relation.about or ''} ({how})".strip() if how else relation.about or ""


def is_temporary(component: Component) -> bool:
    """Return whether a component is there today or in the target only."""
    return component.state != "both" or component.lifecycle in ("planned", "retiring", "retired")


def build_box(component: Component, dated: DatedCase, id: str = "") -> DiagramNode:
    """Build the box of a component: the class of its data, what becomes of it, and whether it is at risk."""
    what = [component.technology or "", component.data or ""]
    what += [component.lifecycle] if is_temporary(component) else []
    detail = ", ".join(filter(None, what))
    return DiagramNode(
        id=id or component.id, label=component.name, detail=detail, status=rate_component(component, dated)
    )


def rate_component(component: Component, dated: DatedCase) -> Status | None:
    """Return at risk for a component that rests on a decision that the data no longer supports."""
    rests, shaken = graph_of(dated).find_all(component.decisions), _list_shaken(dated)
    return Status.AT_RISK if any(adr.id in shaken for adr in rests) else None


def _list_shaken(dated: DatedCase) -> frozenset[str]:
    """Return the ids of the decisions at risk, worked out once for all components."""

    def list_ids() -> frozenset[str]:
        return frozenset(standing.adr.id for standing in judge_adrs(dated) if standing.status is Status.AT_RISK)

    return dated.context.cached(("adrs at risk", dated.filters.without_model), list_ids)


def group_by_zone(
    architecture: Architecture, boxes: Mapping[str, Sequence[str]], inner: Mapping[str, Sequence[DiagramGroup]]
) -> tuple[DiagramGroup, ...]:
    """Return the zones within each other; `boxes` and `inner` are what stands in each, by its id or a free name."""
    children: dict[str | None, list[TrustZone]] = {}
    for zone in architecture.zones:
        children.setdefault(zone.within, []).append(zone)

    def build(zone: TrustZone) -> DiagramGroup:
        groups = (*inner.get(zone.id, ()), *(build(child) for child in children.get(zone.id, ())))
        return DiagramGroup(label=describe_zone(zone), nodes=tuple(boxes.get(zone.id, ())), groups=groups)

    ids = {zone.id for zone in architecture.zones}
    free = [DiagramGroup(label=name, nodes=tuple(boxes[name])) for name in boxes if name and name not in ids]
    return (*(build(zone) for zone in children.get(None, ())), *free)


def describe_zone(zone: TrustZone) -> str:
    """Return a zone's name with the class of its data and what guards its edge."""
    return " | ".join(filter(None, (zone.name, zone.data, zone.boundary)))


def name_zone(architecture: Architecture, name: str | None) -> str:
    """Return the key of a zone among groups: its id, the name itself where no zone has it, or nothing."""
    zone = find_zone(architecture, name)
    return zone.id if zone else name or ""
